import { weightOf } from '../../ledger/dependence.js'
import { findLine, readLedger, services } from '../../ledger/read-ledger.js'
import { areaOfClause } from '../../service/areas.js'
import { findingsOf } from '../../suite/findings.js'
import type { Failure } from '../../suite/result.js'
import type { Row } from '../report.js'
import { mannerOf, serviceCalled, workingOperations, type Manner } from './signature.js'
import { titleOf } from './title.js'

/** What one thing that a target does otherwise brought about: every divergence has one cause. */
export interface Cause {
  readonly kind: Manner['kind']
  /** One sentence: what is wrong. */
  readonly title: string
  /** The clause that says best what is broken. */
  readonly rule: string
  /** The rows that diverge by it, its rule among them; that of a service's walks only where nothing else shows it. */
  readonly ids: readonly string[]
  /** How much applications depend on what is broken: the sum over its clauses. */
  readonly weight: number
  /** The shortest history that shows it. */
  readonly failure: Failure
}

/** Whether a row diverges and did so again when its case was run again. What did not is set apart, and fails no build unless that is asked for. */
export const isConfirmed = ({ verdict, failure }: Pick<Row, 'verdict' | 'failure'>): boolean =>
  verdict === 'diverges' && failure?.reproduced !== false

/** Rows of which something was found, once and not again. */
export const seenOnce = (rows: readonly Row[]): readonly Row[] => rows.filter(({ failure }) => failure?.reproduced === false)

/** A failure under the clause that it breaks, which in a row of walks is not the row. */
interface Finding {
  readonly clause: string
  readonly statement: string
  readonly row: string
  readonly topic: string
  readonly failure: Failure
  readonly manner: Manner
  /** The service whose operation it is, where the manner has one; else that of the clause. */
  readonly service: string
}

/** The causes of everything that diverges, those first that applications depend on most. */
export const causesOf = (rows: readonly Row[]): readonly Cause[] => {
  const confirmed = rows.filter(isConfirmed)
  const own = confirmed.filter(({ failure }) => failure && failure.clause === undefined)
  const known = new Set(own.map(({ id }) => id))
  const inRows = own.map((row) => findingOf(row, row.failure!))
  // What walks broke and a clause shows as well is told there.
  const inWalks = confirmed.flatMap((row) =>
    findingsOf(row)
      .filter(({ clause, reproduced }) => clause !== undefined && reproduced && !known.has(clause))
      .map((failure) => findingOf(row, failure)),
  )
  const working = workingOperations(
    confirmed.flatMap((row) => findingsOf(row).map(({ history }) => ({ service: serviceOf(row.id), history }))),
  )
  const byRoot = rootsOf(inRows)
  const all = [...inRows, ...inWalks]
  const groups = new Map<string, Finding[]>()
  for (const finding of all) {
    const key = keyOf(atHome(byRoot.get(finding.clause) ?? finding, all), working)
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return [...groups.values()].map(causeOf).sort((a, b) => b.weight - a.weight || b.ids.length - a.ids.length || (a.rule < b.rule ? -1 : 1))
}

const findingOf = (row: Row, failure: Failure): Finding => {
  const clause = failure.clause ?? row.id
  const line = findLine(clause)
  const statement = failure.claim ?? line?.statement ?? row.statement
  const manner = mannerOf(failure)
  const home = serviceOf(row.id)
  const service = 'operation' in manner ? serviceCalled({ service: home, history: failure.history }, manner.operation) : home
  return { clause, statement, row: row.id, topic: line?.topic ?? row.topic, failure, manner, service }
}

const serviceOf = (clause: string): string => areaOfClause(clause)?.id ?? clause.slice(0, clause.indexOf('.'))

/** A clause that is an effect of others has their cause, where they diverge as well. */
const rootsOf = (findings: readonly Finding[]): ReadonlyMap<string, Finding> => {
  const byClause = new Map(findings.map((finding) => [finding.clause, finding]))
  return new Map(
    findings.flatMap(({ clause }) => {
      const root = findLine(clause)
        ?.follows?.map((id) => byClause.get(id))
        .find((one) => one !== undefined)
      return root === undefined ? [] : [[clause, root]]
    }),
  )
}

/** Topics about the form of all answers: what a clause of theirs shows may be the matter of another topic. */
const isAcross = (topic: string): boolean => topic === 'errors' || topic.startsWith('protocol')

/** A clause about an error in general breaks for the same reason as one about the operation that should give the error. */
const atHome = (finding: Finding, all: readonly Finding[]): Finding => {
  if (finding.manner.kind !== 'accepts' || !isAcross(finding.topic)) return finding
  const { operation, error } = finding.manner
  const other = all.find(
    ({ manner, topic, service }) =>
      manner.kind === 'accepts' &&
      manner.operation === operation &&
      service === finding.service &&
      manner.error === error &&
      !isAcross(topic),
  )
  return error === undefined || other === undefined ? finding : other
}

/** `StartMessageMoveTask` and `CancelMessageMoveTask` are about the same: `MessageMoveTask`. */
export const nounOf = (operation: string): string => operation.replace(/^[A-Z][a-z]+/, '').replace(/s$/, '') || operation

const keyOf = ({ manner, topic, service }: Finding, working: ReadonlySet<string>): string => {
  const works = (operation: string): boolean => working.has(`${service} ${operation}`)
  switch (manner.kind) {
    case 'breaks':
      // What never works is one thing; what breaks on some input may be many.
      return `breaks ${service} ${nounOf(manner.operation)} ${works(manner.operation) ? topic : ''}`
    case 'refuses':
      return `refuses ${service} ${manner.operation} ${works(manner.operation) ? `${manner.error} ${manner.text}` : ''}`
    case 'accepts':
      return `accepts ${service} ${manner.operation} ${topic}`
    case 'misnames':
      return `misnames ${manner.documented} ${manner.seen}`
    case 'lacks':
      return `lacks ${manner.member}`
    case 'differs':
      return `differs ${service} ${topic} ${manner.claim}`
  }
}

const causeOf = (findings: readonly Finding[]): Cause => {
  const usual = mostFrequent(findings.map(({ topic }) => topic))
  const preference = (finding: Finding): number =>
    fitness(finding) + (finding.topic === usual ? 60 : 0) - (isAcross(finding.topic) ? 80 : 0)
  const [first] = [...findings].sort((a, b) => preference(b) - preference(a) || a.failure.history.length - b.failure.history.length)
  const { clause: rule, failure, manner, service } = first!
  const isShared = findings.some((finding) => 'operation' in finding.manner && isOfSeveral(finding.manner.operation))
  const isShownByClauses = findings.some(({ row, clause }) => row === clause)
  const clauses = [...new Set(findings.map(({ clause }) => clause))]
  return {
    kind: manner.kind,
    title: titleOf(
      findings.map((finding) => finding.manner),
      { ...first!, ...(isShared ? { service: service.toUpperCase() } : { service: '' }) },
    ),
    rule,
    ids: [...new Set(findings.filter(({ row, clause }) => !isShownByClauses || row === clause).map(({ row }) => row))],
    weight: clauses.reduce((sum, clause) => sum + weightOfClause(clause), 0),
    failure,
  }
}

/** Whether several services have an operation of the name. */
const isOfSeveral = (operation: string): boolean =>
  services().filter((service) => readLedger(service).some(({ operations }) => operations.includes(operation))).length > 1

const weightOfClause = (clause: string): number => {
  const line = findLine(clause)
  return line === undefined ? 1 : weightOf(line)
}

/** The clause that names a cause is about the operation that fails, not about what was to follow; and what applications depend on comes first. */
const fitness = ({ clause, row, failure, manner }: Finding): number => {
  const line = findLine(clause)
  const isAbout = !('operation' in manner) || line?.operations.includes(manner.operation) === true
  const isFirst = 'operation' in manner && line?.operations[0] === manner.operation && line.operations.length === 1
  const isSetup = failure.message.startsWith('the set-up failed')
  const isCalledSo = 'error' in manner && manner.error !== undefined && line?.error?.includes(manner.error) === true
  return (
    (row === clause ? 100 : 0) +
    (isAbout ? 50 : 0) +
    (isFirst ? 10 : 0) +
    (isSetup ? 0 : 25) +
    (isCalledSo ? 5 : 0) +
    weightOfClause(clause)
  )
}

const mostFrequent = (names: readonly string[]): string | undefined => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}
