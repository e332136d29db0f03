import fc from 'fast-check'
import { Node, step, url } from './index-walk.fixture.js'
import { indexOf } from './server-index.js'

const QUEUE = 'q'
const QueueUrl = url(QUEUE)

/** A message as the rules of a fair queue see it. */
interface Seen {
  readonly name: string
  readonly tenant: string | undefined
  readonly seq: number
  receives: number
  state: 'visible' | 'inFlight' | 'delayed'
}

/** A standard queue whose messages have groups. */
export class FairQueue {
  readonly #node = new Node()
  #sent = 0

  constructor() {
    this.#node.do('CreateQueue', { QueueName: QUEUE })
  }

  send(tenant: string | undefined, count: number, delay?: number): void {
    for (let n = 0; n < count; n++)
      this.#node.do('SendMessage', {
        QueueUrl,
        MessageBody: `${tenant ?? ''} ${++this.#sent}`,
        MessageGroupId: tenant,
        DelaySeconds: delay,
      })
  }

  /** The tenants of what is received: of those without a group nothing. */
  receive(max: number, seconds?: number): string[] {
    return this.#receive(max, seconds).map((body) => body.split(' ')[0]!)
  }

  #receive(max: number, seconds?: number): string[] {
    const { Messages: messages = [] } = this.#node.do('ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: max,
      VisibilityTimeout: seconds,
    }) as { Messages?: { Body: string }[] }
    return messages.map(({ Body }) => Body)
  }

  /** Receives so often, one by one. */
  take(count: number): void {
    for (let n = 0; n < count; n++) this.receive(1)
  }

  /** Deletes of what was received last, but for so many. */
  delete(count: number, but = 0): void {
    const { handles } = this.#node
    for (const ReceiptHandle of handles.splice(Math.max(0, handles.length - but - count), count))
      this.#node.do('DeleteMessage', { QueueUrl, ReceiptHandle })
  }

  /** Whether nothing is found any more after a purge. */
  isPurged(): boolean {
    this.#node.do('PurgeQueue', { QueueUrl })
    const { hasReady, visible } = indexOf(this.#node.queue(QUEUE))
    return !hasReady && visible === 0
  }

  wait(ms: number): void {
    this.#node.now += ms
  }

  /** Whether a receive gives as much as there is, of each tenant its oldest; quiet ones first, by age, and then noisy ones, the least noisy first. */
  receivesFairly(max: number, seconds?: number): boolean {
    const before = this.#seen()
    const expected = Math.min(max, before.filter(({ state }) => state === 'visible').length)
    const got = this.#receive(max, seconds)
    return got.length === expected && got.every((body) => isNext(before, body))
  }

  #seen(): readonly Seen[] {
    const { now } = this.#node
    return [...this.#node.queue(QUEUE).messages.values()].map(({ body, group, seq, receives, receivedHere, hiddenUntil }) => {
      const state = hiddenUntil.end <= now ? 'visible' : receivedHere ? 'inFlight' : 'delayed'
      return { name: body, tenant: group, seq, receives, state }
    })
  }

  /** Receives until nothing is left, and tells how much it was. */
  drain(): { readonly received: number; readonly sent: number } {
    let received = 0
    this.wait(60_000)
    for (let got = this.#receive(10); got.length > 0; got = this.#receive(10)) received += got.length
    return { received, sent: this.#node.queue(QUEUE).messages.size }
  }
}

/** Takes a message: whether it was its turn. */
function isNext(messages: readonly Seen[], body: string): boolean {
  const one = messages.find(({ name }) => name === body)
  if (one?.state !== 'visible') return false
  const inFlight = new Map<string | undefined, number>()
  for (const { tenant, state } of messages) if (state === 'inFlight') inFlight.set(tenant, (inFlight.get(tenant) ?? 0) + 1)
  const all = [...inFlight.values()].reduce((sum, count) => sum + count, 0)
  const of = (tenant: string | undefined): number => inFlight.get(tenant) ?? 0
  const isNoisy = ({ tenant }: Seen): boolean => tenant !== undefined && of(tenant) >= 30 && of(tenant) * 10 > all
  const ready = messages.filter(({ state }) => state === 'visible')
  const quiet = ready.filter((message) => !isNoisy(message))
  const isTurn = quiet.length > 0 ? quiet.includes(one) : ready.every(({ tenant }) => of(one.tenant) <= of(tenant))
  const rivals = quiet.length > 0 ? quiet : ready.filter(({ tenant }) => tenant === one.tenant)
  const isOldest = !rivals.some(({ receives, seq }) => receives < 3 && (one.receives >= 3 || seq < one.seq))
  one.state = 'inFlight'
  one.receives++
  return isTurn && isOldest
}

const tenant = fc.constantFrom('a', 'b', 'c', undefined)
const anyStep = fc.oneof(
  step(6, 'send', { tenant, count: fc.integer({ min: 1, max: 40 }), delay: fc.constantFrom(undefined, undefined, 2) }),
  step(8, 'receive', { times: fc.integer({ min: 1, max: 5 }), max: fc.constantFrom(1, 10), hide: fc.constantFrom(2, 5, 600) }),
  step(2, 'delete', { count: fc.integer({ min: 1, max: 20 }), but: fc.nat(20) }),
  step(1, 'wait', { ms: fc.constantFrom(1, 1000, 5000) }),
)
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never
/** What several tenants and their consumers do. */
export const fairSteps: fc.Arbitrary<Step[]> = fc.array(anyStep, { minLength: 10, maxLength: 40, size: 'max' })

/** Whether each receive of these steps is fair. */
export const servesFairly = (steps: readonly Step[]): boolean => {
  const queue = new FairQueue()
  return steps.every((s) => {
    if (s.op === 'send') queue.send(s.tenant, s.count, s.delay)
    else if (s.op === 'delete') queue.delete(s.count, s.but)
    else if (s.op === 'wait') queue.wait(s.ms)
    else for (let n = 0; n < s.times; n++) if (!queue.receivesFairly(s.max, s.hide)) return false
    return true
  })
}

/** Scenes at the borders of what is noisy, and after which tenant's message is next; `-` is a message without a tenant. */
const SCENES: readonly (readonly [name: string, steps: string, next: string])[] = [
  ['a tenant with 29 of its messages in flight is quiet', 'send a 40; take 29; send b 1', 'a'],
  ['a tenant with 30 of its messages in flight is noisy', 'send a 40; take 30; send b 1', 'b'],
  ['a tenant is quiet again once one of its 30 messages in flight is deleted', 'send a 40; take 30; send b 1; delete 1', 'a'],
  ['a tenant is quiet again once its messages in flight came back', 'send a 40; take 30; send b 1; wait 30000', 'a'],
  ['a tenant with a tenth of all messages in flight is quiet', 'send a 30; take 30; send - 270; take 270; send a 1; send b 1', 'a'],
  [
    'a tenant with more than a tenth of all messages in flight is noisy',
    'send a 30; take 30; send - 269; take 269; send a 1; send b 1',
    'b',
  ],
  ['a tenant is noisy once others have less in flight', 'send a 30; take 30; send - 270; take 270; send a 1; send b 1; delete 10', 'b'],
  ['messages without a group are never noisy', 'send - 40; take 30; send b 1', ''],
  ['of noisy tenants that with the fewest messages in flight is next', 'send a 40; take 35; send b 40; take 30', 'b'],
  ['a tenant that others made quiet is not behind one that is noisy', 'send a 100; take 90; send b 40; take 35; send - 225; take 225', 'b'],
  [
    'a tenant whose delayed messages came is the tenant that it was',
    'send a 20 1; send a 1; take 1; delete 1; send a 10; take 10; wait 1000; take 20; send a 1; send b 1',
    'b',
  ],
]
export const FAIR_SCENES = SCENES.map(([name, steps, next]) => ({ name, next, play: (queue: FairQueue) => play(queue, steps) }))

function play(queue: FairQueue, steps: string): void {
  for (const step of steps.split('; ')) {
    const [verb, ...words] = step.split(' ')
    const [first, count, delay] = words.map(Number) as [number, number, number | undefined]
    if (verb === 'send') queue.send(words[0] === '-' ? undefined : words[0], count, delay)
    else if (verb === 'take') queue.take(first)
    else if (verb === 'delete') queue.delete(first)
    else if (verb === 'wait') queue.wait(first)
    else throw new SyntaxError(`"${step}" is no step of a scene`)
  }
}
