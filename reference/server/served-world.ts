import { type Adversity, CALM } from '../core/adversity.js'
import { ServiceError } from '../core/errors.js'
import { type Mail, NotReachable, type OutgoingAnswer, type OutgoingRequest, type Ports, type ServiceCall } from '../core/ports.js'
import { Random } from '../core/random.js'
import type { Call, Output, Service, ServiceWorld } from '../core/service.js'
import type { Relaxable, Site } from '../core/world.js'
import type { WorldClock } from './clock.js'
import { MailOutbox } from './ports/outbox.js'
import { nothingLeaves, type Outgoing } from './ports/outgoing.js'

/** What a world needs of the server around it. */
export interface Surroundings {
  readonly services: ReadonlyMap<string, Service>
  readonly outgoing: Outgoing
  /** The world of an account that this one can deal with, if there is one. */
  reach(account: string, from: ServedWorld): ServedWorld | undefined
  /** How many states of services all its worlds have opened, together. */
  readonly sites?: { count: number } | undefined
}

export const ALONE: Surroundings = { services: new Map(), outgoing: nothingLeaves, reach: () => undefined }

/**
 * One account, or several that deal with each other, as the server keeps them: one clock, one seed. Each service's state in each account and region is
 * opened when it is first asked for.
 */
export class ServedWorld {
  readonly random: Random
  readonly outbox = new MailOutbox()
  readonly #sites = new Map<Service, Map<string, ServiceWorld>>()
  /** Of all worlds around, or of this one. */
  readonly #opened: { count: number }
  readonly #waits = new Set<(error: ServiceError) => void>()
  #seed: number
  /** Another one after each reset, and when the world is gone. */
  life = 0
  adversity: Adversity

  constructor(
    /** The first is the one that the world is named after. */
    readonly accounts: readonly [string, ...string[]],
    readonly clock: WorldClock,
    seed: number,
    readonly relaxed: ReadonlySet<Relaxable>,
    private readonly usual: Adversity = CALM,
    readonly around: Surroundings = ALONE,
  ) {
    this.#opened = around.sites ?? { count: 0 }
    this.adversity = usual
    this.#seed = seed
    this.random = new Random(seed)
  }

  get account(): string {
    return this.accounts[0]
  }

  get seed(): number {
    return this.#seed
  }

  /** How many requests wait: long polls, mostly. */
  get waiting(): number {
    return this.#waits.size
  }

  /** The service's state in that account and region; regions know nothing of each other. */
  state(service: Service, account: string, region: string): ServiceWorld {
    let sites = this.#sites.get(service)
    if (sites === undefined) this.#sites.set(service, (sites = new Map<string, ServiceWorld>()))
    const key = this.accounts.length === 1 ? region : `${account} ${region}`
    let state = sites.get(key)
    if (state === undefined) {
      if (sites.size >= MAX_REGIONS * this.accounts.length) {
        throw new ServiceError('ServiceUnavailable', `An account has at most ${MAX_REGIONS} regions here: reset it.`)
      }
      if (this.#opened.count >= MAX_SITES) {
        throw new ServiceError(
          'ServiceUnavailable',
          `There are ${MAX_SITES} regions of accounts already: reset some, or restart the server.`,
        )
      }
      this.#opened.count++
      sites.set(key, (state = service.open(new ServedSite(this, account, region))))
    }
    return state
  }

  /** An SMS from a phone comes to the account. */
  takeSms(account: string, region: string, from: string, text: string): void {
    for (const service of this.around.services.values()) this.state(service, account, region).takeSms?.(from, text)
  }

  /** An answer that is waited for: the world's clock knows that it waits, and a reset of the world ends it. */
  wait<T>(answer: Promise<T>): Promise<T> {
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
        (output) => {
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
    this.life++
    this.#closeSites()
    this.outbox.clear()
    this.#stopWaits('The world of this account was reset while the request waited.')
    this.clock.reset()
    this.adversity = this.usual
    this.#seed = seed
    this.random.restart(seed)
  }

  close(): void {
    this.life++
    this.#closeSites()
    this.#stopWaits('The server stops.')
    this.clock.close()
  }

  #closeSites(): void {
    for (const { size } of this.#sites.values()) this.#opened.count -= size
    this.#sites.clear()
  }

  #stopWaits(reason: string): void {
    for (const stop of [...this.#waits]) stop(new ServiceError('ServiceUnavailable', reason))
  }
}

/** What a service sees of its world, and its ways out of it. */
class ServedSite implements Site, Ports {
  readonly clock: WorldClock
  readonly random: Random
  readonly relaxed: ReadonlySet<Relaxable>
  readonly ports: Ports = this
  readonly #life: number

  constructor(
    private readonly world: ServedWorld,
    readonly account: string,
    readonly region: string,
  ) {
    this.#life = world.life
    this.clock = world.clock
    this.random = world.random
    this.relaxed = world.relaxed
  }

  get adversity(): Adversity {
    return this.world.adversity
  }

  has(service: string): boolean {
    return this.world.around.services.has(service)
  }

  call(call: ServiceCall): Output | Promise<Output> {
    // Long work of a world that was reset meanwhile reaches nobody.
    if (this.world.life !== this.#life) return new Promise(() => {})
    const { services, reach } = this.world.around
    const service = services.get(call.service)
    const world = this.world.accounts.includes(call.account) ? this.world : reach(call.account, this.world)
    if (service === undefined || world === undefined) throw new NotReachable(`There is no ${call.service} of account ${call.account} here.`)
    const answer = world.state(service, call.account, call.region).call(new InnerCall(call))
    if (!(answer instanceof Promise)) return answer
    return this.#inThisLife(world === this.world ? answer : world.wait(answer))
  }

  http(request: OutgoingRequest): Promise<OutgoingAnswer> {
    return this.#inThisLife(this.clock.working(this.world.around.outgoing(request)))
  }

  /** What was on its way when the world was reset comes to nobody. */
  #inThisLife<T>(answer: Promise<T>): Promise<T> {
    const { life } = this.world
    return new Promise((resolve, reject) => {
      answer.then(
        (settled) => this.world.life === life && resolve(settled),
        (error: unknown) => this.world.life === life && reject(error),
      )
    })
  }

  mail(mail: Mail): void {
    if (this.world.life === this.#life) this.world.outbox.put({ ...mail, account: this.account, region: this.region, at: this.clock.now() })
  }
}

/** A call from inside. Where it passes no client's request on its answer is for no address. */
class InnerCall implements Call {
  constructor(private readonly call: ServiceCall) {}
  get origin(): string {
    return this.call.client?.origin ?? 'http://touchstone.localhost'
  }
  get accessKey(): string | undefined {
    return this.call.client?.accessKey
  }
  get traceHeader(): string | undefined {
    return this.call.client?.traceHeader
  }
  get signal(): AbortSignal | undefined {
    return this.call.client?.signal
  }
  get operation(): string {
    return this.call.operation
  }
  get input(): Readonly<Record<string, unknown>> {
    return this.call.input
  }
  get region(): string {
    return this.call.region
  }
  get principal(): ServiceCall['principal'] {
    return this.call.principal
  }
  get isUnread(): boolean | undefined {
    return this.call.isUnread
  }
}

/** More than AWS has; it bounds what a client can make the server keep. */
const MAX_REGIONS = 100
/** Of all services, regions and accounts together: an empty one takes a few kilobytes. */
const MAX_SITES = 200_000
