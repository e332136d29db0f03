import { cbor } from '@smithy/core/cbor'
import { clause, fc } from './bench.js'
import type { KinesisCase } from './bench.js'

const FIRST = 'shardId-000000000000'
const JSON_TYPE = 'application/x-amz-json-1.1'
const CBOR_TYPE = 'application/x-amz-cbor-1.1'
const target = (operation: string) => ({ 'x-amz-target': `Kinesis_20131202.${operation}` })

for (const id of ['kinesis.protocol.json.target-header', 'kinesis.protocol.json.content-type-1-1'] as const) {
  clause(id, {
    async check(t) {
      const stream = await t.stream()
      const answer = await t.json('DescribeStreamSummary', { StreamName: stream.name })
      t.expect([answer.status, answer.headers['content-type']?.split(';')[0]], 'the status and the media type').toEqual([200, JSON_TYPE])
      t.expect(answer.json(), 'the answer').toMatchObject({ StreamDescriptionSummary: { StreamName: stream.name } })
    },
  })
}

for (const id of ['kinesis.protocol.json.error-shape', 'kinesis.protocol.json.client-error-status-400'] as const) {
  clause(id, {
    given: { operation: fc.constantFrom('DescribeStream', 'DescribeStreamSummary', 'DeleteStream', 'ListTagsForStream') },
    async check(t, { operation }) {
      const answer = await t.json(operation, { StreamName: t.name() })
      const { __type, message } = answer.json() as { readonly __type?: string; readonly message?: string }
      t.expect([answer.status, __type], 'the status and the error').toEqual([400, 'ResourceNotFoundException'])
      t.expect(message, 'the message').toBeTruthy()
    },
  })
}

clause('kinesis.protocol.json.blob-base64', {
  given: { data: fc.uint8Array({ maxLength: 200 }) },
  edges: [{ data: Uint8Array.of(251, 255, 254) }],
  async check(t, { data }) {
    const stream = await t.stream()
    const Data = Buffer.from(data).toString('base64')
    await t.json('PutRecord', { StreamName: stream.name, PartitionKey: 'k', Data })
    await stream.read(await stream.iterator(), 1)
    await stream.paced('read')
    const { Records } = (await t.json('GetRecords', { ShardIterator: await stream.iterator() })).json() as {
      readonly Records: readonly { readonly Data: string }[]
    }
    if (Records.length > 0 || !t.profile.tolerates('kinesis.get.may-return-empty-with-data-ahead'))
      t.expect(
        Records.map((one) => one.Data),
        'the data on the wire',
      ).toEqual([Data])
  },
})

clause('kinesis.protocol.json.timestamp-epoch-seconds', {
  async check(t) {
    const stream = await t.stream()
    await stream.put('x')
    const answer = await t.json('DescribeStreamSummary', { StreamName: stream.name })
    const { StreamCreationTimestamp: at } = (
      answer.json() as { readonly StreamDescriptionSummary: { readonly StreamCreationTimestamp: number } }
    ).StreamDescriptionSummary
    t.expect(Math.abs(at - t.time.now() / 1000), 'how far off the time of creation is, as seconds').toBeLessThan(3600)
    const asked = await t.json('GetShardIterator', {
      StreamName: stream.name,
      ShardId: FIRST,
      ShardIteratorType: 'AT_TIMESTAMP',
      Timestamp: at - 0.5,
    })
    t.expect(
      await stream.texts((asked.json() as { readonly ShardIterator: string }).ShardIterator, 1),
      'the records from that time on',
    ).toEqual(['x'])
  },
})

clause('kinesis.protocol.json.empty-output-ops', {
  async check(t) {
    const stream = await t.stream()
    for (const [operation, more] of [
      ['AddTagsToStream', { Tags: { key: 'value' } }],
      ['RemoveTagsFromStream', { TagKeys: ['key'] }],
      ['IncreaseStreamRetentionPeriod', { RetentionPeriodHours: 24 }],
      ['DeleteStream', {}],
    ] as const) {
      const { status, text } = await t.json(operation, { StreamName: stream.name, ...more })
      t.expect([status, text], `the status and the body of ${operation}`).toEqual([200, ''])
    }
  },
})

clause('kinesis.protocol.json.unknown-operation', {
  given: { name: fc.constantFrom('DescribeQueueOfRecords', 'describeStream', 'X') },
  async check(t, { name }) {
    const answer = await t.json(name, {})
    t.expect([answer.status, (answer.json() as { readonly __type?: string }).__type], 'the status and the error').toEqual([
      400,
      'UnknownOperationException',
    ])
  },
})

clause('kinesis.protocol.auth.sigv4', {
  async check(t) {
    const answer = await t.json('ListStreams', {}, { headers: { authorization: '' } })
    t.expect(answer.status, 'the status of a request without a signature').toBe(400)
    const { __type } = answer.json() as { readonly __type?: string }
    t.expect(__type, 'the errors that there are').toBeOneOf(['MissingAuthenticationTokenException', 'IncompleteSignatureException'])
    t.expect((await t.json('ListStreams', {})).status, 'the status of a request that is signed').toBe(200)
  },
})

// ---- CBOR, which the SDK for Java speaks

const inCbor = async (t: KinesisCase, operation: string, body: object) => {
  const answer = await t.http({ headers: { 'content-type': CBOR_TYPE, ...target(operation) }, body: cbor.serialize(body) })
  t.expect(answer.headers['content-type']?.split(';')[0], 'the media type of the answer').toBe(CBOR_TYPE)
  return { answer, output: (answer.body.length === 0 ? {} : cbor.deserialize(answer.body)) as Record<string, unknown> }
}

clause('kinesis.protocol.cbor.accepted', {
  given: { data: fc.uint8Array({ maxLength: 200 }), key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }) },
  async check(t, { data, key }) {
    const stream = await t.stream()
    const put = await inCbor(t, 'PutRecord', { StreamName: stream.name, PartitionKey: key, Data: data })
    t.expect([put.answer.status, put.output.ShardId], 'the status and the shard').toEqual([200, FIRST])
    await stream.read(await stream.iterator(), 1)
    await stream.paced('read')
    const { output } = await inCbor(t, 'GetRecords', { ShardIterator: await stream.iterator() })
    const records = output.Records as readonly {
      readonly Data: Uint8Array
      readonly PartitionKey: string
      readonly SequenceNumber: string
    }[]
    if (records.length === 0 && t.profile.tolerates('kinesis.get.may-return-empty-with-data-ahead')) return
    const seen = records.map((one) => [Buffer.from(one.Data).toString('hex'), one.PartitionKey, one.SequenceNumber])
    t.expect(seen, 'the records').toEqual([[Buffer.from(data).toString('hex'), key, put.output.SequenceNumber]])
  },
})

clause('kinesis.protocol.cbor.error-body-is-cbor', {
  given: { operation: fc.constantFrom('DescribeStream', 'DescribeStreamSummary', 'DeleteStream') },
  async check(t, { operation }) {
    const { answer, output } = await inCbor(t, operation, { StreamName: t.name() })
    t.expect([answer.status, output.__type], 'the status and the error').toEqual([400, 'ResourceNotFoundException'])
    t.expect(output.message, 'the message').toBeTruthy()
  },
})

// ---- errors in general

clause('kinesis.errors.resource-in-use-meaning', {
  async check(t) {
    const stream = await t.stream()
    await t.refused(t.kinesis.createStream({ StreamName: stream.name, ShardCount: 2 }))
    t.expect(await stream.open(), 'the shards of the stream that has the name').toHaveLength(1)
  },
})

clause('kinesis.errors.validation-changed-meaning', {
  given: { bad: fc.constantFrom({ PartitionKey: '' }, { PartitionKey: 'k'.repeat(257) }, { ExplicitHashKey: 'x' }) },
  check: async (t, { bad }) => void (await t.refused((await t.stream()).put('x', bad))),
})

clause('kinesis.errors.failed-call-no-effect', {
  given: { operation: fc.constantFrom('AddTagsToStream', 'IncreaseStreamRetentionPeriod', 'SplitShard', 'PutRecord') },
  edges: (['AddTagsToStream', 'IncreaseStreamRetentionPeriod', 'SplitShard', 'PutRecord'] as const).map((operation) => ({ operation })),
  async check(t, { operation }) {
    const stream = await t.stream()
    const before = await stream.summary()
    const inputs: Readonly<Record<string, object>> = {
      AddTagsToStream: { Tags: { key: 'value', ['k'.repeat(129)]: 'value' } },
      IncreaseStreamRetentionPeriod: { RetentionPeriodHours: -1 },
      SplitShard: { ShardToSplit: FIRST, NewStartingHashKey: 'x' },
      PutRecord: { PartitionKey: '', Data: Uint8Array.of(1) },
    }
    await t.refused(t.call(operation, { StreamName: stream.name, ...inputs[operation] }))
    t.expect(await stream.summary(), 'the stream after the refusal').toEqual(before)
    t.expect(
      [(await t.kinesis.listTagsForStream({ StreamName: stream.name })).Tags, await stream.texts(await stream.iterator())],
      'its tags and records',
    ).toEqual([[], []])
  },
})
