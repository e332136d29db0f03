import { findingsOf } from '../suite/findings.js'
import type { Row } from './report.js'

/** Divergences that one broken operation brought about. */
export interface Cause {
  readonly cause: string
  readonly ids: readonly string[]
}

/** The causes of more than one divergence, the most frequent first. */
export const causesOf = (rows: readonly Row[]): readonly Cause[] => {
  const byCause = new Map<string, Set<string>>()
  for (const row of rows) {
    const cause = row.verdict === 'diverges' ? findingsOf(row)[0]?.cause : undefined
    if (cause !== undefined) byCause.set(cause, (byCause.get(cause) ?? new Set()).add(row.id))
  }
  return [...byCause]
    .map(([cause, ids]) => ({ cause, ids: [...ids] }))
    .filter(({ ids }) => ids.length > 1)
    .sort((a, b) => b.ids.length - a.ids.length || (a.cause < b.cause ? -1 : 1))
}
