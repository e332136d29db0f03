import { findingsOf } from '../suite/findings.js'
import type { Row } from './report.js'

/** More clauses than that are counted: each stands below by itself. */
const MOST_NAMED = 3

/** What the clause says: the headline of what breaks it. */
export const headline = ({ statement }: Row): string => statement

/** What is wrong, in one sentence. */
export const whatIsWrong = (row: Row): string => {
  const { length } = findingsOf(row).filter(({ clause }) => clause !== undefined)
  if (length > MOST_NAMED) return `answers break ${length} clauses`
  return row.reason ?? row.failure?.message ?? row.statement
}
