import { expect, test } from 'vitest'
import { CALM } from '../../core/adversity.js'
import { ServiceError } from '../../core/errors.js'
import type { Call, Output, Service } from '../../core/service.js'
import { Worlds } from '../../server/worlds.js'
import { sqs } from '../../sqs/index.js'
import { sns } from '../index.js'
import { OPEN } from './setup.fixture.js'

const ACCOUNT = '123456789012'
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:t`
const ROLE = `arn:aws:iam::${ACCOUNT}:role/r`

/** A world with a service that keeps what it is called for, and answers as it is told. */
const setUp = (id: 'lambda' | 'firehose', answer: (number: number) => Output | Promise<Output> = () => ({})) => {
  const calls: Call[] = []
  const other: Service = { ...sqs, id, open: () => ({ call: (call) => answer(calls.push(call)) }) }
  const worlds = new Worlds({ clock: 'manual', seed: 1, start: 0, relax: [], adversity: CALM, freedoms: [] }, [sqs, sns, other])
  const world = worlds.of(ACCOUNT)
  const ask = (service: Service, operation: string, input: Call['input']) =>
    world
      .state(service, ACCOUNT, 'us-east-1')
      .call({ operation, input, region: 'us-east-1', origin: 'http://x', accessKey: ACCOUNT }) as Record<string, unknown>
  ask(sns, 'CreateTopic', { Name: 't' })
  const subscribe = (endpoint: string, Attributes: Record<string, string> = {}) =>
    ask(sns, 'Subscribe', { TopicArn: TOPIC, Protocol: id, Endpoint: endpoint, Attributes, ReturnSubscriptionArn: true })[
      'SubscriptionArn'
    ] as string
  return { world, calls, ask, subscribe, publish: (input: Call['input']) => ask(sns, 'Publish', { TopicArn: TOPIC, ...input }) }
}
const payload = (call: Call, name = 'Payload') => Buffer.from(call.input[name] as Uint8Array).toString()

test('a function gets one record in its own spelling, and what is absent as null and {}', () => {
  const { calls, subscribe, publish } = setUp('lambda')
  const arn = subscribe(`arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`)
  const { MessageId } = publish({ Message: 'm' })
  publish({
    Message: 'm',
    Subject: 's',
    MessageAttributes: {
      n: { DataType: 'Number', StringValue: '1' },
      l: { DataType: 'String.Array', StringValue: '[]' },
      b: { DataType: 'Binary', BinaryValue: Buffer.from('x') },
    },
  })
  publish({
    Message: '{"default":"d","lambda":"own"}',
    MessageStructure: 'json',
    MessageAttributes: { a: { DataType: 'String', StringValue: 'v' } },
  })
  expect(calls[0]).toMatchObject({
    operation: 'Invoke',
    input: { FunctionName: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`, InvocationType: 'Event' },
    principal: { service: 'sns.amazonaws.com', sourceArn: TOPIC, sourceAccount: ACCOUNT },
  })
  const events = calls.map((call) => JSON.parse(payload(call)) as { Records: [{ Sns: Record<string, unknown> }] })
  expect(events[0]).toEqual({
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: arn,
        Sns: {
          Type: 'Notification',
          MessageId,
          TopicArn: TOPIC,
          Subject: null,
          Message: 'm',
          Timestamp: '1970-01-01T00:00:00.000Z',
          SignatureVersion: '1',
          Signature: expect.any(String) as string,
          SigningCertUrl: expect.stringMatching(/^http:\/\/x\/SimpleNotificationService-[0-9a-f]{32}\.pem$/) as string,
          UnsubscribeUrl: `http://x/?Action=Unsubscribe&SubscriptionArn=${arn}`,
          MessageAttributes: {},
        },
      },
    ],
  })
  expect(events[1]!.Records[0].Sns).toMatchObject({
    Subject: 's',
    MessageAttributes: { n: { Type: 'String', Value: '1' }, l: { Type: 'String', Value: '[]' }, b: { Type: 'Binary', Value: 'eA==' } },
  })
  expect(events[2]!.Records[0].Sns).toMatchObject({ Message: 'own', MessageAttributes: {} })
})

test('a function that is not there is a fault for good, one that is busy is tried by the phases of AWS', async () => {
  const gone = setUp('lambda', () => {
    throw new ServiceError('ResourceNotFoundException', 'Function not found')
  })
  gone.ask(sqs, 'CreateQueue', { QueueName: 'dead', Attributes: { Policy: JSON.stringify(OPEN) } })
  gone.subscribe(`arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`, {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:${ACCOUNT}:dead` }),
  })
  gone.publish({ Message: 'm' })
  expect(gone.calls).toHaveLength(1)
  const { Messages } = gone.ask(sqs, 'ReceiveMessage', { QueueUrl: 'dead' }) as { Messages: [{ Body: string }] }
  expect(JSON.parse(Messages[0].Body)).toMatchObject({ Type: 'Notification', Message: 'm', SigningCertURL: expect.any(String) as string })

  const busy = setUp('lambda', async (number) => {
    if (number < 8) throw new ServiceError('TooManyRequestsException', 'Rate exceeded')
    return {}
  })
  busy.subscribe(`arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`)
  busy.publish({ Message: 'm' })
  await busy.world.clock.advance(0)
  // At once, and three times more without delay.
  expect(busy.calls).toHaveLength(4)
  await busy.world.clock.advance(1000)
  expect(busy.calls).toHaveLength(5)
  await busy.world.clock.advance(100_000)
  expect(busy.calls).toHaveLength(8)
})

test('a stream gets a line for each message, without a signature, or the text alone', () => {
  const { calls, subscribe, publish } = setUp('firehose')
  const stream = (name: string) => `arn:aws:firehose:us-east-1:${ACCOUNT}:deliverystream/${name}`
  subscribe(stream('whole'), { SubscriptionRoleArn: ROLE })
  subscribe(stream('raw'), { SubscriptionRoleArn: ROLE, RawMessageDelivery: 'true' })
  publish({ Message: 'two\nlines', Subject: 's', MessageAttributes: { a: { DataType: 'String', StringValue: 'v' } } })
  expect(calls.map(({ operation, input }) => [operation, input['DeliveryStreamName']])).toEqual([
    ['PutRecord', 'whole'],
    ['PutRecord', 'raw'],
  ])
  const [whole, raw] = calls.map(({ input }) => Buffer.from((input['Record'] as { Data: Uint8Array }).Data).toString())
  expect(raw).toBe('two\nlines\n')
  expect(whole!.split('\n')).toHaveLength(2)
  expect(Object.keys(JSON.parse(whole!) as object)).toEqual([
    'Type',
    'MessageId',
    'TopicArn',
    'Subject',
    'Message',
    'Timestamp',
    'UnsubscribeURL',
    'MessageAttributes',
  ])
})

test('where the service is not there, nothing takes the message', () => {
  const { ask, calls, publish } = setUp('firehose')
  ask(sns, 'Subscribe', { TopicArn: TOPIC, Protocol: 'lambda', Endpoint: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f` })
  expect(publish({ Message: 'm' })).toHaveProperty('MessageId')
  expect(calls).toEqual([])
})
