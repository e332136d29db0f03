import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Where } from '../../../src/oracle/walk/walks.js'

/** A queue as its clients know it. */
export interface KnownQueue {
  readonly name: string
  readonly isFifo: boolean
  url: string | undefined
  arn: string | undefined
  isDeleted: boolean
  /** As it was made and last set; what was never said is absent. */
  attributes: Record<string, string>
}

/** A receipt handle that somebody was given. */
export interface Held {
  readonly queue: KnownQueue
  readonly handle: string
  /** When its visibility timeout ends, as far as its receive tells. */
  readonly until: number
}

/** More are forgotten, the oldest first. */
const MOST_HANDLES = 60
const MOST_TIMERS = 40
const MOST_USED = 20
const SECOND = 1000

type Members = Readonly<Record<string, unknown>>
/** Of a request that is invalid and was taken nevertheless, anything may be missing. */
const membersOf = (value: unknown): Record<string, string> =>
  typeof value === 'object' && value !== null ? (value as Record<string, string>) : {}
const list = (value: unknown): readonly Members[] => (Array.isArray(value) ? (value as Members[]) : [])
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** What the clients of a walk know by the answers they were given. Nothing is known of what had no answer. */
export class Known {
  readonly queues: KnownQueue[] = []
  readonly held: Held[] = []
  /** Handles of move tasks, and tokens of next pages, by the operation that gave them. */
  readonly tasks: string[] = []
  readonly tokens = new Map<string, { readonly token: string; readonly input: Members }>()
  /** The last request that had no answer, to be made again. */
  unanswered: Exchange | undefined
  messages = 0
  /** Deduplication ids that messages were sent under, with the group of each. */
  readonly used: { readonly queue: KnownQueue; readonly MessageGroupId: unknown; readonly MessageDeduplicationId: unknown }[] = []
  #now = 0
  #timers: number[] = []
  #arnOf: ((name: string) => string) | undefined

  constructor(readonly where: Where) {}

  /** Queues that can be used. */
  get live(): readonly KnownQueue[] {
    return this.queues.filter(({ url, isDeleted }) => url !== undefined && !isDeleted)
  }

  byUrl(url: unknown): KnownQueue | undefined {
    return this.queues.find((queue) => queue.url === url && url !== undefined)
  }

  byName(name: unknown): KnownQueue | undefined {
    return this.queues.find((queue) => queue.name === name)
  }

  /** Handles of messages that should be in flight still. */
  get inFlight(): readonly Held[] {
    return this.held.filter(({ until }) => until > this.#now)
  }

  /** The dead-letter queue of a queue, where it has one. */
  deadLetterQueueOf({ attributes }: KnownQueue): KnownQueue | undefined {
    const { RedrivePolicy } = attributes
    return RedrivePolicy ? this.queues.find(({ arn }) => arn !== undefined && RedrivePolicy.includes(`"${arn}"`)) : undefined
  }

  /** The queues whose redrive policy names this one. */
  sourcesOf(target: KnownQueue): readonly KnownQueue[] {
    return this.live.filter((queue) => this.deadLetterQueueOf(queue) === target)
  }

  secondsOf(queue: KnownQueue | undefined, attribute: string, otherwise: number): number {
    return Number(queue?.attributes[attribute] ?? otherwise)
  }

  timers(now: number): readonly number[] {
    this.#timers = this.#timers.filter((timer) => timer > now - SECOND).slice(-MOST_TIMERS)
    return this.#timers
  }

  see(exchange: Exchange): void {
    const { outcome } = exchange
    this.#now = exchange.received
    if (outcome.kind === 'lost') this.unanswered = exchange
    if (outcome.kind === 'answered') this.#learn(exchange, outcome.output)
  }

  #learn({ operation, input, received }: Exchange, output: Members): void {
    const queue = this.byUrl(input['QueueUrl'])
    const wait = (seconds: number): void => void (seconds > 0 && this.#timers.push(received + seconds * SECOND))
    switch (operation) {
      case 'CreateQueue':
        this.#made(input, output)
        break
      case 'GetQueueAttributes':
        this.#named(queue, text((output['Attributes'] as Members | undefined)?.['QueueArn']))
        break
      case 'SetQueueAttributes':
        if (queue) queue.attributes = { ...queue.attributes, ...membersOf(input['Attributes']) }
        wait('MessageRetentionPeriod' in membersOf(input['Attributes']) ? 900 : 60)
        break
      case 'DeleteQueue':
        if (queue) queue.isDeleted = true
        wait(60)
        break
      case 'PurgeQueue':
        wait(60)
        break
      case 'SendMessage':
      case 'SendMessageBatch':
        for (const { DelaySeconds } of [input, ...list(input['Entries'])])
          wait(Number(DelaySeconds ?? queue?.attributes['DelaySeconds'] ?? 0))
        if (queue?.isFifo) {
          wait(300)
          for (const { MessageGroupId, MessageDeduplicationId } of [input, ...list(input['Entries'])])
            if (text(MessageDeduplicationId)) this.used.push({ queue, MessageGroupId, MessageDeduplicationId })
          this.used.splice(0, this.used.length - MOST_USED)
        }
        if (queue?.attributes['MessageRetentionPeriod'] === '60') wait(60)
        break
      case 'ReceiveMessage': {
        const messages = list(output['Messages'])
        const seconds = Number(input['VisibilityTimeout'] ?? this.secondsOf(queue, 'VisibilityTimeout', 30))
        const until = received + seconds * SECOND
        if (queue)
          for (const { ReceiptHandle } of messages) if (text(ReceiptHandle)) this.held.push({ queue, handle: String(ReceiptHandle), until })
        this.held.splice(0, this.held.length - MOST_HANDLES)
        if (messages.length > 0) wait(seconds)
        break
      }
      case 'ChangeMessageVisibility':
      case 'ChangeMessageVisibilityBatch':
        for (const { VisibilityTimeout } of [input, ...list(input['Entries'])]) wait(Number(VisibilityTimeout ?? 0))
        break
      case 'StartMessageMoveTask':
        if (text(output['TaskHandle'])) this.tasks.push(String(output['TaskHandle']))
        break
    }
    const token = text(output['NextToken'])
    if (token === undefined) this.tokens.delete(operation)
    else this.tokens.set(operation, { token, input })
  }

  /** One ARN tells them all: they differ in the name alone. */
  #named(queue: KnownQueue | undefined, arn: string | undefined): void {
    if (!queue || !arn?.endsWith(`:${queue.name}`)) return
    this.#arnOf = (name) => arn.slice(0, -queue.name.length) + name
    for (const one of this.queues) one.arn ??= this.#arnOf(one.name)
  }

  #made({ QueueName, Attributes = {} }: Members, { QueueUrl }: Members): void {
    const attributes = membersOf(Attributes)
    const known = this.byName(QueueName)
    if (known && !known.isDeleted) {
      known.url = text(QueueUrl)
      return
    }
    if (known) this.queues.splice(this.queues.indexOf(known), 1)
    const made = {
      name: String(QueueName),
      isFifo: attributes['FifoQueue'] !== undefined,
      url: text(QueueUrl),
      arn: this.#arnOf?.(String(QueueName)),
      isDeleted: false,
      attributes,
    }
    this.queues.push(made)
  }
}
