import * as kinesisSdk from '@aws-sdk/client-kinesis'
import * as snsSdk from '@aws-sdk/client-sns'
import { cbor, tag } from '@smithy/core/cbor'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ServiceError } from '../../core/errors.js'
import type { Call, Service, ServiceProtocol } from '../../core/service.js'
import { protocol as sns } from '../../sns/wire.js'
import { sqs } from '../../sqs/index.js'
import { embed, type RawRequest } from '../../server/reference.js'
import { cborOperation } from './cbor.js'
import { schemasOf } from '../schema.js'

const NOTHING_TO_SAY = new Set(['UnknownOperationException', 'SerializationException', 'InternalFailure'])
const wording = ({ shape, message }: { shape: string; message: string }) => (NOTHING_TO_SAY.has(shape) ? undefined : message)
const unmodelledErrors = { UnknownOperationException: { code: 'UnknownOperationException', status: 400 } }

/** JSON 1.1 and CBOR, with bare names of errors. */
const kinesis: ServiceProtocol = {
  namespace: 'com.amazonaws.kinesis',
  ...schemasOf(kinesisSdk, 'com.amazonaws.kinesis'),
  unmodelledErrors,
  json: { target: 'Kinesis_20131202', version: '1.1', errorType: 'bare', wording },
  cbor: { target: 'Kinesis_20131202', wording },
}
/** A reference whose Kinesis and SNS give the answers of `answers`, and the calls that came to them. */
const served = (answers: Readonly<Record<string, () => object>>) => {
  const calls: Call[] = []
  const service = (id: string, protocol: ServiceProtocol): Service => ({
    id,
    protocol,
    freedoms: [],
    open: () => ({
      call(call) {
        calls.push(call)
        return answers[call.operation]!() as Record<string, unknown>
      },
    }),
  })
  return { aws: embed([sqs, service('kinesis', kinesis), service('sns', sns)], {}), calls }
}

const scope = (service: string) => ({
  Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
})
const targeted = (type: string, operation: string, body: string | Uint8Array): RawRequest => ({
  headers: { 'X-Amz-Target': `Kinesis_20131202.${operation}`, 'Content-Type': `application/x-amz-${type}-1.1`, ...scope('kinesis') },
  body,
})
const form = (service: string, body: string, path = '/'): RawRequest => ({
  path,
  headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...scope(service) },
  body,
})

test('the SDK reads JSON 1.1, and its errors by their bare names', async () => {
  const { aws, calls } = served({
    GetShardIterator: () => ({ ShardIterator: 'i' }),
    PutRecord: () => {
      throw new ServiceError('ResourceNotFoundException', 'Stream s under account 000000000000 not found.')
    },
  })
  const client = new kinesisSdk.KinesisClient(aws.client())
  const at = new Date(1_700_000_000_123)
  const iterator = new kinesisSdk.GetShardIteratorCommand({
    StreamName: 's',
    ShardId: 'x',
    ShardIteratorType: 'AT_TIMESTAMP',
    Timestamp: at,
  })
  expect(await client.send(iterator)).toMatchObject({ ShardIterator: 'i' })
  expect(calls[0]!.input['Timestamp']).toEqual(at)
  const put = client.send(new kinesisSdk.PutRecordCommand({ StreamName: 's', PartitionKey: 'k', Data: new Uint8Array([1, 2]) }))
  await expect(put).rejects.toBeInstanceOf(kinesisSdk.ResourceNotFoundException)
  expect(calls[1]!.input['Data']).toEqual(new Uint8Array([1, 2]))
  expect(await aws.request(targeted('json', 'PutRecord', '{}'))).toEqual({
    status: 400,
    headers: { 'Content-Type': 'application/x-amz-json-1.1', 'x-amzn-RequestId': expect.any(String) as string },
    body: '{"__type":"ResourceNotFoundException","message":"Stream s under account 000000000000 not found."}',
  })
})

test.each([
  ['JSON', targeted('json', 'Brew', '{}'), '{"__type":"UnknownOperationException"}'],
  ['JSON', targeted('json', 'PutRecord', '{'), '{"__type":"SerializationException"}'],
])('%s: an error without a message', async (_what, request, body) => {
  expect(await served({}).aws.request(request)).toMatchObject({ status: 400, body })
})

test('CBOR: blobs are bytes, times milliseconds with or without their tag, errors CBOR', async () => {
  const at = new Date(1_700_000_000_123)
  const { aws, calls } = served({
    GetRecords: () => ({
      Records: [
        {
          Data: new Uint8Array([0, 255]),
          ApproximateArrivalTimestamp: at,
          PartitionKey: 'k',
          SequenceNumber: '1',
          EncryptionType: undefined,
        },
      ],
      MillisBehindLatest: 0,
    }),
    GetShardIterator: () => {
      throw new ServiceError('InvalidArgumentException', 'Invalid ShardIterator.')
    },
    PutRecord: () => ({}),
    DeleteStream: () => ({}),
  })
  const records = await aws.request(targeted('cbor', 'GetRecords', cbor.serialize({ ShardIterator: 'i' })))
  expect(records).toMatchObject({ status: 200, headers: { 'Content-Type': 'application/x-amz-cbor-1.1' } })
  expect(cbor.deserialize(records.body as Uint8Array)).toEqual({
    Records: [{ Data: Buffer.from([0, 255]), ApproximateArrivalTimestamp: at.getTime(), PartitionKey: 'k', SequenceNumber: '1' }],
    MillisBehindLatest: 0,
  })
  await aws.request(
    targeted(
      'cbor',
      'PutRecord',
      cbor.serialize({ Data: new Uint8Array([1]), PartitionKey: 'k', Unknown: { deep: [1] }, StreamName: null }),
    ),
  )
  expect(calls[1]!.input).toEqual({ Data: new Uint8Array([1]), PartitionKey: 'k' })
  for (const Timestamp of [at.getTime(), tag({ tag: 1, value: at.getTime() })]) {
    const refused = await aws.request(targeted('cbor', 'GetShardIterator', cbor.serialize({ Timestamp })))
    expect(calls.at(-1)!.input).toEqual({ Timestamp: at })
    expect(refused.status).toBe(400)
    expect(cbor.deserialize(refused.body as Uint8Array)).toEqual({ __type: 'InvalidArgumentException', message: 'Invalid ShardIterator.' })
  }
  expect(await aws.request(targeted('cbor', 'DeleteStream', cbor.serialize({ StreamName: 's' })))).toMatchObject({
    status: 200,
    body: new Uint8Array(0),
  })
})

const { read } = cborOperation('PutRecord', kinesisSdk.PutRecord$)
const refused = (bytes: Uint8Array) => expect(() => read(bytes)).toThrow(expect.objectContaining({ shape: 'SerializationException' }))

test.each([
  ['a list without an end', [0x9f]],
  ['lists a hundred deep', [...Array<number>(100).fill(0x81), 0]],
  ['a list that says it has four thousand million items', [0x9a, 0xff, 0xff, 0xff, 0xff]],
  ['a text longer than the body', [0x7b, 0, 0, 0, 1, 0, 0, 0, 0]],
  ['a big number', [0xc2, 0x41, 1]],
  ['a break that ends nothing', [0xff]],
  ['two items', [0xa0, 0xa0]],
  ['a list', [0x80]],
  ['a member of the wrong type', [...cbor.serialize({ PartitionKey: 5 })]],
])('CBOR: %s is a SerializationException', (_what, bytes) => refused(new Uint8Array(bytes)))

test('CBOR: any bytes are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        read(bytes)
      } catch (error) {
        expect(error).toMatchObject({ shape: 'SerializationException' })
      }
    }),
  )
})

test('CBOR: whatever an encoder writes is read, text and bytes of indefinite length too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (PartitionKey, Data) => {
      expect(read(cbor.serialize({ PartitionKey, Data }))).toEqual({ PartitionKey, Data })
    }),
  )
  const pieces = [0xbf, 0x6c, ...Buffer.from('PartitionKey'), 0x7f, 0x61, 0x61, 0x61, 0x62, 0xff, 0xff]
  expect(read(new Uint8Array(pieces))).toEqual({ PartitionKey: 'ab' })
})

test('the SDK reads Query answers, and its errors by their legacy codes; there is no header for Query clients', async () => {
  const { aws, calls } = served({
    CreateTopic: () => ({ TopicArn: 'arn' }),
    SetTopicAttributes: () => ({}),
    TagResource: () => ({}),
    Publish: () => {
      throw new ServiceError('NotFoundException', 'Topic does not exist')
    },
  })
  const client = new snsSdk.SNSClient(aws.client())
  expect(
    await client.send(new snsSdk.CreateTopicCommand({ Name: 't', Attributes: { DisplayName: 'd' }, Tags: [{ Key: 'k', Value: 'v' }] })),
  ).toMatchObject({ TopicArn: 'arn' })
  expect(calls[0]!.input).toEqual({ Name: 't', Attributes: { DisplayName: 'd' }, Tags: [{ Key: 'k', Value: 'v' }] })
  const attributes = { a: { DataType: 'Binary', BinaryValue: new Uint8Array([7]) } }
  const publish = client.send(new snsSdk.PublishCommand({ TopicArn: 't', Message: 'm', MessageAttributes: attributes }))
  await expect(publish).rejects.toBeInstanceOf(snsSdk.NotFoundException)
  expect(calls[1]!.input).toEqual({ TopicArn: 't', Message: 'm', MessageAttributes: attributes })
  const answer = await aws.request(form('sns', 'Action=Publish&Version=2010-03-31&Message=m'))
  expect(answer.headers).not.toHaveProperty('x-amzn-query-error')
  expect(answer.body).toMatch(
    /<ErrorResponse xmlns="http:\/\/sns.amazonaws.com\/doc\/2010-03-31\/"><Error><Type>Sender<\/Type><Code>NotFound<\/Code><Message>Topic does not exist<\/Message><\/Error><RequestId>/,
  )
  expect((await aws.request(form('sns', 'Action=SetTopicAttributes'))).body).not.toContain('Result')
  expect((await aws.request(form('sns', 'Action=TagResource'))).body).toContain('<TagResourceResult/>')
  const unknown = await aws.request(form('sns', 'Action=publish&Version=2010-03-31'))
  expect(unknown).toMatchObject({ status: 400 })
  expect(unknown.body).toMatch(
    /xmlns="http:\/\/webservices.amazon.com\/AWSFault\/2005-15-09".*<Code>InvalidAction<.*>Could not find operation publish for version 2010-03-31</,
  )
})

test('a service answers in no protocol that it does not speak', async () => {
  const { aws, calls } = served({})
  const asJson = {
    headers: { 'X-Amz-Target': 'AmazonSNS.Publish', 'Content-Type': 'application/x-amz-json-1.0', ...scope('sns') },
    body: '{}',
  }
  expect(await aws.request(asJson)).toMatchObject({ status: 404, body: expect.stringContaining('UnknownOperationException') as string })
  const asQuery = await aws.request(form('kinesis', 'Action=PutRecord&Version=2013-12-02'))
  expect(asQuery).toMatchObject({ status: 404, body: expect.stringMatching(/^<UnknownOperationException/) as string })
  const asCbor = {
    headers: { 'X-Amz-Target': 'AmazonSQS.ListQueues', 'Content-Type': 'application/x-amz-cbor-1.1', ...scope('sqs') },
    body: new Uint8Array([0xa0]),
  }
  expect((await aws.request(asCbor)).status).toBe(404)
  expect(calls).toEqual([])
})
