import type { IndexTest, Test, WalkTest } from './tests.js'

/** A walk in which the observer catches a server that lies, as the mutant `liar` makes it. */
export interface Caught {
  readonly liar: number
  readonly walk: WalkTest
  /** The clause that the observer names; known once the walk was walked without a mutant in the observer. */
  readonly clause?: string
}

/** What an observer had the chance to see in a walk. */
export interface Seen {
  readonly answers: number
  readonly undecided: number
  /** How often each rule had its chance to be broken. */
  readonly tested: Readonly<Record<string, number>>
}

/** A walk of an honest server, with what the observer is known to see in it. */
export interface Honest {
  readonly walk: WalkTest
  readonly seen: Seen
}

/** What the worker is asked to do. */
export type Task =
  /** What does the test come to without any mutant, and which places does it pass? */
  | { readonly do: 'note'; readonly test: Test; readonly whose: 'server' | 'observer'; readonly liar?: number }
  /** Does any of the tests tell the mutant in the server? */
  | { readonly do: 'serve'; readonly mutant: number; readonly tests: readonly Test[]; readonly all?: boolean }
  /** Does the observer with the mutant accuse the honest, see less, or no longer catch the liars? */
  | { readonly do: 'observe'; readonly mutant: number; readonly honest: readonly Honest[]; readonly caught: readonly Caught[] }

export interface Noted {
  /** Of a clause its verdict; of a walk what refused it; of indexes whether they agree. */
  readonly outcome: string
  readonly ms: number
  readonly reached: readonly number[]
  readonly seen?: Seen
}

/** How a mutant was noticed. */
export interface Kill {
  readonly how: 'walks' | 'clauses' | 'index' | 'accuses' | 'blind' | 'timeout'
  /** The test, and what it said. */
  readonly by: string
}

export type Report = { readonly alive: true } | { readonly noted: Noted } | { readonly kills: readonly Kill[] } | { readonly failed: string }
export type { IndexTest }
