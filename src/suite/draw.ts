import type { Arbitrary } from 'fast-check'

/** Axes: each combination of their values is a case of its own kind, and is held to the clause on its own. */
export type Axes = Readonly<Record<string, readonly string[]>>
/** What is drawn, by name. */
export type Given = Readonly<Record<string, Arbitrary<unknown>>>

export type AxisValues<A extends Axes> = { readonly [Name in keyof A]: A[Name][number] }
export type Drawn<G extends Given> = { readonly [Name in keyof G]: G[Name] extends Arbitrary<infer Value> ? Value : never }
