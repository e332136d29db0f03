import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Bounds } from '../../../src/oracle/linear/bounds.js'
import type { Findings } from '../../../src/oracle/linear/findings.js'
import { linearChecker } from '../../../src/oracle/linear/linear-checker.js'
import { sqsLaws } from '../laws.js'
import type { History } from '../oracle/histories/history.fixture.js'
import { readHistories } from '../oracle/histories/read.fixture.js'

/** What is judged: exchanges, and how strictly. */
type Judged = Pick<History, 'exchanges' | 'strictness'>

export const historiesOf = (text: string): readonly History[] => readHistories(text, 'laws', { slack: { ms: 0, ppm: 0 } })
/** A history of these steps. */
export const historyOf = (steps: string): History => historiesOf(`history\n  ${steps}`)[0]!
/** The exchanges of another history, judged by one node that is never late. */
export const drawn = (exchanges: readonly Exchange[]): Judged => ({ exchanges, strictness: historyOf('').strictness })

/** Judges a history, sorted as the checker wants it. */
export function judge({ exchanges, strictness }: Judged, bounds: Partial<Bounds> = {}): Findings {
  // Small filters: they are made anew for each history.
  const checker = linearChecker([sqsLaws], strictness, { filterBits: 2 ** 16, ...bounds })
  for (const one of [...exchanges].sort((a, b) => a.received - b.received)) checker.see(one)
  return checker.end()
}
/** The clauses that a history breaks. */
export const broken = (history: Judged, bounds?: Partial<Bounds>): readonly string[] =>
  judge(history, bounds).findings.map(({ clause }) => clause)
