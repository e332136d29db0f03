import { expect, test } from 'vitest'
import { known } from '../core/facts.js'
import { Node, url } from './index-walk.fixture.js'

/** A queue with as many messages in flight as there may be: here three. */
function fullQueue(name: string, attributes: Record<string, string>): Node {
  const node = new Node()
  node.reading.inFlightBelow = ({ index }) => known(index.inFlight < 3)
  node.do('CreateQueue', { QueueName: name, Attributes: attributes })
  for (const MessageBody of ['1', '2', '3', '4']) node.do('SendMessage', { QueueUrl: url(name), MessageBody, MessageGroupId: `g${MessageBody}` })
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
