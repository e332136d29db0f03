import { CallLog, Calls } from '../../suite/calls.js'
import type { RecordedCall } from '../../suite/calls.js'
import type { ServiceBinding } from '../../suite/binding.js'
import type { Bench } from '../../suite/bench.js'
import type { Spoken } from '../../suite/clients.js'
import { spokenOf } from '../../suite/protocol.js'
import type { Protocol } from '../../suite/protocol.js'
import { Breakdown, Refusal, UnknownOperation } from '../../suite/refusal.js'
import { CaseTime } from '../../suite/time.js'
import { BrokenOff } from '../../targets/target.js'
import type { Scope, Target } from '../../targets/target.js'
import type { Client, History, Move, Site } from '../client.js'
import type { Exchange, Outcome } from '../exchange.js'

/** A place on a target, where clients of the AWS SDK walk in the target's own time; what they make is removed when it is closed. */
export class TargetSite implements Site {
  readonly region: string
  readonly account: string | undefined
  readonly prefix: string
  /** The operations that the target says it does not have. What was asked of them is no part of the history. */
  readonly unsupported = new Set<string>()
  readonly #time: CaseTime
  readonly #log: CallLog
  readonly #spoken: ReadonlyMap<string, { readonly calls: Calls; readonly protocol: Protocol }>

  private constructor(
    private readonly binding: ServiceBinding,
    private readonly scope: Scope,
    services: readonly (Spoken & { readonly binding: ServiceBinding })[],
    target: Target,
  ) {
    ;({ region: this.region, account: this.account, prefix: this.prefix } = scope)
    this.#time = new CaseTime(scope.clock, target.slack)
    this.#log = new CallLog(scope, this.#time)
    this.#spoken = new Map(
      services.map(({ binding, clients, missing }) => [
        binding.id,
        { calls: new Calls(binding, scope, clients, this.#log), protocol: spokenOf(binding.protocols, missing) ?? binding.protocols[0] },
      ]),
    )
  }

  /**
   * @param isUrgent whether it goes before the cases that wait to begin
   * @param others services that are walked with it
   */
  static async open(
    binding: ServiceBinding,
    target: Target,
    bench: Pick<Bench, 'clients' | 'missing' | 'others'>,
    isUrgent: boolean,
    others: readonly ServiceBinding[] = [],
  ): Promise<TargetSite> {
    const { clients, missing } = bench
    const further = await Promise.all(others.map(async (other) => ({ binding: other, ...(await bench.others(other)) })))
    return new TargetSite(binding, await target.open(isUrgent), [{ binding, clients, missing }, ...further], target)
  }

  /** The calls as they were made, for printing, and when the first began. */
  get calls(): readonly RecordedCall[] {
    return this.#log.recorded
  }

  get began(): number {
    return this.#log.began
  }

  now(): number {
    return this.scope.clock.now()
  }

  async run(clients: readonly Client[]): Promise<History> {
    const exchanges: Exchange[] = []
    await Promise.all(clients.map((client) => this.#walk(client, exchanges)))
    return { exchanges: exchanges.sort((a, b) => a.sent - b.sent) }
  }

  async close(): Promise<void> {
    await this.#log.undoAll()
    await this.scope.close()
  }

  async #walk(client: Client, exchanges: Exchange[]): Promise<void> {
    for (let move = client.next(this.now()); move; move = client.next(this.now())) {
      if (move.pauseMs > 0) await this.scope.clock.sleep(move.pauseMs)
      const exchange = await this.#exchange(client.name, move)
      if (!exchange) continue
      exchanges.push(exchange)
      client.see(exchange)
    }
  }

  async #exchange(client: string, { operation, input, service = this.binding.id }: Move): Promise<Exchange | undefined> {
    const { region, account } = this
    const done = (answer: object, outcome: Outcome): Exchange => {
      const { lo: sent, hi: received } = this.#time.of(answer)
      return { service, region, account, client, operation, input, sent, received, outcome }
    }
    try {
      const { calls, protocol } = this.#spoken.get(service)!
      const answer = await calls.call(operation, input, protocol)
      const { $metadata: _metadata, ...output } = answer as Readonly<Record<string, unknown>>
      return done(answer, { kind: 'answered', output })
    } catch (failure) {
      if (failure instanceof BrokenOff || !(failure instanceof Error)) throw failure
      if (failure instanceof UnknownOperation) {
        this.unsupported.add(operation)
        return undefined
      }
      if (failure instanceof Refusal) {
        return done(failure, { kind: 'refused', code: failure.errorName, message: failure.error.message, status: failure.status })
      }
      const status = failure instanceof Breakdown ? failure.status : undefined
      return done(failure, { kind: 'lost', reason: failure.message, status })
    }
  }
}
