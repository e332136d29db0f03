import type { Told } from '../../../src/oracle/linear/event-log.js'
import type { Law } from '../../../src/oracle/linear/law.js'
import type { Members } from '../../../src/oracle/linear/members.js'
import type { Verdicts } from '../../../src/oracle/linear/verdicts.js'
import type { Book } from './book.js'
import type { Delivery, MessageRecord, QueueRecord } from './records.js'

/** An answer to a receive. */
export interface Receive extends Told {
  readonly queue: QueueRecord
  readonly messages: readonly Shown[]
}

/** A message as an answer shows it, and its record. */
export interface Shown {
  readonly message: MessageRecord
  readonly delivery: Delivery
  /** As it was answered. */
  readonly raw: Members
}

/** A send, or an entry of a batch, as it was asked for and answered. */
export interface Send extends Told {
  readonly queue: QueueRecord
  readonly input: Members
  readonly output: Members
  /** Its place in the batch. */
  readonly entry: number
  /** Of its body; and of the body that was received under its id before it was answered. */
  readonly md5: string
  readonly receivedMd5: string | undefined
  /** Its own one, or the digest of its body; nothing for a standard queue. */
  readonly deduplicationId: string | undefined
}

/** What a law wants to be told of. Everything is told before the book writes it down, unless it says otherwise. */
export interface SqsCase {
  /** An acknowledged send made this record, or was found to have made it. Told afterwards. */
  sent?(message: MessageRecord, send: Send): void
  /** An acknowledged send was answered with the id of a message that was sent before. */
  sentAgain?(message: MessageRecord, send: Send): void
  /** A receive was answered, perhaps with nothing. */
  answered?(receive: Receive): void
  /** For each message of an answer, in their order. */
  received?(shown: Shown, receive: Receive): void
  /** A message was seen in another queue than it was in. `moved` is its new record, `moved.from` the old one. */
  moved?(moved: MessageRecord, shown: Shown, receive: Receive): void
  /** A message's record is given up because its time is over. */
  expired?(message: MessageRecord): void
  end?(): void
}

export interface SqsLaw extends Law {
  open(verdicts: Verdicts, book: Book): SqsCase
}
