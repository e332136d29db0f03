import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import kinesis from '../kinesis/constraints.json' with { type: 'json' }
import sns from '../sns/constraints.json' with { type: 'json' }
import sqs from '../sqs/constraints.json' with { type: 'json' }
import type { Constraints } from './constraints.js'
import { pattern } from './pattern.js'
import { validate, violations } from './validate.js'

const at = (operation: string, input: object): string | undefined => validate(kinesis, operation, input)
const failed = (value: string, where: string, constraint: string): string =>
  `1 validation error detected: Value ${value} at '${where}' failed to satisfy constraint: ${constraint}`

/** Sentences that AWS was seen to give. */
describe('validate', () => {
  it('says nothing of an input that keeps to everything', () => {
    expect(at('PutRecord', { StreamName: 's', Data: new Uint8Array(1 << 20), PartitionKey: 'k' })).toBeUndefined()
    expect(at('PutRecords', { StreamName: 's', Records: [{ Data: new Uint8Array(), PartitionKey: 'k'.repeat(256) }] })).toBeUndefined()
    expect(validate(sns, 'Publish', { Message: '' })).toBeUndefined()
    expect(validate(sqs, 'SendMessage', { QueueUrl: '', MessageBody: '' })).toBeUndefined()
    expect(validate(sqs, 'NoSuchOperation', {})).toBeUndefined()
  })

  it('misses a required member, null and undefined alike', () => {
    const text = failed('null', 'shardIterator', 'Member must not be null')
    expect(at('GetRecords', {})).toBe(text)
    expect(at('GetRecords', { ShardIterator: null })).toBe(text)
  })

  it('prints the bounds of numbers, lists, maps and blobs', () => {
    expect(at('GetRecords', { ShardIterator: 'i', Limit: 0 })).toBe(
      failed("'0'", 'limit', 'Member must have value greater than or equal to 1'),
    )
    expect(at('GetRecords', { ShardIterator: 'i', Limit: 100_000 })).toBe(
      failed("'100000'", 'limit', 'Member must have value less than or equal to 10000'),
    )
    expect(at('RemoveTagsFromStream', { StreamName: 's', TagKeys: [] })).toBe(
      failed("'[]'", 'tagKeys', 'Member must have length greater than or equal to 1'),
    )
    expect(at('AddTagsToStream', { StreamName: 's', Tags: {} })).toBe(
      failed("'{}'", 'tags', 'Member must have length greater than or equal to 1'),
    )
    const tooLong = { Data: new Uint8Array(10_485_761), PartitionKey: 'k' }
    expect(at('PutRecords', { StreamName: 's', Records: [tooLong, { ...tooLong, Data: new Uint8Array() }] })).toBe(
      failed(
        "'java.nio.HeapByteBuffer[pos=0 lim=10485761 cap=10485761]'",
        'records.1.member.data',
        'Member must have length less than or equal to 10485760',
      ),
    )
  })

  it('tells of all that one value breaks', () => {
    expect(at('DescribeStream', { StreamName: '' })).toBe(
      "2 validation errors detected: Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
        "Value '' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    )
  })

  it('prints a pattern without what anchors it, and an enumeration in the order of a hash', () => {
    const iterator = { StreamName: 's', ShardId: 'x', ShardIteratorType: 'LATEST' }
    expect(at('GetShardIterator', { ...iterator, StartingSequenceNumber: '' })).toBe(
      failed("''", 'startingSequenceNumber', 'Member must satisfy regular expression pattern: 0|([1-9]\\d{0,128})'),
    )
    expect(at('GetShardIterator', { ...iterator, ShardIteratorType: '' })).toBe(
      failed(
        "''",
        'shardIteratorType',
        'Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]',
      ),
    )
  })

  it('tells of keys, values and elements on the map or list that holds them', () => {
    expect(at('AddTagsToStream', { StreamName: 's', Tags: { a: 'b'.repeat(257) } })).toContain(
      "at 'tags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 256, ",
    )
    expect(at('RemoveTagsFromStream', { StreamName: 's', TagKeys: ['a', ''] })).toContain(
      "Value '[a, ]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, ",
    )
  })

  it('follows maps and lists into structures', () => {
    const attributes = { attr1: { StringValue: 'v' } }
    expect(validate(sns, 'Publish', { Message: 'm', MessageAttributes: attributes })).toBe(
      failed('null', 'messageAttributes.attr1.member.dataType', 'Member must not be null'),
    )
    const entries = [{ Id: '1', Message: 'm', MessageAttributes: attributes }]
    expect(validate(sns, 'PublishBatch', { TopicArn: 't', PublishBatchRequestEntries: entries })).toBe(
      failed('null', 'publishBatchRequestEntries.1.member.messageAttributes.attr1.member.dataType', 'Member must not be null'),
    )
  })

  it('tells of at most ten', () => {
    const records = Array.from({ length: 500 }, () => ({ Data: new Uint8Array(), PartitionKey: '' }))
    expect(violations(kinesis, 'PutRecords', { StreamName: 's', Records: records })).toHaveLength(10)
  })

  it('follows a structure that contains itself', () => {
    const shapes = { Node: { type: 'structure', required: ['Name'], members: { Name: 'string', Next: 'Node' } } }
    const constraints: Constraints = { source: '', api: '', operations: { Walk: 'Node' }, shapes }
    expect(validate(constraints, 'Walk', { Name: 'a', Next: { Name: 'b', Next: {} } })).toBe(
      failed('null', 'next.next.name', 'Member must not be null'),
    )
  })

  it('holds 500 records to their constraints at no cost that shows', () => {
    const input = { StreamName: 's', Records: Array.from({ length: 500 }, () => ({ Data: new Uint8Array(4096), PartitionKey: 'key' })) }
    at('PutRecords', input)
    const began = performance.now()
    for (let i = 0; i < 100; i++) at('PutRecords', input)
    expect((performance.now() - began) / 100).toBeLessThan(5)
  })
})

describe('pattern', () => {
  it('matches the whole text, with and without anchors', () => {
    for (const source of ['[a-z]+', '^[a-z]+$', '^([a-z]+)$', 'a|bc', '(?!x)[a-z]+', '^[\\p{L}]+$']) {
      expect(['bc', 'bc!', '!bc', ''].map(pattern(source)), source).toEqual([true, false, false, false])
    }
  })

  it('takes time linear in the text', () => {
    const stream = pattern('arn:aws.*:kinesis:.*:\\d{12}:.*(stream|channel|queue)/\\S+')
    expect(stream('arn:aws:kinesis:us-east-1:123456789012:stream/name')).toBe(true)
    const began = performance.now()
    expect(stream('arn:aws' + ':kinesis:'.repeat(10_000) + ':123456789012:'.repeat(10_000))).toBe(false)
    expect(performance.now() - began).toBeLessThan(2000)
  })

  // The descriptions lie beside the project where it is developed.
  const models = new URL('../../../shared/models/', import.meta.url)
  it.skipIf(!existsSync(models))('knows every pattern of the services to come', () => {
    for (const file of readdirSync(models).filter((name) => name.endsWith('.json'))) {
      const { shapes } = JSON.parse(readFileSync(new URL(file, models), 'utf8')) as Constraints
      for (const shape of Object.values(shapes))
        if (shape.pattern !== undefined) expect(pattern(shape.pattern)('\n\0')).toBeTypeOf('boolean')
    }
  })
})
