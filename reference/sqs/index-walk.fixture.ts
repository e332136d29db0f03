import fc from 'fast-check'
import { ServiceError } from '../core/errors.js'
import { Random } from '../core/random.js'
import type { Context } from './choices.js'
import { FastIndex } from './fast-index.js'
import { runMoveTasks } from './moving.js'
import { operations, type Transition } from './operations.js'
import { Propose } from './propose.js'
import { indexOf, type MakeIndex } from './server-index.js'
import { type Message, type Queue, Region } from './state.js'
import { Wary } from './wary.fixture.js'

/** A model that is served without a server around it, by one index or another. */
export class Node {
  readonly #region = new Region('000000000000', 'us-east-1')
  readonly #context: Context = {
    region: this.#region,
    origin: 'http://x',
    senderId: 'me',
    traceHeader: undefined,
    relaxed: new Set(['sqs.purge.once-per-60s']),
  }
  now = 1_000_000
  readonly handles: string[] = []
  readonly reading: Propose
  constructor(makeIndex?: MakeIndex, isWary = false) {
    this.reading = new (isWary ? Wary : Propose)(new Random(1), undefined, makeIndex)
  }

  queue(name: string): Queue {
    const queue = this.#region.queues.get(name)!
    this.reading.at(this.now).settle(queue, this.reading)
    return queue
  }

  do(operation: keyof typeof operations, input: Record<string, unknown>): unknown {
    try {
      runMoveTasks(this.#region, this.reading.at(this.now))
      const output = (operations[operation] as Transition)(input as never, this.#context, this.reading.at(this.now))
      for (const { ReceiptHandle } of (output as { Messages?: { ReceiptHandle: string }[] }).Messages ?? [])
        this.handles.push(ReceiptHandle)
      return output
    } catch (error) {
      if (error instanceof ServiceError) return `${error.shape}: ${error.message}`
      throw error
    }
  }
}

export const url = (name: string) => `http://x/000000000000/${name}`
/** A step of a walk: what is done, how often in proportion to others, and with what. */
export const step = <O extends string, P extends Readonly<Record<string, unknown>>>(
  weight: number,
  op: O,
  drawn: { [K in keyof P]: fc.Arbitrary<P[K]> },
): { readonly weight: number; readonly arbitrary: fc.Arbitrary<{ readonly op: O } & P> } => ({
  weight,
  arbitrary: fc.record(drawn).map((values) => ({ op, ...values })),
})

const dlq = fc.boolean()
const anyStep = fc.oneof(
  step(6, 'send', { group: fc.constantFrom('a', 'b', 'c'), delay: fc.constantFrom(undefined, 0, 2), id: fc.nat(12) }),
  step(8, 'receive', { max: fc.integer({ min: 1, max: 10 }), hide: fc.constantFrom(undefined, 0, 1, 3), dlq }),
  step(3, 'delete', { handle: fc.nat(30), dlq }),
  step(3, 'change', { handle: fc.nat(30), hide: fc.constantFrom(0, 1, 5), dlq }),
  step(4, 'wait', { ms: fc.constantFrom(1, 999, 1000, 3000, 59_000) }),
  step(2, 'count', { dlq }),
  step(1, 'purge', {}),
  step(1, 'move', { rate: fc.constantFrom(undefined, 1) }),
  step(1, 'delay', { seconds: fc.constantFrom(0, 3) }),
)

type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never
/** What is asked of a queue and its dead-letter queue, and when. */
export const indexSteps: fc.Arbitrary<Step[]> = fc.array(anyStep, { maxLength: 80, size: 'max' })

/** In what an index is asked through. */
export interface IndexAsked {
  readonly fifo: boolean
  readonly maxReceives: number
  /** Whether some of what is offered is refused. */
  readonly isWary: boolean
  /** Whether the dead-letter queue is its own one. */
  readonly isLoop: boolean
}

/** The answers to these steps, found by one index or another. */
export const answersTo = (steps: readonly Step[], { fifo, maxReceives, isWary, isLoop }: IndexAsked, makeIndex?: MakeIndex): unknown[] => {
  const node = new Node(makeIndex, isWary)
  const [source, dlq] = fifo ? (['q.fifo', 'dlq.fifo'] as const) : (['q', 'dlq'] as const)
  const seen: unknown[] = []
  const type = fifo ? { FifoQueue: 'true' } : {}
  const redrive = JSON.stringify({ deadLetterTargetArn: arn(dlq), maxReceiveCount: maxReceives })
  seen.push(node.do('CreateQueue', { QueueName: dlq, Attributes: type }))
  seen.push(
    node.do('CreateQueue', {
      QueueName: source,
      Attributes: { ...type, RedrivePolicy: redrive, MessageRetentionPeriod: '60', VisibilityTimeout: '2' },
    }),
  )
  if (isLoop) seen.push(node.do('SetQueueAttributes', { QueueUrl: url(dlq), Attributes: { RedrivePolicy: redrive } }))
  for (const s of steps) {
    const name = 'dlq' in s && s.dlq ? dlq : source
    const QueueUrl = url(name)
    const handle = () => node.handles.at(-1 - (s as { handle: number }).handle) ?? 'none'
    if (s.op === 'wait') node.now += s.ms
    else if (s.op === 'send')
      seen.push(
        node.do('SendMessage', {
          QueueUrl,
          MessageBody: 'b',
          ...(fifo
            ? { MessageGroupId: s.group, MessageDeduplicationId: `d${s.id}` }
            : { DelaySeconds: s.delay, ...(s.id > 6 ? { MessageGroupId: s.group } : {}) }),
        }),
      )
    else if (s.op === 'receive')
      seen.push(node.do('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: s.max, VisibilityTimeout: s.hide, AttributeNames: ['All'] }))
    else if (s.op === 'delete') seen.push(node.do('DeleteMessage', { QueueUrl, ReceiptHandle: handle() }))
    else if (s.op === 'change')
      seen.push(node.do('ChangeMessageVisibility', { QueueUrl, ReceiptHandle: handle(), VisibilityTimeout: s.hide }))
    else if (s.op === 'count')
      seen.push(node.do('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] }), found(node.queue(name), node.now))
    else if (s.op === 'purge') seen.push(node.do('PurgeQueue', { QueueUrl }))
    else if (s.op === 'move')
      seen.push(
        node.do('StartMessageMoveTask', { SourceArn: arn(dlq), MaxNumberOfMessagesPerSecond: s.rate }),
        node.do('ListMessageMoveTasks', { SourceArn: arn(dlq) }),
      )
    else seen.push(node.do('SetQueueAttributes', { QueueUrl, Attributes: { DelaySeconds: String(s.seconds) } }))
  }
  return seen
}

const arn = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`

/** What long polls and retention ask of an index. Whether there is anything to offer, the slow index does not say. */
const found = (queue: Queue, now: number): unknown => {
  const index = indexOf(queue)
  const isVisible = (message: Message | undefined): boolean => message !== undefined && message.hiddenUntil.end <= now
  const ready = queue.fifo ? [...queue.groups.values()].map(({ first }) => first) : [...queue.messages.values()]
  return [String(index.nextVisible), index.oldest?.sent.lo, index instanceof FastIndex ? index.hasReady : ready.some(isVisible)]
}
