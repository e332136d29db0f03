import type { LedgerLine } from '../../ledger/line.js'
import type { ServiceBinding } from '../../suite/binding.js'
import type { Bench } from '../../suite/bench.js'
import { replayCommand } from '../../suite/print/replay.js'
import { spokenOf, type Protocol } from '../../suite/protocol.js'
import { sinceMs } from '../../suite/print/steps.js'
import { cameJson, sentJson, toJson } from '../../suite/print/to-json.js'
import type { Failure, Step } from '../../suite/result.js'
import type { Outcome } from '../exchange.js'
import { explained, type Explained } from './explain.js'
import type { ShrunkWalk } from './shrink-walk.js'
import type { Walks } from './walks.js'

interface Given {
  readonly walks: Walks
  readonly binding: ServiceBinding
  readonly bench: Bench
  readonly line: LedgerLine
  /** What the clause that is broken says. */
  readonly statement: string | undefined
}

/** The page of a walk that was refused: the clause, what was allowed and seen, and the history with what each answer changed in what is believed. */
export const walkFailure = (
  { walked, finding, plan, reproduced }: ShrunkWalk,
  { walks, binding, bench, line, statement }: Given,
): Failure => {
  const { clause, step, accused } = finding
  const { region, account } = accused[0]!
  const told = explained(accused, walks.judged.open({ region, account }, walked.strictness))
  const began = accused[0]!.sent
  const spoken = spokenOf(binding.protocols, bench.missing)
  return {
    clause,
    ...(statement === undefined ? {} : { claim: statement }),
    message: `an answer breaks ${clause}`,
    allowed: step.allowed ?? statement ?? 'something else',
    seen: step.seen ?? JSON.stringify(toJson(told.at(-1)!.exchange.outcome)),
    input: { clients: new Set(accused.map(({ client }) => client)).size, steps: plan.steps.length },
    history: told.map((one) => stepOf(one, began, binding, spoken)),
    replay: replayCommand(line.id, bench),
    reproduced,
  }
}

const stepOf = (
  { exchange, gone, come }: Explained,
  began: number,
  { id, protocols }: Pick<ServiceBinding, 'id' | 'protocols'>,
  spoken: Protocol | undefined,
): Step => {
  const { service, operation, input, outcome, sent, received } = exchange
  return {
    ...(service === id ? (spoken === undefined || spoken === protocols[0] ? {} : { protocol: spoken }) : { service }),
    operation,
    input: sentJson(input),
    ...outcomeOf(outcome),
    sentMs: sinceMs(began, sent),
    receivedMs: sinceMs(began, received),
    change: [...gone.map((text) => `- ${text}`), ...come.map((text) => `+ ${text}`)],
  }
}

const outcomeOf = (outcome: Outcome): Partial<Step> => {
  switch (outcome.kind) {
    case 'answered':
      return { output: cameJson(outcome.output) }
    case 'refused': {
      const { code, message, status } = outcome
      return { error: { name: code, message, ...(status === undefined ? {} : { status }) } }
    }
    case 'lost':
      return { error: { name: 'NoAnswer', message: outcome.reason } }
  }
}
