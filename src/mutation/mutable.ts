import type { Service } from '../../reference/core/service.js'
import type { Exchange } from '../oracle/exchange.js'
import type { Strictness } from '../oracle/oracle.js'
import type { Walks } from '../oracle/walk/walks.js'

/** Which side runs a file. `model`: server and observer. `index`: the server only. `readings`: the observer only. */
export type Kind = 'model' | 'index' | 'readings'

/** Loads a module of the build in which mutants wait, by its path below the root: `reference/sqs/index.js`. */
export type Load = (module: string) => Promise<unknown>

/** The reference of an area, from modules in which one mutant is on. */
export interface Served {
  readonly service: Service
  /** The same without an index of its own, so that every decision is left to the rules; where an index would hide what they do. */
  readonly unindexed?: Service
  /** Whether the index serves one drawn walk as it should. */
  isServedWell?(seed: number): Promise<boolean>
}

/** A history that was written by hand, with what an observer must make of it. */
export interface HistoryByHand {
  readonly name: string
  readonly exchanges: readonly Exchange[]
  readonly strictness: Strictness
}

/** An observer of the area's own, which is measured as well. */
export interface MutableObserver {
  /** The walks, whose `judged` is the observer. */
  walks(load: Load): Promise<Walks>
  histories(load: Load): Promise<readonly HistoryByHand[]>
  /** What was seen, in the words of another service that does the same. */
  saidOtherwise(load: Load): Promise<(exchanges: readonly Exchange[]) => readonly Exchange[]>
  /** Errors that a request may be refused with which should succeed. */
  readonly codes: readonly string[]
}

/** What an area lends so that the suite can be measured: its reference, changed in one place at a time. */
export interface Mutable {
  /** Whose mutants are measured, and how: nothing of a file that decides nothing. */
  kindOf(file: string): Kind | undefined
  open(load: Load): Promise<Served>
  /** Functions whose first words people read and no client compares, such as the parameter that an error's text names. */
  readonly naming?: RegExp
  /** Functions whose first argument is what the reference does where no source fixes it: nobody is held to that. */
  readonly free?: RegExp
  /** Clauses of what an index does. */
  readonly byIndex?: RegExp
  /** None where walks are judged in step with the reference. */
  readonly observer?: MutableObserver
}

declare module '../service/area.js' {
  interface Area {
    /** How its reference is changed, place by place, to measure the suite. */
    readonly mutable?: () => Promise<Mutable>
  }
}
