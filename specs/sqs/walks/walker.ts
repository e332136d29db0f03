import { Dice } from '../../../src/oracle/walk/dice.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import type { StepPlan } from '../../../src/oracle/walk/plan.js'
import type { Request, Walker, Where } from '../../../src/oracle/walk/walks.js'
import type { Flaw } from './flaw.js'
import { FLAWS } from './flaws.js'
import { Known } from './known.js'
import type { Input } from './messages.js'
import { BY_WEIGHT, MOVES } from './moves.js'
import type { Operation } from './moves.js'
import { Setup } from './setup.js'

/** How long a client waits for an answer, beside what the service may wait by its own rules. */
const PATIENCE_MS = 10_000
/** A client that had no answer asks again: mostly, and at once. */
const ASKS_AGAIN = 0.7
/** What an application repeats when it had no answer: under the same ids the service can tell. */
const REPEATED: ReadonlySet<string> = new Set(['SendMessage', 'SendMessageBatch', 'ReceiveMessage', 'DeleteMessage', 'CreateQueue'])

const BY_HANDLE: ReadonlySet<string> = new Set([
  'DeleteMessage',
  'DeleteMessageBatch',
  'ChangeMessageVisibility',
  'ChangeMessageVisibilityBatch',
])

/** A walk over SQS. */
export class SqsWalker implements Walker {
  readonly known: Known
  /** The ways of being invalid that requests really were. */
  readonly flaws: Flaw[] = []
  readonly #setup: Setup
  #hasTask = false

  constructor(setup: readonly number[], where: Where) {
    this.known = new Known(where)
    this.#setup = new Setup(setup, this.known)
  }

  opening(): Request | undefined {
    return this.#setup.next()
  }

  next(step: StepPlan): Request {
    const dice = new Dice(step.dice)
    return this.#again(dice) ?? this.#spoilt(step.flaw, dice) ?? this.#following(dice) ?? this.#ordinary(BY_WEIGHT[step.move]!, dice)
  }

  see(exchange: Exchange): void {
    this.known.see(exchange)
    if (exchange.operation === 'StartMessageMoveTask' && exchange.outcome.kind === 'answered') this.#hasTask = true
  }

  timers(now: number): readonly number[] {
    return this.known.timers(now)
  }

  #again(dice: Dice): Request | undefined {
    const { unanswered } = this.known
    this.known.unanswered = undefined
    if (!unanswered || !REPEATED.has(unanswered.operation) || dice.next() >= ASKS_AGAIN) return undefined
    return this.#request(unanswered.operation, unanswered.input)
  }

  /** A move task is soon over: whoever wants to see one, or to cancel it, does it next. */
  #following(dice: Dice): Request | undefined {
    if (!this.#hasTask) return undefined
    this.#hasTask = false
    if (!dice.chance(0.7)) return undefined
    return { ...this.#valid(dice.pick(['CancelMessageMoveTask', 'ListMessageMoveTasks']), dice), isUrgent: true }
  }

  #spoilt(nth: number, dice: Dice): Request | undefined {
    const flaw = nth === 0 ? undefined : FLAWS[nth - 1]
    const input = flaw && MOVES[flaw.operation].move(dice, this.known)
    const spoilt = input && flaw.spoil(input, { dice, known: this.known, queue: this.known.byUrl(input['QueueUrl']) })
    if (!flaw || !spoilt) return undefined
    this.flaws.push(flaw)
    return this.#request(flaw.operation, spoilt)
  }

  /** Messages in flight are mostly dealt with before they come back. */
  #ordinary(operation: Operation, dice: Dice): Request {
    const isUrgent = BY_HANDLE.has(operation) && this.known.inFlight.length > 0 && dice.chance(0.6)
    return { ...this.#valid(operation, dice), isUrgent }
  }

  /** Where the operation needs what nobody has, messages are sent and received until somebody does; where there is no queue, one is made. */
  #valid(operation: Operation, dice: Dice): Request {
    for (const name of [operation, dice.chance(0.5) ? 'SendMessage' : 'ReceiveMessage', 'CreateQueue'] as const) {
      const input = MOVES[name].move(dice, this.known)
      if (input) return this.#request(name, input)
    }
    return this.#request('ListQueues', { QueueNamePrefix: this.known.where.prefix })
  }

  #request(operation: string, input: Input): Request {
    const queue = this.known.byUrl(input['QueueUrl'])
    const wait =
      operation === 'ReceiveMessage'
        ? Number(input['WaitTimeSeconds'] ?? this.known.secondsOf(queue, 'ReceiveMessageWaitTimeSeconds', 0))
        : 0
    return { operation, input, patienceMs: PATIENCE_MS + Math.max(0, wait) * 1000 }
  }
}
