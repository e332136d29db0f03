import { Gate } from '../targets/gate.js'
import { embeddedTarget } from '../targets/embedded.js'
import { endpointTarget } from '../targets/endpoint.js'
import { ENDPOINT_SLACK } from '../targets/slack.js'
import type { Target } from '../targets/target.js'
import type { ServiceBinding } from './binding.js'
import { makeClients } from './clients.js'
import type { Bench } from './bench.js'
import { probe } from './probe.js'
import type { Settings } from './settings.js'
import { onBreakOff } from './stop.js'

/** Failing cases that are shrunk at the same time. */
const SHRINKS_AT_ONCE = 32

/** What all clauses of a run share: one target, its clients and gates. */
export class Session {
  readonly target: Target
  readonly #benches = new Map<ServiceBinding, Promise<Bench>>()
  readonly #cases: Gate
  readonly #shrinks: Gate
  readonly #forget: () => void
  #isBrokenOff = false
  #abandon!: () => void
  /** Ends when the run is broken off and nothing on the target waits to be removed: clauses need not end what they are at. */
  readonly abandoned = new Promise<undefined>((resolve) => (this.#abandon = () => resolve(undefined)))

  constructor(readonly settings: Settings) {
    this.target = targetOf(settings)
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
