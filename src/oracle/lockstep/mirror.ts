import { CALM } from '../../../reference/core/adversity.js'
import { ServiceError } from '../../../reference/core/errors.js'
import type { Output, Service } from '../../../reference/core/service.js'
import { ServedWorld, type Surroundings } from '../../../reference/server/served-world.js'
import { nothingLeaves } from '../../../reference/server/ports/outgoing.js'
import { Timers } from '../../../reference/server/timers.js'
import type { Clock } from '../../../reference/core/world.js'
import { worldClock } from '../world-clock.js'

/** What a calm reference answers. */
export type Mirrored =
  | { readonly kind: 'answered'; readonly output: Output }
  | { readonly kind: 'refused'; readonly error: ServiceError }
  /** It waits, and so would have to be waited for. */
  | { readonly kind: 'waits' }

/** A clock that is put to the instant of each request; what was due before has happened then. */
class MirrorClock implements Clock {
  readonly timers = new Timers()
  #now: number

  constructor(now: number) {
    this.#now = now
  }
  now(): number {
    return this.#now
  }
  at(time: number, wake: () => void): () => void {
    return this.timers.add(time, wake)
  }
  goTo(time: number): void {
    while (this.timers.next <= time) {
      this.#now = Math.max(this.#now, this.timers.next)
      this.timers.fire(this.#now)
    }
    this.#now = Math.max(this.#now, time)
  }
}

/** A calm reference that is asked whatever a target was asked, at the same time. */
export class Mirror {
  readonly #world: ServedWorld
  readonly #clock: MirrorClock
  readonly #services: ReadonlyMap<string, Service>

  /** @param now milliseconds since 1970 */
  constructor(
    services: readonly Service[],
    private readonly account: string,
    now: number,
    relaxed: Iterable<`${string}.${string}`>,
  ) {
    this.#clock = new MirrorClock(now)
    this.#services = new Map(services.map((service) => [service.id, service]))
    const around: Surroundings = { services: this.#services, outgoing: nothingLeaves, reach: () => undefined }
    this.#world = new ServedWorld([account], worldClock(this.#clock), 1, new Set(relaxed), CALM, around)
  }

  /** The instant of its next timer. */
  get next(): number {
    return this.#clock.timers.next
  }

  goTo(time: number): void {
    this.#clock.goTo(time)
  }

  ask(service: string, region: string, operation: string, input: Readonly<Record<string, unknown>>): Mirrored {
    try {
      const known = this.#services.get(service)!
      const output = this.#world
        .state(known, this.account, region)
        .call({ operation, input, region, origin: 'http://localhost', accessKey: this.account })
      if (!(output instanceof Promise)) return { kind: 'answered', output }
      output.catch(() => {})
      return { kind: 'waits' }
    } catch (error) {
      if (error instanceof ServiceError) return { kind: 'refused', error }
      throw error
    }
  }
}
