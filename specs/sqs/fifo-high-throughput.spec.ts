import { anyClientError, clause, fc, protocols } from './bench.js'

const regular = { DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' }
const high = { DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' }
const names = ['DeduplicationScope', 'FifoThroughputLimit'] as const

clause('sqs.fifo.ht.enable', {
  axes: { protocol: protocols },
  async check({ queue, expect }) {
    const q = await queue({ type: 'fifo', attributes: high })
    expect(await q.attributes(...names), 'the attributes of the new queue').toEqual(high)
  },
})

clause('sqs.fifo.ht.defaults', {
  async check({ queue, expect }) {
    const q = await queue({ type: 'fifo' })
    expect(await q.attributes(), 'all attributes of a new queue').toMatchObject(regular)
  },
})

clause('sqs.fifo.ht.toggle-existing', {
  axes: { first: ['regular', 'high'] },
  async check({ queue, time, profile, expect }, { first }) {
    const q = await queue({ type: 'fifo', attributes: first === 'high' ? high : {} })
    for (const next of first === 'high' ? [regular, high] : [high, regular]) {
      const changed = await q.set(next)
      if (profile.tolerates('sqs.ec.attributes-60s')) await time.pass(time.after(changed, 60_000))
      expect(await q.attributes(...names), 'the attributes after they were set').toEqual(next)
    }
  },
})

/** Values in another casing are left out: whether they are taken is not documented. */
const values = [
  { id: 'sqs.fifo.ht.scope-values', name: 'DeduplicationScope', accepted: ['queue', 'messageGroup'] },
  { id: 'sqs.fifo.ht.limit-values', name: 'FifoThroughputLimit', accepted: ['perQueue', 'perMessageGroupId'] },
]
const words = [...values.flatMap(({ accepted }) => accepted), 'true', '1']
const word = fc.string({ unit: fc.constantFrom(...'abcxyz'), minLength: 1 })

for (const { id, name, accepted } of values) {
  clause(id, {
    axes: { protocol: protocols },
    given: { wrong: fc.oneof(word, fc.constantFrom(...words)).filter((value) => !accepted.includes(value)) },
    cases: 2,
    async check({ queue, refused, expect }, { wrong }) {
      for (const value of accepted) {
        const q = await queue({ type: 'fifo', attributes: { DeduplicationScope: 'messageGroup', [name]: value } })
        expect(await q.attributes(name), 'the attribute of the new queue').toEqual({ [name]: value })
        await refused(q.set({ [name]: wrong }))
      }
      await refused(queue({ type: 'fifo', attributes: { DeduplicationScope: 'messageGroup', [name]: wrong } }))
    },
  })
}

clause('sqs.fifo.ht.limit-needs-group-scope', {
  axes: { protocol: protocols },
  async check({ queue, refused, expect }) {
    await refused(queue({ type: 'fifo', attributes: { ...high, DeduplicationScope: 'queue' } }))
    const q = await queue({ type: 'fifo', attributes: regular })
    await refused(q.set({ FifoThroughputLimit: 'perMessageGroupId' }))
    expect(await q.attributes(...names), 'the attributes after the refusal').toEqual(regular)
  },
})

/** At creation the code was recorded; that an existing standard queue refuses them under the same one was not. */
const fifoOnly = [
  { id: 'sqs.fifo.ht.scope-standard-rejected', attributes: { DeduplicationScope: 'messageGroup' } },
  { id: 'sqs.fifo.ht.limit-standard-rejected', attributes: { FifoThroughputLimit: 'perQueue' } },
]

for (const { id, attributes } of fifoOnly) {
  clause(id, {
    axes: { protocol: protocols },
    async check({ queue, refused }) {
      await refused(queue({ attributes }))
      const q = await queue()
      await refused(q.set(attributes), anyClientError)
    },
  })
}

clause('sqs.fifo.ht.order-unaffected', {
  given: { groups: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 3, maxLength: 10 }), max: fc.integer({ min: 1, max: 10 }) },
  edges: [
    { groups: ['a', 'a', 'a', 'a'], max: 1 },
    { groups: ['a', 'b', 'a', 'b', 'a'], max: 10 },
  ],
  async check({ queue, expect }, { groups, max }) {
    const q = await queue({ type: 'fifo', attributes: high })
    await q.sendBatch(groups.map((MessageGroupId, nth) => ({ MessageGroupId, MessageBody: `${MessageGroupId}${nth}` })))
    const received = (await q.drain(groups.length, { MaxNumberOfMessages: max })).map(({ Body }) => Body)
    for (const group of new Set(groups)) {
      const sent = groups.flatMap((one, nth) => (one === group ? [`${one}${nth}`] : []))
      expect(
        received.filter((body) => body.startsWith(group)),
        `the messages of group ${group} in the order they came`,
      ).toEqual(sent)
    }
  },
})
