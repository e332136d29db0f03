import { ServiceError } from '../../../reference/core/errors.js'
import { after, either, type Fact, Instant, known, MAYBE, NO, Timer, YES } from '../../../reference/core/facts.js'
import type { Line } from '../../../reference/core/line.js'
import type { ClauseId } from '../../../reference/core/reading.js'
import { accepted, doubtOf, isLatest, unplace } from '../../../reference/sqs/belief.js'
import type { Candidate, Choices, Context, Counts, Identified, Offers, Page, Rules } from '../../../reference/sqs/choices.js'
import { DEDUPLICATION_INTERVAL } from '../../../reference/sqs/limits.js'
import { leave } from '../../../reference/sqs/membership.js'
import { hiddenTransitions, mayHaveLeft } from '../../../reference/sqs/hidden.js'
import { UNSEEN } from '../../../reference/sqs/settings.js'
import type { Accepted, Attempt, Content, Index, Message, MoveTask, Queue, Settings } from '../../../reference/sqs/state.js'
import { Admitting, Inadmissible } from '../../../src/oracle/admitting.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Strictness } from '../../../src/oracle/oracle.js'
import type { Beliefs } from './beliefs.js'
import { countsOf } from './counts.js'
import { isServersFault, MAY_SUCCEED, sameError, unexpectedError } from './errors.js'
import { messageOf, numbered } from './find-message.js'
import { Observed } from './observed.js'
import { SeenIndex } from './seen-index.js'
import { equalText } from './texts.js'

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
    this.mayBeCopy = false
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
    return !freedoms.some(freedom => this.strictness.tolerates(freedom))
  }

  get lateness(): number {
    return this.strictness.lateness
  }

  settle(): void {}

  beforeChange(queue: Queue, x: Rules): void {
    for (const message of [...queue.messages.values()]) {
      mayHaveLeft(queue, message, x)
      if (message.here === 'yes' && hiddenTransitions.some(({ when }) => when(queue, message, x).possible)) message.here = 'maybe'
    }
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

  /** It may be new: without what it held and remembered. */
  madeAgain(queue: Queue, fresh: Settings): void {
    queue.mayBeDeleted = undefined
    queue.created = new Instant(queue.created.lo, this.now.at.hi)
    queue.modified = new Instant(queue.modified.lo, this.now.at.hi)
    queue.changes.push({ before: fresh, made: undefined })
    this.beliefs.unsureTags.add(queue.name)
    for (const [handle, given] of this.beliefs.handles) if (given.queue === queue) this.beliefs.handles.set(handle, { ...given, mayBeEarlier: true })
    for (const { message } of queue.accepted) if (accepted(message) === YES) doubtOf(message).accepted = 'maybe'
  }

  /** Whether it remembers deduplication ids after a purge is not documented (`sqs.purge.dedup-after-purge`). */
  purged(queue: Queue): void {
    for (const one of queue.accepted) one.at = new Instant(-Infinity, one.at.hi)
  }

  // ---- receives

  offers(queue: Queue): Offers {
    let at = 0
    return {
      next: () => {
        const seen = this.observed.messages[at++]
        this.observed.message = seen
        return seen === undefined ? undefined : messageOf(seen, queue, this.beliefs, this)
      },
      done: () => {
        this.observed.message = undefined
      },
    }
  }

  handle(queue: Queue, message: Message): string {
    const handle = this.observed.message?.ReceiptHandle
    if (handle === undefined || handle === '') throw new Inadmissible('sqs.receive.fields', 'a message with its ReceiptHandle', 'one without')
    const { handles } = this.beliefs
    if (handles.has(handle)) throw new Inadmissible('sqs.receive.handle-new-each-time', 'a new receipt handle', handle)
    handles.set(handle, { queue, message })
    const { doubt, firstReceived } = message
    if (doubt !== undefined) doubt.handle = false
    if (firstReceived?.hi === Infinity) message.firstReceived = new Instant(firstReceived.lo, this.now.at.hi)
    return handle
  }

  identify(queue: Queue, handle: string): Identified | undefined {
    const given = this.beliefs.handles.get(handle)
    if (given?.queue !== queue) return undefined
    const { message, mayBeEarlier } = given
    const isOpen = mayBeEarlier === true && !(message.here === 'yes' && message.queue === queue)
    return { message, given: isOpen ? wasThere(message) : YES, latest: isLatest(message, handle) }
  }

  cameStraight(): boolean {
    return this.observed.cameStraight
  }

  repeats({ received }: Attempt, fits: Fact): boolean {
    const seen = this.observed.messages
    const repeats = seen.some(({ ReceiptHandle }) => received.some(({ handle }) => handle === ReceiptHandle))
    if (repeats) return this.rule('sqs.fifo.attempt.void-if-modified', fits)
    if (!this.unseen && fits.certain)
      throw new Inadmissible('sqs.fifo.attempt.same-id-same-messages', 'the messages of the first attempt under their handles', `${seen.length} others`)
    return false
  }

  enqueue(group: Line<Message>, message: Message): void {
    // It is delivered now, so it stood before all that were never received there.
    const rest = [...group].filter(other => !other.receivedHere)
    for (const other of rest) group.delete(other)
    group.add(message)
    for (const other of rest) group.add(other)
  }

  counts(queue: Queue, x: Rules): Counts {
    return countsOf(queue, this.beliefs.byId.values(), x)
  }

  inFlightBelow({ messages }: Queue, limit: number): Fact {
    return messages.size < limit ? YES : MAYBE
  }

  // ---- sends

  messageId(duplicate: Fact, twins: readonly Accepted[], content: Content): string {
    if (this.unseen) return ''
    if (this.error !== undefined) throw new Inadmissible(unexpectedError(this.observed.exchange.operation, this.error), 'success', `the error ${this.error}`)
    this.mayBeCopy = duplicate.possible
    const id = this.observed.required('MessageId', 'sqs.send.returns-message-id')
    this.#recognise(id, twins)
    if (twins.some(({ message }) => message.id === id)) return id
    // If one of those was accepted, this is a copy: one of all was, and nobody will ever know which. They are one message.
    const unseen = twins.filter(({ message }) => message.id === '' && message.here !== 'no' && sameContent(message.content, content))
    if (unseen.length > 0 && duplicate.possible && !duplicate.certain && unseen.every(({ at }) => this.#isRemembered(at))) this.#unite(unseen, id)
    if (duplicate.certain && !this.beliefs.byId.has(id)) this.beliefs.copies.add(id)
    return id
  }

  /** A message that a move task may have brought is the one after all whose answer nobody saw: its copy has its id. */
  #recognise(id: string, twins: readonly Accepted[]): void {
    const message = this.beliefs.byId.get(id)
    const mayBe = message && this.beliefs.mayBe.get(message)
    const twin = mayBe && twins.find(one => mayBe.includes(one.message))
    if (message === undefined || twin === undefined) return
    this.beliefs.unnamed.delete(twin.message)
    leave(twin.message.queue, twin.message, YES, 'sqs.fifo.dedup.window-5min')
    twin.message = message
    doubtOf(message).accepted = 'yes'
  }

  #isRemembered(at: Instant): boolean {
    return !this.now.reached(after(at, DEDUPLICATION_INTERVAL)).possible
  }

  #unite(unseen: readonly Accepted[], id: string): void {
    const { unnamed, byId } = this.beliefs
    if (byId.has(id)) throw new Inadmissible('sqs.send.message-id-unique', 'an id that no other message has', id)
    const [{ message }, ...others] = unseen as [Accepted, ...Accepted[]]
    for (const one of unseen) unnamed.delete(one.message)
    for (const other of others) {
      leave(other.message.queue, other.message, YES, 'sqs.fifo.dedup.window-5min')
      doubtOf(other.message).accepted = 'no'
    }
    byId.set(id, message)
    const whole = new Instant(Math.min(...unseen.map(({ at }) => at.lo)), this.now.at.hi)
    const { from, ms, most } = message.hiddenUntil
    const timers = [...unseen.map(one => one.message.hiddenUntil), new Timer(new Instant(from.lo, this.now.at.hi), ms, most)]
    message.id = id
    message.sequenceNumber = this.observed.text('SequenceNumber')
    message.hiddenUntil = timers.reduce(either)
    message.sent = whole
    for (const one of unseen) one.at = whole
    const doubt = doubtOf(message)
    doubt.receives = Math.max(...unseen.map(one => one.message.doubt?.receives ?? 0))
    unplace(message)
    doubt.accepted = 'yes'
    if (message.here === 'maybe' && doubt.goneFrom === undefined && doubt.mayGoUntil === undefined) message.here = 'yes'
  }

  sequenceNumber(duplicate: Fact, queue: Queue, { group }: Content): string {
    if (this.unseen) return ''
    const number = this.observed.required('SequenceNumber', 'sqs.fifo.order.sequence-number-128bit')
    if (duplicate.possible) return number
    const last = queue.groups.get(group!)?.last
    if (last?.sequenceNumber && last.doubt === undefined) {
      const rises = number.length > last.sequenceNumber.length || (number.length === last.sequenceNumber.length && number > last.sequenceNumber)
      if (!rises)
        throw new Inadmissible('sqs.fifo.order.sequence-number-increasing', `a number above ${last.sequenceNumber}, which was sent before`, number)
    }
    return number
  }

  // ---- batches

  entry(id: string | undefined): void {
    const { outcome } = this.observed.exchange
    if (outcome.kind !== 'answered') {
      // The batch failed as a whole: what its entries would have come to is not seen.
      this.unseen = outcome.kind === 'lost' || id !== undefined
      this.error = outcome.kind === 'refused' && id === undefined ? outcome.code : undefined
      return
    }
    if (id === undefined) {
      this.observed.entry = this.observed.output
      this.error = undefined
      return
    }
    const { entry, code } = this.observed.entryOf(id)
    this.observed.entry = entry
    this.error = code
    this.mayBeCopy = false
    const freedom = 'sqs.batch.partial-failure-200'
    if (code !== undefined && isServersFault(code) && !this.tolerates(freedom)) throw new Inadmissible(freedom, 'a result of its own for each entry', code)
    if (entry['SenderFault'] === false && code !== undefined && this.tolerates(freedom)) {
      this.used.push(freedom)
      throw new ServiceError(code, 'The service failed on this entry.')
    }
  }

  // ---- lists

  page<T>(candidates: readonly Candidate<T>[], most: number, paged: boolean, token: string | undefined, x: Rules): Page<T> {
    if (this.unseen) return { items: [], next: undefined }
    const isQueues = this.observed.exchange.operation === 'ListQueues'
    const id: ClauseId = isQueues ? 'sqs.queue.list.prefix-filter' : 'sqs.dlq.list-sources'
    const seen = this.observed.list(isQueues ? 'QueueUrls' : 'queueUrls').map(url => url.slice(url.lastIndexOf('/') + 1))
    const next = this.observed.text('NextToken')
    const byKey = new Map(candidates.map(candidate => [candidate.key, candidate]))
    const items = seen.map(key => {
      const candidate = byKey.get(key)
      byKey.delete(key)
      if (candidate === undefined) throw new Inadmissible(id, 'each matching queue once', `${key}, which does not match or was listed before`)
      x.rule(id, candidate.there)
      return candidate.item
    })
    if (seen.length > most) throw new Inadmissible('sqs.page.max-results-range', `at most ${most} results`, `${seen.length}`)
    if (next !== undefined && !paged) throw new Inadmissible('sqs.page.default-1000-no-token', 'no NextToken without MaxResults', next)
    if (next === undefined && token === undefined && seen.length < most)
      for (const { key, there } of byKey.values()) if (there.certain) throw new Inadmissible(id, `${key} among the results`, 'a list without it')
    if (next !== undefined) this.beliefs.tokens.add(next)
    return { items, next }
  }

  tokenKnown(token: string): Fact {
    return known(this.beliefs.tokens.has(token))
  }

  url({ name, region }: Queue, c: Context): string {
    const mine = `${c.origin}/${region.account}/${name}`
    if (this.unseen) return mine
    const seen = [this.observed.text('QueueUrl'), ...this.observed.list('QueueUrls'), ...this.observed.list('queueUrls')]
    return seen.find(url => url?.endsWith(`/${region.account}/${name}`)) ?? mine
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

  policyId(): string {
    return 'policy'
  }

  redriven(queue: Queue, { lastReceived, sent }: Message): Fact {
    const tasks = this.beliefs.region.moveTasks.get(queue.arn) ?? []
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
    const isList = this.observed.exchange.operation === 'ListMessageMoveTasks'
    const seen = isList ? this.observed.results[this.#given++] : this.observed.output
    if (seen === undefined) return
    this.observed.entry = seen
    const moved = Number(seen['ApproximateNumberOfMessagesMoved'] ?? task.moved)
    if (Number.isInteger(moved) && moved >= 0) task.moved = moved
    const { cancelled, endedTasks } = this.beliefs
    if (!isList) return void cancelled.set(task, this.now.at)
    if (task.status === 'CANCELLING') task.status = 'CANCELLED'
    const { Status: status, ApproximateNumberOfMessagesToMove: toMove, FailureReason: failure, TaskHandle: handle } = seen
    // Cancelling may take a while, as whatever is due may be late.
    const isBeingCancelled = this.now.at.lo <= (cancelled.get(task)?.hi ?? -Infinity) + this.lateness
    const mayBe: readonly unknown[] = task.status === 'RUNNING' ? STATUSES : task.status === 'CANCELLED' ? ['CANCELLED', 'COMPLETED', ...(isBeingCancelled ? ['CANCELLING'] : [])] : [task.status]
    if (mayBe.includes(status)) task.status = status as MoveTask['status']
    task.toMove = typeof toMove === 'number' ? toMove : undefined
    task.failure = typeof failure === 'string' ? failure : undefined
    if (task.handle === '' && typeof handle === 'string') {
      task.handle = handle
      this.taskHandle(handle, task.source.arn)
    }
    if (task.status !== 'RUNNING' && task.status !== 'CANCELLING') endedTasks.set(task, this.now.at)
  }

  // ---- what an answer shows

  within(what: string, mine: number, least: number, most: number, id: ClauseId, freedom: ClauseId | undefined): string {
    const seen = this.observed.text(what)
    if (seen === undefined || this.unseen) return String(mine)
    const count = Number(seen)
    if (/^\d+$/.test(seen) && count >= least && count <= most) return seen
    if (freedom === undefined || !this.strictness.tolerates(freedom) || !/^\d+$/.test(seen))
      throw new Inadmissible(id, least === most ? `${what} ${least}` : `${what} from ${least} to ${most}`, seen)
    this.used.push(freedom)
    return seen
  }

  time(what: string, instant: Instant, unit: number, id: ClauseId): string {
    const seen = this.observed.text(what)
    const { lo, hi } = this.#asShown(what, instant)
    if (seen === undefined || this.unseen) return String(Math.floor(lo / unit))
    const shown = Number(seen) * unit
    const { offset } = this.beliefs
    const at = Math.min(hi, this.now.at.hi)
    const drift = this.#drift(lo, at)
    const least = Math.max(offset.lo - drift, shown - unit / 2 - hi)
    const most = Math.min(offset.hi + drift, shown + unit - lo)
    if (!Number.isFinite(shown) || least > most) {
      const allowed = `${what} from ${Math.floor((lo + offset.lo - drift) / unit)} to ${Math.ceil((hi + offset.hi + drift) / unit)}`
      throw new Inadmissible(id, allowed, seen)
    }
    if (this.#isPlain(what)) this.beliefs.offset = { lo: Math.max(offset.lo - drift, least), hi: Math.min(offset.hi + drift, most), at }
    return seen
  }

  /** Whether a time that the service shows can be that of an instant. */
  showsTime(seen: string | undefined, { lo, hi }: Instant): boolean {
    const shown = Number(seen)
    if (!Number.isFinite(shown)) return true
    const { offset } = this.beliefs
    const drift = this.#drift(lo, hi)
    return shown + 1 > lo + offset.lo - drift && shown < hi + offset.hi + drift + 1
  }

  /** How far the clocks may have drifted between an instant and the one at which it was seen how they stand to each other. */
  #drift(lo: number, hi: number): number {
    const { at } = this.beliefs.offset
    const { ms, ppm } = this.strictness.slack
    return (Math.max(at - lo, Math.abs(hi - at)) * ppm) / 1e6 + ms
  }

  /**
   * Of a message that a redrive policy moved, the pages leave open whether it shows the time it was sent or that of the move (where the move
   * starts its retention anew), and its first receive of all or its first from that queue.
   */
  #asShown(what: string, instant: Instant): Instant {
    const message = this.beliefs.byId.get(this.observed.message?.MessageId ?? '')
    if (message?.deadLetterSource === undefined) return instant
    if (what === 'SentTimestamp' && message.queue.fifo) return new Instant(-Infinity, instant.hi)
    return what === 'ApproximateFirstReceiveTimestamp' ? new Instant(instant.lo, this.now.at.hi) : instant
  }

  /** Only a message that was sent, answered and received under our eyes tells how the clocks stand to each other. */
  #isPlain(what: string): boolean {
    const message = what === 'SentTimestamp' ? this.beliefs.byId.get(this.observed.message?.MessageId ?? '') : undefined
    return message !== undefined && message.doubt === undefined && message.deadLetterSource === undefined
  }

  oneOf<T extends string | undefined>(what: string, values: readonly T[]): T {
    const seen = this.observed.text(what)
    return values.some(value => equalText(what, value, seen)) ? (seen as T) : values[0]!
  }

  any(what: string, mine: string): string {
    return this.observed.text(what) ?? mine
  }
}

/** The queue is the one that held the message then. */
const wasThere = (message: Message): Fact => ({ ...MAYBE, deny: () => void (message.here = 'no') })

const STATUSES = ['RUNNING', 'COMPLETED', 'CANCELLING', 'CANCELLED', 'FAILED']

export const sameContent = (a: Content, b: Content): boolean =>
  a.body === b.body && a.group === b.group && JSON.stringify(a.attributes) === JSON.stringify(b.attributes)

