import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ServiceError } from '../core/errors.js'
import { Random } from '../core/random.js'
import type { Context, Offers, Rules } from './choices.js'
import { expiry } from './hidden.js'
import { operations, type Transition } from './operations.js'
import { Propose } from './propose.js'
import { type Index, type Message, type Queue, Region } from './state.js'

/** An index that looks at every message each time: slow, and easy to see through. */
class NaiveIndex implements Index, Offers {
  readonly #all = new Map<Message, number>()
  #hidings = 0
  #now = 0
  #candidates: Message[][] | undefined
  constructor(readonly fifo: boolean) {}

  joined(message: Message): void {
    this.#all.set(message, 0)
  }
  hid(message: Message): void {
    this.#all.set(message, ++this.#hidings)
  }
  left(message: Message): void {
    this.#all.delete(message)
  }
  emptied(): void {
    this.#all.clear()
  }
  catchUp(now: number): void {
    this.#now = now
  }
  get messages(): Message[] {
    return [...this.#all.keys()]
  }
  #hidden(message: Message): boolean {
    return message.hiddenUntil.end > this.#now
  }
  get visible(): number {
    return this.messages.filter(message => !this.#hidden(message)).length
  }
  get inFlight(): number {
    return this.messages.filter(message => this.#hidden(message) && message.receivedHere).length
  }
  get delayed(): number {
    return this.messages.filter(message => this.#hidden(message) && !message.receivedHere).length
  }

  next(taken: boolean): Message | undefined {
    this.#candidates ??= this.fifo ? this.#groups() : [this.#standard()]
    if (this.fifo && this.#offered !== undefined && !taken && this.#all.has(this.#offered)) this.#candidates.shift()
    while (this.#candidates[0]?.length === 0) this.#candidates.shift()
    return (this.#offered = this.#candidates[0]?.shift())
  }
  #offered: Message | undefined
  done(): void {
    this.#candidates = this.#offered = undefined
  }

  #standard(): Message[] {
    const behind = (message: Message) => message.receives >= 3
    return this.messages
      .filter(message => !this.#hidden(message))
      .sort((a, b) => {
        if (behind(a) !== behind(b)) return behind(a) ? 1 : -1
        return behind(a) ? a.hiddenUntil.end - b.hiddenUntil.end || this.#all.get(a)! - this.#all.get(b)! : a.seq - b.seq
      })
  }
  #groups(): Message[][] {
    const groups = new Map<string, Message[]>()
    for (const message of this.messages) groups.set(message.content.group!, [...(message.queue.groups.get(message.content.group!) ?? [])])
    return [...groups.values()].filter(([first]) => first !== undefined && !this.#hidden(first)).sort(([a], [b]) => a!.seq - b!.seq)
  }
}

function naive({ index }: Queue): NaiveIndex {
  if (!(index instanceof NaiveIndex)) throw new TypeError('not a naive index')
  return index
}

class NaivePropose extends Propose {
  override index(fifo: boolean): Index {
    return new NaiveIndex(fifo)
  }
  override settle(queue: Queue, x: Rules): void {
    const index = naive(queue)
    for (const message of index.messages) if (this.fires(expiry.when(queue, message, x))) expiry.then(queue, message, x)
    index.catchUp(this.now.at.lo)
  }
  override offers(queue: Queue): Offers {
    return naive(queue)
  }
}

class Node {
  readonly #region = new Region('000000000000', 'us-east-1')
  readonly #context: Context = { region: this.#region, origin: 'http://x', senderId: 'me', traceHeader: undefined, relaxed: new Set(['sqs.purge.once-per-60s']) }
  now = 1_000_000
  readonly handles: string[] = []
  constructor(readonly reading: Propose) {}

  do(operation: keyof typeof operations, input: Record<string, unknown>): unknown {
    try {
      const output = (operations[operation] as Transition)(input as never, this.#context, this.reading.at(this.now))
      for (const { ReceiptHandle } of (output as { Messages?: { ReceiptHandle: string }[] }).Messages ?? []) this.handles.push(ReceiptHandle)
      return output
    } catch (error) {
      if (error instanceof ServiceError) return `${error.shape}: ${error.message}`
      throw error
    }
  }
}

const url = (name: string) => `http://x/000000000000/${name}`
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ op: fc.constant('send' as const), group: fc.constantFrom('a', 'b', 'c'), delay: fc.constantFrom(undefined, 0, 2), id: fc.nat(12) }) },
  { weight: 8, arbitrary: fc.record({ op: fc.constant('receive' as const), max: fc.integer({ min: 1, max: 10 }), hide: fc.constantFrom(undefined, 0, 1, 3), dlq: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('delete' as const), handle: fc.nat(30), dlq: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('change' as const), handle: fc.nat(30), hide: fc.constantFrom(0, 1, 5), dlq: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('wait' as const), ms: fc.constantFrom(1, 999, 1000, 3000, 59_000) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('count' as const), dlq: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('purge' as const) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('delay' as const), seconds: fc.constantFrom(0, 3) }) },
)

test.each(['standard', 'fifo'])('the fast index of a %s queue answers as one that looks at every message', type => {
  const fifo = type === 'fifo'
  const [source, dlq] = fifo ? (['q.fifo', 'dlq.fifo'] as const) : (['q', 'dlq'] as const)
  const walk = (node: Node, steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): unknown[] => {
    const seen: unknown[] = []
    const type = fifo ? { FifoQueue: 'true' } : {}
    const redrive = JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${dlq}`, maxReceiveCount: 4 })
    seen.push(node.do('CreateQueue', { QueueName: dlq, Attributes: type }))
    seen.push(node.do('CreateQueue', { QueueName: source, Attributes: { ...type, RedrivePolicy: redrive, MessageRetentionPeriod: '60', VisibilityTimeout: '2' } }))
    for (const s of steps) {
      const QueueUrl = url('dlq' in s && s.dlq ? dlq : source)
      const handle = () => node.handles.at(-1 - (s as { handle: number }).handle) ?? 'none'
      if (s.op === 'wait') node.now += s.ms
      else if (s.op === 'send')
        seen.push(node.do('SendMessage', { QueueUrl, MessageBody: 'b', ...(fifo ? { MessageGroupId: s.group, MessageDeduplicationId: `d${s.id}` } : { DelaySeconds: s.delay, ...(s.id > 6 ? { MessageGroupId: s.group } : {}) }) }))
      else if (s.op === 'receive') seen.push(node.do('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: s.max, VisibilityTimeout: s.hide, AttributeNames: ['All'] }))
      else if (s.op === 'delete') seen.push(node.do('DeleteMessage', { QueueUrl, ReceiptHandle: handle() }))
      else if (s.op === 'change') seen.push(node.do('ChangeMessageVisibility', { QueueUrl, ReceiptHandle: handle(), VisibilityTimeout: s.hide }))
      else if (s.op === 'count') seen.push(node.do('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] }))
      else if (s.op === 'purge') seen.push(node.do('PurgeQueue', { QueueUrl }))
      else seen.push(node.do('SetQueueAttributes', { QueueUrl, Attributes: { DelaySeconds: String(s.seconds) } }))
    }
    return seen
  }
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), steps => {
      expect(walk(new Node(new Propose(new Random(1))), steps)).toEqual(walk(new Node(new NaivePropose(new Random(1))), steps))
    }),
    { numRuns: 600 },
  )
})

test('a fair queue serves quiet tenants before a noisy one, and loses nothing of either', () => {
  const node = new Node(new Propose(new Random(1)))
  node.do('CreateQueue', { QueueName: 'q' })
  const QueueUrl = url('q')
  const send = (group: string, count: number) => {
    for (let n = 0; n < count; n++) node.do('SendMessage', { QueueUrl, MessageBody: group, MessageGroupId: group })
  }
  const receive = (MaxNumberOfMessages: number) =>
    (node.do('ReceiveMessage', { QueueUrl, MaxNumberOfMessages }) as { Messages?: { Body: string }[] }).Messages?.map(m => m.Body) ?? []
  send('noisy', 100)
  for (let n = 0; n < 4; n++) receive(10)
  send('quiet', 5)
  expect(receive(10)).toEqual([...new Array<string>(5).fill('quiet'), ...new Array<string>(5).fill('noisy')])
  let rest = 0
  for (let got = receive(10); got.length > 0; got = receive(10)) rest += got.length
  expect(rest).toBe(55)
})
