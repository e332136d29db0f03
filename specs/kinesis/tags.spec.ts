import { anyClientError, clause, fc, protocols } from './bench.js'
import type { KinesisCase, Stream } from './bench.js'
import { tagsOfStream } from './tag-list.js'

type Tags = Readonly<Record<string, string>>
const keys = () =>
  fc
    .string({ unit: fc.constantFrom('a', 'B', '7', '_', '.', '/', '=', '+', '-', '@', 'é', '日'), minLength: 1, maxLength: 20 })
    .map((key) => `k${key}`)
const tags = (maxKeys = 6) =>
  fc.dictionary(
    keys(),
    fc.string({ unit: fc.constantFrom('v', 'V', ' ', '1', '-'), maxLength: 12 }).map((value) => value.trim()),
    { minKeys: 1, maxKeys },
  )

const mapOf = (list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = []): Tags =>
  Object.fromEntries(list.map(({ Key, Value }) => [Key, Value ?? ''])) as Tags
const ofStream = async (t: KinesisCase, { name }: Stream): Promise<Tags> => mapOf(await tagsOfStream(t, name))
const ofResource = async (t: KinesisCase, ResourceARN: string): Promise<Tags> =>
  mapOf((await t.kinesis.listTagsForResource({ ResourceARN })).Tags)
const many = (from: number, to: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: to - from }, (_, nth) => [`key-${from + nth}`, 'value']))

clause('kinesis.tags.add', {
  axes: { protocol: protocols },
  given: { before: tags(), more: tags() },
  async check(t, { before, more }) {
    const stream = await t.stream()
    await t.kinesis.addTagsToStream({ StreamName: stream.name, Tags: before })
    const changed = { ...more, [Object.keys(before)[0]!]: 'another' }
    await t.kinesis.addTagsToStream({ StreamName: stream.name, Tags: changed })
    t.expect(await ofStream(t, stream), 'the tags').toEqual({ ...before, ...changed })
  },
})

clause('kinesis.tags.max-50', {
  given: { before: fc.integer({ min: 1, max: 50 }) },
  edges: [{ before: 50 }, { before: 1 }],
  async check(t, { before }) {
    const stream = await t.stream({ tags: many(0, before) })
    if (before < 50) await t.kinesis.addTagsToStream({ StreamName: stream.name, Tags: many(before, 50) })
    await t.refused(t.kinesis.addTagsToStream({ StreamName: stream.name, Tags: many(50, 51) }))
    await t.kinesis.addTagsToStream({ StreamName: stream.name, Tags: { 'key-0': 'changed' } })
    t.expect(await ofStream(t, stream), 'the tags').toEqual({ ...many(0, 50), 'key-0': 'changed' })
  },
})

/** Of % and : the pages say different things; of these no page says that they may be used. */
clause('kinesis.tags.charset', {
  given: { good: tags(), bad: fc.constantFrom('\u0007', '*', '#', '<', '"', '\\', '{') },
  async check(t, { good, bad }) {
    const stream = await t.stream()
    await t.refused(t.kinesis.addTagsToStream({ StreamName: stream.name, Tags: { [`key${bad}`]: 'value' } }), anyClientError)
    await t.kinesis.addTagsToStream({ StreamName: stream.name, Tags: good })
    t.expect(await ofStream(t, stream), 'the tags').toEqual(good)
  },
})

clause('kinesis.tags.aws-prefix', {
  given: { rest: keys(), isResource: fc.boolean() },
  async check(t, { rest, isResource }) {
    const stream = await t.stream()
    const Tags = { [`aws:${rest}`]: 'value' }
    await t.refused(
      isResource
        ? t.kinesis.tagResource({ ResourceARN: await stream.arn(), Tags })
        : t.kinesis.addTagsToStream({ StreamName: stream.name, Tags }),
      anyClientError,
    )
    t.expect(await ofStream(t, stream), 'the tags').toEqual({})
  },
})

clause('kinesis.tags.case-sensitive', {
  async check(t) {
    const stream = await t.stream({ tags: { key: 'value', Key: 'Value' } })
    t.expect(await ofStream(t, stream), 'the tags').toEqual({ key: 'value', Key: 'Value' })
    await t.kinesis.removeTagsFromStream({ StreamName: stream.name, TagKeys: ['KEY', 'Key'] })
    t.expect(await ofStream(t, stream), 'the tags without one of them').toEqual({ key: 'value' })
  },
})

for (const { id, isResource } of [
  { id: 'kinesis.tags.remove', isResource: false },
  { id: 'kinesis.tags.untag-ignores-missing', isResource: true },
] as const) {
  clause(id, {
    given: { before: tags() },
    async check(t, { before }) {
      const stream = await t.stream({ tags: { ...before, stays: 'yes' } })
      const TagKeys = [...Object.keys(before), ...(isResource ? [] : ['not-there'])]
      await (isResource
        ? t.kinesis.untagResource({ ResourceARN: await stream.arn(), TagKeys })
        : t.kinesis.removeTagsFromStream({ StreamName: stream.name, TagKeys }))
      t.expect(await ofStream(t, stream), 'the tags that were not removed').toEqual({ stays: 'yes' })
    },
  })
}

clause('kinesis.tags.list-shape', {
  given: { given: tags(), limit: fc.integer({ min: 1, max: 8 }) },
  edges: [{ given: { one: '1', two: '2' }, limit: 2 }],
  async check(t, { given, limit }) {
    const stream = await t.stream({ tags: given })
    const { Tags = [], HasMoreTags } = await t.kinesis.listTagsForStream({ StreamName: stream.name, Limit: limit })
    t.expect(HasMoreTags, 'whether there are more').toBe(Tags.length < Object.keys(given).length)
    t.expect(Tags.length, 'the tags of a page').toBeLessThanOrEqual(limit)
    t.expect(given, 'the tags that were given').toMatchObject(mapOf(Tags))
  },
})

clause('kinesis.tags.list-exclusive-start', {
  given: { given: tags(8), limit: fc.integer({ min: 1, max: 3 }) },
  edges: [{ limit: 1 }],
  async check(t, { given, limit }) {
    const stream = await t.stream({ tags: given })
    const seen: { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = []
    for (let hasMore = true; hasMore && seen.length < 50;) {
      const last = seen.at(-1)?.Key
      const page = await t.kinesis.listTagsForStream({
        StreamName: stream.name,
        Limit: limit,
        ...(last === undefined ? {} : { ExclusiveStartTagKey: last }),
      })
      seen.push(...(page.Tags ?? []))
      hasMore = page.HasMoreTags === true && (page.Tags?.length ?? 0) > 0
    }
    t.expect([seen.length, mapOf(seen)], 'the tags of all pages').toEqual([Object.keys(given).length, given])
  },
})

for (const id of ['kinesis.tags.resource-api', 'kinesis.tags.resource-and-stream-same', 'kinesis.tags.list-for-resource-whole'] as const) {
  clause(id, {
    given: { given: tags(8), more: tags(8) },
    async check(t, { given, more }) {
      const stream = await t.stream()
      const ResourceARN = await stream.arn()
      await t.kinesis.tagResource({ ResourceARN, Tags: given })
      await t.kinesis.addTagsToStream({ StreamName: stream.name, Tags: more })
      const all = { ...given, ...more }
      t.expect([await ofResource(t, ResourceARN), await ofStream(t, stream)], 'the tags, both ways').toEqual([all, all])
      await t.kinesis.untagResource({ ResourceARN, TagKeys: Object.keys(all).slice(1) })
      t.expect(Object.keys(await ofResource(t, ResourceARN)), 'the keys that are left').toEqual(Object.keys(all).slice(0, 1))
    },
  })
}

clause('kinesis.tags.resource-unknown', {
  given: { operation: fc.constantFrom('TagResource', 'UntagResource', 'ListTagsForResource') },
  edges: (['TagResource', 'UntagResource', 'ListTagsForResource'] as const).map((operation) => ({ operation })),
  async check(t, { operation }) {
    const arn = await (await t.stream()).arn()
    const inputs = { TagResource: { Tags: { key: 'value' } }, UntagResource: { TagKeys: ['key'] }, ListTagsForResource: {} }
    const asked = (ResourceARN: string) => t.call(operation, { ResourceARN, ...inputs[operation as 'TagResource'] })
    await t.refused(asked(arn.replace(/[^/]*$/, t.name())))
    await t.refused(asked(`${arn}/consumer/nobody:1700000000`))
    // Of what stands in another Region or account it may be said that it is not there, or that it may not be asked for.
    const [, , , region = '', account = ''] = arn.split(':')
    await t.refused(asked(arn.replace(`:${region}:`, `:${region === 'eu-west-1' ? 'us-west-2' : 'eu-west-1'}:`)), anyClientError)
    await t.refused(asked(arn.replace(`:${account}:`, `:${account === '111122223333' ? '444455556666' : '111122223333'}:`)), anyClientError)
  },
})

for (const id of ['kinesis.tags.consumer', 'kinesis.efo.register-tags'] as const) {
  clause(id, {
    given: { given: tags(), more: tags() },
    async check(t, { given, more }) {
      const stream = await t.stream({ tags: { of: 'the stream' } })
      const { ConsumerARN = '' } = await stream.consumer('consumer', given)
      t.expect(await ofResource(t, ConsumerARN), 'the tags of the new consumer').toEqual(given)
      await t.kinesis.tagResource({ ResourceARN: ConsumerARN, Tags: more })
      t.expect([await ofResource(t, ConsumerARN), await ofStream(t, stream)], 'the tags of both').toEqual([
        { ...given, ...more },
        { of: 'the stream' },
      ])
      await t.kinesis.untagResource({ ResourceARN: ConsumerARN, TagKeys: Object.keys({ ...given, ...more }) })
      t.expect(await ofResource(t, ConsumerARN), 'the tags that are left').toEqual({})
    },
  })
}
