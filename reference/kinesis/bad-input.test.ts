import { cbor } from '@smithy/core/cbor'
import { expect, it } from 'vitest'
import { bytesOf } from '../wire/request.js'
import { FIRST_SHARD, keysFrom, opened } from './opened.fixture.js'

const MIB = 1024 * 1024
const CBOR = 'application/x-amz-cbor-1.1'
const credential = (account: string, region = 'us-east-1') =>
  `AWS4-HMAC-SHA256 Credential=${account}/20000101/${region}/kinesis/aws4_request`

const raw = async (
  { aws }: Pick<Awaited<ReturnType<typeof opened>>, 'aws'>,
  operation: string,
  body: Uint8Array | string,
  more: object = {},
) => {
  const headers = {
    authorization: credential('000000000000'),
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `Kinesis_20131202.${operation}`,
    ...more,
  }
  const answer = await aws.request({ headers, body })
  const bytes = await bytesOf(answer.body)
  const isCbor = answer.headers['Content-Type'] === CBOR
  const { __type } = (isCbor ? cbor.deserialize(bytes) : JSON.parse(Buffer.from(bytes).toString())) as { readonly __type?: string }
  return [answer.status, __type]
}

const record = { StreamName: 's', PartitionKey: 'k', Data: Buffer.from('x') }
const whole = cbor.serialize(record)

it.each<[string, Uint8Array]>([
  ['cut off', whole.subarray(0, -1)],
  ['with more behind it', Buffer.concat([whole, Buffer.of(0)])],
  ['a text without end', Buffer.of(0x7f, 0x61)],
  ['a length of 2^64 - 1', Buffer.of(0x5b, 255, 255, 255, 255, 255, 255, 255, 255)],
  ['a list of 2^32 items', Buffer.of(0x9a, 255, 255, 255, 255)],
  ['a tag of a big number', Buffer.of(0xc2, 0x41, 1)],
  ['a list', cbor.serialize([1])],
  ['a number', Buffer.of(1)],
  ['nested a thousand deep', Buffer.concat([Buffer.alloc(1000, 0x81), Buffer.of(0x80)])],
  ['of the wrong types', cbor.serialize({ StreamName: 5, PartitionKey: 'k', Data: 'text' })],
  ['a blob that is text', cbor.serialize({ ...record, Data: 'eA==' })],
])('refuses CBOR that is %s, and stores nothing', async (_, body) => {
  const world = await opened()
  expect(await raw(world, 'PutRecord', body, { 'content-type': CBOR })).toEqual([400, 'SerializationException'])
  expect(await keysFrom(world.kinesis, await world.iterator({}))).toEqual([])
})

it('refuses iterators that are forged, or of another account or region', async () => {
  const world = await opened()
  await world.put('a')
  const own = await world.iterator({})
  const asked = (ShardIterator: string, more: object = {}) => raw(world, 'GetRecords', JSON.stringify({ ShardIterator }), more)
  expect(await asked(own)).toEqual([200, undefined])
  const turned = own.replace(/[A-Za-z](?=[^A-Za-z]*$)/, (letter) => (letter === 'A' ? 'B' : 'A'))
  for (const forged of [turned, own.slice(1), `${own}AAAA`, 'AAAA', '"', Buffer.alloc(300, 7).toString('base64')])
    expect((await asked(forged))[0]).toBe(400)
  expect((await asked(own, { authorization: credential('111111111111') }))[0]).toBe(400)
  expect((await asked(own, { authorization: credential('000000000000', 'eu-west-1') }))[0]).toBe(400)
})

it('refuses 501 records, and a byte more than a record or a batch may have, and stores none of them', async () => {
  const world = await opened(1, { relax: ['kinesis.limits.shard-write-1mib'] })
  const { kinesis, aws } = world
  const many = Array.from({ length: 501 }, () => ({ PartitionKey: 'k', Data: Buffer.of(1) }))
  await expect(kinesis.putRecords({ StreamName: 's', Records: many })).rejects.toMatchObject({ name: 'ValidationException' })
  const StreamARN = (await kinesis.describeStreamSummary({ StreamName: 's' })).StreamDescriptionSummary!.StreamARN!
  await kinesis.updateMaxRecordSize({ StreamARN, MaxRecordSizeInKiB: 10_240 })
  await aws.clock.advance(1000)
  // The key counts too.
  const putOne = (bytes: number) => kinesis.putRecord({ StreamName: 's', PartitionKey: 'k', Data: new Uint8Array(bytes - 1) })
  await expect(putOne(10 * MIB + 1)).rejects.toMatchObject({ name: 'ValidationException' })
  const putTwo = (bytes: number) =>
    kinesis.putRecords({
      StreamName: 's',
      Records: [5 * MIB, bytes - 5 * MIB].map((size) => ({ PartitionKey: 'k', Data: new Uint8Array(size - 1) })),
    })
  await expect(putTwo(10 * MIB + 1)).rejects.toMatchObject({ name: 'InvalidArgumentException' })
  expect(await keysFrom(kinesis, await world.iterator({ ShardId: FIRST_SHARD }))).toEqual([])
  await putOne(10 * MIB)
  await aws.clock.advance(1000)
  expect((await putTwo(10 * MIB)).FailedRecordCount).toBe(0)
})
