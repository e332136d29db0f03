import { type Fact, Instant, known, MAYBE, NO, YES } from '../../../reference/core/facts.js'
import type { Line } from '../../../reference/core/line.js'
import type { ClauseId } from '../../../reference/core/reading.js'
import { isLatest } from '../../../reference/sqs/belief.js'
import {
  type Accepted,
  type Attempt,
  type Content,
  type FifoMessage,
  type Index,
  type Message,
  type MoveTask,
  NOWHERE,
  type Queue,
  type Settings,
} from '../../../reference/sqs/state.js'
import type { Candidate, Choices, Context, Counts, Identified, Offers, Page, Rules } from '../../../reference/sqs/choices.js'
import { overLimit } from '../../../reference/sqs/errors.js'
import { IN_FLIGHT } from '../../../reference/sqs/limits.js'
import { UNSEEN } from '../../../reference/sqs/settings.js'
import { Admitting, Inadmissible, noteOnce } from '../../../src/oracle/admitting.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Strictness } from '../../../src/oracle/oracle.js'
import type { Slack } from '../../../src/targets/target.js'
import { type Beliefs, Given } from './beliefs.js'
import { countsOf } from './counts.js'
import { entryShown } from './entry-shown.js'
import { MAY_SUCCEED, sameError, unexpectedError } from './errors.js'
import { messageOf, numbered } from './find-message.js'
import { copyShown, idShown, sequenceNumberShown } from './identity-shown.js'
import { Observed } from './observed.js'
import { pageShown } from './list-shown.js'
import { beforeChange, madeAgain } from './queue-changes.js'
import { SeenIndex } from './seen-index.js'
import { listedAs, movedAs } from './task-shown.js'
import { equalText } from './equal-documents.js'
import { timeShown } from './time-shown.js'
import { repeatedUnseen } from './lost-receives.js'

/** The observer's reading of the model: every choice is read off the answer that was seen, and every rule held against it. */
export class Admit extends Admitting implements Rules, Choices {
  readonly choices = this
  observed!: Observed
  /** The send at hand may be a copy, whose id and number the documentation leaves open. */
  mayBeCopy = false
  #given = 0

  constructor(
    public beliefs: Beliefs,
    strictness: Strictness,
  ) {
    super(strictness, sameError)
  }

  /** Turns to the next exchange. */
  see(exchange: Exchange, sent = exchange.sent): void {
    const { outcome, received } = exchange
    this.now = this.interval(sent, received)
    this.beliefs.now = received
    this.observed = new Observed(exchange)
    this.error = outcome.kind === 'refused' ? outcome.code : undefined
    this.unseen = outcome.kind === 'lost'
    this.#given = 0
  }

  override hidden(freedom: ClauseId): Fact {
    return freedom === UNSEEN ? MAYBE : super.hidden(freedom)
  }

  protected override isAside(id: ClauseId): boolean {
    return MAY_SUCCEED.has(id) || super.isAside(id)
  }

  tolerates(freedom: ClauseId): boolean {
    return this.strictness.tolerates(freedom)
  }

  /** Whether none of the freedoms is granted. */
  promises(freedoms: readonly ClauseId[]): boolean {
    return !freedoms.some((freedom) => this.strictness.tolerates(freedom))
  }

  /** Whether other services may put messages in. */
  get isFed(): boolean {
    return this.strictness.isFed ?? false
  }

  get slack(): Slack {
    return this.strictness.slack
  }

  get lateness(): number {
    return this.strictness.lateness
  }

  settle(): void {}

  stops(): boolean {
    return false
  }

  eventually(_queue: Queue, work: Iterator<unknown, unknown>): void {
    while (work.next().done !== true);
  }

  beforeChange(queue: Queue): void {
    beforeChange(queue, this)
  }

  shows(message: Message): void {
    const { id } = message
    const seen = this.observed.messages.find(({ MessageId }) => MessageId === id)
    this.observed.message = seen
    if (seen !== undefined) numbered(message, seen)
  }

  index(): Index {
    return new SeenIndex(this.beliefs)
  }

  madeAgain(queue: Queue, fresh: Settings): void {
    madeAgain(queue, fresh, this)
  }

  // ---- receives

  offers(queue: Queue): Offers {
    // An error shows no message that it could be asked of.
    if (!queue.fifo)
      this.orFail('sqs.error.over-limit', this.inFlightBelow(queue, IN_FLIGHT), () => overLimit('Too many messages in flight.'))
    let at = 0
    return {
      next: () => {
        const seen = this.observed.messages[at++]
        this.observed.message = seen
        return seen === undefined ? undefined : messageOf(seen, queue, this.beliefs, this)
      },
      done: () => {},
    }
  }

  most(queue: Queue, attempt: string | undefined, max: number): number {
    return attempt === undefined ? max : Math.max(max, ...repeatedUnseen(queue, attempt, this))
  }

  handle(queue: Queue, message: Message): string {
    const handle = this.observed.message?.ReceiptHandle
    if (handle === undefined || handle === '')
      throw new Inadmissible('sqs.receive.fields', 'a message with its ReceiptHandle', 'one without')
    const { handles } = this.beliefs
    if (handles.has(handle)) throw new Inadmissible('sqs.receive.handle-new-each-time', 'a new receipt handle', handle)
    handles.set(handle, new Given(queue, message))
    const { doubt, firstReceived } = message
    if (doubt !== undefined) {
      doubt.handle = false
      doubt.wentTo = NOWHERE
    }
    if (firstReceived?.hi === Infinity) message.firstReceived = new Instant(firstReceived.lo, this.now.at.hi)
    return handle
  }

  identify(queue: Queue, handle: string): Identified | undefined {
    const given = this.beliefs.handles.get(handle)
    if (given?.queue !== queue) return undefined
    const { message, mayBeEarlier } = given
    const isOpen = mayBeEarlier && !(message.here === 'yes' && message.queue === queue)
    return { message, given: isOpen ? wasThere(message) : YES, latest: isLatest(message, handle) }
  }

  cameStraight(): boolean {
    return this.observed.cameStraight
  }

  cameFrom(queues: readonly Queue[]): Queue | undefined {
    const shown = this.observed.message?.Attributes?.DeadLetterQueueSourceArn
    return queues.find(({ arn }) => arn === shown) ?? queues[0]
  }

  showsMove({ deadLetterSource }: Message): boolean {
    const shown = this.observed.message?.Attributes?.DeadLetterQueueSourceArn
    return shown !== undefined && shown !== deadLetterSource?.arn
  }

  repeats({ received }: Attempt, fits: Fact): boolean {
    const seen = this.observed.messages
    const repeats = seen.some(({ ReceiptHandle }) => received.some(({ handle }) => handle === ReceiptHandle))
    if (repeats) return this.rule('sqs.fifo.attempt.void-if-modified', fits)
    if (fits.certain)
      throw new Inadmissible(
        'sqs.fifo.attempt.same-id-same-messages',
        'the messages of the first attempt under their handles',
        `${seen.length} others`,
      )
    return false
  }

  enqueue(group: Line<FifoMessage>, message: FifoMessage): void {
    // It is delivered now, so it stood before all that were never received there.
    const rest = [...group].filter((other) => !other.receivedHere)
    for (const other of rest) group.delete(other)
    group.add(message)
    for (const other of rest) group.add(other)
  }

  counts(queue: Queue, x: Rules): Counts {
    return countsOf(queue, this.beliefs, this.isFed, x)
  }

  inFlightBelow({ messages }: Queue, limit: number): Fact {
    return messages.size < limit ? YES : MAYBE
  }

  // ---- sends

  copyOf(duplicate: Fact, twins: readonly Accepted[], content: Content): Accepted | undefined {
    if (this.unseen) return undefined
    this.#mustSucceed()
    this.mayBeCopy = duplicate.possible
    return copyShown(duplicate, twins, content, this)
  }

  newId(): string {
    if (this.unseen) return ''
    this.#mustSucceed()
    return idShown(this)
  }

  idOf({ id }: Message): string {
    return id
  }

  #mustSucceed(): void {
    if (this.error !== undefined)
      throw new Inadmissible(unexpectedError(this.observed.exchange.operation, this.error), 'success', `the error ${this.error}`)
  }

  sequenceNumber(duplicate: Fact, queue: Queue, { group }: Content): string {
    return this.unseen ? '' : sequenceNumberShown(duplicate, queue.groups.get(group!), this)
  }

  // ---- batches

  entry(id: string | undefined): void {
    const { outcome } = this.observed.exchange
    if (outcome.kind === 'refused') {
      // The batch failed as a whole: what its entries would have come to is not seen.
      this.unseen = id !== undefined
      return
    }
    this.error = id === undefined ? undefined : entryShown(id, this)
  }

  // ---- lists

  page<T>(candidates: readonly Candidate<T>[], most: number, paged: boolean, token: string | undefined): Page<T> {
    return this.unseen ? { items: [], next: undefined } : pageShown(candidates, most, paged, token, this)
  }

  tokenKnown(token: string): Fact {
    return known(this.beliefs.tokens.has(token))
  }

  url({ name, region }: Queue, c: Context): string {
    const mine = `${c.origin}/${region.account}/${name}`
    if (this.unseen) return mine
    const seen = [this.observed.text('QueueUrl'), ...this.observed.list('QueueUrls'), ...this.observed.list('queueUrls')]
    return seen.find((url) => url?.endsWith(`/${region.account}/${name}`)) ?? mine
  }

  // ---- move tasks

  taskId(): string {
    return this.observed.exchange.outcome.kind === 'answered' ? this.observed.required('TaskHandle', 'sqs.redrive.start-async') : ''
  }

  taskHandle(taskId: string, sourceArn: string): string {
    if (taskId !== '') this.beliefs.taskHandles.set(taskId, { taskId, sourceArn })
    return taskId
  }

  readTaskHandle(handle: string): { readonly taskId: string; readonly sourceArn: string } | undefined {
    return this.beliefs.taskHandles.get(handle)
  }

  redriven(queue: Queue, { lastReceived, sent }: Message): Fact {
    const tasks = this.beliefs.region.moveTasks.get(queue.arn)
    if (tasks === undefined) return NO
    const mayTake = (task: MoveTask): boolean => {
      const ended = this.beliefs.endedTasks.get(task)
      return ended === undefined || (lastReceived ?? sent).lo < ended.hi
    }
    return tasks.some(mayTake) ? MAYBE : NO
  }

  running(task: MoveTask): Fact {
    return task.status === 'RUNNING' ? MAYBE : NO
  }

  /** Whatever a task has done meanwhile is read off the answer. */
  progress(task: MoveTask): void {
    if (this.unseen) return
    if (this.observed.exchange.operation !== 'ListMessageMoveTasks') return movedAs(this.observed.output, task, this)
    const seen = this.observed.results[this.#given++]
    if (seen !== undefined) listedAs(seen, task, this)
  }

  // ---- what an answer shows

  within(what: string, mine: number, least: number, most: number, id: ClauseId, freedom: ClauseId | undefined): string {
    const seen = this.observed.text(what)
    if (seen === undefined || this.unseen) return String(mine)
    const count = Number(seen)
    if (/^\d+$/.test(seen) && count >= least && count <= most) return seen
    if (freedom === undefined || !this.strictness.tolerates(freedom) || !/^\d+$/.test(seen))
      throw new Inadmissible(id, least === most ? `${what} ${least}` : `${what} from ${least} to ${most}`, seen)
    noteOnce(this.used, freedom)
    return seen
  }

  time(what: string, instant: Instant, unit: number, id: ClauseId): string {
    return this.unseen ? String(Math.floor(instant.lo / unit)) : timeShown(what, instant, unit, id, this)
  }

  oneOf<T extends string | undefined>(what: string, values: readonly T[]): T {
    const seen = this.observed.text(what)
    return values.some((value) => equalText(what, value, seen)) ? (seen as T) : values[0]!
  }

  any(what: string, mine: string): string {
    return this.observed.text(what) ?? mine
  }
}

/** The queue is the one that held the message then. */
const wasThere = (message: Message): Fact => ({ ...MAYBE, deny: () => void (message.here = 'no') })
