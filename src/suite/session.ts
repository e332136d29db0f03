import { Gate } from '../targets/gate.js'
import { embeddedTarget } from '../targets/embedded.js'
import { endpointTarget } from '../targets/endpoint.js'
import { ENDPOINT_SLACK } from '../targets/slack.js'
import type { Target } from '../targets/target.js'
import type { ServiceBinding } from './binding.js'
import { makeClients } from './clients.js'
import type { Bench } from './bench.js'
import { mannersOf } from './manners.js'
import { probe } from './probe.js'
import type { Settings } from './settings.js'
import { StartOrder } from './start-order.js'
import { onBreakOff } from './stop.js'

/** Failing cases that are shrunk at the same time. */
const SHRINKS_AT_ONCE = 64

/** What all clauses of a run share: one target, its clients and gates. */
export class Session {
  readonly target: Target
  readonly #benches = new Map<ServiceBinding, Promise<Bench>>()
  readonly #cases: Gate
  readonly #order = new StartOrder()
  readonly #shrinks: Gate
  readonly #forget: () => void
  #isBrokenOff = false
  #calls: Record<string, number> = {}
  #abandon!: () => void
  /** Ends when the run is broken off and nothing on the target waits to be removed: clauses need not end what they are at. */
  readonly abandoned = new Promise<undefined>((resolve) => (this.#abandon = () => resolve(undefined)))

  constructor(readonly settings: Settings) {
    const { isAws = false, endpoint, run } = settings
    const target = targetOf(settings)
    // On AWS calls wait for their turn; a rehearsal counts them.
    const manners = mannersOf(run, endpoint !== undefined, (service, operation) => this.#count(`${service} ${operation}`))
    this.target = isAws ? Object.assign(target, { manners }) : target
    this.#forget = onBreakOff(settings.run, () => this.#breakOff())
    this.#cases = new Gate(this.target.casesAtOnce)
    this.#shrinks = new Gate(this.target.isVirtual ? 1 : SHRINKS_AT_ONCE)
  }

  /** What clauses of a service are judged on. Looks once which protocols the target speaks. */
  benchFor(binding: ServiceBinding): Promise<Bench> {
    const known = this.#benches.get(binding)
    if (known) return known
    const { effort, seed, profile } = this.settings
    const opening = (async (): Promise<Bench> => {
      const clients = makeClients(binding, this.target)
      const { missing } = await probe(binding, this.target, clients)
      return {
        target: this.target,
        clients,
        others: (other) => this.benchFor(other),
        effort,
        seed,
        profile,
        missing,
        cases: this.#cases,
        shrinks: this.#shrinks,
      }
    })()
    this.#benches.set(binding, opening)
    return opening
  }

  /** Until a row may begin that waits for so many seconds at least. */
  turn(seconds: number): Promise<void> {
    return this.#order.turn(seconds)
  }

  /** Calls since this was asked last, where they are counted. */
  takeCalls(): Readonly<Record<string, number>> {
    const calls = this.#calls
    this.#calls = {}
    return calls
  }

  #count(call: string): void {
    this.#calls[call] = (this.#calls[call] ?? 0) + 1
  }

  /** Whether the run was broken off: what its clauses come to says nothing any more. */
  get isBrokenOff(): boolean {
    return this.#isBrokenOff
  }

  #breakOff(): void {
    this.#isBrokenOff = true
    this.target.breakOff()
    if (this.target.isVirtual) this.#abandon()
  }

  async close(): Promise<void> {
    this.#forget()
    for (const opening of this.#benches.values()) {
      const { clients } = await opening
      clients.destroy()
    }
    await this.target.close()
  }
}

const targetOf = ({ endpoint, slackMs, seed, adversity, ...settings }: Settings): Target =>
  endpoint === undefined
    ? embeddedTarget(seed, adversity)
    : endpointTarget({ ...settings, endpoint, slack: { ...ENDPOINT_SLACK, ...(slackMs === undefined ? {} : { ms: slackMs }) } })
