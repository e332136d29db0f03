import { PublishCommand } from '@aws-sdk/client-sns'
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { ACCOUNT, OPEN, setUp } from './setup.fixture.js'

/** Tries until it is not refused. */
const insist = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (let i = 0; ; i++) {
    try {
      return await ask()
    } catch (error) {
      if (i === 50) throw error
    }
  }
}

test.each([1, 2, 3, 4])('groups come whole, once and in order, however SNS and SQS use their freedoms (seed %d)', async (seed) => {
  const { aws, sns, sqs, topic, queue, subscribe } = setUp({ adversity: 'hostile', seed })
  const { clock } = aws.world(ACCOUNT)
  const t = await insist(() => topic('t.fifo', { FifoTopic: 'true' }))
  const q = await insist(() => queue('q.fifo', OPEN, { FifoQueue: 'true' }))
  await clock.advance(2_000)
  await insist(() => subscribe(t, 'sqs', q, { RawMessageDelivery: 'true' }))
  const sent: Record<string, string[]> = { a: [], b: [], c: [] }
  for (let i = 0; i < 60; i++) {
    const group = 'abc'[i % 3]!
    await insist(() => sns.send(new PublishCommand({ TopicArn: t, Message: `${i}`, MessageGroupId: group, MessageDeduplicationId: `${i}` })))
    sent[group]!.push(`${i}`)
  }
  await clock.advance(60_000)
  const received: Record<string, string[]> = { a: [], b: [], c: [] }
  for (let rounds = 0; rounds < 400 && Object.values(received).flat().length < 60; rounds++) {
    const { Messages = [] } = await insist(() => sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q.fifo', MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['MessageGroupId'] })))
    for (const { Body, Attributes, ReceiptHandle } of Messages) {
      received[Attributes!.MessageGroupId!]!.push(Body!)
      await insist(() => sqs.send(new DeleteMessageCommand({ QueueUrl: 'q.fifo', ReceiptHandle })))
    }
    if (Messages.length === 0) await clock.advance(31_000)
  }
  expect(received).toEqual(sent)
})
