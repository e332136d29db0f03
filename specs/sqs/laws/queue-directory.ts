import type { Bounds } from '../../../src/oracle/linear/bounds.js'
import type { Strictness } from '../../../src/oracle/oracle.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { QueueRecord } from './records.js'
import { Setting } from '../../../src/oracle/linear/setting.js'

/** Attributes that the laws need, in seconds: what a new queue has, and what a queue can have. */
const NUMBERS = {
  VisibilityTimeout: { initial: 30, min: 0, max: 43_200 },
  MessageRetentionPeriod: { initial: 345_600, min: 60, max: 1_209_600 },
  DelaySeconds: { initial: 0, min: 0, max: 900 },
} as const

const PROPAGATION = 60_000
const RETENTION_PROPAGATION = 15 * 60_000

/** Everything that names a queue, and what the queues are set to. */
export class QueueDirectory {
  readonly #queues = new Map<string, QueueRecord>()
  readonly #byUrl = new Map<string, QueueRecord>()
  #made = 0
  /** Queues that the history uses without having made them. */
  openQueues = 0

  constructor(
    private readonly strictness: Strictness,
    private readonly bounds: Bounds,
  ) {}

  get size(): number {
    return this.#queues.size
  }

  all(): Iterable<QueueRecord> {
    return this.#queues.values()
  }

  byKey(key: string): QueueRecord | undefined {
    return this.#queues.get(key)
  }

  /** The queue at a URL; one that the history has not made is open: it may hold anything. */
  at(url: string, exchange: Exchange): QueueRecord {
    const cached = this.#byUrl.get(url)
    if (cached !== undefined && cached.key.startsWith(exchange.region)) return cached
    const [, account, name = url] = /(?:\/(\d{12}))?\/([^/?]+)$/.exec(url) ?? []
    const key = keyOf(exchange.region, account ?? exchange.account, name)
    const queue = this.#queues.get(key) ?? this.#add(key, name, {}, true)
    this.#byUrl.set(url, queue)
    return queue
  }

  /** The key of the queue that an ARN names. */
  keyOfArn(arn: string): string {
    const [, , , region = '', account, name = arn] = arn.split(':')
    const key = keyOf(region, account, name)
    const withoutAccount = keyOf(region, undefined, name)
    return !this.#queues.has(key) && this.#queues.has(withoutAccount) ? withoutAccount : key
  }

  byArn(arn: string): QueueRecord {
    const key = this.keyOfArn(arn)
    return this.#queues.get(key) ?? this.#add(key, arn.slice(arn.lastIndexOf(':') + 1), {}, true)
  }

  /** CreateQueue was answered: the queue was made, or found. */
  created(url: string, name: string, attributes: Readonly<Record<string, unknown>>, exchange: Exchange): void {
    const [, account] = /\/(\d{12})\/[^/]+$/.exec(url) ?? []
    const key = keyOf(exchange.region, account ?? exchange.account, name)
    const known = this.#queues.get(key)
    if (known !== undefined && known.deletion === 'none') return
    const isOpen = known === undefined ? !this.bounds.creationsAreNew : known.deletion === 'perhaps'
    const queue = this.#add(key, name, attributes, isOpen)
    if (known === undefined) return
    // Made again under the same name: what was said to the old queue may still reach it.
    for (const cached of [...this.#byUrl]) if (cached[1] === known) this.#byUrl.set(cached[0], queue)
    queue.isDeadLetterQueue = known.isDeadLetterQueue
  }

  /** SetQueueAttributes, answered or lost; and what CreateQueue gives. */
  set(queue: QueueRecord, attributes: Readonly<Record<string, unknown>>, { sent, received }: Exchange, isLost: boolean): void {
    const spread = this.strictness.tolerates('sqs.ec.attributes-60s') ? PROPAGATION : 0
    const slow = this.strictness.tolerates('sqs.retention.change-15-min') ? RETENTION_PROPAGATION : 0
    const settled = (wait: number): number => (isLost ? Infinity : received + wait + this.strictness.slack.ms)
    const number = (name: keyof typeof NUMBERS, setting: Setting, wait: number): void => {
      const value = Number(attributes[name])
      if (attributes[name] !== undefined && Number.isFinite(value)) setting.change(value, sent, received, settled(wait))
    }
    number('VisibilityTimeout', queue.visibility, spread)
    number('MessageRetentionPeriod', queue.retention, slow)
    number('DelaySeconds', queue.delay, spread)
    if (attributes['DelaySeconds'] !== undefined && queue.fifo)
      queue.floor = Math.max(queue.floor, received + PROPAGATION + queue.delay.max * 1000)
    if (attributes['DeduplicationScope'] !== undefined) queue.scope = undefined
    if (attributes['RedrivePolicy'] !== undefined) this.#setPolicy(queue, attributes['RedrivePolicy'], settled(spread))
  }

  #setPolicy(queue: QueueRecord, text: unknown, surelyFrom: number): void {
    queue.policyChanges++
    const policy = parsePolicy(text)
    queue.policy = undefined
    if (policy === undefined) return
    const target = this.byArn(policy.arn)
    target.isDeadLetterQueue = true
    queue.policy = { target: target.key, maxReceiveCount: policy.count, surelyFrom }
    queue.targets.set(target.key, Math.min(queue.targets.get(target.key) ?? Infinity, policy.count))
    queue.lowestReceiveCount = Math.min(queue.lowestReceiveCount, policy.count)
  }

  #add(key: string, name: string, attributes: Readonly<Record<string, unknown>>, isOpen: boolean): QueueRecord {
    if (isOpen) this.openQueues++
    const setting = (of: keyof typeof NUMBERS): Setting => {
      const { initial, min, max } = NUMBERS[of]
      const value = attributes[of] === undefined ? initial : Number(attributes[of])
      return isOpen || !Number.isFinite(value) ? new Setting(min, max) : new Setting(value, value)
    }
    const queue = new QueueRecord(
      key,
      this.#made++,
      name,
      name.endsWith('.fifo'),
      isOpen,
      setting('VisibilityTimeout'),
      setting('MessageRetentionPeriod'),
      setting('DelaySeconds'),
    )
    if (attributes['DeduplicationScope'] === 'messageGroup' && !isOpen) queue.scope = 'messageGroup'
    if (attributes['RedrivePolicy'] !== undefined) this.#setPolicy(queue, attributes['RedrivePolicy'], isOpen ? Infinity : -Infinity)
    this.#queues.set(key, queue)
    return queue
  }
}

const keyOf = (region: string, account: string | undefined, name: string): string => `${region} ${account ?? ''} ${name}`

/** `undefined` for no policy, or one that cannot be read. */
function parsePolicy(text: unknown): { readonly arn: string; readonly count: number } | undefined {
  if (typeof text !== 'string' || text === '') return undefined
  try {
    const policy = JSON.parse(text) as { readonly deadLetterTargetArn?: unknown; readonly maxReceiveCount?: unknown } | null
    const count = Number(policy?.maxReceiveCount ?? 10)
    const arn = policy?.deadLetterTargetArn
    return typeof arn === 'string' && Number.isFinite(count) ? { arn, count } : undefined
  } catch {
    return undefined
  }
}
