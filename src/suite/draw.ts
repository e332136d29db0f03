import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Effort } from './effort.js'
import { EFFORTS } from './effort.js'
import { hash32 } from '../hash.js'

/** Axes: each combination of their values is a case of its own kind, and is held to the clause on its own. */
export type Axes = Readonly<Record<string, readonly string[]>>
/** What is drawn, by name. */
export type Given = Readonly<Record<string, Arbitrary<unknown>>>

export type AxisValues<A extends Axes> = { readonly [Name in keyof A]: A[Name][number] }
export type Drawn<G extends Given> = { readonly [Name in keyof G]: G[Name] extends Arbitrary<infer Value> ? Value : never }

/** One combination of the values of the axes. */
export type Combination = Readonly<Record<string, string>>

/** `type=fifo protocol=json` */
export const combinationLabel = (combination: Combination): string =>
  Object.entries(combination)
    .map(([axis, value]) => `${axis}=${value}`)
    .join(' ')

/** Every combination of the axes' values; the first axis changes slowest. */
export const combinations = (axes: Axes): Combination[] =>
  Object.entries(axes).reduce<Combination[]>(
    (all, [axis, values]) => all.flatMap((combination) => values.map((value) => ({ ...combination, [axis]: value }))),
    [{}],
  )

/** Where a case's values come from: an arbitrary and a seed, which together always give the same. */
export interface Draw {
  readonly arbitrary: Arbitrary<Readonly<Record<string, unknown>>>
  readonly seed: number
}

export const drawn = ({ arbitrary, seed }: Draw): Readonly<Record<string, unknown>> => fc.sample(arbitrary, { seed, numRuns: 1 })[0]!

/** The same domain under another seed: after a case that could not decide. */
export const redraw = ({ arbitrary, seed }: Draw, attempt: number): Draw => ({ arbitrary, seed: hash32(`${seed} again ${attempt}`) })

/**
 * The draws for one combination: the edges first, then the domain.
 *
 * @param among how many combinations there are: where there are many each draws less, since most of the domain is common to them
 */
export const drawsFor = (
  { given, edges, cases }: { readonly given: Given; readonly edges: readonly Readonly<Record<string, unknown>>[]; readonly cases: number },
  effort: Effort,
  seed: number,
  among: number,
): Draw[] => {
  const inside = fc.record({ ...given })
  const atEdges = edges.map((edge) =>
    fc.record({ ...given, ...Object.fromEntries(Object.entries(edge).map(([name, value]) => [name, fc.constant(value)])) }),
  )
  const isDrawn = Object.keys(given).length > 0
  const wanted = effort === 'smoke' || !isDrawn ? Math.min(cases, 1) : Math.ceil((cases * EFFORTS[effort].factor) / Math.sqrt(among))
  // Beyond the edges at least one case from inside the domain, unless there is but one case at all.
  const arbitraries =
    wanted <= 1 ? [atEdges[0] ?? inside] : [...atEdges, ...new Array<typeof inside>(Math.max(1, wanted - edges.length)).fill(inside)]
  const unique = isDrawn || wanted <= 1 ? arbitraries : arbitraries.slice(0, 1)
  return unique.map((arbitrary, nth) => ({ arbitrary, seed: hash32(`${seed} case ${nth}`) }))
}
