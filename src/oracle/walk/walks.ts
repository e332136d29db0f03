import type { Service } from '../../../reference/core/service.js'
import type { ServiceBinding } from '../../suite/binding.js'
import type { Move } from '../client.js'
import type { Exchange } from '../exchange.js'
import type { Judged } from '../oracle.js'
import type { StepPlan } from './plan.js'

/** Where a walk takes place. */
export interface Where {
  readonly region: string
  readonly account: string | undefined
  /** With what the names of everything begin. */
  readonly prefix: string
}

/** A request that a walker makes. */
export interface Request extends Omit<Move, 'pauseMs'> {
  /** Made without thinking: what it is about will not last. */
  readonly isUrgent?: boolean
  /** Milliseconds to wait before; drawn, unless given. */
  readonly pauseMs?: number
}

/** One walk: turns plans of steps into requests by what the answers so far told. */
export interface Walker {
  /** The next of the requests that come before all others, one after the other; nothing when all is set up. */
  opening(): Request | undefined
  /** The request that a step comes to. */
  next(step: StepPlan): Request
  /** Learns from an answer, or from there being none. */
  see(exchange: Exchange): void
  /** The instants, as far as the walker knows, after which something changes by itself. */
  timers(now: number): readonly number[]
}

/** What a service registers to be walked. */
export interface Walks {
  readonly judged: Judged
  /** The reference, for walks in simulation. */
  readonly reference: Service
  /** Services that the walked one delivers to, and that are walked with it. */
  readonly others?: readonly { readonly reference: Service; readonly binding: ServiceBinding }[]
  /** How many moves there are to draw from, each counted as often as it weighs, and how many ways of being invalid. */
  readonly moves: number
  readonly flaws: number
  /** @param setup dice for what there is before the first step */
  begin(setup: readonly number[], where: Where): Walker
}

declare module '../../service/area.js' {
  interface Area {
    /** How it is walked, and by which oracle walks are judged. */
    readonly walks?: () => Promise<Walks>
  }
}
