import { anyClientError, clause, fc, topicTypes, unlessRefused } from './bench.js'
import type { SnsCase, Topic } from './bench.js'

const keys = fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...'abcdefXYZ0189') })
const texts = fc.string({ maxLength: 30, unit: fc.constantFrom(...'abcXYZ019 _.:/=+-@') }).map((text) => text.trim())
const drawnTags = fc.uniqueArray(fc.record({ Key: keys, Value: texts }), { selector: ({ Key }) => Key, minLength: 1, maxLength: 5 })

/** The tags by their keys; a key that comes twice diverges. */
const tagsOf = async (t: SnsCase, { arn }: Topic): Promise<Readonly<Record<string, string>>> => {
  const { Tags = [] } = await t.sns.listTagsForResource({ ResourceArn: arn })
  t.expect(new Set(Tags.map(({ Key }) => Key)).size, 'how many different keys there are').toBe(Tags.length)
  return Object.fromEntries(Tags.map(({ Key, Value }) => [Key!, Value!]))
}
const inOne = (tags: readonly { readonly Key: string; readonly Value: string }[]) =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))

clause('sns.tags.list', {
  axes: { type: topicTypes, by: ['CreateTopic', 'TagResource'] },
  given: { tags: drawnTags },
  async check(t, { type, by, tags }) {
    const topic = await t.topic({ type, ...(by === 'CreateTopic' ? { tags } : {}) })
    if (by === 'TagResource') await t.sns.tagResource({ ResourceArn: topic.arn, Tags: tags })
    t.expect(await tagsOf(t, topic), 'the tags').toEqual(inOne(tags))
  },
})

clause('sns.tags.overwrite-same-key', {
  given: { before: texts, after: texts },
  async check(t, { before, after }) {
    const topic = await t.topic({
      tags: [
        { Key: 'key', Value: before },
        { Key: 'other', Value: 'kept' },
      ],
    })
    await t.sns.tagResource({ ResourceArn: topic.arn, Tags: [{ Key: 'key', Value: after }] })
    t.expect(await tagsOf(t, topic), 'the tags').toEqual({ key: after, other: 'kept' })
  },
})

clause('sns.tags.case-sensitive', {
  async check(t) {
    const topic = await t.topic({ tags: [{ Key: 'env', Value: 'lower' }] })
    await t.sns.tagResource({ ResourceArn: topic.arn, Tags: [{ Key: 'Env', Value: 'upper' }] })
    t.expect(await tagsOf(t, topic), 'the tags').toEqual({ env: 'lower', Env: 'upper' })
  },
})

const numbered = (count: number) => Array.from({ length: count }, (_, nth) => ({ Key: `key-${nth}`, Value: 'value' }))

clause('sns.tags.max-50', {
  given: { first: fc.integer({ min: 1, max: 50 }) },
  edges: [{ first: 50 }],
  async check(t, { first }) {
    const topic = await t.topic({ tags: numbered(first) })
    if (first < 50) await t.sns.tagResource({ ResourceArn: topic.arn, Tags: numbered(50).slice(first) })
    await t.refused(t.sns.tagResource({ ResourceArn: topic.arn, Tags: [{ Key: 'one-more', Value: 'value' }] }))
    await t.refused(t.topic({ tags: numbered(51) }))
    await t.sns.tagResource({ ResourceArn: topic.arn, Tags: [{ Key: 'key-0', Value: 'value' }] })
    t.expect(await tagsOf(t, topic), 'the tags').toEqual(inOne(numbered(50)))
  },
})

/** With which error is not known. */
clause('sns.tags.aws-prefix-reserved', {
  axes: { by: ['CreateTopic', 'TagResource'] },
  given: { rest: fc.stringMatching(/^[a-z]{1,10}$/) },
  async check(t, { by, rest }) {
    const topic = await t.topic({ tags: [{ Key: 'own', Value: 'value' }] })
    const tags = [{ Key: `aws:${rest}`, Value: 'value' }]
    await t.refused(by === 'CreateTopic' ? t.topic({ tags }) : t.sns.tagResource({ ResourceArn: topic.arn, Tags: tags }), anyClientError)
    t.expect(await tagsOf(t, topic), 'the tags').toEqual({ own: 'value' })
  },
})

clause('sns.tags.untag', {
  given: { tags: drawnTags, removed: fc.nat({ max: 4 }) },
  async check(t, { tags, removed }) {
    const topic = await t.topic({ tags })
    const TagKeys = [tags[removed % tags.length]!.Key]
    await t.sns.untagResource({ ResourceArn: topic.arn, TagKeys })
    t.expect(await tagsOf(t, topic), 'the tags').toEqual(inOne(tags.filter(({ Key }) => !TagKeys.includes(Key))))
  },
})

clause('sns.tags.unknown-resource', {
  axes: { operation: ['TagResource', 'UntagResource', 'ListTagsForResource'] },
  async check(t, { operation }) {
    const more = { TagResource: { Tags: [{ Key: 'key', Value: 'value' }] }, UntagResource: { TagKeys: ['key'] }, ListTagsForResource: {} }[
      operation
    ]
    const named = { shape: 'ResourceNotFoundException', code: 'ResourceNotFound', status: 404 }
    await t.refused(t.call(operation, { ResourceArn: await t.noTopic(), ...more }), named)
  },
})

/** Whoever is told to come again is told so by that error; the value of one of the others is there. */
clause('sns.tags.concurrent-access', {
  async check(t) {
    const topic = await t.topic({ tags: [{ Key: 'key', Value: 'before' }] })
    const values = ['one', 'two', 'three']
    const calls = values.map((Value) => t.sns.tagResource({ ResourceArn: topic.arn, Tags: [{ Key: 'key', Value }] }))
    const done = await Promise.all(calls.map(unlessRefused))
    for (const [nth, call] of calls.entries()) if (done[nth] === undefined) await t.refused(call)
    const written = values.filter((_, nth) => done[nth] !== undefined)
    t.expect(written.length > 0 ? written : ['before'], 'the values that were written').toContain((await tagsOf(t, topic))['key'])
  },
})
