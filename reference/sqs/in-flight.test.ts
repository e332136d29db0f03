import { expect, test } from 'vitest'
import { Node, url } from './index-walk.fixture.js'

const MOST = 120_000
/** A busy machine takes its time for so many, in milliseconds. */
const PATIENCE = 60_000

/** A queue with as many messages in flight as there can be, and one more. */
const full = (name: string, Attributes = {}): Node => {
  const node = new Node()
  const QueueUrl = url(name)
  node.do('CreateQueue', { QueueName: name, Attributes: { VisibilityTimeout: '43200', ...Attributes } })
  const fifo = (id: string) => (name.endsWith('.fifo') ? { MessageGroupId: id, MessageDeduplicationId: id } : {})
  for (let nth = 0; nth <= MOST; nth++) node.do('SendMessage', { QueueUrl, MessageBody: 'm', ...fifo(String(nth)) })
  for (let taken = 0; taken < MOST; taken += 10) node.do('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 })
  return node
}

test('a standard queue with 120,000 messages in flight refuses a receive, and gives the next one when one of them is deleted', () => {
  const node = full('q')
  const receive = () => node.do('ReceiveMessage', { QueueUrl: url('q') })
  expect(receive()).toMatch(/^OverLimit/)
  node.do('DeleteMessage', { QueueUrl: url('q'), ReceiptHandle: node.handles[0] })
  expect(receive()).toMatchObject({ Messages: [{ Body: 'm' }] })
  expect(receive()).toEqual({})
}, PATIENCE)

test('a FIFO queue with 120,000 messages in flight gives no more, and no error', () => {
  const node = full('q.fifo', { FifoQueue: 'true' })
  const receive = () => node.do('ReceiveMessage', { QueueUrl: url('q.fifo') })
  expect(receive()).toEqual({})
  node.do('DeleteMessage', { QueueUrl: url('q.fifo'), ReceiptHandle: node.handles[0] })
  expect(receive()).toMatchObject({ Messages: [{ Body: 'm' }] })
}, PATIENCE)
