import type { Adversity, Freedom } from '../core/adversity.js'
import { ServiceError } from '../core/errors.js'
import type { Relaxable } from '../core/world.js'
import type { ClockKind } from './clock.js'
import { openClock } from './clocks.js'
import type { Service } from '../core/service.js'
import { type Outgoing, OutgoingHttp } from './ports/outgoing.js'
import { ServedWorld, type Surroundings } from './served-world.js'

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
  /** Where HTTP requests may go: see `AllowList`. */
  readonly allowOutgoing?: readonly string[] | undefined
}

/** The worlds of one server by account. A world is made when it is first asked for and stays until it is dropped. */
export class Worlds {
  readonly #worlds = new Map<string, ServedWorld>()
  readonly #relaxed: ReadonlySet<Relaxable>
  readonly #around: Surroundings
  readonly outgoing: OutgoingHttp

  constructor(
    readonly options: WorldOptions,
    services: readonly Service[] = [],
    outgoing?: Outgoing,
  ) {
    this.outgoing = new OutgoingHttp({ allow: options.allowOutgoing })
    this.#relaxed = new Set(options.relax)
    this.#around = {
      services: new Map(services.map((service) => [service.id, service])),
      outgoing: outgoing ?? this.outgoing.send,
      // Accounts on the wall's clock share it, so that they can deal with each other without being put together.
      sites: { count: 0 },
      reach: (account) => (options.clock === 'wall' ? this.#worlds.get(account) : undefined),
    }
  }

  get size(): number {
    return this.#worlds.size
  }

  of(account: string): ServedWorld {
    return this.#worlds.get(account) ?? this.#open([account])
  }

  /** Puts accounts that have nothing yet in one world, where they can deal with each other and share a clock. */
  together(accounts: readonly [string, ...string[]]): ServedWorld {
    const taken = accounts.filter((account) => this.#worlds.has(account))
    if (taken.length > 0) throw new RangeError(`Accounts are put together before they are used; drop ${taken.join(', ')} first.`)
    return this.#open(accounts)
  }

  /** The world forgets everything; the next request to the account finds a new one. Other accounts of that world are gone with it. */
  drop(account: string): void {
    const world = this.#worlds.get(account)
    world?.close()
    for (const one of world?.accounts ?? []) this.#worlds.delete(one)
  }

  /** Resets all worlds. */
  reset(): void {
    for (const world of this.#worlds.values()) world.reset()
  }

  /** Drops all worlds. */
  close(): void {
    for (const world of this.#worlds.values()) world.close()
    this.#worlds.clear()
    this.outgoing.close()
  }

  #open(accounts: readonly [string, ...string[]]): ServedWorld {
    if (this.#worlds.size >= MAX_WORLDS) {
      throw new ServiceError(
        'ServiceUnavailable',
        `There are ${MAX_WORLDS} accounts already: restart the server, or use fewer access keys.`,
      )
    }
    const { clock, start, seed, adversity } = this.options
    const world = new ServedWorld(accounts, openClock(clock, start), worldSeed(seed, accounts[0]), this.#relaxed, adversity, this.#around)
    for (const account of accounts) this.#worlds.set(account, world)
    return world
  }
}

/** An empty world takes a few kilobytes, so that this bounds what mere access keys can make a server keep. */
const MAX_WORLDS = 200_000

/** Other accounts draw otherwise, so that ids differ between them. */
const worldSeed = (seed: number, account: string): number => (seed ^ Math.imul(Number(account) % 4294967296, 0x9e3779b1)) | 0
