import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FAIR_SCENES, FairQueue, fairSteps, servesFairly } from './fair-walk.fixture.js'
import { answersTo, indexSteps, Node, url } from './index-walk.fixture.js'
import { NaiveIndex } from './naive-index.fixture.js'

const asked = fc.record({ isWary: fc.boolean(), isLoop: fc.boolean(), maxReceives: fc.integer({ min: 1, max: 5 }) })

test.each(['standard', 'fifo'])('the fast index of a %s queue answers as one that looks at every message', (type) => {
  const fifo = type === 'fifo'
  fc.assert(
    fc.property(indexSteps, asked, (steps, how) => {
      expect(answersTo(steps, { fifo, ...how })).toEqual(answersTo(steps, { fifo, ...how }, () => new NaiveIndex(fifo)))
    }),
    { numRuns: 600 },
  )
})

test('a fair queue serves quiet tenants before noisy ones, and each in its order', () => {
  fc.assert(fc.property(fairSteps, servesFairly), { numRuns: 150 })
})

test.each(FAIR_SCENES)('$name', ({ play, next }) => {
  const queue = new FairQueue()
  play(queue)
  expect(queue.receive(1)).toEqual([next])
})

test('nothing of a noisy tenant is found any more after a purge', () => {
  const queue = new FairQueue()
  queue.send('a', 40)
  queue.take(35)
  expect(queue.isPurged()).toBe(true)
})

test('nothing of a noisy tenant is lost', () => {
  const queue = new FairQueue()
  queue.send('noisy', 100)
  queue.take(40)
  queue.send('quiet', 5)
  expect(queue.receive(10)).toEqual([...new Array<string>(5).fill('quiet'), ...new Array<string>(5).fill('noisy')])
  const { received, sent } = queue.drain()
  expect(received).toBe(sent)
})

/** A queue that is its own dead-letter queue takes what it sends away, again and again. */
test.each(['own', 'own.fifo'])('a receive on %s, which is its own dead-letter queue, comes to an end', (name) => {
  for (const isWary of [false, true]) {
    const node = new Node(undefined, isWary)
    const QueueUrl = url(name)
    node.do('CreateQueue', {
      QueueName: name,
      Attributes: name.endsWith('.fifo') ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' } : {},
    })
    node.do('SetQueueAttributes', {
      QueueUrl,
      Attributes: {
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}`, maxReceiveCount: 1 }),
      },
    })
    const group = name.endsWith('.fifo') ? 'g' : undefined
    for (const MessageBody of ['1', '2']) node.do('SendMessage', { QueueUrl, MessageBody, MessageGroupId: group })
    const bodies = (): unknown =>
      (
        node.do('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }) as { Messages?: { Body: string }[] }
      ).Messages?.map(({ Body }) => Body).sort()
    for (let n = 0; n < 4; n++) {
      bodies()
      node.now += 1000
    }
    expect(bodies()).toBeUndefined()
    expect(node.queue(name).index.visible).toBe(2)
  }
})
