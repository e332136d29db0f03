import { type Adversity, CALM } from '../../../reference/core/adversity.js'
import { ServiceError } from '../../../reference/core/errors.js'
import { Random } from '../../../reference/core/random.js'
import type { Output, Service, ServiceWorld } from '../../../reference/core/service.js'
import type { Site as ServiceSite } from '../../../reference/core/world.js'
import type { Client, History, Move, Site } from '../client.js'
import type { Exchange, Outcome } from '../exchange.js'
import type { Conditions } from './conditions.js'
import { Events } from './events.js'
import { ServedWorld, type Surroundings } from '../../../reference/server/served-world.js'
import { nothingLeaves } from '../../../reference/server/ports/outgoing.js'
import { worldClock } from '../world-clock.js'
import { ServerTime } from './server.js'
import { withoutAbsent } from './without-absent.js'

export interface SimulationOptions {
  readonly service: Service
  /** Services that it delivers to. */
  readonly others?: readonly Service[]
  readonly conditions: Conditions
  /** From which everything is drawn that the clients do not decide. */
  readonly seed: number
  /** How the service uses what the documentation leaves open; calm unless given. */
  readonly adversity?: Adversity | undefined
  /** Opens the service in its world; as the service does it unless given. */
  readonly open?: (site: ServiceSite) => ServiceWorld
}

/** A request on its way. */
class Pending {
  isOver = false
  #gone: AbortController | undefined

  constructor(
    readonly client: Client,
    readonly move: Move,
    readonly sent: number,
  ) {}

  /** Aborted when the client has gone. Made when it is asked for: most requests are answered at once. */
  get gone(): AbortController {
    return (this.#gone ??= new AbortController())
  }

  end(): void {
    this.isOver = true
    this.#gone?.abort()
  }
}

const START = Date.UTC(2026, 0, 1)
const ORIGIN = 'http://127.0.0.1:4566'
const PATIENCE_MS = 10_000
/** A request leaves this long after the answer before it, so that instants tell which was first. */
const BREATH_MS = 0.01

/**
 * A service behind a network, in time that nobody waits for: requests take a while to arrive and so do answers, some get lost, and the
 * server's clock is not quite right. The same seed and clients give the same history.
 */
export class Simulation implements Site {
  readonly region = 'us-east-1'
  readonly account = '000000000000'
  readonly prefix = 'w'
  readonly #events = new Events()
  readonly #luck: () => number
  readonly #server: ServerTime
  readonly #world: ServedWorld
  readonly #services: ReadonlyMap<string, Service>
  readonly #serviceId: string
  readonly #conditions: Conditions
  #now = START
  #busy = 0
  #waiting = 0
  #done: Exchange[] = []

  constructor({ service, others = [], conditions, seed, adversity = CALM, open = (site) => service.open(site) }: SimulationOptions) {
    this.#conditions = conditions
    const random = new Random(seed)
    this.#luck = () => random.next()
    this.#serviceId = service.id
    this.#server = new ServerTime(this.#events, START, () => this.#now, conditions, new Random(random.uint32()))
    this.#services = new Map([{ ...service, open }, ...others].map((one) => [one.id, one]))
    const around: Surroundings = { services: this.#services, outgoing: nothingLeaves, reach: () => undefined }
    this.#world = new ServedWorld([this.account], worldClock(this.#server), random.uint32(), new Set(), adversity, around)
  }

  now(): number {
    return this.#now
  }

  async run(clients: readonly Client[]): Promise<History> {
    this.#done = []
    for (const client of clients) this.#turn(client)
    while (this.#busy > 0) {
      this.#now = Math.max(this.#now, this.#events.next)
      this.#events.step()
      // An answer that was waited for is a promise: what it leads to must have happened before time goes on.
      if (this.#waiting > 0) await turnOfEventLoop()
    }
    return { exchanges: [...this.#done].sort((a, b) => a.sent - b.sent) }
  }

  #turn(client: Client): void {
    const move = client.next(this.#now)
    if (move === undefined) return
    this.#busy++
    this.#events.add(this.#now + Math.max(BREATH_MS, move.pauseMs), () => this.#send(client, move))
  }

  #send(client: Client, move: Move): void {
    const pending = new Pending(client, move, this.#now)
    const { patienceMs = PATIENCE_MS } = move
    const cancel = this.#events.add(this.#now + patienceMs, () => {
      // Gives up and closes the connection, so that what has not arrived yet never does.
      this.#end(pending, { kind: 'lost', reason: `no answer within ${patienceMs} ms` })
    })
    const luck = luckOf(move.luck) ?? this.#luck
    const isLost = luck() >= 1 - this.#conditions.lost
    if (isLost && luck() < 0.5) return
    const answered = (outcome: Outcome): void => {
      if (isLost || pending.isOver) return
      this.#events.add(this.#now + this.#delay(luck), () => {
        if (pending.isOver) return
        cancel()
        this.#end(pending, outcome)
      })
    }
    const { lingering } = this.#conditions
    const isLate = isLost && lingering !== undefined && luck() < 0.5
    const arrives = this.#now + this.#delay(luck) + (isLate ? patienceMs + luck() * lingering : 0)
    this.#server.add(arrives, () => {
      if (isLate || !pending.isOver) this.#serve(pending, answered)
    })
  }

  #serve(pending: Pending, answered: (outcome: Outcome) => void): void {
    const { operation, input, service = this.#serviceId } = pending.move
    const { region } = this
    const world = this.#world.state(this.#services.get(service)!, this.account, region)
    // What arrives after its client has gone comes from somebody in between, who is still there.
    const isForgotten = pending.isOver
    let answer: Output | Promise<Output>
    try {
      answer = world.call({
        operation,
        input,
        region,
        origin: ORIGIN,
        accessKey: this.account,
        get signal() {
          return isForgotten ? undefined : pending.gone.signal
        },
      })
    } catch (error) {
      answered(refusalOf(error))
      return
    }
    if (!(answer instanceof Promise)) {
      answered({ kind: 'answered', output: withoutAbsent(answer) })
      return
    }
    this.#waiting++
    const end = (outcome: Outcome): void => {
      this.#waiting--
      answered(outcome)
    }
    answer.then(
      (output) => end({ kind: 'answered', output: withoutAbsent(output) }),
      (error: unknown) => end(refusalOf(error)),
    )
  }

  #end(pending: Pending, outcome: Outcome): void {
    const { client, move, sent } = pending
    pending.end()
    this.#busy--
    const { operation, input, service = this.#serviceId } = move
    const { region, account } = this
    const exchange: Exchange = { service, region, account, client: client.name, operation, input, sent, received: this.#now, outcome }
    this.#done.push(exchange)
    client.see(exchange)
    this.#turn(client)
  }

  /** Exponential around the usual, and one in ten anything up to the most. */
  #delay(luck: () => number): number {
    const { usual, most } = this.#conditions.delay
    const drawn = luck()
    if (luck() < 0.1) return drawn * most
    return Math.min(most, -Math.log(1 - drawn) * usual)
  }
}

/** Numbers in `[0, 1)` that a request brings along. */
const luckOf = (luck: number | undefined): (() => number) | undefined => {
  if (luck === undefined) return undefined
  if (luck === 0) return () => 0
  const random = new Random(luck)
  return () => random.next()
}

const FAILURES: ReadonlySet<string> = new Set(['InternalFailure', 'InternalErrorException', 'ServiceUnavailable'])
const refusalOf = (error: unknown): Outcome => {
  // What the service fails with (5xx) does not tell whether the request took effect.
  if (error instanceof ServiceError && FAILURES.has(error.shape)) return { kind: 'lost', reason: error.shape, status: 500 }
  if (error instanceof ServiceError) return { kind: 'refused', code: error.shape, message: error.message }
  throw error
}

const turnOfEventLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
