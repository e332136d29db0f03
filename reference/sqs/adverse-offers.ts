import type { ClauseId } from '../core/reading.js'
import type { Offers } from './choices.js'
import type { ServerIndex } from './server-index.js'
import type { Message, Queue } from './state.js'

/** What an adverse server asks while it looks for messages. */
export interface Whims {
  readonly ms: number
  /** Whether a short poll asks, which need not see everything. */
  readonly isShortPoll: boolean
  /** Draws whether a freedom is used now. */
  uses(freedom: ClauseId, about?: Queue): boolean
  /** Draws on which of the queue's messages a freedom is used now, if on any. */
  usedOn(freedom: ClauseId, queue: Queue, messages: () => readonly Message[]): Message | undefined
  /** An integer from 0 to `below` - 1. */
  pick(below: number): number
  /** Messages of the queue that were deleted a while ago, and what makes one to be forgotten. */
  deleted(queue: Queue): readonly Message[]
  forget(message: Message): void
  /** Of the message that is offered next, these freedoms excuse whatever forbids it. */
  excuse(...freedoms: readonly ClauseId[]): void
}

/** So many candidates are looked at at once, where their order is left open. */
const WINDOW = 20
/** Where short polls ask a part of the servers, each message is on one of them with this likelihood, in percent. */
const SAMPLED = 40
/** How long a message that was just sent may not be seen, in milliseconds. */
const UNSEEN = 1000

/** What all receives leave out: the part of the servers that is not asked, what was just sent, more than a few messages. */
class Sight {
  readonly #samples: boolean
  #left: number

  constructor(
    private readonly whims: Whims,
    private readonly queue: Queue,
  ) {
    this.#samples = whims.isShortPoll && whims.uses('sqs.receive.short-poll-samples-servers', queue)
    this.#left = whims.uses('sqs.receive.may-return-fewer', queue) ? 1 + whims.pick(9) : Infinity
  }

  /** No more than a few are returned. */
  took(): void {
    this.#left--
  }
  get isFull(): boolean {
    return this.#left <= 0
  }

  sees({ receives, sent }: Message): boolean {
    const { whims } = this
    if (this.#samples && whims.pick(100) >= SAMPLED) return false
    const isNew = whims.isShortPoll && receives === 0 && whims.ms < sent.lo + UNSEEN
    return !isNew || !whims.uses('sqs.ec.send-then-receive', this.queue)
  }
}

const twice = ['sqs.receive.at-least-once-standard'] as const
const copied = 'sqs.receive.duplicate-after-delete-standard'

/** What a receive of a standard queue is offered. */
export class StandardOffers implements Offers {
  readonly #sight: Sight
  readonly #window: Message[] = []
  readonly #size: number
  readonly #extras: { readonly message: Message; readonly freedoms: readonly ClauseId[] }[] = []
  #last: Message | undefined

  constructor(
    private readonly index: ServerIndex,
    private readonly whims: Whims,
    private readonly queue: Queue,
  ) {
    this.#sight = new Sight(whims, queue)
    this.#size = whims.uses('sqs.receive.order-best-effort', queue) ? WINDOW : 1
    this.#again(twice, () => inFlight(queue, whims))
    const deleted = this.#again([copied, ...twice], () => whims.deleted(queue))
    if (deleted !== undefined) whims.forget(deleted)
  }

  #again(freedoms: readonly [ClauseId, ...ClauseId[]], messages: () => readonly Message[]): Message | undefined {
    const message = this.whims.usedOn(freedoms[0], this.queue, messages)
    if (message !== undefined) this.#extras.push({ message, freedoms })
    return message
  }

  next(taken: boolean): Message | undefined {
    if (taken) this.#sight.took()
    if (this.#sight.isFull) return undefined
    // A message that is told of twice is hidden by its first receive, and excused for that.
    if (taken && this.#last?.here === 'yes' && this.whims.uses('sqs.receive.same-message-once-per-response-standard', this.queue))
      this.#extras.unshift({ message: this.#last, freedoms: twice })
    const extra = this.#extras.shift()
    this.whims.excuse(...(extra?.freedoms ?? []))
    this.#last = extra?.message ?? this.#candidate()
    return this.#last
  }

  #candidate(): Message | undefined {
    const window = this.#window
    while (window.length < this.#size) {
      const message = this.index.next(false)
      if (message === undefined) break
      if (this.#sight.sees(message)) window.push(message)
    }
    return window.splice(window.length > 1 ? this.whims.pick(window.length) : 0, 1)[0]
  }

  done(): void {
    this.whims.excuse()
    this.index.done()
  }
}

/** Those of the first messages that are in flight. */
function inFlight(queue: Queue, whims: Whims): readonly Message[] {
  const found: Message[] = []
  let looked = 0
  for (const message of queue.messages.values()) {
    if (message.receivedHere && whims.ms < message.hiddenUntil.end) found.push(message)
    if (++looked >= WINDOW) break
  }
  return found
}

/** What a receive of a FIFO queue is offered: of each group its messages in order, as long as each is taken. */
export class GroupOffers implements Offers {
  readonly #sight: Sight
  /** The next message of each group that was looked at. */
  readonly #open: Message[] = []
  readonly #isReordered: boolean
  readonly #isMixed: boolean
  /** No message is offered twice: one that was refused has perhaps gone to another queue, and its neighbours are others there. */
  readonly #offered = new Set<Message>()
  #last: Message | undefined
  #following: Message | undefined
  #line: unknown

  constructor(
    private readonly index: ServerIndex,
    private readonly whims: Whims,
    queue: Queue,
  ) {
    this.#sight = new Sight(whims, queue)
    this.#isReordered = whims.uses('sqs.fifo.group.receive-order-of-groups', queue)
    this.#isMixed = whims.uses('sqs.fifo.group.prefers-same-group', queue)
  }

  next(taken: boolean): Message | undefined {
    if (taken) this.#sight.took()
    if (this.#sight.isFull) return undefined
    const following = this.#behind(taken)
    if (following !== undefined && !this.#offered.has(following) && this.#sight.sees(following)) {
      if (this.#isMixed) this.#open.push(following)
      else return this.#offer(following)
    }
    const head = this.#head()
    return head === undefined ? undefined : this.#offer(head)
  }

  #head(): Message | undefined {
    const wide = this.#isReordered || this.#isMixed
    for (;;) {
      while (this.#open.length < (wide ? WINDOW : 1)) {
        const head = this.index.next(false)
        if (head === undefined) break
        if (this.#sight.sees(head)) this.#open.push(head)
      }
      const head = this.#open.splice(wide && this.#open.length > 1 ? this.whims.pick(this.#open.length) : 0, 1)[0]
      if (head === undefined || !this.#offered.has(head)) return head
    }
  }

  /** What stands behind the last message: if that was taken, or is gone. */
  #behind(taken: boolean): Message | undefined {
    const last = this.#last
    if (last === undefined) return undefined
    if (last.place === undefined || last.line !== this.#line) return this.#following
    return taken ? last.after : undefined
  }

  #offer(message: Message): Message {
    this.#offered.add(message)
    this.#last = message
    this.#line = message.line
    this.#following = message.after
    return message
  }

  done(): void {
    this.index.done()
  }
}

/** What a move task is offered: the oldest message, or any of the first. */
export class MoveOffers implements Offers {
  constructor(
    private readonly index: ServerIndex,
    private readonly whims: Whims,
    private readonly isFifo: boolean,
  ) {}

  next(taken: boolean): Message | undefined {
    const first = this.index.next(taken)
    if (this.isFifo || first === undefined || !this.whims.uses('sqs.redrive.order-oldest-first')) return first
    const found = [first]
    while (found.length < WINDOW) {
      const message = this.index.next(false)
      if (message === undefined) break
      found.push(message)
    }
    return found[this.whims.pick(found.length)]
  }

  done(): void {
    this.index.done()
  }
}
