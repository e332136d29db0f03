import { clause, fc, protocols, queueTypes, tags } from './bench.js'
import type { Queue, SqsCase } from './bench.js'

const tagsOf = async ({ sqs }: SqsCase, q: Queue): Promise<Readonly<Record<string, string>>> => ({
  ...(await sqs.listQueueTags({ QueueUrl: q.url })).Tags,
})

clause('sqs.tags.add-and-list', {
  axes: { type: queueTypes, protocol: protocols },
  given: { given: tags() },
  async check(t, { type, given }) {
    const q = await t.queue({ type })
    await t.sqs.tagQueue({ QueueUrl: q.url, Tags: given })
    t.expect(await tagsOf(t, q), 'the tags of the queue').toEqual(given)
  },
})

clause('sqs.tags.at-create', {
  axes: { type: queueTypes, protocol: protocols },
  given: { given: tags() },
  async check(t, { type, given }) {
    const q = await t.queue({ type, tags: given })
    t.expect(await tagsOf(t, q), 'the tags of the new queue').toEqual(given)
  },
})

clause('sqs.tags.overwrite', {
  axes: { protocol: protocols },
  given: { before: tags(), value: fc.constantFrom('', 'new', 'New value 1.5') },
  async check(t, { before, value }) {
    const q = await t.queue({ tags: before })
    const key = Object.keys(before)[0]!
    await t.sqs.tagQueue({ QueueUrl: q.url, Tags: { [key]: value, 'another-key': 'x' } })
    t.expect(await tagsOf(t, q), 'the tags of the queue').toEqual({ ...before, [key]: value, 'another-key': 'x' })
  },
})

clause('sqs.tags.case-sensitive', {
  axes: { protocol: protocols },
  async check(t) {
    const given = { key: 'value', Key: 'Value', KEY: 'value' }
    const q = await t.queue({ tags: given })
    t.expect(await tagsOf(t, q), 'the tags of the queue').toEqual(given)
    await t.sqs.untagQueue({ QueueUrl: q.url, TagKeys: ['Key'] })
    t.expect(await tagsOf(t, q), 'the tags without one of them').toEqual({ key: 'value', KEY: 'value' })
  },
})

clause('sqs.tags.remove', {
  axes: { type: queueTypes, protocol: protocols },
  given: { before: tags(), how: fc.constantFrom('first', 'all') },
  async check(t, { type, before, how }) {
    const q = await t.queue({ type, tags: { ...before, kept: 'yes' } })
    const keys = Object.keys(before).filter((key) => key !== 'kept')
    const TagKeys = how === 'first' ? keys.slice(0, 1) : keys
    await t.sqs.untagQueue({ QueueUrl: q.url, TagKeys })
    const rest = Object.entries({ ...before, kept: 'yes' }).filter(([key]) => !TagKeys.includes(key))
    t.expect(await tagsOf(t, q), 'the tags that were not removed').toEqual(Object.fromEntries(rest))
  },
})

/** What removing an absent key answers is not documented; that it takes no other tag with it is beyond doubt. */
clause('sqs.tags.remove-missing', {
  axes: { protocol: protocols },
  given: { before: tags() },
  async check(t, { before }) {
    const q = await t.queue({ tags: before })
    const removal = t.sqs.untagQueue({ QueueUrl: q.url, TagKeys: ['never-there'] })
    await removal.catch(() => t.refused(removal))
    t.expect(await tagsOf(t, q), 'the tags of the queue').toEqual(before)
  },
})

clause('sqs.tags.none', {
  axes: { protocol: protocols },
  async check(t) {
    t.expect(await tagsOf(t, await t.queue()), 'the tags of an untagged queue').toEqual({})
  },
})

clause('sqs.tags.over-50-not-recommended', {
  axes: { protocol: protocols },
  async check(t) {
    const q = await t.queue()
    const many = (length: number) => Object.fromEntries(Array.from({ length }, (_, nth) => [`key-${nth}`, `${nth}`]))
    // So many nobody is advised against.
    const full = await t.queue({ tags: many(50) })
    await t.sqs.tagQueue({ QueueUrl: full.url, Tags: many(50) })
    t.expect(Object.keys(await tagsOf(t, full)).length, 'how many tags a queue with fifty has').toBe(50)
    const tagging = t.sqs.tagQueue({ QueueUrl: q.url, Tags: many(51) })
    const isTaken = await tagging.then(
      () => true,
      () => t.refused(tagging).then(() => false),
    )
    t.expect(Object.keys(await tagsOf(t, q)).length, 'how many tags the queue has').toBe(isTaken ? 51 : 0)
  },
})

const text = (length: number): fc.Arbitrary<string> => fc.constantFrom('a', 'é', '日').map((character) => character.repeat(length))
const lengths = [
  { id: 'sqs.tags.key-length', key: [1, 128], value: [1, 1], tooLong: { key: 129, value: 1 } },
  { id: 'sqs.tags.value-length', key: [1, 1], value: [0, 256], tooLong: { key: 1, value: 257 } },
] as const

for (const { id, key, value, tooLong } of lengths) {
  clause(id, {
    axes: { protocol: protocols },
    given: {
      shortest: fc.tuple(text(key[0]), text(value[0])),
      longest: fc.tuple(text(key[1]), text(value[1])),
      over: fc.tuple(text(tooLong.key), text(tooLong.value)),
    },
    async check(t, { shortest, longest, over }) {
      const q = await t.queue()
      for (const [name, content] of [shortest, longest]) {
        await t.sqs.tagQueue({ QueueUrl: q.url, Tags: { [name]: content } })
        t.expect((await tagsOf(t, q))[name], 'the tag at the limit').toBe(content)
      }
      await t.refused(t.sqs.tagQueue({ QueueUrl: q.url, Tags: { [over[0]]: over[1] } }))
      if (id === 'sqs.tags.key-length') await t.refused(t.sqs.tagQueue({ QueueUrl: q.url, Tags: { '': 'x' } }))
    },
  })
}

clause('sqs.tags.charset', {
  axes: { protocol: protocols },
  given: {
    allowed: fc.constantFrom('Ünï 日本', 'a_b.c:d/e=f+g-h@i', 'x 1'),
    forbidden: fc.constantFrom(...'!"#$%&\'()*,;<>?[\\]^`{|}~'),
    where: fc.constantFrom('key', 'value'),
  },
  async check(t, { allowed, forbidden, where }) {
    const q = await t.queue({ tags: { [allowed]: allowed } })
    await t.refused(t.sqs.tagQueue({ QueueUrl: q.url, Tags: where === 'key' ? { [`a${forbidden}`]: 'x' } : { x: `a${forbidden}` } }))
    t.expect(await tagsOf(t, q), 'the tags of the queue').toEqual({ [allowed]: allowed })
  },
})

clause('sqs.tags.reserved-prefix', {
  axes: { protocol: protocols },
  given: { reserved: fc.constantFrom('aws:', 'aws:mine', 'AWS:mine'), where: fc.constantFrom('key', 'value') },
  edges: [
    { reserved: 'aws:mine', where: 'key' },
    { reserved: 'aws:mine', where: 'value' },
  ],
  cases: 3,
  async check(t, { reserved, where }) {
    const q = await t.queue()
    // Whether the prefix counts in upper case is not documented.
    const tagging = t.sqs.tagQueue({ QueueUrl: q.url, Tags: where === 'key' ? { [reserved]: 'x' } : { x: reserved } })
    if (reserved === reserved.toLowerCase()) await t.refused(tagging)
    else await tagging.catch(() => t.refused(tagging))
    await t.sqs.tagQueue({ QueueUrl: q.url, Tags: { 'not-aws:mine': 'aws' } })
    const { [reserved]: taken, x: valued, ...rest } = await tagsOf(t, q)
    if (reserved === reserved.toLowerCase()) t.expect([taken, valued], 'the tags that were refused').toEqual([undefined, undefined])
    t.expect(rest, 'a tag that only holds the prefix').toEqual({ 'not-aws:mine': 'aws' })
  },
})
