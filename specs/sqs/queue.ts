import type * as sdk from '@aws-sdk/client-sqs'
import type { Case, Timer } from '../../src/suite/index.js'
import type { SqsApi } from './api.js'

/** A message as it was received, where the handle and the id are there: a receive without them diverges before. */
export type Received = sdk.Message & { readonly MessageId: string; readonly ReceiptHandle: string; readonly Body: string }

export type SendInput = Partial<sdk.SendMessageCommandInput>
export type ReceiveInput = Partial<sdk.ReceiveMessageCommandInput>
export type Entry = Partial<sdk.SendMessageBatchRequestEntry>
type ReceiveOutput = sdk.ReceiveMessageCommandOutput

/**
 * Milliseconds for which a message that must not be there is looked for. A target may keep its timers in whole seconds and look at them once a second; what it
 * has not shown by then will not come.
 */
const LOOK = 3000
/** Milliseconds that a look ends before its timer does. */
const MARGIN = 300
/** Where everything comes again at once, a look has no end of its own. */
const MOST_POLLS = 30

/** A queue of a case, with the calls that address it. */
export class Queue {
  readonly isFifo: boolean
  #arn: string | undefined
  #sent = 0

  constructor(
    private readonly it: Case,
    private readonly sqs: SqsApi,
    readonly url: string,
    readonly name: string,
    private readonly attributesAtCreation: Readonly<Record<string, string>>,
  ) {
    this.isFifo = name.endsWith('.fifo')
  }

  /** A queue that was not to be made is shown by its URL. */
  toJSON(): object {
    return { QueueUrl: this.url }
  }

  /** The queue's ARN, asked for once. */
  async arn(): Promise<string> {
    this.#arn ??= (await this.attributes('QueueArn'))['QueueArn']
    if (this.#arn === undefined) this.it.diverges('GetQueueAttributes gave no QueueArn', 'the attribute QueueArn', 'no such attribute')
    return this.#arn
  }

  /**
   * Sends a message. On a FIFO queue a group (`g`) and, unless deduplication is by content, a fresh deduplication id are filled in;
   * to leave one out, give it as `undefined`. The body is `message-1`, `message-2` … unless given.
   */
  send(input: SendInput = {}): Promise<sdk.SendMessageCommandOutput> {
    return this.sqs.sendMessage({ QueueUrl: this.url, ...this.#filled(input) })
  }

  /** Sends a batch; ids (`e0`, `e1` …), bodies, groups and deduplication ids are filled in as for `send`. */
  sendBatch(entries: readonly Entry[]): Promise<sdk.SendMessageBatchCommandOutput> {
    return this.sqs.sendMessageBatch({
      QueueUrl: this.url,
      Entries: entries.map((entry, nth) => ({ Id: `e${nth}`, ...this.#filled(entry) })),
    })
  }

  /** Sends messages one after the other, or in one batch: the order that follows is the same. */
  async sendInTurn(entries: readonly Entry[], isBatch: boolean): Promise<void> {
    if (isBatch) {
      const { Failed = [] } = await this.sendBatch(entries)
      if (Failed.length > 0) this.it.diverges('entries of a batch were not accepted', 'no entry in Failed', `${Failed.length}`)
    } else for (const entry of entries) await this.send(entry)
  }

  /** Sends `n` messages, on a FIFO queue each in a group of its own; gives their bodies by their ids. */
  async sendApart(n: number): Promise<ReadonlyMap<string, string>> {
    const sent = new Map<string, string>()
    for (let left = n; left > 0; left -= 10) {
      const bodies = Array.from({ length: Math.min(10, left) }, (_, nth) => `body-${left - nth}`)
      const entries = bodies.map((MessageBody) => ({ MessageBody, ...(this.isFifo ? { MessageGroupId: MessageBody } : {}) }))
      const { Successful = [], Failed = [] } = await this.sendBatch(entries)
      if (Failed.length > 0 || Successful.length < bodies.length) {
        this.it.diverges(
          'entries of a batch were not accepted',
          `${bodies.length} entries in Successful`,
          `${Successful.length}, and ${Failed.length} in Failed`,
        )
      }
      for (const { Id, MessageId } of Successful) sent.set(MessageId ?? '', bodies[Number(Id?.slice(1))] ?? '')
    }
    return sent
  }

  /** One ReceiveMessage, as it is answered. */
  async receive(input: ReceiveInput = {}): Promise<ReceiveOutput> {
    const output = await this.sqs.receiveMessage({ QueueUrl: this.url, ...input })
    for (const message of output.Messages ?? []) this.it.stampLike(message, output)
    return output
  }

  /** The messages of one ReceiveMessage, none or more; a message without its id, handle or body diverges. */
  async received(input: ReceiveInput = {}): Promise<Received[]> {
    const { Messages = [] } = await this.receive(input)
    return Messages.map((message) => this.#whole(message))
  }

  /** The one message that must be there: `eventually(1)`. */
  async receiveOne(input: ReceiveInput = {}, within?: number): Promise<Received> {
    const [message] = await this.eventually(1, { MaxNumberOfMessages: 1, ...input }, within)
    return message!
  }

  /**
   * Receives by repeated short polls until `n` different messages came; gives them in the order they came. They stay in flight.
   * They must be due when this is called: it diverges when a poll that was sent `within` milliseconds later brings nothing new.
   *
   * @param within how late they may be; the profile's `lateness` unless given
   */
  async eventually(n: number, input: ReceiveInput = {}, within = this.it.profile.lateness): Promise<Received[]> {
    const { time } = this.it
    const start = time.now()
    const found = new Map<string, Received>()
    for (;;) {
      const before = found.size
      // No more than are wanted is taken; what stays visible is looked at as a whole.
      const wanted = input.VisibilityTimeout === 0 ? n : n - found.size
      const output = await this.receive({ MaxNumberOfMessages: Math.min(10, wanted), ...input })
      for (const message of output.Messages ?? []) {
        // Where a message is repeated, its latest receipt handle is the one that holds.
        const received = this.#whole(message)
        found.set(received.MessageId, received)
      }
      if (found.size >= n) return [...found.values()]
      if (found.size > before) continue
      if (time.of(output).lo >= start + within) {
        const late = within > 0 ? ` within ${Math.ceil(within)} ms` : ''
        this.it.diverges(`messages that were due did not come${late}`, `${n} different message${n === 1 ? '' : 's'}`, `${found.size}`)
      }
      await time.sleep(Math.min(100, Math.max(10, within / 10)))
    }
  }

  /**
   * Receives and deletes, one by one unless `input` asks for more at once, until `n` different messages came; gives all of them in the
   * order they came. It diverges where for `within` milliseconds only such come as were deleted.
   */
  async drain(n: number, input: ReceiveInput = {}, within = this.it.profile.lateness): Promise<Received[]> {
    const { time } = this.it
    const found = new Map<string, Received>()
    for (let since = time.now(); found.size < n;) {
      const before = found.size
      const asked = time.now()
      // What is received at once is deleted one by one, and all of it in time, however slowly.
      for (const message of await this.eventually(1, { MaxNumberOfMessages: 1, VisibilityTimeout: 600, ...input }, within)) {
        await this.delete(message)
        if (!found.has(message.MessageId)) found.set(message.MessageId, message)
      }
      if (found.size > before) since = time.now()
      else if (asked >= since + within) {
        this.it.diverges('only messages came that had been deleted', `${n} different message${n === 1 ? '' : 's'}`, `${found.size}`)
      } else await time.sleep(Math.min(100, Math.max(10, within / 10)))
    }
    return [...found.values()]
  }

  /**
   * Looks for messages, of which there must be none, for so long that a target which works through its timers once a second has shown what it has.
   *
   * @param claim why there must be none: `the deleted message does not come back`
   * @param input `WaitTimeSeconds` makes it one poll of that length; a `ReceiveRequestAttemptId` makes it one long poll
   * @returns the output of the last poll, to place it in time
   */
  async receiveNone(claim: string, input: ReceiveInput = {}): Promise<ReceiveOutput> {
    if ('WaitTimeSeconds' in input) return this.#poll(claim, input)
    const end = this.it.time.now() + LOOK
    for (;;) {
      const output = await this.#poll(claim, { WaitTimeSeconds: LOOK / 1000, ...input })
      if (this.it.time.now() >= end || 'ReceiveRequestAttemptId' in input) return output
      // The target gave its answer early, or does not poll long at all.
      await this.it.time.sleep(100)
    }
  }

  async #poll(claim: string, input: ReceiveInput): Promise<ReceiveOutput> {
    const output = await this.receive({ MaxNumberOfMessages: 10, ...input })
    this.#none(output, claim)
    return output
  }

  /** All messages that come, none or more, until none came for so long that `receiveNone` would be content. They stay in flight. */
  async whateverComes(input: ReceiveInput = {}): Promise<Received[]> {
    const { time } = this.it
    const found = new Map<string, Received>()
    for (let since = time.now(), polls = 0; polls < MOST_POLLS; polls++) {
      const before = found.size
      for (const message of await this.received({ MaxNumberOfMessages: 10, WaitTimeSeconds: LOOK / 1000, ...input }))
        found.set(message.MessageId, message)
      if (found.size > before) since = time.now()
      else if (time.now() >= since + LOOK) break
      else await time.sleep(100)
    }
    return [...found.values()]
  }

  /** What to wait, in milliseconds, for a message that is due, where its being on time is another clause's claim. */
  get patience(): number {
    return Math.max(3000, this.it.profile.lateness)
  }

  /** Whether the queue may deliver a message that is in flight or deleted: a standard queue may, where the profile grants it. */
  mayRepeat(): boolean {
    return !this.isFifo && this.it.profile.tolerates('sqs.receive.at-least-once-standard')
  }

  /**
   * Looks for messages while the timer surely runs, of which there must be none; nothing is asked where the queue may repeat messages. Where an earlier
   * timer has just ended, this one should have some seconds to go: it is looked as long as `receiveNone` does, if there is time for it.
   *
   * @param claim why there must be none: `the message in flight is hidden`
   */
  async stillHidden(timer: Timer, claim: string): Promise<void> {
    if (this.mayRepeat()) return
    const { time } = this.it
    const last = timer.from.lo + time.least(timer.ms) - MARGIN
    // Where the timer ends soon, what ends a little early is noticed as well.
    const end = last < time.now() + 2 * LOOK ? last : time.now() + LOOK
    for (;;) {
      const seconds = Math.max(0, Math.floor((end - time.now()) / 1000))
      if (seconds === 0) await time.sleep(Math.max(0, end - time.now()))
      const output = await this.receive({ MaxNumberOfMessages: 10, WaitTimeSeconds: seconds })
      time.surelyBefore(output, timer)
      this.#none(output, claim)
      if (seconds === 0) return
      // Should the target not have waited as long as it was asked to.
      await time.sleep(100)
    }
  }

  /** Deletes by the handle of a received message, or by a handle. */
  delete(message: sdk.Message | string): Promise<sdk.DeleteMessageCommandOutput> {
    return this.sqs.deleteMessage({ QueueUrl: this.url, ReceiptHandle: handleOf(message) })
  }

  changeVisibility(message: sdk.Message | string, seconds: number): Promise<sdk.ChangeMessageVisibilityCommandOutput> {
    return this.sqs.changeMessageVisibility({ QueueUrl: this.url, ReceiptHandle: handleOf(message), VisibilityTimeout: seconds })
  }

  deleteBatch(entries: readonly sdk.DeleteMessageBatchRequestEntry[]): Promise<sdk.DeleteMessageBatchCommandOutput> {
    return this.sqs.deleteMessageBatch({ QueueUrl: this.url, Entries: [...entries] })
  }

  changeVisibilityBatch(
    entries: readonly sdk.ChangeMessageVisibilityBatchRequestEntry[],
  ): Promise<sdk.ChangeMessageVisibilityBatchCommandOutput> {
    return this.sqs.changeMessageVisibilityBatch({ QueueUrl: this.url, Entries: [...entries] })
  }

  /** The attributes of these names, or all of them. */
  async attributes(...names: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const AttributeNames = (names.length === 0 ? ['All'] : [...names]) as sdk.QueueAttributeName[]
    const { Attributes } = await this.sqs.getQueueAttributes({ QueueUrl: this.url, AttributeNames })
    return (Attributes ?? {}) as Readonly<Record<string, string>>
  }

  set(attributes: Readonly<Record<string, string>>): Promise<sdk.SetQueueAttributesCommandOutput> {
    return this.sqs.setQueueAttributes({ QueueUrl: this.url, Attributes: attributes })
  }

  /** Sets attributes; where a change may take a while, waits until it is in effect everywhere. */
  async setForGood(attributes: Readonly<Record<string, string>>): Promise<void> {
    const { time, profile } = this.it
    const change = await this.set(attributes)
    if (profile.tolerates('sqs.ec.attributes-60s')) await time.pass(time.after(change, 60_000))
  }

  purge(): Promise<sdk.PurgeQueueCommandOutput> {
    return this.sqs.purgeQueue({ QueueUrl: this.url })
  }

  #none({ Messages: messages = [] }: ReceiveOutput, claim: string): void {
    if (messages.length > 0) this.it.diverges(claim, 'no message', messages.map(({ Body }) => JSON.stringify(Body)).join(', '))
  }

  #filled<Input extends SendInput | Entry>(input: Input): Input & { MessageBody: string } {
    const nth = ++this.#sent
    const byContent = this.attributesAtCreation['ContentBasedDeduplication']?.toLowerCase() === 'true'
    return {
      MessageBody: `message-${nth}`,
      ...(this.isFifo ? { MessageGroupId: 'g' } : {}),
      ...(this.isFifo && !byContent ? { MessageDeduplicationId: `d${nth}-${this.name}` } : {}),
      ...input,
    }
  }

  #whole(message: sdk.Message): Received {
    const { MessageId, ReceiptHandle, Body } = message
    if (MessageId === undefined || ReceiptHandle === undefined || Body === undefined) {
      this.it.diverges('a received message lacks a member', 'MessageId, ReceiptHandle and Body', Object.keys(message).join(', '))
    }
    return message as Received
  }
}

const handleOf = (message: sdk.Message | string): string => (typeof message === 'string' ? message : (message.ReceiptHandle ?? ''))
