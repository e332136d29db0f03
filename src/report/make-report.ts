import type { LedgerLine } from '../ledger/line.js'
import { findingsOf } from '../suite/findings.js'
import type { Result, Verdict } from '../suite/result.js'
import { SCHEMA, SCHEMA_VERSION, type Counts, type Header, type Report, type Row } from './report.js'
import { stable } from './stable.js'

/** What a report is made of. */
export interface Findings {
  readonly header: Omit<Header, 'schema' | 'version'>
  readonly results: readonly Result[]
  /** Whether every clause that was asked for has its row. */
  readonly complete: boolean
  /** The ledger line of an id. */
  readonly line: (id: string) => LedgerLine | undefined
  /** Keep how long each clause and each call took. Two runs then differ. */
  readonly timings?: boolean
}

/** How many rows there are of each verdict. */
export const countVerdicts = (rows: readonly { readonly verdict: Verdict }[]): Counts => {
  const counts = { conforms: 0, diverges: 0, unsupported: 0, inconclusive: 0, skipped: 0 }
  for (const { verdict } of rows) counts[verdict]++
  return counts
}

/** A target as a report may name it: user, password, query and fragment of the URL are nobody's business. */
export const withoutCredentials = (endpoint: string): string => {
  const url = new URL(endpoint)
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`
}

/** Makes the report of a run: rows sorted by id, with what the ledger says, free of whatever differs from run to run. */
export const makeReport = ({ header, results, complete, line, timings = false }: Findings): Report => {
  const chances = new Map(results.flatMap(({ walks }) => Object.entries(walks?.tested ?? {})))
  const diverging = new Set(
    results.flatMap(({ id, failure }) => (failure?.reproduced === true && failure.clause === undefined ? [id] : [])),
  )
  const walked = new Set(results.flatMap(({ id, walks }) => (walks ? [serviceOf({ id })] : [])))
  const rows = results
    .map((result): Row => {
      const { id, verdict, reason, cases, axes, freedoms, walks, durationMs, ...found } = timings ? result : stable(result)
      const { failure, further } = walks === undefined ? found : alone(found, diverging)
      const documented = line(id)
      return {
        id,
        topic: documented?.topic ?? 'unknown',
        strength: documented?.strength ?? 'must',
        statement: documented?.statement ?? id,
        source: documented?.source ?? '',
        verdict,
        ...(reason === undefined ? {} : { reason }),
        cases,
        axes,
        freedoms: [...freedoms].sort(),
        ...(failure === undefined ? {} : { failure }),
        ...(further === undefined ? {} : { further }),
        ...(walks === undefined ? {} : { walks }),
        ...(walks === undefined && walked.has(serviceOf({ id })) ? { chances: chances.get(id) ?? 0 } : {}),
        ...(timings ? { durationMs: Math.round(durationMs) } : {}),
      }
    })
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  return {
    header: { schema: SCHEMA, version: SCHEMA_VERSION, ...header },
    rows,
    footer: { counts: countVerdicts(rows), results: rows.length, complete },
  }
}

/** Of what walks broke, the histories of clauses that no row of their own accuses; one at least, by which the row stands. */
const alone = (found: Pick<Result, 'failure' | 'further'>, diverging: ReadonlySet<string>): Pick<Result, 'failure' | 'further'> => {
  const all = findingsOf(found)
  const kept = all.filter(({ clause, reproduced }) => !reproduced || clause === undefined || !diverging.has(clause))
  const failure = kept.find(({ reproduced }) => reproduced) ?? all[0]
  const further = kept.filter((one) => one !== failure)
  return { ...(failure === undefined ? {} : { failure }), ...(further.length === 0 ? {} : { further }) }
}

const serviceOf = (row: Pick<Row, 'id'>): string => row.id.slice(0, row.id.indexOf('.'))

/** The rows of each topic, sorted by name; a topic is named with its service where there is more than one. */
export const byTopic = (rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> => {
  const hasMany = new Set(rows.map(serviceOf)).size > 1
  const topics = new Map<string, Row[]>()
  for (const row of rows) {
    const topic = hasMany ? `${serviceOf(row)} ${row.topic}` : row.topic
    const group = topics.get(topic)
    if (group) group.push(row)
    else topics.set(topic, [row])
  }
  return new Map([...topics].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** One sentence that says how it ended. */
export const verdictSentence = ({ footer: { counts, results, complete } }: Report): string => {
  const decided = counts.conforms + counts.diverges
  const start = complete ? '' : 'Broken off. '
  if (results === 0) return `${start}No clause was run.`
  if (decided === 0) return `${start}None of the ${results} clauses came to a decision.`
  if (counts.diverges === 0) return `${start}No divergence: ${counts.conforms} of ${results} clauses conform.`
  return `${start}${counts.diverges} of ${decided} decided clauses ${counts.diverges === 1 ? 'diverges' : 'diverge'}.`
}
