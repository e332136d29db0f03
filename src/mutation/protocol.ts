import type { IndexTest, Seen, Test, WalkTest } from './tests.js'

/** A walk in which the observer catches a server that lies, as the mutant `liar` makes it. */
export interface Caught {
  readonly liar: number
  readonly walk: WalkTest
}

/** What the worker is asked to do. */
export type Task =
  /** What does the test come to without any mutant, and which places does it pass? */
  | { readonly do: 'note'; readonly test: Test; readonly whose: 'server' | 'observer'; readonly liar?: number }
  /** Which places are passed as the modules are loaded, once for all tests? */
  | { readonly do: 'load' }
  /** Does any of the tests tell the mutant in the server? */
  | { readonly do: 'serve'; readonly mutant: number; readonly tests: readonly Test[]; readonly all?: boolean }
  /** Does the observer with the mutant accuse the honest, see less, no longer catch the liars, or say something else? */
  | { readonly do: 'observe'; readonly mutant: number; readonly honest: readonly Seen[]; readonly caught: readonly Caught[] }

export interface Noted {
  /** Of a clause its verdict; of a walk what refused it; of indexes whether they agree. */
  readonly outcome: string
  readonly ms: number
  readonly reached: readonly number[]
}

/** How a mutant was noticed. */
export interface Kill {
  readonly how: 'walks' | 'clauses' | 'index' | 'accuses' | 'blind' | 'differs' | 'timeout'
  /** The test, and what it said. */
  readonly by: string
}

export type Report =
  | { readonly alive: true }
  | { readonly loaded: readonly number[] }
  | { readonly noted: Noted }
  | { readonly kills: readonly Kill[] }
  | { readonly failed: string }
export type { IndexTest }
