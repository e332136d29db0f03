import { type Adversity, CALM } from '../core/adversity.js'
import { ServiceError } from '../core/errors.js'
import { Random } from '../core/random.js'
import type { Output, Service, ServiceWorld } from '../core/service.js'
import type { Relaxable, World } from '../core/world.js'
import type { WorldClock } from './clock.js'

/** An account's world as the server keeps it: each service's state in each region is opened when it is first asked for. */
export class ServedWorld implements World {
  readonly random: Random
  readonly #states = new Map<Service, Map<string, ServiceWorld>>()
  readonly #waits = new Set<(error: ServiceError) => void>()
  #seed: number
  adversity: Adversity

  constructor(
    readonly account: string,
    readonly clock: WorldClock,
    seed: number,
    readonly relaxed: ReadonlySet<Relaxable>,
    private readonly usual: Adversity = CALM,
  ) {
    this.adversity = usual
    this.#seed = seed
    this.random = new Random(seed)
  }

  get seed(): number {
    return this.#seed
  }

  /** How many requests wait: long polls, mostly. */
  get waiting(): number {
    return this.#waits.size
  }

  /** The service's state in that region; regions know nothing of each other. */
  state(service: Service, region: string): ServiceWorld {
    let regions = this.#states.get(service)
    if (regions === undefined) this.#states.set(service, (regions = new Map<string, ServiceWorld>()))
    let state = regions.get(region)
    if (state === undefined) {
      if (regions.size >= MAX_REGIONS) {
        throw new ServiceError('ServiceUnavailable', `An account has at most ${MAX_REGIONS} regions here: reset it.`)
      }
      regions.set(region, (state = service.open(this)))
    }
    return state
  }

  /** An answer that is waited for: the world's clock knows that it waits, and a reset of the world ends it. */
  wait(answer: Promise<Output>): Promise<Output> {
    const unpark = this.clock.park()
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#waits.delete(stop)
        unpark()
      }
      const stop = (error: ServiceError): void => {
        end()
        reject(error)
      }
      this.#waits.add(stop)
      answer.then(
        output => {
          end()
          resolve(output)
        },
        (error: unknown) => {
          end()
          reject(error instanceof Error ? error : new Error(String(error)))
        },
      )
    })
  }

  /** Draws from now on as a world of that seed does from its beginning. */
  reseed(seed: number): void {
    this.#seed = seed
    this.random.restart(seed)
  }

  /**
   * Everything as in the beginning: no resources, the clock at its start, the seed and the adversity anew. Requests that wait are answered with
   * `ServiceUnavailable`.
   */
  reset(seed = this.#seed): void {
    this.#states.clear()
    this.#stopWaits('The world of this account was reset while the request waited.')
    this.clock.reset()
    this.adversity = this.usual
    this.#seed = seed
    this.random.restart(seed)
  }

  close(): void {
    this.#stopWaits('The server stops.')
    this.clock.close()
  }

  #stopWaits(reason: string): void {
    for (const stop of [...this.#waits]) stop(new ServiceError('ServiceUnavailable', reason))
  }
}

/** More than AWS has; it bounds what a client can make the server keep. */
const MAX_REGIONS = 100
