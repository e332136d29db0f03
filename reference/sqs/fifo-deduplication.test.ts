import { CreateQueueCommand, SendMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { reference } from '../index.js'

test('an id is known in its group after another group used it, whatever the scope was when it was accepted', async () => {
  const aws = reference()
  const sqs = new SQSClient(aws.client())
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q.fifo', Attributes: { FifoQueue: 'true' } }))
  const send = async (MessageGroupId: string) => {
    const { MessageId } = await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageGroupId, MessageDeduplicationId: 'd' }),
    )
    return MessageId
  }
  const first = await send('g1')
  expect(await send('g2')).toBe(first)
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DeduplicationScope: 'messageGroup' } }))
  await aws.clock.advance(60_000)
  expect(await send('g2')).not.toBe(first)
  expect(await send('g1')).toBe(first)
  await aws.clock.advance(240_000)
  expect(await send('g1')).not.toBe(first)
})
