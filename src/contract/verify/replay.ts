import type { Client, Move } from '../../oracle/client.js'
import type { Exchange } from '../../oracle/exchange.js'
import type { TracedExchange } from '../../oracle/trace/form.js'
import { TargetSite } from '../../oracle/walk/target-site.js'
import { areaOf } from '../../service/areas.js'
import type { ServiceBinding } from '../../suite/binding.js'
import { clientsOn } from '../../suite/clients.js'
import type { Target } from '../../targets/target.js'
import { Translation } from './translate.js'

export interface Replayed {
  /** What was asked and came, in order, each with the line of the trace that it repeats. */
  readonly exchanges: readonly TracedExchange[]
  /** Requests of the trace that could not be repeated: they name what was not made there, or what did not come. */
  readonly skipped: number
  /** Requests that were answered in the trace and refused here, or the other way round. */
  readonly changed: readonly { readonly exchange: TracedExchange; readonly before: string; readonly now: string }[]
  /** Operations that the target does not have. */
  readonly unsupported: readonly string[]
}

/** A request that found less than it did is made again so often, with a pause before each time. */
const AGAIN = 8
const AGAIN_MS = 250
/** Pauses in the recording that are longer than this are no longer here, where time is real. */
const LONGEST_PAUSE_MS = 35_000

/** By which instants that are the same on a clock that stands still are told apart; the judge is told of a slack that is more than all of them. */
const APART_MS = 0.001
export const REPLAY_SLACK_MS = 2

/** The members that name what an operation makes. */
const NAMES = ['QueueName', 'Name', 'StreamName', 'ConsumerName']

/**
 * Repeats the requests of a trace on a target, one after the other in the order in which they were answered, under names of their own; what was made is
 * removed at the end.
 */
export const replay = async (recorded: readonly TracedExchange[], target: Target): Promise<Replayed> => {
  const bindings = await bindingsOf(recorded)
  const [binding, ...others] = bindings
  if (binding === undefined) return { exchanges: [], skipped: recorded.length, changed: [], unsupported: [] }
  const spoken = clientsOn(target)
  const site = await TargetSite.open(binding, target, { ...(await spoken(binding)), others: spoken }, true, others)
  try {
    const client = new Repeating(recorded, site.prefix, target.isVirtual)
    await site.run([client])
    return { exchanges: client.seen, skipped: client.skipped, changed: client.changed, unsupported: [...site.unsupported] }
  } finally {
    await site.close()
  }
}

const bindingsOf = async (recorded: readonly TracedExchange[]): Promise<readonly ServiceBinding[]> => {
  const found: ServiceBinding[] = []
  for (const id of new Set(recorded.map(({ service }) => service))) {
    const binding = await areaOf(id).binding?.()
    if (binding !== undefined) found.push(binding)
  }
  return found
}

class Repeating implements Client {
  readonly name = 'replay'
  readonly seen: TracedExchange[] = []
  readonly changed: { exchange: TracedExchange; before: string; now: string }[] = []
  skipped = 0
  readonly #steps: readonly TracedExchange[]
  readonly #translation = new Translation()
  #at = 0
  #again = 0
  #last: TracedExchange | undefined

  constructor(
    recorded: readonly TracedExchange[],
    private readonly prefix: string,
    private readonly isVirtual: boolean,
  ) {
    this.#steps = [...recorded].sort((a, b) => a.received - b.received)
  }

  next(): Move | undefined {
    for (;;) {
      const step = this.#steps[this.#at]
      if (step === undefined) return undefined
      if (step.outcome.kind !== 'lost' && !this.#translation.isUnknown(step.input)) {
        const { service, operation } = step
        return { service, operation, input: this.#inputOf(step), pauseMs: this.#again > 0 ? AGAIN_MS : this.#pauseBefore(step) }
      }
      this.skipped++
      if (step.outcome.kind === 'answered') this.#translation.learn(step.outcome.output, undefined)
      this.#at++
    }
  }

  see(exchange: Exchange): void {
    const step = this.#steps[this.#at]!
    // The name that was asked for is the one that answers are about.
    // Requests come one after the other, also where no time goes by between them.
    const sent = Math.max(exchange.sent, (this.seen.at(-1)?.received ?? -Infinity) + APART_MS)
    const received = Math.max(exchange.received, sent)
    const traced: TracedExchange = { ...exchange, sent, received, client: step.client, spot: step.spot }
    this.seen.push(traced)
    const { outcome } = step
    if (outcome.kind === 'answered') {
      const output = exchange.outcome.kind === 'answered' ? exchange.outcome.output : undefined
      const missing = this.#translation.learn(outcome.output, output)
      if (missing > 0 && output !== undefined && this.#again < AGAIN) {
        this.#again++
        return
      }
    }
    if (outcome.kind !== exchange.outcome.kind) this.changed.push({ exchange: traced, before: said(outcome), now: said(exchange.outcome) })
    this.#again = 0
    this.#last = step
    this.#at++
  }

  #pauseBefore({ sent }: TracedExchange): number {
    const pause = this.#last === undefined ? 0 : Math.max(0, sent - this.#last.received)
    return this.isVirtual ? pause : Math.min(pause, LONGEST_PAUSE_MS)
  }

  /** What is made bears names of its own, so that it can be removed. */
  #inputOf({ operation, input }: TracedExchange): Readonly<Record<string, unknown>> {
    if (/^(?:Create|Register)/.test(operation))
      for (const member of NAMES) {
        const name = input[member]
        if (typeof name === 'string' && !name.startsWith(this.prefix)) this.#translation.bind(name, `${this.prefix}${name}`)
      }
    return this.#translation.input(input) as Readonly<Record<string, unknown>>
  }
}

const said = (outcome: Exchange['outcome']): string =>
  outcome.kind === 'answered' ? 'answered' : outcome.kind === 'refused' ? `refused: ${outcome.code}` : `lost: ${outcome.reason}`
