import type { ClauseId } from '../../reference/core/reading.js'
import type { Case } from '../../src/suite/index.js'
import type { Queue, Received } from '../sqs/bench.js'

/** A notification as a queue gets it without raw delivery. */
export interface Envelope {
  readonly Type: string
  readonly MessageId: string
  readonly TopicArn: string
  readonly Message: string
  readonly Timestamp: string
  readonly Subject?: string
  readonly SequenceNumber?: string
  readonly SignatureVersion?: string
  readonly Signature?: string
  readonly SigningCertURL?: string
  readonly UnsubscribeURL?: string
  readonly MessageAttributes?: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>
}

/** Milliseconds that a delivery may take where how soon it comes is nobody's promise. */
const DELIVERED_WITHIN_MS = 10_000

/** A queue that is subscribed to a topic. */
export class Inbox {
  constructor(
    private readonly it: Case,
    readonly queue: Queue,
    readonly subscriptionArn: string,
    private readonly isRaw: boolean,
  ) {}

  /** The messages that must come, `n` different ones, each removed as it comes. One that comes twice diverges, unless the profile lets it. */
  async messages(n: number): Promise<readonly Received[]> {
    const { time, profile } = this.it
    const found = new Map<string, Received>()
    const end = time.now() + Math.max(DELIVERED_WITHIN_MS, profile.lateness)
    while (found.size < n) {
      const left = Math.max(0, end - time.now())
      const [message] = await this.queue.drain(1, { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] }, left)
      const id = this.isRaw ? message!.Body : this.envelope(message!).MessageId
      if (found.has(id) && !this.isRepeatable()) this.it.diverges('a message came twice', 'each message once', id)
      found.set(id, message!)
    }
    return [...found.values()]
  }

  /** Whether a message may come again: what a standard topic or a standard queue may do, where the profile grants it. */
  isRepeatable(): boolean {
    return !this.queue.isFifo && this.it.profile.tolerates('sns.fanout.at-least-once-standard')
  }

  /** What was published, of the `n` messages that must come: without the envelope. In the order they came. */
  async texts(n: number): Promise<readonly string[]> {
    const messages = await this.messages(n)
    return messages.map((message) => (this.isRaw ? message.Body : this.envelope(message).Message))
  }

  async envelopes(n: number): Promise<readonly Envelope[]> {
    return (await this.messages(n)).map((message) => this.envelope(message))
  }

  envelope({ Body }: Received): Envelope {
    try {
      const value: unknown = JSON.parse(Body)
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Envelope
    } catch {
      // told below
    }
    return this.it.diverges('a notification did not come in its envelope', 'a JSON object', Body.slice(0, 200))
  }

  /**
   * What must not come does not: looked for by a long poll that begins when all that was to come has come.
   *
   * @param claim why not: `the filter refuses it`
   * @param forbidden the texts that must not come; everything unless given, where nothing may come twice
   * @param excuse a freedom by which they may come all the same: where the profile grants it the case cannot decide
   */
  async never(claim: string, forbidden?: readonly string[], excuse?: ClauseId): Promise<void> {
    const late = await this.queue.received({ MaxNumberOfMessages: 10, WaitTimeSeconds: 2 })
    const texts = late.map((message) => (this.isRaw ? message.Body : this.envelope(message).Message))
    const seen = forbidden === undefined && this.isRepeatable() ? [] : texts.filter((text) => forbidden?.includes(text) ?? true)
    if (seen.length > 0 && excuse !== undefined && this.it.profile.tolerates(excuse)) this.it.undecided(`excused by ${excuse}: ${claim}`)
    if (seen.length > 0) this.it.diverges(claim, 'no message', seen.map((text) => JSON.stringify(text)).join(', '))
  }
}
