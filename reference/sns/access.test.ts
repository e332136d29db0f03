import { expect, test } from 'vitest'
import { ServiceError } from '../core/errors.js'
import { NO_PORTS, type Principal } from '../core/ports.js'
import { Random } from '../core/random.js'
import { TurnedClock } from '../server/turned-clock.js'
import { SnsWorld } from './world.js'

const [OWN, OTHER] = ['111111111111', '222222222222'] as const
const TopicArn = `arn:aws:sns:us-east-1:${OWN}:news`
const bucket: Principal = { service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::photos', sourceAccount: OWN }

/** What a topic answers to others; with statements, under a policy of these. */
const under = (...statements: readonly object[]) => {
  const clock = new TurnedClock(0)
  const site = { account: OWN, region: 'us-east-1', clock, random: new Random(1), relaxed: new Set<never>(), ports: NO_PORTS }
  const world = new SnsWorld(site)
  const ask = (operation: string, input: object, principal?: Principal): string => {
    try {
      void world.call({ operation, input: { ...input }, region: 'us-east-1', origin: 'http://x', accessKey: OWN, principal })
      return 'ok'
    } catch (error) {
      if (error instanceof ServiceError) return error.shape === 'AuthorizationErrorException' ? error.message : error.shape
      throw error
    }
  }
  expect(ask('CreateTopic', { Name: 'news' })).toBe('ok')
  if (statements.length > 0) {
    const Statement = statements.map((one) => ({ Effect: 'Allow', Principal: '*', Action: 'SNS:Publish', Resource: TopicArn, ...one }))
    expect(ask('SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue: JSON.stringify({ Statement }) })).toBe('ok')
  }
  return { clock, ask, publish: (principal?: Principal): string => ask('Publish', { TopicArn, Message: 'x' }, principal) }
}

const denied = (who: string, how = 'because no resource-based policy allows the SNS:Publish action'): string =>
  `User: ${who} is not authorized to perform: SNS:Publish on resource: ${TopicArn} ${how}`

test('the default policy lets the owner’s account do everything, and nobody else', () => {
  const { publish } = under()
  expect([publish(), publish({ account: OWN })]).toEqual(['ok', 'ok'])
  expect(publish({ account: OTHER })).toBe(denied(`arn:aws:iam::${OTHER}:root`))
  expect(publish(bucket)).toBe(denied('s3.amazonaws.com'))
})

test('a bucket publishes where the policy names it as the source, batches included', () => {
  const { publish, ask } = under({
    Principal: { Service: 's3.amazonaws.com' },
    Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:photos' }, StringEquals: { 'aws:SourceAccount': OWN } },
  })
  expect(publish(bucket)).toBe('ok')
  expect(ask('PublishBatch', { TopicArn, PublishBatchRequestEntries: [{ Id: '1', Message: 'x' }] }, bucket)).toBe('ok')
  expect(publish({ ...bucket, sourceArn: 'arn:aws:s3:::videos' } as Principal)).toBe(denied('s3.amazonaws.com'))
})

test('who subscribes is restricted by protocol and endpoint', () => {
  const { ask } = under({
    Action: 'SNS:Subscribe',
    Condition: { StringLike: { 'sns:Endpoint': '*@example.com' }, StringEquals: { 'sns:Protocol': 'email' } },
  })
  const subscribe = (Protocol: string, Endpoint: string): string =>
    ask('Subscribe', { TopicArn, Protocol, Endpoint }, { account: OTHER }).slice(0, 4)
  expect([
    subscribe('email', 'ann@example.com'),
    subscribe('email', 'ann@example.org'),
    subscribe('email-json', 'ann@example.com'),
  ]).toEqual(['ok', 'User', 'User'])
})

test('an explicit deny wins in any order', () => {
  const deny = { Effect: 'Deny', Principal: { AWS: OTHER } }
  for (const statements of [
    [deny, {}],
    [{}, deny],
  ]) {
    const { publish } = under(...statements)
    expect(publish({ account: OTHER })).toBe(denied(`arn:aws:iam::${OTHER}:root`, 'with an explicit deny in a resource-based policy'))
    expect(publish({ account: '333333333333' })).toBe('ok')
  }
})

test.each([
  ['aws:CurrentTime', { DateLessThan: { 'aws:CurrentTime': '1970-01-01T00:01:00Z' } }],
  ['aws:EpochTime', { NumericLessThan: { 'aws:EpochTime': '60' } }],
])('a permission ends when its time is over, by %s', async (_, Condition) => {
  const { publish, clock } = under({ Condition })
  expect(publish({ account: OTHER })).toBe('ok')
  await clock.advance(60_000)
  expect(publish({ account: OTHER })).toContain('not authorized')
})

test('what a policy denies it denies the owner too, who can undo it', () => {
  const { ask, publish } = under({
    Effect: 'Deny',
    Action: ['SNS:Publish', 'SNS:Subscribe', 'SNS:GetTopicAttributes', 'SNS:SetTopicAttributes'],
  })
  expect(publish()).toBe(
    `User: arn:aws:iam::${OWN}:root is not authorized to perform: SNS:Publish on resource: ${TopicArn} with an explicit deny in a resource-based policy`,
  )
  expect(ask('Subscribe', { TopicArn, Protocol: 'email', Endpoint: 'a@b' })).toContain('explicit deny')
  expect(ask('GetTopicAttributes', { TopicArn })).toBe('ok')
  expect(
    ask('SetTopicAttributes', {
      TopicArn,
      AttributeName: 'Policy',
      AttributeValue: JSON.stringify({
        Statement: [
          { Effect: 'Allow', Principal: '*', Action: 'SNS:Publish', Resource: TopicArn },
          { Effect: 'Deny', Principal: { AWS: OTHER }, Action: 'SNS:Publish', Resource: TopicArn },
        ],
      }),
    }),
  ).toBe('ok')
  expect(publish()).toBe('ok')
})
