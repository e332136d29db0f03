import { type Fact, NO, PointNow, YES, type Now } from '../core/facts.js'
import type { ServiceError } from '../core/errors.js'
import type { Line } from '../core/line.js'
import type { Random } from '../core/random.js'
import type { ClauseId } from '../core/reading.js'
import type { Choices, Identified, Offers, Rules } from './choices.js'
import { FastIndex, indexOf } from './fast-index.js'
import { expiry } from './hidden.js'
import type { Index, Message, Queue } from './state.js'
import { printHandle, readHandle } from './handles.js'

/**
 * The server's reading of the model: every fact is a yes or a no, choices are drawn from the world's seed, and the index
 * proposes candidates in the order of a well-behaved single node.
 */
export class Propose implements Rules, Choices {
  now: Now = new PointNow(0)
  readonly choices = this
  readonly #salt: number

  constructor(readonly random: Random) {
    this.#salt = random.uint32()
  }

  at(ms: number): this {
    this.now = new PointNow(ms)
    return this
  }

  rule(_id: ClauseId, fact: Fact): boolean {
    return fact === YES
  }

  orFail(_id: ClauseId, fact: Fact, error: () => ServiceError): void {
    if (fact !== YES) throw error()
  }

  fires(fact: Fact): boolean {
    return fact === YES
  }

  settle(queue: Queue, x: Rules): void {
    const index = indexOf(queue)
    for (let oldest = index.oldest; oldest !== undefined; oldest = index.oldest) {
      if (!this.fires(expiry.when(queue, oldest, x))) break
      expiry.then(queue, oldest, x)
    }
    index.catchUp(this.now.at.lo)
  }

  offers(queue: Queue): Offers {
    return indexOf(queue)
  }

  /** A UUID; a duplicate is answered with the id of the message it copies. @clause sqs.send.message-id-unique @clause sqs.send.message-id-max-100 */
  messageId(duplicate: Fact, twin: Message | undefined): string {
    return duplicate === YES ? twin!.id : this.random.uuid()
  }

  /** AWS's sequence numbers are large, rise, and leave gaps. @clause sqs.fifo.order.sequence-number-128bit @clause sqs.fifo.order.sequence-number-gaps */
  sequenceNumber(_duplicate: Fact, _twin: Message | undefined, seq: number): string {
    return `188${String(seq * 256).padStart(17, '0')}`
  }

  handle(queue: Queue, message: Message): string {
    return printHandle({ queue: queue.number, message: message.seq, receive: message.receives }, this.#salt)
  }

  identify(queue: Queue, handle: string): Identified | undefined {
    const given = readHandle(handle, this.#salt)
    if (given?.queue !== queue.number) return undefined
    const message = queue.messages.get(given.message)
    return { message, latest: message?.handle === handle }
  }

  receiveCount(message: Message): number {
    return message.receives
  }

  hidden(): Fact {
    return NO
  }

  enqueue(group: Line<Message>, message: Message): void {
    group.add(message)
  }

  index(fifo: boolean): Index {
    return new FastIndex(fifo)
  }

  taskId(): string {
    return this.random.uuid()
  }

  policyId(): string {
    return this.random.uuid()
  }
}
