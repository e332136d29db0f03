import { expect, test } from 'vitest'
import { TurnedClock } from '../server/turned-clock.js'
import { ServiceError } from '../core/errors.js'
import { NO_PORTS, type Principal } from '../core/ports.js'
import { Random } from '../core/random.js'
import { SqsWorld } from './world.js'

const [OWN, OTHER] = ['111111111111', '222222222222'] as const
const QueueUrl = `http://x/${OWN}/q`
const topic: Principal = { service: 'sns.amazonaws.com', sourceArn: `arn:aws:sns:us-east-1:${OTHER}:news`, sourceAccount: OTHER }

const allow = (statement: object): object => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 'sqs:*',
  Resource: `arn:aws:sqs:us-east-1:${OWN}:q`,
  ...statement,
})

/** What a queue under a policy of these statements answers: `ok`, or an error's name. */
const under = (...statements: readonly object[]) => {
  const clock = new TurnedClock(0)
  const world = new SqsWorld({ account: OWN, region: 'us-east-1', ports: NO_PORTS, clock, random: new Random(1), relaxed: new Set() })
  const ask = (operation: string, input: object, principal?: Principal): string => {
    try {
      void world.call({ operation, input: { QueueUrl, ...input }, region: 'us-east-1', origin: 'http://x', principal })
      return 'ok'
    } catch (error) {
      if (error instanceof ServiceError) return error.shape
      throw error
    }
  }
  ask('CreateQueue', {
    QueueName: 'q',
    ...(statements.length > 0 && { Attributes: { Policy: JSON.stringify({ Statement: statements }) } }),
  })
  return {
    clock,
    ask,
    send: (principal?: Principal): string => ask('SendMessage', { MessageBody: 'x' }, principal),
    sendBatch: (principal: Principal): string => ask('SendMessageBatch', { Entries: [{ Id: '1', MessageBody: 'x' }] }, principal),
  }
}

test('without a policy a queue is its account’s alone, and a client of the account needs none', () => {
  const { send } = under()
  expect([send(), send({ account: OWN }), send({ account: OTHER }), send(topic)]).toEqual([
    'ok',
    'ok',
    'AccessDeniedException',
    'AccessDeniedException',
  ])
})

test('a topic sends to a queue whose policy names it, batches included, and no other does', () => {
  const { send, sendBatch, ask } = under(
    allow({ Action: 'SQS:SendMessage', Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:news' } } }),
  )
  expect([send(topic), sendBatch(topic), ask('ReceiveMessage', {}, topic)]).toEqual(['ok', 'ok', 'AccessDeniedException'])
  expect(send({ ...topic, sourceArn: `arn:aws:sns:us-east-1:${OTHER}:other` })).toBe('AccessDeniedException')
})

test('an explicit deny wins, also over the owner who comes through another service', () => {
  const { send } = under(allow({}), allow({ Effect: 'Deny', Condition: { StringEquals: { 'aws:SourceAccount': OTHER } } }))
  expect([send({ account: OTHER }), send(topic), send({ ...topic, sourceAccount: OWN })]).toEqual(['ok', 'AccessDeniedException', 'ok'])
})

test('what is the owner’s alone no policy gives away', () => {
  const { ask } = under(allow({ Principal: { AWS: OTHER } }))
  expect(ask('GetQueueAttributes', {}, { account: OTHER })).toBe('ok')
  for (const operation of ['DeleteQueue', 'ListQueueTags']) expect(ask(operation, {}, { account: OTHER })).toBe('AccessDeniedException')
  expect(ask('DeleteQueue', {}, { account: OWN })).toBe('ok')
})

test('what a policy denies, it denies a client of the owner’s account, and nothing else, whatever it allows', () => {
  const isElsewhere = { StringNotEquals: { 'aws:PrincipalAccount': OWN } }
  const { send, ask } = under(allow({}), allow({ Effect: 'Deny', Action: 'SQS:SendMessage' }))
  expect(send()).toBe('AccessDeniedException')
  expect(ask('SendMessageBatch', { Entries: [{ Id: '1', MessageBody: 'x' }] })).toBe('AccessDeniedException')
  expect([ask('ReceiveMessage', {}), ask('SetQueueAttributes', { Attributes: { Policy: '' } }), send()]).toEqual(['ok', 'ok', 'ok'])
  expect(under(allow({ Effect: 'Deny', Condition: isElsewhere })).send()).toBe('ok')
})

test('a policy that is set anew holds from then on', () => {
  const { ask, send } = under()
  expect(send(topic)).toBe('AccessDeniedException')
  expect(
    ask('SetQueueAttributes', {
      Attributes: { Policy: JSON.stringify({ Statement: [allow({ Principal: { Service: 'sns.amazonaws.com' } })] }) },
    }),
  ).toBe('ok')
  expect(send(topic)).toBe('ok')
})

test('what a policy lets a topic do until an instant, it does no longer afterwards, however often it was asked before', async () => {
  const { send, clock } = under(allow({ Condition: { DateLessThan: { 'aws:CurrentTime': '1970-01-01T00:01:00Z' } } }))
  expect([send(topic), send(topic)]).toEqual(['ok', 'ok'])
  await clock.advance(60_000)
  expect(send(topic)).toBe('AccessDeniedException')
})
