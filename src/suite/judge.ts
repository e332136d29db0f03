import type { ClauseId } from '../../reference/core/reading.js'
import type { LedgerLine } from '../ledger/line.js'
import type { Target } from '../targets/target.js'
import type { Bench } from './bench.js'
import type { ServiceBinding } from './binding.js'
import type { Clause } from './clause.js'
import { combinationLabel, combinations, drawn, drawsFor, redraw } from './draw.js'
import type { Combination, Draw } from './draw.js'
import { EFFORTS } from './effort.js'
import type { Effort } from './effort.js'
import { failureOf } from './failure.js'
import { onceOnly } from './findings.js'
import { hash32 } from '../hash.js'
import { spokenOf } from './protocol.js'
import type { Protocol } from './protocol.js'
import { WITHHELD } from './manners.js'
import { MisnamedRefusal } from './refused.js'
import type { Failure, Result } from './result.js'
import { runCase } from './run-case.js'
import type { Evidence, Outcome } from './run-case.js'
import { mannerOf, shrink } from './shrink.js'
import { isLong, ONE_LOOK, SecondRun } from './second-run.js'

interface Ran {
  readonly draw: Draw
  readonly combination: Combination
  readonly outcome: Outcome
  /** The same case, where it was begun again before this one had ended. */
  readonly second?: SecondRun
}

/** Holds the target to one clause. Never throws for anything that the target does. */
export const judge = async (clause: Clause, line: LedgerLine, bench: Bench): Promise<Result> => {
  const began = performance.now()
  const { target, effort, profile } = bench
  const hasSecond = isLong(line, target)
  const limits = { ...EFFORTS[effort], ...(hasSecond ? ONE_LOOK : {}) }
  const skipped = reasonToSkip(clause, line, target, effort)
  const base = { id: clause.id, axes: clause.axes, freedoms: [] as readonly ClauseId[], durationMs: 0, cases: 0 }
  if (skipped) return { ...base, verdict: 'skipped', reason: skipped }

  const { protocols } = clause.binding
  const spoken = spokenOf(protocols, bench.missing)
  if (spoken === undefined)
    return {
      ...base,
      verdict: 'unsupported',
      reason: `the target does not have ${clause.binding.sdk.client}: ${bench.missing[protocols[0]]}`,
    }
  const protocolOf = (combination: Combination): Protocol => protocols.find((one) => one === combination['protocol']) ?? spoken
  const setting = {
    binding: clause.binding,
    target,
    clients: bench.clients,
    missing: bench.missing,
    profile,
    line,
    ...(clause.accounts === undefined ? {} : { accounts: clause.accounts }),
    others: (other: ServiceBinding) => bench.others(other),
  }
  const run = (
    combination: Combination,
    values: Readonly<Record<string, unknown>>,
    isUrgent: boolean,
    abandoned?: AbortSignal,
  ): Promise<Outcome> =>
    runCase(
      clause,
      { ...setting, protocol: protocolOf(combination), isUrgent, ...(abandoned === undefined ? {} : { abandoned }) },
      combination,
      values,
    )
  const runInTurn = (combination: Combination, draw: Draw): Promise<Outcome> => bench.cases.pass(() => run(combination, drawn(draw), false))

  const runDraw = async (combination: Combination, first: Draw): Promise<Ran> => {
    let draw = first
    const second = hasSecond ? new SecondRun((abandoned) => run(combination, drawn(first), true, abandoned)) : undefined
    const original = await runInTurn(combination, draw)
    if (original.kind === 'diverged' && second !== undefined) return { draw, combination, outcome: original, second }
    if (original.kind !== 'undecided') second?.abandon()
    let outcome = (original.kind === 'undecided' ? await second?.outcome : undefined) ?? original
    for (let attempt = 1; outcome.kind === 'undecided' && attempt <= limits.redraws; attempt++) {
      draw = redraw(first, attempt)
      outcome = await runInTurn(combination, draw)
    }
    // What another draw needs and the target does not have says nothing of this one.
    return outcome.kind === 'unsupported' ? { draw: first, combination, outcome: original } : { draw, combination, outcome }
  }

  const kinds = combinations(clause.axes)
  const byCombination = await Promise.all(
    kinds.map((combination) => {
      const missing = bench.missing[protocolOf(combination)]
      const seed = hash32(`${bench.seed} ${clause.id} ${combinationLabel(combination)}`)
      const draws = drawsFor(clause, effort, seed, kinds.length)
      return missing === undefined
        ? Promise.all(draws.map((draw) => runDraw(combination, draw)))
        : Promise.resolve(draws.map((draw): Ran => ({ draw, combination, outcome: { kind: 'unsupported', reason: missing } })))
    }),
  )

  const all = byCombination.flat()
  const decided = all.filter(({ outcome }) => outcome.kind === 'held' || outcome.kind === 'diverged')
  const freedoms = [...new Set(all.flatMap(({ outcome }) => ('freedoms' in outcome ? [...outcome.freedoms] : [])))].sort()
  const result = { ...base, freedoms, cases: decided.length }
  const done = (verdict: Result['verdict'], rest: Partial<Result> = {}): Result => ({
    ...result,
    verdict,
    ...rest,
    durationMs: performance.now() - began,
  })

  const manners = mannersOf(all)
  for (const { second } of all) if (!manners.some((one) => one.second === second)) second?.abandon()
  const found = await Promise.all(
    manners.map(async ({ draw, combination, evidence: first, second }) => {
      let next = second
      const runAgain = (values: Readonly<Record<string, unknown>>): Promise<Outcome> => {
        const begun = next?.outcome
        next = undefined
        return begun ?? run(combination, values, true)
      }
      const { evidence, reproduced } = await bench.shrinks.pass(() => shrink(draw, first, limits, runAgain))
      return [evidence.error, ...evidence.also].map((error) => ({
        error,
        failure: failureOf(clause, line, { ...evidence, error }, reproduced, bench),
      }))
    }),
  )
  const [failure, ...further] = [...distinct(found.flat())].sort((a, b) => Number(b.reproduced) - Number(a.reproduced))
  if (failure) {
    const told = { failure, ...(further.length === 0 ? {} : { further }) }
    return failure.reproduced
      ? done('diverges', { reason: failure.message, ...told })
      : done('inconclusive', { reason: onceOnly(failure), ...told })
  }
  const [verdict, rest] = verdictOf(byCombination)
  return done(verdict === 'inconclusive' && rest.reason?.startsWith(WITHHELD) === true ? 'skipped' : verdict, rest)
}

/** More ways in which one clause fails are not told: each is shrunk by itself. */
const MOST_MANNERS = 4

interface Diverged {
  readonly draw: Draw
  readonly combination: Combination
  readonly evidence: Evidence
  readonly second?: SecondRun
}

/** A case for each manner in which cases failed: a wrong name on one axis must not hide that another does what must be refused. The gravest come first. */
const mannersOf = (all: readonly Ran[]): readonly Diverged[] => {
  const byManner = new Map<string, Diverged>()
  for (const { outcome, ...ran } of all) {
    if (outcome.kind !== 'diverged') continue
    const manner = mannerOf(outcome.evidence)
    if (!byManner.has(manner)) byManner.set(manner, { ...ran, evidence: outcome.evidence })
  }
  return [...byManner.values()].sort((a, b) => gravity(a.evidence.error) - gravity(b.evidence.error)).slice(0, MOST_MANNERS)
}

const gravity = (error: Error): number => (error instanceof MisnamedRefusal ? 1 : 0)

/** Each manner once, the gravest first. */
const distinct = (found: readonly { readonly error: Error; readonly failure: Failure }[]): readonly Failure[] => {
  const known = new Set<string>()
  return [...found]
    .sort((a, b) => gravity(a.error) - gravity(b.error))
    .filter((one) => !known.has(mannerOf(one)) && known.add(mannerOf(one)))
    .map(({ failure }) => failure)
}

/** The verdict where nothing diverged. */
const verdictOf = (byCombination: readonly (readonly Ran[])[]): [Result['verdict'], { reason?: string }] => {
  const isAll = (ran: readonly Ran[], kind: Outcome['kind']): boolean => ran.every(({ outcome }) => outcome.kind === kind)
  const undecided = byCombination.find((ran) => !ran.some(({ outcome }) => outcome.kind === 'held') && !isAll(ran, 'unsupported'))
  if (undecided) return ['inconclusive', { reason: reasonOf(undecided) }]
  const unsupported = byCombination.filter((ran) => isAll(ran, 'unsupported'))
  if (unsupported.length === byCombination.length) return ['unsupported', { reason: reasonOf(unsupported[0]!) }]
  return unsupported.length === 0 ? ['conforms', {}] : ['conforms', { reason: `not held to it: ${reasonOf(unsupported[0]!)}` }]
}

const reasonOf = (ran: readonly Ran[]): string => {
  const { outcome, combination } = ran.find((one) => 'reason' in one.outcome) ?? ran[0]!
  const label = combinationLabel(combination)
  return ('reason' in outcome ? outcome.reason : 'no case could decide') + (label === '' ? '' : ` (${label})`)
}

const reasonToSkip = ({ accounts = 1, door = false }: Clause, line: LedgerLine, target: Target, effort: Effort): string | undefined => {
  if (line.where === 'aws-only') return 'only AWS itself can be held to it'
  if (accounts > target.accounts) return 'needs a second account, and the target is called from one'
  if (door && target.openDoor === undefined) return 'needs a subscriber over HTTP that the target can reach: give its address by --door'
  const { waitSeconds } = EFFORTS[effort]
  if (!target.isVirtual && line.wait_s > waitSeconds) return `needs a wait of ${line.wait_s} s; effort ${effort} allows ${waitSeconds} s`
  return undefined
}
