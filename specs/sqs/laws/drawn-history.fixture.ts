import { ServiceError } from '../../../reference/core/errors.js'
import { Order, Place } from '../../../reference/core/order.js'
import { NO_PORTS } from '../../../reference/core/ports.js'
import { Random } from '../../../reference/core/random.js'
import { SqsWorld } from '../../../reference/sqs/world.js'
import type { Exchange, Outcome } from '../../../src/oracle/exchange.js'

type Input = Record<string, unknown>
interface Held {
  readonly url: string
  readonly handle: string
  readonly from: number
}

export interface Wanted {
  readonly seed: number
  readonly steps: number
  /** Of a hundred requests, how many lose their answers. */
  readonly lost?: number
}

const START = Date.parse('2026-01-01')

/**
 * A history of several clients at the reference, in the order in which answers were received. Each request takes effect at one instant, and
 * its client measures an interval around it; what a client uses of an earlier answer it uses after it had that answer.
 */
export function drawnHistory({ seed, steps, lost = 0 }: Wanted): Exchange[] {
  const random = new Random(seed)
  const below = (n: number): number => Math.floor(random.next() * n)
  const chance = (percent: number): boolean => random.next() * 100 < percent
  const oneOf = <T>(items: readonly T[]): T => items[below(items.length)]!
  const alarms = new Order<{ readonly wake: () => void; leave: () => void }>()
  let now = START
  const clock = {
    now: () => now,
    at(time: number, wake: () => void) {
      const alarm = { wake, leave: () => place.leave() }
      const place = new Place(alarm)
      alarms.put(place, time)
      return alarm.leave
    },
  }
  const pass = (ms: number): void => {
    const until = now + ms
    while (alarms.firstKey <= until) {
      now = Math.max(now, alarms.firstKey)
      const alarm = alarms.first!
      alarm.leave()
      alarm.wake()
    }
    now = until
  }
  const world = new SqsWorld({
    account: '000000000000',
    region: 'us-east-1',
    ports: NO_PORTS,
    clock,
    random: new Random(seed + 1),
    relaxed: new Set(),
  })
  const exchanges: Exchange[] = []

  const ask = (operation: string, input: Input, sent: number, patience: number): Outcome => {
    const isLost = chance(lost) && operation !== 'CreateQueue'
    let outcome: Outcome = { kind: 'lost', reason: 'no answer' }
    if (!isLost || chance(60)) {
      try {
        const answer = world.call({ operation, input, region: 'us-east-1', origin: 'http://localhost' })
        if (answer instanceof Promise) throw new Error('a long poll')
        if (!isLost) outcome = { kind: 'answered', output: structuredClone(answer) }
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error
        if (!isLost) outcome = { kind: 'refused', code: error.shape, message: error.message }
      }
    }
    const received = now + (isLost ? 500 : 0) + patience * random.next()
    exchanges.push({
      service: 'sqs',
      region: 'us-east-1',
      account: '000000000000',
      client: `c${below(4)}`,
      operation,
      input,
      sent,
      received,
      outcome,
    })
    return outcome
  }

  const urlOf = (name: string, Attributes: Record<string, string> = {}): string => {
    pass(1)
    const outcome = ask('CreateQueue', { QueueName: name, Attributes }, now - 1, 1)
    pass(2)
    return outcome.kind === 'answered' ? String(outcome.output['QueueUrl']) : ''
  }
  const policy = (name: string, count: number): string =>
    JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}`, maxReceiveCount: count })
  const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' }
  const visible = { VisibilityTimeout: '3' }
  const dead = urlOf('dead', visible)
  const deadFifo = urlOf('dead.fifo', { ...fifo, ...visible })
  const urls = [
    urlOf('plain', { ...visible, RedrivePolicy: policy('dead', 3) }),
    urlOf('simple', visible),
    urlOf('line.fifo', { ...fifo, ...visible, RedrivePolicy: policy('dead.fifo', 2) }),
    urlOf('simple.fifo', { ...fifo, ...visible, MessageRetentionPeriod: '60' }),
    dead,
    deadFifo,
  ]
  let held: Held[] = []
  let bodies = 0

  const send = (url: string, sent: number, patience: number): void => {
    const isFifo = url.endsWith('.fifo')
    const entry = (): Input => ({
      MessageBody: chance(10) ? 'same' : `body ${++bodies}`,
      ...(chance(20) ? { MessageAttributes: { kind: { DataType: 'String', StringValue: oneOf(['a', 'b']) } } } : {}),
      ...(isFifo ? { MessageGroupId: oneOf(['g', 'h', 'i']), ...(chance(30) ? { MessageDeduplicationId: `d${below(40)}` } : {}) } : {}),
      ...(!isFifo && chance(10) ? { DelaySeconds: below(3) } : {}),
    })
    if (chance(70)) ask('SendMessage', { QueueUrl: url, ...entry() }, sent, patience)
    else {
      const Entries = Array.from({ length: 1 + below(4) }, (_, i) => ({ Id: `e${i}`, ...entry() }))
      ask('SendMessageBatch', { QueueUrl: url, Entries }, sent, patience)
    }
  }
  const receive = (url: string, sent: number, patience: number): void => {
    const isFifo = url.endsWith('.fifo')
    const input: Input = {
      QueueUrl: url,
      MaxNumberOfMessages: 1 + below(10),
      ...(chance(30) ? { VisibilityTimeout: oneOf([0, 1, 5]) } : {}),
      ...(chance(60) ? { MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] } : {}),
      ...(isFifo && chance(30) ? { ReceiveRequestAttemptId: `a${below(6)}` } : {}),
    }
    const outcome = ask('ReceiveMessage', input, sent, patience)
    if (outcome.kind !== 'answered') return
    const { received } = exchanges.at(-1)!
    for (const { ReceiptHandle } of (outcome.output['Messages'] ?? []) as { ReceiptHandle: string }[])
      held.push({ url, handle: ReceiptHandle, from: received })
  }
  const useHandle = (operation: string, sent: number, patience: number): void => {
    const known = held.filter(({ from }) => from < sent)
    if (known.length === 0) return
    const one = oneOf(known.slice(-12))
    const timeout = operation === 'ChangeMessageVisibility' ? { VisibilityTimeout: oneOf([0, 1, 8]) } : {}
    ask(operation, { QueueUrl: one.url, ReceiptHandle: one.handle, ...timeout }, sent, patience)
    if (operation === 'DeleteMessage' && chance(90)) held = held.filter((other) => other !== one)
  }

  for (let step = 0; step < steps; step++) {
    pass(chance(5) ? 4000 * random.next() : 120 * random.next())
    const patience = chance(10) ? 5000 : 60
    const sent = now - patience * random.next()
    const url = chance(80) ? oneOf(urls.slice(0, 4)) : oneOf(urls)
    const dice = below(1000)
    if (dice < 330) send(url, sent, patience)
    else if (dice < 690) receive(url, sent, patience)
    else if (dice < 900) useHandle('DeleteMessage', sent, patience)
    else if (dice < 980) useHandle('ChangeMessageVisibility', sent, patience)
    else if (dice < 984) ask('PurgeQueue', { QueueUrl: url }, sent, patience)
    else if (dice < 990)
      ask('SetQueueAttributes', { QueueUrl: url, Attributes: { VisibilityTimeout: oneOf(['1', '3', '10']) } }, sent, patience)
    else if (dice < 994) ask('SetQueueAttributes', { QueueUrl: url, Attributes: { DelaySeconds: oneOf(['0', '2']) } }, sent, patience)
    else if (dice < 997)
      ask('StartMessageMoveTask', { SourceArn: `arn:aws:sqs:us-east-1:000000000000:${oneOf(['dead', 'dead.fifo'])}` }, sent, patience)
    else if (dice < 998) ask('DeleteQueue', { QueueUrl: urls[1]! }, sent, patience)
    held = held.slice(-200)
  }
  for (let round = 0; round < 3; round++) {
    pass(70_000)
    for (const url of urls) for (let i = 0; i < 3; i++) receive(url, now, 1)
  }
  return exchanges.sort((a, b) => a.received - b.received)
}
