import type { Exchange } from '../oracle/exchange.js'
import { judgeTrace } from '../oracle/judge.js'
import type { Judged, Step, Strictness } from '../oracle/oracle.js'

/** What was seen in a walk, to be judged by one observer or another. */
export interface Recorded {
  readonly exchanges: readonly Exchange[]
  readonly strictness: Strictness
  readonly clients: number
}

/** What an observer makes of it: up to the first answer that is refused, where one client walked. */
export interface Opinion {
  readonly steps: readonly Step[]
  /** All that he says of each step, and now and then what he believes. */
  readonly said: readonly string[]
}

/** What is believed costs time to print: after every so many steps, and at the end. */
const PRINTED = 8

/** Has an observer judge what was seen. Of several clients' requests he must find the order first. */
export const judged = ({ exchanges, strictness, clients }: Recorded, by: Judged): Opinion => {
  const steps: Step[] = []
  const said: string[] = []
  const [first] = exchanges
  if (first === undefined) return { steps, said }
  if (clients > 1) {
    const { accusations } = judgeTrace(exchanges, strictness, by, {
      witness: ({ exchange, step }) => {
        steps.push(step)
        said.push(`${exchanges.indexOf(exchange)} ${JSON.stringify(step)}`)
      },
    })
    if (accusations.length > 0) said.push(JSON.stringify(accusations.map(({ step }) => step)))
    return { steps, said }
  }
  const oracle = by.open({ region: first.region, account: first.account }, strictness)
  for (const exchange of exchanges) {
    const step = oracle.admit(exchange)
    steps.push(step)
    // By these a history is parted, and told in brief.
    said.push(JSON.stringify([by.touches(exchange), by.about?.(exchange), by.impatient?.(exchange, exchange.received)]))
    said.push(
      steps.length % PRINTED === 0 || steps.length === exchanges.length
        ? `${JSON.stringify(step)} ${oracle.print()}`
        : JSON.stringify(step),
    )
    if (step.verdict === 'refused') break
  }
  return { steps, said }
}

export const refusedBy = ({ steps }: Opinion): string | undefined => {
  const refused = steps.find(({ verdict }) => verdict === 'refused')
  return refused && (refused.clause ?? 'nothing by name')
}
