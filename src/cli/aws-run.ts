import type { AwsPlan } from '../suite/aws-plan.js'
import type { RunOptions as SuiteOptions } from '../suite/run-options.js'
import { namePrefix } from '../targets/endpoint.js'
import { UsageError } from './exit.js'
import type { Terminal } from './terminal.js'

/** What whoever runs the suite on AWS has agreed to. */
export interface Consent {
  readonly yes?: true
  /** US dollars. */
  readonly budget?: number
}

/** Calls of which each is told by itself. */
const TOLD = 12

/**
 * Says what a run on AWS would send and cost, and asks for leave.
 *
 * @throws UsageError where there is none, or the estimate is above the budget; nothing was sent then
 */
export const agreeOnAws = async (terminal: Terminal, options: SuiteOptions, { yes, budget }: Consent): Promise<void> => {
  if (options.profile !== 'as-documented')
    throw new UsageError('AWS runs on many servers: give --profile as-documented, or throttling and lateness would count as divergences.')
  terminal.note(terminal.colours.dim('Rehearsing on the embedded reference, to tell what would be sent …'))
  const { planForAws } = await import('../suite/aws-plan.js')
  const plan = await planForAws(options, namePrefix(options.run ?? ''))
  terminal.note(planText(plan, terminal))
  if (budget !== undefined && plan.dollars > budget)
    throw new UsageError(
      `Nothing was sent: the estimate of ${dollarsOf(plan)} is above the budget of $${budget.toFixed(2)}. Narrow it by --only or --effort smoke.`,
    )
  if (yes !== true && budget === undefined) throw new UsageError('Nothing was sent. Give --yes, or --budget DOLLARS, to go on.')
}

export const planText = (plan: AwsPlan, { colours }: Pick<Terminal, 'colours'>): string => {
  const { region, prefix, calls, clauses, seconds, skipped } = plan
  const total = calls.reduce((sum, { count }) => sum + count, 0)
  const rest = calls.slice(TOLD).reduce((sum, { count }) => sum + count, 0)
  const row = (count: number, what: string): string => `  ${String(count).padStart(8)}  ${what}`
  return [
    '',
    colours.bold(`A run on AWS, ${region}: ${clauses} clauses, about ${total} calls`),
    ...calls.slice(0, TOLD).map(({ service, operation, count }) => row(count, `${service} ${operation}`)),
    ...(rest === 0 ? [] : [row(rest, 'other calls')]),
    `  costs ${dollarsOf(plan)} (an estimate by list prices of us-east-1, without any free tier)`,
    `  takes at least ${Math.ceil(seconds / 60)} min by the request rates, and as long as the longest wait of its clauses`,
    `  makes things whose names begin with ${prefix}, and removes them; what a killed run leaves: touchstone sweep --target aws --region ${region}`,
    ...skipped.map(({ reason, ids }) => `  leaves out ${ids.length === 1 ? ids[0]! : `${ids.length} clauses`}: ${reason}`),
    '',
  ].join('\n')
}

const dollarsOf = ({ dollars }: AwsPlan): string => (dollars < 0.01 ? 'less than $0.01' : `$${dollars.toFixed(2)}`)
