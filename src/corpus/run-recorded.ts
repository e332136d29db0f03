import { reference } from '../../reference/index.js'
import type { ServiceBinding } from '../suite/binding.js'
import type { Registered } from '../suite/register.js'
import { clientsOn } from '../suite/clients.js'
import type { Combination } from '../suite/draw.js'
import type { Protocol } from '../suite/protocol.js'
import { runCase, type Outcome } from '../suite/run-case.js'
import { embeddedTarget } from '../targets/embedded.js'
import type { HttpRequest, Target } from '../targets/target.js'
import { Recording, recordingClients, type Alteration, type SeenCall } from './altered-clients.js'

/** What stands at the beginning of every name that a case makes: of one length, so that names have theirs whoever replays them. */
export const RUN_PREFIXES = ['tscorpusa', 'tscorpusb'] as const
const DAY_AND_SOME_MS = 100_000_000
/** Shorter pauses are no part of what a case does. */
export const WAIT_MS = 200
/** Whatever is due may be so late; waits are longer by as much. */
const LATENESS_MS = 2000

/** A call that is sent late, as on a busy machine. */
export interface Delay {
  /** Which request, from 0. */
  readonly request: number
  readonly ms: number
}

/** A request that names no account, as sent by one. */
const sentBy = (account: string, request: HttpRequest): HttpRequest => {
  const { authorization = '' } = request.headers
  return { ...request, headers: { ...request.headers, authorization: authorization.replace('Credential=/', `Credential=${account}/`) } }
}

/** One way of running cases on the reference: two differ in everything that the reference makes up, and in the time. */
export class Stage {
  readonly #target: Target
  readonly #spoken: ReturnType<typeof clientsOn>
  #requests = 0
  #account = ''
  #delay: Delay | undefined

  constructor(readonly nth: 0 | 1) {
    const seed = nth + 1
    const target = embeddedTarget(seed, undefined, reference({ clock: 'virtual', seed }))
    this.#target = {
      ...target,
      open: async (...how) => {
        // Who replays a history shares its account with others: a case that is told of no account of its own demands nothing of all that is there.
        const { account = '', ...scope } = await target.open(...how)
        if (nth === 1) await scope.clock.sleep(DAY_AND_SOME_MS)
        this.#account = account
        return {
          ...scope,
          prefix: RUN_PREFIXES[nth],
          clock: {
            ...scope.clock,
            now: () => scope.clock.now(),
            sleep: (ms, enough) => scope.clock.sleep(ms > WAIT_MS ? ms + LATENESS_MS : ms, enough),
          },
          send: async (request, ...more) => {
            if (this.#requests++ === this.#delay?.request) await scope.clock.sleep(this.#delay.ms)
            return scope.send(sentBy(account, request), ...more)
          },
        }
      },
    }
    this.#spoken = clientsOn(this.#target)
  }

  /** Runs one case alone; what it did, and whether every request of it is among the calls. */
  async run(
    { clause, line }: Registered,
    protocol: Protocol,
    combination: Combination,
    values: Readonly<Record<string, unknown>>,
    { alteration, delay }: { readonly alteration?: Alteration; readonly delay?: Delay } = {},
  ): Promise<{ readonly outcome: Outcome; readonly calls: readonly SeenCall[]; readonly account: string; readonly isAll: boolean }> {
    const recording = new Recording(alteration)
    const spoken = async (binding: ServiceBinding) => {
      const { clients, missing } = await this.#spoken(binding)
      return { clients: recordingClients(binding, clients, recording), missing }
    }
    this.#requests = 0
    this.#delay = delay
    const { clients } = await spoken(clause.binding)
    const outcome = await runCase(
      clause,
      {
        binding: clause.binding,
        target: this.#target,
        clients,
        missing: {},
        profile: 'single-node',
        line,
        protocol,
        isUrgent: false,
        others: spoken,
      },
      combination,
      values,
    )
    return { outcome, calls: recording.calls, account: this.#account, isAll: this.#requests === recording.calls.length + recording.undone }
  }
}
