import { SNS } from '@aws-sdk/client-sns'
import { describe, expect, test } from 'vitest'
import { reference } from '../index.js'

const account = '123456789012'
const QUEUE = `arn:aws:sqs:us-east-1:${account}:q`
const open = async (attributes: Record<string, string> = {}) => {
  const aws = reference({ account, start: 1_767_225_600_000 })
  const sns = new SNS(aws.client())
  const { TopicArn } = await sns.createTopic({ Name: attributes['FifoTopic'] === undefined ? 'a' : 'a.fifo', Attributes: attributes })
  const subscribe = (Protocol: string, Endpoint: string, Attributes = {}, ReturnSubscriptionArn?: boolean) =>
    sns.subscribe({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn })
  const of = async (SubscriptionArn: string | undefined) => (await sns.getSubscriptionAttributes({ SubscriptionArn })).Attributes!
  return { aws, sns, TopicArn, subscribe, of }
}

describe('Subscribe', () => {
  test('the same again finds the subscription, other attributes are refused', async () => {
    const { subscribe, of } = await open()
    const { SubscriptionArn } = await subscribe('sqs', QUEUE, { RawMessageDelivery: 'TrUe', FilterPolicy: '{"a":["x"],"b":["y"]}' })
    for (const same of [
      {},
      { RawMessageDelivery: 'true' },
      { FilterPolicy: '{ "b": ["y"], "a": ["x"] }' },
      { FilterPolicyScope: 'MessageAttributes' },
    ])
      expect((await subscribe('sqs', QUEUE, same)).SubscriptionArn).toBe(SubscriptionArn)
    for (const other of [{ RawMessageDelivery: 'false' }, { FilterPolicy: '' }, { FilterPolicyScope: 'MessageBody' }])
      await expect(subscribe('sqs', QUEUE, other)).rejects.toThrow(
        'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
      )
    expect(await of(SubscriptionArn)).toMatchObject({
      RawMessageDelivery: 'true',
      FilterPolicyScope: 'MessageAttributes',
      ConfirmationWasAuthenticated: 'true',
    })
  })

  test.each([
    ['sqs', 'http://localhost/q', 'Invalid parameter: SQS endpoint ARN'],
    ['sqs', `${QUEUE}.fifo`, 'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics'],
    ['sms', '+15--551234567', 'Invalid SMS endpoint: +15--551234567'],
    ['https', 'http://localhost', 'Invalid parameter: Endpoint must match the specified protocol'],
    ['pigeon', 'x', 'Invalid parameter: Amazon SNS does not support this protocol string: pigeon'],
  ])('%s does not take %s', async (protocol, endpoint, message) => {
    const { subscribe } = await open()
    await expect(subscribe(protocol, endpoint)).rejects.toMatchObject({ name: 'InvalidParameterException', message })
  })

  test('a FIFO topic takes queues only, and a hundred of them', async () => {
    const { subscribe } = await open({ FifoTopic: 'true' })
    await expect(subscribe('lambda', `arn:aws:lambda:us-east-1:${account}:function:f`)).rejects.toThrow(
      'Invalid parameter: Invalid protocol type: lambda',
    )
    for (let i = 0; i < 100; i++) await subscribe('sqs', `${QUEUE}${i}.fifo`)
    await expect(subscribe('sqs', QUEUE)).rejects.toMatchObject({ name: 'SubscriptionLimitExceededException' })
  })

  test('a topic has two hundred filter policies, and any number of subscriptions without', async () => {
    const { sns, subscribe } = await open()
    for (let i = 0; i < 200; i++) await subscribe('sqs', `${QUEUE}${i}`, { FilterPolicy: '{"a":["x"]}' })
    await expect(subscribe('sqs', QUEUE, { FilterPolicy: '{"a":["x"]}' })).rejects.toMatchObject({
      name: 'FilterPolicyLimitExceededException',
    })
    const { SubscriptionArn } = await subscribe('sqs', QUEUE)
    const filter = (AttributeValue: string) =>
      sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue })
    await expect(filter('{"a":["x"]}')).rejects.toMatchObject({ name: 'FilterPolicyLimitExceededException' })
    await sns.unsubscribe({ SubscriptionArn: (await subscribe('sqs', `${QUEUE}0`)).SubscriptionArn })
    await filter('{"a":["x"]}')
  })
})

describe('a subscription over HTTP', () => {
  test('waits for its confirmation, and is gone when that does not come in three days', async () => {
    const { aws, sns, TopicArn, subscribe, of } = await open()
    expect((await subscribe('https', 'https://user:secret@example.com/in')).SubscriptionArn).toBe('pending confirmation')
    const { SubscriptionArn } = await subscribe('https', 'https://user:secret@example.com/in', {}, true)
    const pending = {
      SubscriptionArn: 'PendingConfirmation',
      Owner: account,
      Protocol: 'https',
      Endpoint: 'https://user:****@example.com/in',
      TopicArn,
    }
    expect((await sns.listSubscriptionsByTopic({ TopicArn })).Subscriptions).toEqual([pending])
    expect(await of(SubscriptionArn)).toMatchObject({ PendingConfirmation: 'true', ConfirmationWasAuthenticated: 'false' })
    await expect(sns.unsubscribe({ SubscriptionArn })).rejects.toThrow('Cannot unsubscribe a subscription that is pending confirmation')
    await expect(sns.confirmSubscription({ TopicArn, Token: 'x' })).rejects.toThrow('Invalid parameter: Token')
    await aws.clock.advance(3 * 24 * 3600_000)
    expect((await sns.getTopicAttributes({ TopicArn })).Attributes).toMatchObject({ SubscriptionsPending: '0', SubscriptionsDeleted: '1' })
    expect((await sns.listSubscriptionsByTopic({ TopicArn })).Subscriptions).toEqual([])
    await expect(of(SubscriptionArn)).rejects.toMatchObject({ name: 'NotFoundException', message: 'Subscription does not exist' })
  })

  test('is refused where no connection can be made, and has never been there', async () => {
    const { sns, TopicArn, subscribe } = await open()
    await expect(subscribe('http', 'http://127.0.0.1:1/in')).rejects.toThrow('Invalid parameter: Unreachable Endpoint')
    expect((await sns.listSubscriptionsByTopic({ TopicArn })).Subscriptions).toEqual([])
    expect((await sns.getTopicAttributes({ TopicArn })).Attributes).toMatchObject({ SubscriptionsPending: '0', SubscriptionsDeleted: '0' })
  })

  test("has a delivery policy, which is filled up with the topic's and the defaults", async () => {
    const { sns, TopicArn, subscribe, of } = await open()
    const policy = { healthyRetryPolicy: { minDelayTarget: 1, maxDelayTarget: 2, numRetries: 4 } }
    const { SubscriptionArn } = await subscribe('http', 'http://in.example.com/', { DeliveryPolicy: JSON.stringify(policy) }, true)
    const topicPolicy = { http: { defaultRequestPolicy: { headerContentType: 'application/json' } } }
    await sns.setTopicAttributes({ TopicArn, AttributeName: 'DeliveryPolicy', AttributeValue: JSON.stringify(topicPolicy) })
    const retries = {
      minDelayTarget: 1,
      maxDelayTarget: 2,
      numRetries: 4,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    }
    const rest = { sicklyRetryPolicy: null, throttlePolicy: null, guaranteed: false }
    const { DeliveryPolicy, EffectiveDeliveryPolicy } = await of(SubscriptionArn)
    expect(JSON.parse(DeliveryPolicy!)).toEqual({ ...rest, healthyRetryPolicy: retries, requestPolicy: null })
    expect(JSON.parse(EffectiveDeliveryPolicy!)).toEqual({
      ...rest,
      healthyRetryPolicy: retries,
      requestPolicy: { headerContentType: 'application/json' },
    })
  })
})

test('what is gone with its topic is still read for a while, what was unsubscribed is not', async () => {
  const { aws, sns, TopicArn, subscribe, of } = await open()
  const first = await subscribe('sqs', QUEUE)
  await sns.unsubscribe(first as { SubscriptionArn: string })
  await sns.unsubscribe(first as { SubscriptionArn: string })
  await expect(of(first.SubscriptionArn)).rejects.toThrow('Subscription does not exist')
  const second = await subscribe('sqs', QUEUE)
  expect(second.SubscriptionArn).not.toBe(first.SubscriptionArn)
  expect((await sns.getTopicAttributes({ TopicArn })).Attributes).toMatchObject({
    SubscriptionsConfirmed: '1',
    SubscriptionsDeleted: '1',
    SubscriptionsPending: '0',
  })
  await sns.deleteTopic({ TopicArn })
  expect(await of(second.SubscriptionArn)).toMatchObject({ TopicArn })
  await aws.clock.advance(30_000)
  await expect(of(second.SubscriptionArn)).rejects.toThrow('Subscription does not exist')
})

test('a redrive policy names a queue of the account and region, and nothing else', async () => {
  const { sns, subscribe, of } = await open()
  const { SubscriptionArn } = await subscribe('sqs', QUEUE)
  const set = (policy: string) => sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName: 'RedrivePolicy', AttributeValue: policy })
  await expect(set('{"deadLetterTargetArn":"x"}')).rejects.toThrow(
    'Invalid parameter: RedrivePolicy: deadLetterTargetArn is an invalid arn',
  )
  await expect(set(`{"deadLetterTargetArn":"${QUEUE}","maxReceiveCount":3}`)).rejects.toThrow(
    'RedrivePolicy: invalid JSON. Attribute maxReceiveCount is unknown.',
  )
  await expect(set('{"deadLetterTargetArn":"arn:aws:sqs:us-west-2:123456789012:q"}')).rejects.toMatchObject({
    name: 'InvalidParameterException',
  })
  await expect(set('nonsense')).rejects.toThrow('Invalid parameter: RedrivePolicy: failed to parse JSON.')
  await set(`{"deadLetterTargetArn":"${QUEUE}"}`)
  expect((await of(SubscriptionArn))['RedrivePolicy']).toBe(`{"deadLetterTargetArn":"${QUEUE}"}`)
})
