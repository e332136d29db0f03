import { expect, test } from 'vitest'
import { Node, url } from './index-walk.fixture.js'

test('a message that failed as often as it may is deleted by its latest handle: only a receive makes it a dead letter', () => {
  const node = new Node()
  node.do('CreateQueue', { QueueName: 'd' })
  node.do('CreateQueue', {
    QueueName: 'q',
    Attributes: {
      VisibilityTimeout: '1',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:d', maxReceiveCount: 1 }),
    },
  })
  for (const body of ['deleted', 'kept']) node.do('SendMessage', { QueueUrl: url('q'), MessageBody: body })
  node.do('ReceiveMessage', { QueueUrl: url('q'), MaxNumberOfMessages: 10 })
  node.now += 1000
  expect(node.do('DeleteMessage', { QueueUrl: url('q'), ReceiptHandle: node.handles[0] })).toEqual({})
  expect(node.do('ReceiveMessage', { QueueUrl: url('d'), MaxNumberOfMessages: 10 })).toEqual({})
  expect(node.do('ReceiveMessage', { QueueUrl: url('q'), MaxNumberOfMessages: 10 })).toEqual({})
  expect(node.do('ReceiveMessage', { QueueUrl: url('d'), MaxNumberOfMessages: 10 })).toMatchObject({ Messages: [{ Body: 'kept' }] })
})
