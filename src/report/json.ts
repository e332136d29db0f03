import { causesOf } from './causes/causes.js'
import type { Report } from './report.js'
import { scoresOf } from './score.js'

/** A report as one JSON document, with what is worked out of it: scores and causes. */
export const json = (report: Report, asOf?: string): string => {
  const causes = causesOf(report.rows).map(({ failure: _, ...cause }) => cause)
  return `${JSON.stringify({ ...report, scores: scoresOf(report, asOf), causes }, null, 2)}\n`
}
