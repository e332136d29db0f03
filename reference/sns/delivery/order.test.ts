import { PublishCommand } from '@aws-sdk/client-sns'
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { CALM } from '../../core/adversity.js'
import { ServiceError } from '../../core/errors.js'
import type { Call, Service } from '../../core/service.js'
import { Worlds } from '../../server/worlds.js'
import { sqs as realSqs } from '../../sqs/index.js'
import { sns as service } from '../index.js'
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
    await insist(() =>
      sns.send(new PublishCommand({ TopicArn: t, Message: `${i}`, MessageGroupId: group, MessageDeduplicationId: `${i}` })),
    )
    sent[group]!.push(`${i}`)
  }
  await clock.advance(60_000)
  const received: Record<string, string[]> = { a: [], b: [], c: [] }
  for (let rounds = 0; rounds < 400 && Object.values(received).flat().length < 60; rounds++) {
    const { Messages = [] } = await insist(() =>
      sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q.fifo', MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['MessageGroupId'] })),
    )
    for (const { Body, Attributes, ReceiptHandle } of Messages) {
      received[Attributes!.MessageGroupId!]!.push(Body!)
      await insist(() => sqs.send(new DeleteMessageCommand({ QueueUrl: 'q.fifo', ReceiptHandle })))
    }
    if (Messages.length === 0) await clock.advance(31_000)
  }
  expect(received).toEqual(sent)
})

test('while a group waits for a retry its later messages wait with it, and other groups do not', async () => {
  const taken: string[] = []
  let isDown = true
  const queues: Service = {
    ...realSqs,
    open: () => ({
      call({ input: { MessageBody, MessageGroupId } }: Call) {
        if (isDown && MessageGroupId === 'a') throw new ServiceError('ServiceUnavailable', 'Down.')
        taken.push(String(MessageBody))
        return {}
      },
    }),
  }
  const world = new Worlds({ clock: 'manual', seed: 1, start: 0, relax: [], adversity: CALM, freedoms: [] }, [queues, service]).of(ACCOUNT)
  const ask = (operation: string, input: Call['input']) =>
    world.state(service, ACCOUNT, 'us-east-1').call({ operation, input, region: 'us-east-1', origin: 'http://x', accessKey: ACCOUNT })
  const TopicArn = `arn:aws:sns:us-east-1:${ACCOUNT}:t.fifo`
  await ask('CreateTopic', { Name: 't.fifo', Attributes: { FifoTopic: 'true', ContentBasedDeduplication: 'true' } })
  await ask('Subscribe', {
    TopicArn,
    Protocol: 'sqs',
    Endpoint: `arn:aws:sqs:us-east-1:${ACCOUNT}:q.fifo`,
    Attributes: { RawMessageDelivery: 'true' },
  })
  for (const Message of ['a1', 'b1', 'a2', 'b2', 'a3']) await ask('Publish', { TopicArn, Message, MessageGroupId: Message[0] })
  expect(taken).toEqual(['b1', 'b2'])
  await world.clock.advance(500)
  isDown = false
  await ask('Publish', { TopicArn, Message: 'a4', MessageGroupId: 'a' })
  expect(taken).toEqual(['b1', 'b2'])
  await world.clock.advance(500)
  expect(taken).toEqual(['b1', 'b2', 'a1', 'a2', 'a3', 'a4'])
})
