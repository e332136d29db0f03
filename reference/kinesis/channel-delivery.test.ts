import { Kinesis } from '@aws-sdk/client-kinesis'
import { deflateSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ServiceError } from '../core/errors.js'
import type { Call, Output, Service } from '../core/service.js'
import { embed } from '../server/reference.js'
import { keyOf, storedFrame } from './channel-objects.js'
import { kinesis } from './index.js'

const ACCOUNT = '000000000000'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/deliver`
const BUCKET = { BucketARN: 'arn:aws:s3:::orders', ExpectedBucketOwner: ACCOUNT }
const SCHEMA = `arn:aws:glue:us-east-1:${ACCOUNT}:schema/registry/name`
const TABLE = { TableBucketARN: `arn:aws:s3tables:us-east-1:${ACCOUNT}:bucket/lake`, Namespace: 'shop', TableName: 'orders' }

type Answering = (call: Call) => Output | Promise<Output> | undefined

/** A service that takes all that comes, but for what `answers` says, and tells what came. */
const taking = (id: string, calls: Call[], answers: Answering = () => undefined): Service => ({
  ...kinesis,
  id,
  freedoms: [],
  relaxable: [],
  open: () => ({
    call(call) {
      calls.push(call)
      return answers(call) ?? {}
    },
  }),
})

const opened = async (answers?: Answering, isThere = true) => {
  const calls: Call[] = []
  const around = isThere ? [taking('s3', calls, answers), taking('s3tables', calls, answers)] : []
  const aws = embed([kinesis, ...around], { start: Date.UTC(2026, 10, 30, 9, 5) })
  const client = new Kinesis(aws.client())
  await client.createStream({ StreamName: 's', StreamModeDetails: { StreamMode: 'ON_DEMAND' } })
  await aws.clock.advance(1000)
  const StreamARN = (await client.describeStreamSummary({ StreamName: 's' })).StreamDescriptionSummary!.StreamARN!
  return {
    aws,
    kinesis: client,
    calls,
    put: (data: string | Uint8Array, PartitionKey = 'k') =>
      client.putRecord({ StreamName: 's', PartitionKey, Data: typeof data === 'string' ? Buffer.from(data) : data }),
    make: async (format: string, more: object) => {
      const { ChannelDescription } = await client.createChannel({
        ChannelName: 'c',
        ServiceExecutionRoleARN: ROLE,
        StreamConfigurationList: [{ StreamARN, RecordConfiguration: { RecordFormatType: format as 'JSON', GSRSchemaARN: SCHEMA } }],
        ...more,
      })
      return { ChannelARN: ChannelDescription!.ChannelARN!, id: ChannelDescription!.ChannelId! }
    },
    status: async (ChannelARN: string) => {
      const { ChannelStatus, ChannelStatusReason } = (await client.describeChannel({ ChannelARN })).ChannelDescription!
      return [ChannelStatus, ChannelStatusReason]
    },
    objects: () => calls.filter(({ operation }) => operation === 'PutObject').map(({ input }) => input),
  }
}
const toS3 = (storage: object = {}, more: object = {}) => ({
  S3DestinationConfiguration: { StorageConfiguration: { ...BUCKET, CompressionType: 'NONE', ...storage }, ...more },
})
const toTables = {
  S3TablesDestinationConfiguration: {
    DeadLetterQueueS3Configuration: BUCKET,
    S3TablesConfigurationList: [{ ...TABLE, CompressionType: 'ZSTD' }],
  },
}
const bodyOf = (input: Call['input'] | undefined): string => Buffer.from(input?.['Body'] as Uint8Array).toString()

test('what comes while a channel is ACTIVE is delivered as the oldest of it is as old as the data freshness', async () => {
  const { aws, put, make, status, objects } = await opened()
  await put('"too early"')
  const { ChannelARN, id } = await make('JSON', toS3())
  await put('"while CREATING"')
  await aws.clock.advance(1000)
  expect(await status(ChannelARN)).toEqual(['ACTIVE', undefined])
  await put('{"n":1}', 'a')
  await aws.clock.advance(200_000)
  await put('{"n":2}', 'a')
  await aws.clock.advance(99_999)
  expect(objects()).toEqual([])
  await aws.clock.advance(1)
  const [object] = objects()
  expect(object).toMatchObject({ Bucket: 'orders', ExpectedBucketOwner: ACCOUNT, StorageClass: 'STANDARD' })
  expect(bodyOf(object)).toBe('{"n":1}\n{"n":2}\n')
  const when = /^kinesis-channel\/c\/(.*?)\/2026\/11\/30\/09\/c-\1-2026-11-30-09-10\.json-[\da-f-]{36}$/.exec(object!['Key'] as string)
  expect(when?.[1]).toBe(id)
  await aws.clock.advance(3_600_000)
  expect(objects()).toHaveLength(1)
})

test('the role of the channel asks, and the key of the channel encrypts', async () => {
  const { aws, calls, make, put } = await opened()
  const encryption = { EncryptionConfiguration: { EncryptionType: 'KMS', KeyId: 'alias/own' } }
  await make('JSON', { ...toS3({ StorageClass: 'GLACIER_IR' }), ...encryption })
  await aws.clock.advance(1000)
  await put('1')
  await aws.clock.advance(300_000)
  expect(calls.map(({ operation }) => operation)).toEqual(['HeadBucket', 'PutObject'])
  for (const { principal, region } of calls)
    expect({ principal, region }).toEqual({ principal: { account: ACCOUNT, arn: ROLE }, region: 'us-east-1' })
  expect(calls[1]?.input).toMatchObject({ StorageClass: 'GLACIER_IR', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/own' })
})

test.each([
  ['STRING', 'GZIP', '.txt.gz', 'a\nb\n', (body: Uint8Array) => gunzipSync(body)],
  ['BYTE_ARRAY', 'NONE', '', 'ab', (body: Uint8Array) => body],
  ['JSON', 'ZSTD', '.json.zst', undefined, undefined],
])('%s is written with %s', async (format, compression, extension, plain, read) => {
  const { aws, make, put, objects } = await opened()
  await make(format, toS3({ CompressionType: compression, OutputKeyTemplate: 'x/!{stream-name}!{extension}' }))
  await aws.clock.advance(1000)
  for (const data of format === 'JSON' ? ['1', '2'] : ['a', 'b']) await put(data)
  await aws.clock.advance(300_000)
  const [object] = objects()
  expect(object?.['Key']).toMatch(new RegExp(`^x/s${extension.replaceAll('.', '\\.')}-`))
  const body = object?.['Body'] as Uint8Array
  if (read === undefined) expect(Buffer.from(body)).toEqual(storedFrame(Buffer.from('1\n2\n')))
  else expect(Buffer.from(read(body)).toString()).toBe(plain)
})

test('records that are not what their format says go to the dead-letter bucket, with the reason', async () => {
  const { aws, make, put, objects } = await opened()
  await make('JSON', toS3({}, { DeadLetterQueueS3Configuration: { ...BUCKET, BucketARN: 'arn:aws:s3:::dead', ErrorOutputPrefix: 'bad/' } }))
  await aws.clock.advance(1000)
  await put('{"n":1}')
  const { SequenceNumber, ShardId } = await put('{"n":')
  await put(Buffer.of(0x22, 0xff, 0x22))
  await aws.clock.advance(300_000)
  const [dead, good] = objects()
  expect(bodyOf(good)).toBe('{"n":1}\n')
  expect(dead).toMatchObject({ Bucket: 'dead', Key: expect.stringMatching(/^bad\/c\/2026-11-30T/) as string })
  const letters = bodyOf(dead).trim().split('\n')
  expect(letters).toHaveLength(2)
  expect(JSON.parse(letters[0]!)).toMatchObject({
    errorMessage: 'The record is not valid JSON.',
    shardId: ShardId,
    sequenceNumber: SequenceNumber,
    data: Buffer.from('{"n":').toString('base64'),
  })
})

test('without a dead-letter bucket they go to the bucket itself', async () => {
  const { aws, make, put, objects } = await opened()
  await make('STRING', toS3())
  await aws.clock.advance(1000)
  await put(Buffer.of(0xff))
  await aws.clock.advance(300_000)
  expect(objects()).toHaveLength(1)
  expect(objects()[0]).toMatchObject({ Bucket: 'orders', Key: expect.stringMatching(/^kinesis-channel-errors\//) as string })
})

test('what the bucket does not take is delivered later: nothing is lost, and what came meanwhile is not left out', async () => {
  let fails = 2
  const {
    aws,
    make,
    put,
    objects,
    status,
    kinesis: client,
  } = await opened(({ operation }) => {
    if (operation === 'PutObject' && fails-- > 0) throw new ServiceError('SlowDown', 'Reduce your request rate.')
    return operation === 'PutObject' ? Promise.resolve({}) : undefined
  })
  const { ChannelARN } = await make('STRING', { ...toS3(), LoggingConfiguration: { CloudWatchLogs: { Enabled: true } } })
  await aws.clock.advance(1000)
  await put('a')
  await aws.clock.advance(300_000)
  await put('b')
  await aws.clock.advance(60_000)
  await put('c')
  await aws.clock.advance(60_000)
  expect(objects().map(bodyOf)).toEqual(['a\n', 'a\nb\n', 'a\nb\nc\n'])
  expect(new Set(objects().map(({ Key }) => Key)).size).toBe(3)
  const logs = aws
    .world(ACCOUNT)
    .outbox()
    .map(({ kind, to, body }) => [kind, to.startsWith('/aws/kinesis/c/'), body.includes('SlowDown')])
  expect(logs).toEqual([
    ['log', true, true],
    ['log', true, true],
  ])
  expect(await status(ChannelARN)).toEqual(['ACTIVE', undefined])
  await put('d')
  await client.deleteChannel({ ChannelARN })
  await aws.clock.advance(900_000)
  expect(objects()).toHaveLength(3)
})

test('records of all shards are delivered, of those too that were split off, each once', async () => {
  const { aws, make, put, objects, kinesis: client } = await opened()
  await make('STRING', toS3())
  await aws.clock.advance(1000)
  const keys = Array.from({ length: 40 }, (_, i) => `key-${i}`)
  for (const key of keys.slice(0, 20)) await put(key, key)
  await client.updateShardCount({ StreamName: 's', TargetShardCount: 8, ScalingType: 'UNIFORM_SCALING' }).catch(() => {})
  await aws.clock.advance(5000)
  for (const key of keys.slice(20)) await put(key, key)
  await aws.clock.advance(600_000)
  expect(
    objects()
      .flatMap((object) => bodyOf(object).trim().split('\n'))
      .sort(),
  ).toEqual([...keys].sort())
})

test('much is delivered in several objects', async () => {
  const { aws, make, objects, kinesis: client } = await opened()
  await make('BYTE_ARRAY', toS3())
  await aws.clock.advance(1000)
  for (let i = 0; i < 40; i++) {
    await client.putRecord({ StreamName: 's', PartitionKey: 'k', Data: new Uint8Array(1_000_000) })
    await aws.clock.advance(1000)
  }
  await aws.clock.advance(300_000)
  const sizes = objects().map(({ Body }) => (Body as Uint8Array).length)
  expect(sizes.length).toBeGreaterThan(2)
  expect(Math.max(...sizes)).toBeLessThan(18_000_000)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(40_000_000)
})

test('an updated data freshness holds for what comes afterwards', async () => {
  const { aws, make, put, objects, kinesis: client } = await opened()
  const { ChannelARN } = await make('STRING', toS3())
  await aws.clock.advance(1000)
  await client.updateChannel({ ChannelARN, S3DestinationConfiguration: { DataFreshnessInSeconds: 900 } })
  await aws.clock.advance(1000)
  await put('a')
  await aws.clock.advance(899_999)
  expect(objects()).toEqual([])
  await aws.clock.advance(1)
  expect(objects()).toHaveLength(1)
})

test('a channel to a bucket that is not there has FAILED, says why, and stays so', async () => {
  const {
    aws,
    make,
    put,
    calls,
    status,
    kinesis: client,
  } = await opened(({ operation }) => {
    if (operation === 'HeadBucket') throw new ServiceError('NotFound', 'Not Found')
    return undefined
  })
  const { ChannelARN } = await make('JSON', toS3())
  expect(await status(ChannelARN)).toEqual(['CREATING', undefined])
  await aws.clock.advance(1000)
  expect(await status(ChannelARN)).toEqual(['FAILED', 'NotFound: Not Found'])
  await put('1')
  await aws.clock.advance(900_000)
  expect(calls.map(({ operation }) => operation)).toEqual(['HeadBucket'])
  const update = client.updateChannel({ ChannelARN, S3DestinationConfiguration: { DataFreshnessInSeconds: 900 } })
  await expect(update).rejects.toMatchObject({ name: 'ResourceInUseException' })
  await client.deleteChannel({ ChannelARN })
  await aws.clock.advance(1000)
  await expect(status(ChannelARN)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

test('a channel makes its table and appends rows, and has FAILED where the table is there', async () => {
  const { aws, make, put, calls } = await opened()
  await make('JSON', toTables)
  await aws.clock.advance(1000)
  await put('{"n":1}')
  await aws.clock.advance(300_000)
  const table = { tableBucketARN: TABLE.TableBucketARN, namespace: 'shop', name: 'orders' }
  expect(calls.map(({ operation, input }) => ({ operation, input }))).toEqual([
    { operation: 'CreateTable', input: { ...table, format: 'ICEBERG' } },
    { operation: 'AppendRows', input: { ...table, rows: [new Uint8Array(Buffer.from('{"n":1}'))] } },
  ])
  const taken = await opened(() => {
    throw new ServiceError('ConflictException', 'The table exists already.')
  })
  const { ChannelARN } = await taken.make('JSON', toTables)
  await taken.aws.clock.advance(1000)
  expect(await taken.status(ChannelARN)).toEqual(['FAILED', 'ConflictException: The table exists already.'])
})

test('records of the Glue serializers are rows without what goes before the JSON', async () => {
  const { aws, make, put, calls, objects } = await opened()
  await make('GSR_JSON', toTables)
  await aws.clock.advance(1000)
  const id = Buffer.alloc(16, 9)
  await put(Buffer.concat([Buffer.of(3, 0), id, Buffer.from('{"n":1}')]))
  await put(Buffer.concat([Buffer.of(3, 5), id, deflateSync('{"n":2}')]))
  await put('{"n":3}')
  await aws.clock.advance(300_000)
  const rows = calls.find(({ operation }) => operation === 'AppendRows')?.input['rows'] as readonly Uint8Array[]
  expect(rows.map((row) => Buffer.from(row).toString())).toEqual(['{"n":1}', '{"n":2}'])
  expect(bodyOf(objects()[0])).toContain('bears no schema id')
})

test('where nothing takes it a channel is ACTIVE, delivers nothing, and the outbox says so', async () => {
  const { aws, make, put, status } = await opened(undefined, false)
  const { ChannelARN } = await make('JSON', toS3())
  await aws.clock.advance(1000)
  await put('1')
  await aws.clock.advance(900_000)
  expect(await status(ChannelARN)).toEqual(['ACTIVE', undefined])
  const [mail, ...more] = aws.world(ACCOUNT).outbox()
  expect(more).toEqual([])
  expect(JSON.parse(mail!.body)).toEqual({
    channelArn: ChannelARN,
    accountId: ACCOUNT,
    message: 'Channel c delivers nothing: there is no s3 here that would take the records.',
  })
})

test('keys are filled from templates', () => {
  const of = (template: string) => keyOf(template, { name: 'n', id: 'i', stream: 's' }, 'JSON', 'NONE', Date.UTC(2026, 0, 2, 3, 4), '-1')
  expect(of('!{yy}!{MM}!{dd}T!{HH}!{mm}/!{stream-name}-!{channel-id}')).toBe('260102T0304/s-i-1')
  expect(of('a!{extension:.log}')).toBe('a.log-1')
  expect(of('a!{other}')).toBe('a!{other}-1')
})

test('a stored frame of Zstandard: header, and blocks of at most 128 KiB, the last marked', () => {
  expect(storedFrame(Buffer.from('ab'))).toEqual(Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0x68, 0x11, 0, 0, 0x61, 0x62))
  expect(storedFrame(Buffer.alloc(0)).subarray(6)).toEqual(Buffer.of(1, 0, 0))
  const long = storedFrame(Buffer.alloc(130 * 1024, 7))
  expect([...long.subarray(6, 9)]).toEqual([0, 0, 0x10])
  expect(long.readUIntLE(9 + 128 * 1024, 3)).toBe(((2 * 1024) << 3) | 1)
})
