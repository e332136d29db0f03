import type { Adversity, Freedom } from '../core/adversity.js'
import { ServiceError } from '../core/errors.js'
import type { Relaxable } from '../core/world.js'
import type { ClockKind } from './clock.js'
import { openClock } from './clocks.js'
import { ServedWorld } from './served-world.js'

export interface WorldOptions {
  readonly clock: ClockKind
  /** Each account draws from a seed of its own, which follows from this one. */
  readonly seed: number
  /** Where clocks that do not follow the wall begin, in milliseconds since 1970. */
  readonly start: number
  readonly relax: readonly Relaxable[]
  /** Of every world, until it is given another. */
  readonly adversity: Adversity
  /** What can be used of all that is left open. */
  readonly freedoms: readonly Freedom[]
}

/** The worlds of one server by account. A world is made when it is first asked for and stays until it is dropped. */
export class Worlds {
  readonly #worlds = new Map<string, ServedWorld>()
  readonly #relaxed: ReadonlySet<Relaxable>

  constructor(readonly options: WorldOptions) {
    this.#relaxed = new Set(options.relax)
  }

  get size(): number {
    return this.#worlds.size
  }

  of(account: string): ServedWorld {
    return this.#worlds.get(account) ?? this.#open(account)
  }

  /** The world forgets everything; the next request to the account finds a new one. */
  drop(account: string): void {
    this.#worlds.get(account)?.close()
    this.#worlds.delete(account)
  }

  /** Resets all worlds. */
  reset(): void {
    for (const world of this.#worlds.values()) world.reset()
  }

  /** Drops all worlds. */
  close(): void {
    for (const world of this.#worlds.values()) world.close()
    this.#worlds.clear()
  }

  #open(account: string): ServedWorld {
    if (this.#worlds.size >= MAX_WORLDS) {
      throw new ServiceError('ServiceUnavailable', `There are ${MAX_WORLDS} accounts already: restart the server, or use fewer access keys.`)
    }
    const { clock, start, seed, adversity } = this.options
    const world = new ServedWorld(account, openClock(clock, start), worldSeed(seed, account), this.#relaxed, adversity)
    this.#worlds.set(account, world)
    return world
  }
}

/** An empty world takes a few kilobytes, so that this bounds what mere access keys can make a server keep. */
const MAX_WORLDS = 200_000

/** Other accounts draw otherwise, so that ids differ between them. */
const worldSeed = (seed: number, account: string): number => (seed ^ Math.imul(Number(account) % 4294967296, 0x9e3779b1)) | 0
