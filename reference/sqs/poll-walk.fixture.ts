import fc from 'fast-check'
import { step } from './index-walk.fixture.js'
import { arn, Asked, Held, type Poll, type Polled, settled, url } from './polled.fixture.js'
import type { MakeIndex } from './server-index.js'

const queue = fc.constantFrom('a', 'b', 'c', 'd')
const anyStep = fc.oneof(
  step(5, 'poll', {
    queue,
    wait: fc.integer({ min: 1, max: 20 }),
    max: fc.integer({ min: 1, max: 3 }),
    hide: fc.integer({ min: 1, max: 4 }),
    isGone: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  }),
  step(5, 'send', {
    queue,
    count: fc.integer({ min: 1, max: 4 }),
    delay: fc.constantFrom(undefined, 1, 3),
    group: fc.constantFrom('x', 'y'),
  }),
  step(2, 'receive', { queue, hide: fc.integer({ min: 1, max: 4 }) }),
  step(2, 'delete', { queue, handle: fc.nat(5) }),
  step(2, 'change', { queue, handle: fc.nat(5), hide: fc.integer({ min: 0, max: 3 }) }),
  step(2, 'abort', { nth: fc.nat(5) }),
  step(2, 'move', { from: fc.constantFrom('c', 'd'), to: fc.constantFrom(undefined, 'a', 'b') }),
  step(1, 'purge', { queue }),
  step(2, 'wait', { seconds: fc.integer({ min: 1, max: 6 }) }),
)
type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never
/** What is done to two queues and their dead-letter queues while others wait on them. */
export const pollSteps: fc.Arbitrary<Step[]> = fc.array(anyStep, { minLength: 5, maxLength: 30, size: 'max' })

/** In a second more than what is in a queue: what came by a task is not back just when the task brings more. */
const MOVES_A_SECOND = 8

/** The milliseconds of a second at which something can happen: those of each step, and of what a task moves. */
const instantsOf = (steps: readonly Step[]): readonly number[] =>
  steps
    .flatMap(({ op }, nth) =>
      Array.from({ length: op === 'move' ? MOVES_A_SECOND : 1 }, (_, move) => nth + 1 + (move * 1000) / MOVES_A_SECOND),
    )
    .sort((a, b) => a - b)

export interface PolledBoth {
  readonly held: unknown
  readonly asked: unknown
  /** Whether there was no timer and no listener but for those who waited. */
  readonly isTidy: boolean
  readonly senders: readonly string[]
}

/**
 * What long polls give beside what one gets who asks all the time: it must be the same, at the same instants, and nothing may be left behind. Each step has milliseconds
 * of its own: no poll ends at the very instant at which something comes.
 */
export const pollsAsAsked = async (steps: readonly Step[], fifo: boolean, makeIndex?: MakeIndex): Promise<PolledBoth> => {
  let isTidy = true
  const held = new Held(makeIndex)
  const asked = new Asked(instantsOf(steps), makeIndex)
  const both = [held, asked] as const
  const named = (name: string) => (fifo ? `${name}.fifo` : name)
  const attributes = fifo ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' } : {}
  const policy = (name: string) => ({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(named(name)), maxReceiveCount: 2 }) })
  for (const one of both) {
    for (const name of ['c', 'd']) one.do('CreateQueue', { QueueName: named(name), Attributes: attributes })
    one.do('CreateQueue', { QueueName: named('a'), Attributes: { ...attributes, ...policy('c') } })
    one.do('CreateQueue', { QueueName: named('b'), Attributes: { ...attributes, ...policy('d') } })
  }
  const began = held.clock.now()
  let seconds = 0
  let sent = 0
  let tasks = 0
  for (const [nth, s] of steps.entries()) {
    const at = began + seconds * 1000 + nth + 1
    await held.advance(at)
    asked.advance(at)
    const QueueUrl = 'queue' in s ? url(named(s.queue)) : ''
    const each = (operation: string, input: (one: Polled) => Record<string, unknown>): void => {
      for (const one of both) one.do(operation, input(one))
    }
    const handle = (one: Polled, back: number): string => one.handles.at(-1 - back) ?? 'none'
    if (s.op === 'wait') seconds += s.seconds
    else if (s.op === 'poll') {
      const input = { QueueUrl, WaitTimeSeconds: s.wait, MaxNumberOfMessages: s.max, VisibilityTimeout: s.hide, AttributeNames: ['All'] }
      const poll = (): Poll => ({ nth, until: s.isGone ? at : at + s.wait * 1000, signal: new AbortController(), input })
      const mine = poll()
      if (s.isGone) mine.signal.abort()
      held.polls.push(mine)
      await held.poll(mine)
      asked.polls.push(poll())
    } else if (s.op === 'send') {
      for (let n = 0; n < s.count; n++) {
        const MessageBody = String(++sent)
        each('SendMessage', () => ({ QueueUrl, MessageBody, ...(fifo ? { MessageGroupId: s.group } : { DelaySeconds: s.delay }) }))
        await settled()
        asked.ask()
      }
    } else if (s.op === 'receive') each('ReceiveMessage', () => ({ QueueUrl, VisibilityTimeout: s.hide, AttributeNames: ['All'] }))
    else if (s.op === 'delete') each('DeleteMessage', (one) => ({ QueueUrl, ReceiptHandle: handle(one, s.handle) }))
    else if (s.op === 'change')
      each('ChangeMessageVisibility', (one) => ({ QueueUrl, ReceiptHandle: handle(one, s.handle), VisibilityTimeout: s.hide }))
    else if (s.op === 'purge') each('PurgeQueue', () => ({ QueueUrl }))
    else if (s.op === 'move') {
      tasks++
      each('StartMessageMoveTask', () => ({
        SourceArn: arn(named(s.from)),
        DestinationArn: s.to && arn(named(s.to)),
        MaxNumberOfMessagesPerSecond: MOVES_A_SECOND,
      }))
    } else {
      for (const one of both) {
        const poll = one.waiting[s.nth]
        poll?.signal.abort()
        if (one === asked && poll !== undefined) one.answer(poll, {})
      }
    }
    await settled()
    asked.ask()
    isTidy &&= held.isTidy(4, tasks)
  }
  const end = began + (seconds + 60) * 1000
  await held.advance(end)
  asked.advance(end)
  for (const one of both)
    for (const name of ['a', 'b', 'c', 'd'])
      one.do('ReceiveMessage', { QueueUrl: url(named(name)), MaxNumberOfMessages: 10, AttributeNames: ['All'] })
  const shown = ({ polls, seen, senders }: Polled): unknown => ({
    polls: polls.map(({ answered }) => answered),
    seen,
    senders: [...senders],
  })
  return { held: shown(held), asked: shown(asked), isTidy: isTidy && held.isTidy(0, 0), senders: [...held.senders] }
}
