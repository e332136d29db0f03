import fc from 'fast-check'
import { Node, url } from './index-walk.fixture.js'
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
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant('send' as const),
      tenant,
      count: fc.integer({ min: 1, max: 40 }),
      delay: fc.constantFrom(undefined, undefined, 2),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constant('receive' as const),
      times: fc.integer({ min: 1, max: 5 }),
      max: fc.constantFrom(1, 10),
      hide: fc.constantFrom(2, 5, 600),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('delete' as const), count: fc.integer({ min: 1, max: 20 }), but: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('wait' as const), ms: fc.constantFrom(1, 1000, 5000) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
/** What several tenants and their consumers do. */
export const fairSteps: fc.Arbitrary<Step[]> = fc.array(step, { minLength: 10, maxLength: 40, size: 'max' })

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

/** Scenes at the borders of what is noisy, and after which tenant's message is next. */
export const FAIR_SCENES: readonly { readonly name: string; readonly next: string; readonly play: (queue: FairQueue) => void }[] = [
  {
    name: 'a tenant with 29 of its messages in flight is quiet',
    next: 'a',
    play: (queue) => {
      queue.send('a', 40)
      queue.take(29)
      queue.send('b', 1)
    },
  },
  {
    name: 'a tenant with 30 of its messages in flight is noisy',
    next: 'b',
    play: (queue) => {
      queue.send('a', 40)
      queue.take(30)
      queue.send('b', 1)
    },
  },
  {
    name: 'a tenant is quiet again once one of its 30 messages in flight is deleted',
    next: 'a',
    play: (queue) => {
      queue.send('a', 40)
      queue.take(30)
      queue.send('b', 1)
      queue.delete(1)
    },
  },
  {
    name: 'a tenant is quiet again once its messages in flight came back',
    next: 'a',
    play: (queue) => {
      queue.send('a', 40)
      queue.take(30)
      queue.send('b', 1)
      queue.wait(30_000)
    },
  },
  {
    name: 'a tenant with a tenth of all messages in flight is quiet',
    next: 'a',
    play: (queue) => {
      queue.send('a', 30)
      queue.take(30)
      queue.send(undefined, 270)
      queue.take(270)
      queue.send('a', 1)
      queue.send('b', 1)
    },
  },
  {
    name: 'a tenant with more than a tenth of all messages in flight is noisy',
    next: 'b',
    play: (queue) => {
      queue.send('a', 30)
      queue.take(30)
      queue.send(undefined, 269)
      queue.take(269)
      queue.send('a', 1)
      queue.send('b', 1)
    },
  },
  {
    name: 'a tenant is noisy once others have less in flight',
    next: 'b',
    play: (queue) => {
      queue.send('a', 30)
      queue.take(30)
      queue.send(undefined, 270)
      queue.take(270)
      queue.send('a', 1)
      queue.send('b', 1)
      queue.delete(10)
    },
  },
  {
    name: 'messages without a group are never noisy',
    next: '',
    play: (queue) => {
      queue.send(undefined, 40)
      queue.take(30)
      queue.send('b', 1)
    },
  },
  {
    name: 'of noisy tenants that with the fewest messages in flight is next',
    next: 'b',
    play: (queue) => {
      queue.send('a', 40)
      queue.take(35)
      queue.send('b', 40)
      queue.take(30)
    },
  },
  {
    name: 'a tenant that others made quiet is not behind one that is noisy',
    next: 'b',
    play: (queue) => {
      queue.send('a', 100)
      queue.take(90)
      queue.send('b', 40)
      queue.take(35)
      queue.send(undefined, 225)
      queue.take(225)
    },
  },
  {
    name: 'a tenant whose delayed messages came is the tenant that it was',
    next: 'b',
    play: (queue) => {
      queue.send('a', 20, 1)
      queue.send('a', 1)
      queue.take(1)
      queue.delete(1)
      queue.send('a', 10)
      queue.take(10)
      queue.wait(1000)
      queue.take(20)
      queue.send('a', 1)
      queue.send('b', 1)
    },
  },
]
