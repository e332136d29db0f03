import { usageOf, weightOf, tiersOf, type Tier, type Usage } from '../ledger/dependence.js'
import { readLedger, findLine } from '../ledger/read-ledger.js'
import type { Evidence, Kind, Strength } from '../ledger/line.js'
import { areas, areaOfClause } from '../service/areas.js'
import { causesOf, type Cause } from '../report/causes/causes.js'
import { countVerdicts } from '../report/make-report.js'
import type { Report, Row } from '../report/report.js'
import { scoresOf, type Score } from '../report/score.js'
import { hash32 } from '../hash.js'
import { walksLineOf } from '../suite/walks-line.js'

/** One implementation: a report, and where its page is. */
export interface Implementation {
  readonly slug: string
  readonly name: string
  readonly report: Report
  readonly rows: ReadonlyMap<string, Row>
  readonly causes: readonly Cause[]
  readonly scores: readonly Score[]
}

/** A clause, or the walks of a service, with what each implementation came to. */
export interface SiteClause {
  readonly id: string
  readonly slug: string
  readonly service: string
  readonly topic: string
  readonly statement: string
  readonly strength: Strength
  readonly evidence: Evidence | 'unknown'
  readonly kind: Kind | undefined
  readonly source: string
  readonly observe: string | undefined
  readonly note: string | null | undefined
  readonly usage: Usage
  readonly weight: number
  readonly tiers: readonly Tier[]
}

export interface Topic {
  readonly service: string
  readonly topic: string
  readonly clauses: readonly SiteClause[]
}

export interface SiteModel {
  readonly implementations: readonly Implementation[]
  readonly clauses: readonly SiteClause[]
  /** In the order of the ledgers. */
  readonly topics: readonly Topic[]
  readonly titleOf: (service: string) => string
}

/** What a site is made of. Implementations stand in the order of how much conforms; clauses in that of the ledgers. */
export const siteModel = (all: readonly Report[]): SiteModel => {
  const reports = joined(all)
  const names = distinct(reports.map(({ header }) => header.target.name))
  const slugs = distinct(reports.map(({ header }) => slugOf(header.target.name)))
  const implementations = reports
    .map((report, nth): Implementation => ({
      slug: slugs[nth]!,
      name: names[nth]!,
      report,
      rows: new Map(report.rows.map((row) => [row.id, row])),
      causes: causesOf(report.rows),
      scores: scoresOf(report),
    }))
    .sort((a, b) => shareOf(b.report) - shareOf(a.report) || (a.name < b.name ? -1 : 1))
  const clauses = clausesOf(implementations)
  const groups = new Map<string, SiteClause[]>()
  for (const clause of clauses) {
    const key = `${clause.service} ${clause.topic}`
    const group = groups.get(key)
    if (group) group.push(clause)
    else groups.set(key, [clause])
  }
  return {
    implementations,
    clauses,
    topics: [...groups.values()].map((group) => ({ service: group[0]!.service, topic: group[0]!.topic, clauses: group })),
    titleOf: (service) => areas.find(({ id }) => id === service)?.title ?? service,
  }
}

/** Settings of a target stand in parentheses after its name and version. */
const nameAndVersion = ({ header: { target } }: Report): string => target.name.replace(/\s*\(.*\)$/s, '')

/** Reports of one version that have no clause in common, as of one service each, are of one implementation. */
const joined = (reports: readonly Report[]): readonly Report[] => {
  const whole: Report[] = []
  for (const report of reports) {
    const at = whole.findIndex((one) => nameAndVersion(one) === nameAndVersion(report) && areDisjoint(one, report))
    if (at < 0) whole.push(report)
    else whole[at] = together(whole[at]!, report)
  }
  return whole
}

const areDisjoint = (one: Report, other: Report): boolean => {
  const ids = new Set(one.rows.map(({ id }) => id))
  return !other.rows.some(({ id }) => ids.has(id))
}

const together = (one: Report, other: Report): Report => {
  const rows = [...one.rows, ...other.rows].sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    header: { ...one.header, only: [...new Set([...one.header.only, ...other.header.only])] },
    rows,
    footer: { counts: countVerdicts(rows), results: rows.length, complete: one.footer.complete && other.footer.complete },
  }
}

const shareOf = ({ footer: { counts } }: Report): number =>
  counts.conforms / Math.max(1, counts.conforms + counts.diverges + counts.unsupported)

const clausesOf = (implementations: readonly Implementation[]): readonly SiteClause[] => {
  const rows = new Map<string, Row>()
  for (const { report } of implementations) for (const row of report.rows) if (!rows.has(row.id)) rows.set(row.id, row)
  const order = new Map(areas.flatMap(({ id }) => [...readLedger(id).map((line) => line.id), `${id}.walks`]).map((id, nth) => [id, nth]))
  const ids = [...rows.keys()].sort((a, b) => (order.get(a) ?? Infinity) - (order.get(b) ?? Infinity) || (a < b ? -1 : 1))
  const slugs = distinct(ids.map(slugOf))
  return ids.map((id, nth) => clauseOf(rows.get(id)!, slugs[nth]!))
}

const clauseOf = (row: Row, slug: string): SiteClause => {
  const line = findLine(row.id) ?? walksLineOf(row.id)
  const weighed = line ?? row
  return {
    id: row.id,
    slug,
    service: areaOfClause(row.id)?.id ?? 'other',
    topic: line?.topic ?? row.topic,
    statement: line?.statement ?? row.statement,
    strength: line?.strength ?? row.strength,
    evidence: line?.evidence ?? 'unknown',
    kind: line?.kind,
    source: line?.source ?? row.source,
    observe: line?.observe,
    note: line?.note,
    usage: usageOf(weighed),
    weight: weightOf(weighed),
    // Walks are held to all clauses, and are none themselves.
    tiers: walksLineOf(row.id) === undefined ? tiersOf(weighed) : [],
  }
}

const LONGEST_SLUG = 80

/** What a file may be called, and stand in a URL as it is: ids and names come from reports, and may be anything. */
export const slugOf = (name: string): string => {
  const plain = name
    .toLowerCase()
    .replace(/\(.*?\)/g, '')
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .replace(/\.{2,}/g, '.')
    .slice(0, LONGEST_SLUG)
  return plain === '' ? `x-${(hash32(name) >>> 0).toString(36)}` : plain
}

/** Each name once: what comes again is numbered. */
const distinct = (names: readonly string[]): readonly string[] => {
  const taken = new Set<string>()
  return names.map((name) => {
    let one = name
    for (let nth = 2; taken.has(one); nth++) one = `${name}-${nth}`
    taken.add(one)
    return one
  })
}
