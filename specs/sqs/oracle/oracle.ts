import type { ReceiveMessageRequest } from '@aws-sdk/client-sqs'
import { ServiceError } from '../../../reference/core/errors.js'
import type { ClauseId } from '../../../reference/core/reading.js'
import type { Context } from '../../../reference/sqs/choices.js'
import { isServersFault } from '../../../reference/sqs/errors.js'
import { checkOwner } from '../../../reference/sqs/owner.js'
import { operations, type Transition } from '../../../reference/sqs/operations.js'
import { waitOf } from '../../../reference/sqs/receive.js'
import { valuesOf } from '../../../reference/sqs/settings.js'
import { Inadmissible, noteOnce, OtherError, Undecidable } from '../../../src/oracle/admitting.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Judged, Oracle, Step, Strictness } from '../../../src/oracle/oracle.js'
import { about } from './subjects.js'
import { Admit } from './admit.js'
import { compare } from './answers.js'
import { Beliefs } from './beliefs.js'
import { describe } from './describe.js'
import { isOutOfSight, sameError, THROTTLED, unexpectedError } from './errors.js'
import { mayHaveDone } from './lost-requests.js'
import { openOutside } from './fed-messages.js'
import { probe } from './expected-deliveries.js'
import { print } from './print.js'
import { purged } from './queue-changes.js'
import { leaveStrangers } from './queues-from-before.js'
import { nameOf, touches } from './queue-names.js'
import { adopt, settleTasks } from './uncertain-after-lost.js'
import { timersOf } from './timers.js'

/** Beliefs about SQS in one region of one account. */
export class SqsOracle implements Oracle {
  readonly #x: Admit
  readonly #context: Context

  constructor(
    beliefs: Beliefs,
    private readonly strictness: Strictness,
  ) {
    this.#x = new Admit(beliefs, strictness)
    this.#context = { region: beliefs.region, origin: 'http://localhost', senderId: '', traceHeader: undefined, relaxed: NONE }
  }

  admit(exchange: Exchange): Step {
    const x = this.#x
    x.used = []
    x.tested = []
    try {
      learnAccount(exchange, x.beliefs)
      learnArns(exchange, x.beliefs)
      this.#judge(exchange)
      return this.#step('admitted')
    } catch (error) {
      if (error instanceof OtherError && this.#hasOtherCause(exchange, error)) return this.#step('admitted')
      if (error instanceof Inadmissible) return { ...this.#step('refused'), clause: error.clause, allowed: error.allowed, seen: error.seen }
      if (error instanceof Undecidable) return { ...this.#step('undecided'), seen: error.message }
      throw error
    }
  }

  #step(verdict: Step['verdict']): Step {
    const { used, tested } = this.#x
    return { verdict, used, tested }
  }

  #judge(exchange: Exchange): void {
    const x = this.#x
    const { operation, input, outcome } = exchange
    const transition = (operations as Readonly<Record<string, Transition>>)[operation]
    if (transition === undefined) throw new Undecidable(`${operation} is no operation that is known here`)
    const c = { ...this.#context, ownersOperation: operation }
    x.see(exchange)
    if (this.strictness.beginsInTheMiddle) leaveStrangers(exchange, x.beliefs)
    if (outcome.kind === 'lost') {
      if (outcome.status !== undefined && outcome.status >= 500)
        this.#excuse('sqs.error.internal-failure', 'an answer', `${outcome.status} ${outcome.reason}`)
      mayHaveDone(operation, input, c, x)
      return
    }
    if (outcome.kind === 'refused' && THROTTLED.has(outcome.code)) {
      this.#excuse('sqs.error.request-throttled', 'an answer', outcome.code)
      return
    }
    if (outcome.kind === 'refused' && isOutOfSight(outcome.code)) {
      if (isDenied(c, exchange, x)) return
      throw new Undecidable(`${outcome.code}: permissions and keys are not judged`)
    }
    // Only SendMessageBatch promises to take its entries in order.
    if (outcome.kind === 'answered' && changesTwice(operation, input, x)) return this.#mayHaveDone(exchange, c)
    if (repeatsHandle(input) && !isWhole(outcome)) {
      this.#excuse('sqs.batch.same-handle-twice', 'success for all entries', outcome.kind === 'refused' ? outcome.code : 'failed entries')
      return this.#mayHaveDone(exchange, c)
    }
    if (outcome.kind === 'answered') {
      this.#prepare(exchange, c)
      if (operation === 'ListMessageMoveTasks') settleTasks(input, x)
    }
    if (outcome.kind === 'refused' && this.#failsPartly(operation, input, c, outcome.code)) return
    let mine: object
    try {
      mine = transition(input as never, c, x)
    } catch (error) {
      // The very error that was seen.
      if (error instanceof ServiceError) return
      throw error
    }
    if (outcome.kind === 'refused')
      throw new Inadmissible(unexpectedError(operation, outcome.code), 'success', `the error ${outcome.code}: ${outcome.message}`)
    adopt(exchange, mine, c, x)
    const isOutside =
      operation === 'ReceiveMessage' && openOutside((mine as { readonly Messages?: Record<string, unknown>[] }).Messages ?? [], x)
    compare(operation, mine, outcome.output, x.tested)
    if (operation !== 'PurgeQueue' && operation !== 'ReceiveMessage') return
    const queue = c.region.queues.get(nameOf(input['QueueUrl'])!)!
    if (operation === 'PurgeQueue') purged(queue)
    else probe(queue, input as unknown as ReceiveMessageRequest, x)
    if (isOutside) throw new Undecidable('a message of which nobody saw where it came from')
  }

  /** Whether a batch that was refused as a whole has an entry that may have failed: which of the two comes of it is not said of most errors. */
  #failsPartly(operation: string, input: Exchange['input'], c: Context, code: string): boolean {
    if (!operation.endsWith('Batch') || isServersFault(code)) return false
    const look = new SqsOracle(this.#x.beliefs.copy(), this.strictness)
    try {
      look.#x.doubts = true
      look.#x.see(this.#x.observed.exchange)
      const { Failed: failed } = (operations as Readonly<Record<string, Transition>>)[operation]!(
        input as never,
        { ...c, region: look.#context.region },
        look.#x,
      ) as { readonly Failed?: unknown }
      return failed !== undefined
    } catch (error) {
      if (error instanceof ServiceError || error instanceof Inadmissible) return false
      throw error
    }
  }

  /** What a request did is open, whatever it was answered with. */
  #mayHaveDone(exchange: Exchange, c: Context): void {
    this.#x.see({ ...exchange, outcome: { kind: 'lost', reason: 'what it did is open' } })
    mayHaveDone(exchange.operation, exchange.input, c, this.#x)
  }

  /** What the freedom alone allows. */
  #excuse(freedom: ClauseId, allowed: string, seen: string): void {
    if (!this.strictness.tolerates(freedom)) throw new Inadmissible(freedom, allowed, seen)
    noteOnce(this.#x.used, freedom)
  }

  /** An empty answer of a long poll tells of the end of its wait. */
  #prepare(exchange: Exchange, c: Context): void {
    const x = this.#x
    const { operation, input, sent, received } = exchange
    if (operation !== 'ReceiveMessage' || x.observed.messages.length > 0) return
    const queue = c.region.queues.get(nameOf(input['QueueUrl']) ?? '')
    const asked = input as unknown as ReceiveMessageRequest
    if (queue === undefined) return
    const waits = asked.WaitTimeSeconds === undefined ? valuesOf(queue, 'ReceiveMessageWaitTimeSeconds', x) : [waitOf(asked, queue)]
    const wait = Math.min(...waits) * 1000
    if (!(wait > 0) || wait > 20_000) return
    const { ms, ppm } = this.strictness.slack
    const least = wait * (1 - ppm / 1e6) - ms
    if (received - sent >= least) x.see(exchange, sent + least)
    else
      this.#excuse('sqs.longpoll.empty-only-at-expiry', `an empty answer after ${wait} ms`, `one after ${(received - sent).toFixed(0)} ms`)
  }

  /** Whether the error is that of another rule, which is broken as well: which of two errors comes first is not documented. */
  #hasOtherCause(exchange: Exchange, first: OtherError): boolean {
    const broken = new Set<ClauseId>([first.clause])
    while (broken.size < 8) {
      const look = new SqsOracle(this.#x.beliefs.copy(), this.strictness)
      look.#x.suspended = broken
      try {
        look.#judge(exchange)
        return true
      } catch (error) {
        if (!(error instanceof OtherError)) return false
        broken.add(error.clause)
      }
    }
    return false
  }

  timers(): readonly number[] {
    return timersOf(this.#x.beliefs)
  }

  describe(): readonly string[] {
    return describe(this.#x.beliefs)
  }

  copy(): Oracle {
    return new SqsOracle(this.#x.beliefs.copy(), this.strictness)
  }

  print(): string {
    return print(this.#x.beliefs)
  }
}
const NONE: ReadonlySet<never> = new Set()

/** Whether the policy of a queue denies its owner what was refused. */
function isDenied(c: Context, { input }: Exchange, x: Admit): boolean {
  const queue = c.region.queues.get(nameOf(input['QueueUrl']) ?? '')
  if (queue === undefined) return false
  try {
    checkOwner(queue, c, x)
    return false
  } catch (error) {
    if (error instanceof OtherError) return false
    if (error instanceof ServiceError) return true
    throw error
  }
}

/** Whether two entries of a batch name one receipt handle, of which the documentation does not speak. */
const repeatsHandle = (input: Exchange['input']): boolean => {
  const given = handlesOf(input)
  return new Set(given).size < given.length
}
const handlesOf = ({ Entries: entries }: Exchange['input']): readonly string[] =>
  Array.isArray(entries) ? entries.flatMap((entry: { readonly ReceiptHandle?: string }) => entry.ReceiptHandle ?? []) : []
/** Whether what a batch does to one message depends on the order in which its entries are taken. */
function changesTwice(operation: string, input: Exchange['input'], { beliefs: { handles } }: Admit): boolean {
  if (operation !== 'ChangeMessageVisibilityBatch' && operation !== 'DeleteMessageBatch') return false
  const given = handlesOf(input)
  const names = operation === 'DeleteMessageBatch' ? [...new Set(given)] : given
  const messages = names.flatMap((handle) => handles.get(handle)?.message ?? [])
  return new Set(messages).size < messages.length
}
const isWhole = (outcome: Exchange['outcome']): boolean =>
  outcome.kind === 'answered' && !(Array.isArray(outcome.output['Failed']) && outcome.output['Failed'].length > 0)

/** Stands for the error that the model gives, whatever it is. */
const CODE_OF_NOBODY = 'touchstone.none'

/** What a service registers: how SQS is judged. */
export const judged: Judged = {
  service: 'sqs',
  open: ({ region, account }, strictness) => new SqsOracle(new Beliefs(region, account), strictness),
  takes: (clause, code) => sameError(clause, new ServiceError(CODE_OF_NOBODY, ''), code),
  touches,
  about,
  impatient: (exchange, until) => {
    const { operation, input, outcome, sent } = exchange
    if (operation !== 'ReceiveMessage' || outcome.kind !== 'answered' || input['WaitTimeSeconds'] === 0) return undefined
    const { Messages } = outcome.output
    if (Array.isArray(Messages) && Messages.length > 0) return undefined
    return { ...exchange, received: Math.max(sent, until), input: { ...input, WaitTimeSeconds: 0 } }
  },
}

function learnAccount({ input, outcome }: Exchange, beliefs: Beliefs): void {
  if (beliefs.knowsAccount) return
  const urls = [input['QueueUrl'], outcome.kind === 'answered' ? outcome.output['QueueUrl'] : undefined]
  for (const url of urls) {
    const account = typeof url === 'string' ? /\/([^/]+)\/[^/]+$/.exec(url)?.[1] : undefined
    if (account !== undefined) beliefs.learnAccount(account)
  }
}

function learnArns({ operation, input, outcome }: Exchange, beliefs: Beliefs): void {
  if (operation !== 'GetQueueAttributes' || outcome.kind !== 'answered') return
  const arn = (outcome.output['Attributes'] as Readonly<Record<string, unknown>> | undefined)?.['QueueArn']
  const name = nameOf(input['QueueUrl'])
  if (typeof arn === 'string' && name !== undefined) beliefs.learnArns(name, arn)
}
