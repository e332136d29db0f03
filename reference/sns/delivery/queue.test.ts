import { PublishCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { ACCOUNT, OPEN, setUp } from './setup.fixture.js'

const text = { DataType: 'String', StringValue: 'v "quoted"' }
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, { DataType: 'String', StringValue: 'x' }]))

test('a queue gets a document on several lines, in the order in which AWS prints it', async () => {
  const { sns, topic, queue, subscribe, receive } = setUp()
  const [t, q] = [await topic('t'), await queue('q')]
  const arn = await subscribe(t, 'sqs', q)
  const { MessageId } = await sns.send(
    new PublishCommand({
      TopicArn: t,
      Subject: 'On "it"',
      Message: '{"k":\n"é"}',
      MessageAttributes: { a: text, b: { DataType: 'Binary', BinaryValue: Buffer.from([2, 3, 4]) } },
    }),
  )
  const [message] = await receive(q)
  const lines = message!.Body!.split('\n')
  expect(lines.filter((line) => !/^ {2}"(Signature|SigningCertURL)" : /.test(line))).toEqual([
    '{',
    '  "Type" : "Notification",',
    `  "MessageId" : "${MessageId}",`,
    `  "TopicArn" : "${t}",`,
    '  "Subject" : "On \\"it\\"",',
    '  "Message" : "{\\"k\\":\\n\\"é\\"}",',
    '  "Timestamp" : "2026-01-01T00:00:00.000Z",',
    '  "SignatureVersion" : "1",',
    `  "UnsubscribeURL" : "http://touchstone.localhost/?Action=Unsubscribe&SubscriptionArn=${arn}",`,
    '  "MessageAttributes" : {',
    '    "a" : {"Type":"String","Value":"v \\"quoted\\""},',
    '    "b" : {"Type":"Binary","Value":"AgME"}',
    '  }',
    '}',
  ])
  expect(Object.keys(JSON.parse(message!.Body!) as object)).toHaveLength(11)
  expect(message!.MessageAttributes).toBeUndefined()
  expect(message!.MessageId).not.toBe(MessageId)
})

test('raw delivery gives the text and the attributes, up to ten; more go to the dead-letter queue', async () => {
  const { sns, topic, queue, subscribe, receive } = setUp()
  const [t, raw, dead] = [await topic('t'), await queue('raw'), await queue('dead')]
  await subscribe(t, 'sqs', raw, { RawMessageDelivery: 'true', RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead }) })
  await sns.send(new PublishCommand({ TopicArn: t, Message: 'ten', Subject: 'lost', MessageAttributes: many(10) }))
  await sns.send(new PublishCommand({ TopicArn: t, Message: 'eleven', MessageAttributes: many(11) }))
  expect(await receive(raw)).toMatchObject([{ Body: 'ten', MessageAttributes: many(10) }])
  expect(JSON.parse((await receive(dead))[0]!.Body!)).toMatchObject({ Message: 'eleven' })
})

test('a message goes only where the policy of the queue lets the topic send', async () => {
  const { sns, topic, queue, subscribe, receive } = setUp()
  const [t, other, dead] = [await topic('t'), await topic('other'), await queue('dead')]
  const from = (arn: string) => ({ ...OPEN, Statement: [{ ...OPEN.Statement[0], Condition: { ArnEquals: { 'aws:SourceArn': arn } } }] })
  const [closed, own, foreign] = [await queue('closed', null), await queue('own', from(t)), await queue('foreign', from(other))]
  for (const q of [closed, own, foreign])
    await subscribe(t, 'sqs', q, q === closed ? { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead }) } : {})
  await sns.send(new PublishCommand({ TopicArn: t, Message: 'm' }))
  expect(await receive(closed)).toEqual([])
  expect(await receive(own)).toHaveLength(1)
  expect(await receive(foreign)).toEqual([])
  expect(await receive(dead)).toHaveLength(1)
})

test('a queue of another region and of another account of the world', async () => {
  const { aws, sns, topic, subscribe, receive, queue } = setUp()
  aws.world(ACCOUNT).drop()
  aws.worlds(ACCOUNT, '222222222222')
  const t = await topic('t')
  const afar = new SQSClient(aws.client({ account: ACCOUNT, region: 'eu-west-1' }))
  const theirs = new SQSClient(aws.client({ account: '222222222222' }))
  for (const sqs of [afar, theirs]) await sqs.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { Policy: JSON.stringify(OPEN) } }))
  await subscribe(t, 'sqs', `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`)
  await subscribe(t, 'sqs', 'arn:aws:sqs:us-east-1:222222222222:q')
  const own = await queue('own')
  await subscribe(t, 'sqs', own)
  await sns.send(new PublishCommand({ TopicArn: t, Message: 'm' }))
  const bodies = async (sqs: SQSClient) =>
    ((await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'q', MaxNumberOfMessages: 10 }))).Messages ?? []).map(
      ({ Body }) => JSON.parse(Body!) as { Type: string; Token?: string; TopicArn: string },
    )
  expect(await bodies(afar)).toMatchObject([{ Type: 'Notification' }])
  // The other account has not asked for it: it gets what confirms the subscription.
  const [confirmation] = await bodies(theirs)
  expect(confirmation).toMatchObject({ Type: 'SubscriptionConfirmation', TopicArn: t })
  expect(await receive(own)).toHaveLength(1)
})

test('FIFO: the queue gets group, deduplication id and order, a standard queue neither, and the document has no signature', async () => {
  const { sns, topic, queue, subscribe, receive } = setUp()
  const t = await topic('t.fifo', { FifoTopic: 'true', ContentBasedDeduplication: 'true' })
  const [fifo, standard] = [await queue('q.fifo', OPEN, { FifoQueue: 'true' }), await queue('q')]
  for (const q of [fifo, standard]) await subscribe(t, 'sqs', q)
  const sent = await sns.send(new PublishCommand({ TopicArn: t, Message: 'Test', MessageGroupId: 'g' }))
  const [inFifo] = await receive(fifo)
  expect(inFifo!.Attributes).toMatchObject({
    MessageGroupId: 'g',
    MessageDeduplicationId: '532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25',
  })
  const document = JSON.parse(inFifo!.Body!) as Record<string, string>
  expect(Object.keys(document)).toEqual(['Type', 'MessageId', 'SequenceNumber', 'TopicArn', 'Message', 'Timestamp', 'UnsubscribeURL'])
  expect(document['SequenceNumber']).toBe(sent.SequenceNumber)
  expect((await receive(standard))[0]!.Attributes).not.toHaveProperty('MessageGroupId')
})

test('a deleted queue is a fault for good: the dead-letter queue gets the message at once, as the queue would have', async () => {
  const { sns, sqs, topic, queue, subscribe, receive } = setUp()
  const t = await topic('t.fifo', { FifoTopic: 'true' })
  const [q, dead] = [await queue('q.fifo', OPEN, { FifoQueue: 'true' }), await queue('dead.fifo', OPEN, { FifoQueue: 'true' })]
  await subscribe(t, 'sqs', q, { RawMessageDelivery: 'true', RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead }) })
  await sqs.send(new DeleteQueueCommand({ QueueUrl: 'q.fifo' }))
  await sns.send(
    new PublishCommand({ TopicArn: t, Message: 'm', MessageGroupId: 'g', MessageDeduplicationId: 'd', MessageAttributes: many(1) }),
  )
  expect(await receive(dead)).toMatchObject([
    { Body: 'm', Attributes: { MessageGroupId: 'g', MessageDeduplicationId: 'd' }, MessageAttributes: many(1) },
  ])
})

test('a standard topic passes the group of a message on to standard queues', async () => {
  const { sns, topic, queue, subscribe, receive } = setUp()
  const [t, q] = [await topic('t'), await queue('q')]
  await subscribe(t, 'sqs', q)
  await sns.send(new PublishCommand({ TopicArn: t, Message: 'm', MessageGroupId: 'tenant' }))
  expect(await receive(q)).toMatchObject([{ Attributes: { MessageGroupId: 'tenant' } }])
})
