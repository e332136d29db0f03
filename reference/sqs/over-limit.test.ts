import { expect, test } from 'vitest'
import { known } from '../core/facts.js'
import { Node, url } from './index-walk.fixture.js'

/** A queue with as many messages in flight as there may be: here three. */
function fullQueue(name: string, attributes: Record<string, string>): Node {
  const node = new Node()
  node.reading.inFlightBelow = ({ index }) => known(index.inFlight < 3)
  node.do('CreateQueue', { QueueName: name, Attributes: attributes })
  for (const MessageBody of ['1', '2', '3', '4'])
    node.do('SendMessage', { QueueUrl: url(name), MessageBody, MessageGroupId: `g${MessageBody}` })
  node.do('ReceiveMessage', { QueueUrl: url(name), MaxNumberOfMessages: 3 })
  return node
}

test('at the limit of messages in flight a short poll of a standard queue fails, and a long poll gives nothing', () => {
  const node = fullQueue('q', {})
  expect(node.do('ReceiveMessage', { QueueUrl: url('q') })).toMatch(/^OverLimit: /)
  expect(node.do('ReceiveMessage', { QueueUrl: url('q'), WaitTimeSeconds: 1 })).toEqual({})
  node.do('SetQueueAttributes', { QueueUrl: url('q'), Attributes: { ReceiveMessageWaitTimeSeconds: '5' } })
  expect(node.do('ReceiveMessage', { QueueUrl: url('q') })).toEqual({})
  expect(node.do('ReceiveMessage', { QueueUrl: url('q'), WaitTimeSeconds: 0 })).toMatch(/^OverLimit: /)
})

test('at the limit of messages in flight a FIFO queue gives nothing', () => {
  const node = fullQueue('q.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' })
  expect(node.do('ReceiveMessage', { QueueUrl: url('q.fifo') })).toEqual({})
})

const MOST = 120_000

test('a standard queue has 120,000 messages in flight, and one more when one of them is deleted', () => {
  const node = new Node()
  const QueueUrl = url('q')
  node.do('CreateQueue', { QueueName: 'q', Attributes: { VisibilityTimeout: '43200' } })
  for (let nth = 0; nth <= MOST; nth++) node.do('SendMessage', { QueueUrl, MessageBody: 'm' })
  for (let taken = 0; taken < MOST; taken += 10) node.do('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 })
  expect(node.handles).toHaveLength(MOST)
  expect(node.do('ReceiveMessage', { QueueUrl })).toMatch(/^OverLimit: /)
  node.do('DeleteMessage', { QueueUrl, ReceiptHandle: node.handles[0] })
  expect(node.do('ReceiveMessage', { QueueUrl })).toMatchObject({ Messages: [{ Body: 'm' }] })
})
