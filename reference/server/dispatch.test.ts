import { expect, test } from 'vitest'
import type { Service } from '../core/service.js'
import { reference, type RawRequest } from '../index.js'
import { sqs } from '../sqs/index.js'
import { embed } from './reference.js'

const json = (target: string, body: string, more: Partial<RawRequest> = {}): RawRequest => ({
  headers: { 'X-Amz-Target': target, 'Content-Type': 'application/x-amz-json-1.0' },
  body,
  ...more,
})
const form = (body: string, more: Partial<RawRequest> = {}): RawRequest => ({
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body,
  ...more,
})
const UNKNOWN = 'UnknownOperationException'
const SERIALIZATION = 'SerializationException'
const CORAL = 'com.amazon.coral.service'
const deep = '['.repeat(10_000) + ']'.repeat(10_000)
const spoilt = Buffer.from('7b2251756575654e616d65223a22ff227d', 'hex')
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test.each<[string, RawRequest, number, string, string]>([
  ['an unknown operation', json('AmazonSQS.Brew', '{}'), 404, `${CORAL}#${UNKNOWN}`, UNKNOWN],
  ['an operation named like a property of objects', json('AmazonSQS.constructor', '{}'), 404, `${CORAL}#${UNKNOWN}`, UNKNOWN],
  ['an unknown service', json('Tea.Brew', '{}'), 404, `${CORAL}#${UNKNOWN}`, UNKNOWN],
  ['a body cut short', json('AmazonSQS.CreateQueue', '{"QueueName":"q'), 400, `${CORAL}#${SERIALIZATION}`, SERIALIZATION],
  ['a body that is no object', json('AmazonSQS.CreateQueue', '[]'), 400, `${CORAL}#${SERIALIZATION}`, SERIALIZATION],
  ['null', json('AmazonSQS.CreateQueue', 'null'), 400, `${CORAL}#${SERIALIZATION}`, SERIALIZATION],
  ['a deep body', json('AmazonSQS.CreateQueue', '['.repeat(10_000)), 400, `${CORAL}#${SERIALIZATION}`, SERIALIZATION],
  ['a deep value', json('AmazonSQS.CreateQueue', `{"QueueName":${deep}}`), 400, `${CORAL}#${SERIALIZATION}`, SERIALIZATION],
  ['wrong UTF-8', json('AmazonSQS.CreateQueue', '', { body: spoilt }), 400, `${CORAL}#${SERIALIZATION}`, SERIALIZATION],
  ['a GET with a target', json('AmazonSQS.ListQueues', '', { method: 'GET' }), 405, `${CORAL}#MethodNotAllowed`, 'MethodNotAllowed'],
  [
    'an error of the service',
    json('AmazonSQS.GetQueueUrl', '{"QueueName":"none"}'),
    400,
    'com.amazonaws.sqs#QueueDoesNotExist',
    'AWS.SimpleQueueService.NonExistentQueue',
  ],
  [
    'an error that the description does not have',
    json('AmazonSQS.CreateQueue', '{"QueueName":"a b"}'),
    400,
    `${CORAL}#InvalidParameterValueException`,
    'InvalidParameterValue',
  ],
])('JSON: %s', async (_what, request, status, type, code) => {
  const answer = await reference().request(request)
  expect(answer).toMatchObject({
    status,
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'x-amzn-RequestId': expect.stringMatching(UUID) as string,
      'x-amzn-query-error': `${code};Sender`,
    },
  })
  expect(JSON.parse(answer.body as string)).toEqual({ __type: type, message: expect.stringMatching(/./) as string })
})

test.each<[string, RawRequest, number, string, RegExp]>([
  ['no action', form('Version=2012-11-05'), 400, 'MissingAction', /missing an action/],
  ['nothing', {}, 400, 'MissingAction', /missing an action/],
  ['an unknown action', form('Action=Brew'), 400, 'InvalidAction', /^The action Brew is not valid for this endpoint\.$/],
  ['an action named like a property of objects', form('Action=__proto__'), 400, 'InvalidAction', /__proto__/],
  ['a hostile action', form('Action=%3C%26%00'), 400, 'InvalidAction', /^The action &lt;&amp;\uFFFD is not valid/],
  ['another version', form('Action=ListQueues&Version=1999-01-01'), 400, 'NoSuchVersion', /1999-01-01/],
  ['a wrong percent-encoding', form('Action=ListQueues&X=%ZZ'), 404, 'MalformedQueryString', /percent-encoding/],
  ['no number', form('Action=ReceiveMessage&QueueUrl=x&WaitTimeSeconds=soon'), 400, 'InvalidParameterValue', /Must be an integer/],
  ['an error of the service', form('Action=GetQueueUrl&QueueName=none'), 400, 'AWS.SimpleQueueService.NonExistentQueue', /does not exist/],
  ['another method', form('', { method: 'PUT' }), 405, 'MethodNotAllowed', /use GET or POST/],
])('Query: %s', async (_what, request, status, code, message) => {
  const answer = await reference().request(request)
  expect(answer).toMatchObject({ status, headers: { 'Content-Type': 'text/xml' } })
  const [, said] =
    new RegExp(
      `^<\\?xml version="1.0"\\?><ErrorResponse xmlns="[^"]+"><Error><Type>Sender</Type><Code>${code}</Code><Message>([^<]+)</Message><Detail/></Error>` +
        '<RequestId>[0-9a-f-]{36}</RequestId></ErrorResponse>$',
    ).exec(answer.body as string) ?? []
  expect(said).toMatch(message)
})

test('an operation without output answers with an empty body in JSON and metadata only in XML', async () => {
  const aws = reference()
  await aws.request(json('AmazonSQS.CreateQueue', '{"QueueName":"q"}'))
  const url = 'http://x/000000000000/q'
  expect(await aws.request(json('AmazonSQS.TagQueue', JSON.stringify({ QueueUrl: url, Tags: { a: 'b' } })))).toMatchObject({
    status: 200,
    body: '',
  })
  const answer = await aws.request(form(`Action=TagQueue&QueueUrl=${url}&Tag.1.Key=a&Tag.1.Value=b`))
  expect(answer.body).toMatch(
    /^<\?xml version="1.0"\?><TagQueueResponse xmlns="[^"]+"><ResponseMetadata><RequestId>[^<]+<\/RequestId><\/ResponseMetadata><\/TagQueueResponse>$/,
  )
})

test('accounts and regions are apart', async () => {
  const aws = reference()
  const listed = async (account: string, region: string) => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/sqs/aws4_request, SignedHeaders=host, Signature=0`
    const ask = async (operation: string, body: string) => {
      const request = json(`AmazonSQS.${operation}`, body)
      return JSON.parse(
        (await aws.request({ ...request, headers: { ...request.headers, Authorization: authorization } })).body as string,
      ) as { QueueUrls?: string[] }
    }
    await ask('CreateQueue', JSON.stringify({ QueueName: `in-${region}` }))
    return (await ask('ListQueues', '{}')).QueueUrls
  }
  expect(await listed('111111111111', 'eu-west-1')).toEqual(['http://touchstone.localhost/111111111111/in-eu-west-1'])
  expect(await listed('111111111111', 'us-west-2')).toEqual(['http://touchstone.localhost/111111111111/in-us-west-2'])
  expect(await listed('222222222222', 'eu-west-1')).toEqual(['http://touchstone.localhost/222222222222/in-eu-west-1'])
})

test('a fault of a service is an InternalFailure without a trace, and is told', async () => {
  const told: unknown[] = []
  const faulty = (call: () => never): Service => ({ ...sqs, open: () => ({ call }) })
  for (const call of [
    () => {
      throw new TypeError('secret')
    },
    (() => Promise.reject(new TypeError('secret'))) as () => never,
  ]) {
    const aws = embed([faulty(call)], { onFault: (error, operation) => told.push([error, operation]) })
    const answer = await aws.request(json('AmazonSQS.ListQueues', '{}'))
    expect([answer.status, answer.headers['x-amzn-query-error']]).toEqual([500, 'InternalFailure;Receiver'])
    expect(answer.body).not.toContain('secret')
  }
  expect(told).toEqual([
    [new TypeError('secret'), 'ListQueues'],
    [new TypeError('secret'), 'ListQueues'],
  ])
})
