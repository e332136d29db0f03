import { clause, fc, protocols, queueTypes } from './bench.js'

const ranges = [
  { id: 'sqs.attr.delay-seconds.range', name: 'DelaySeconds', min: 0, max: 900 },
  { id: 'sqs.attr.maximum-message-size.range', name: 'MaximumMessageSize', min: 1024, max: 1_048_576 },
  { id: 'sqs.attr.message-retention-period.range', name: 'MessageRetentionPeriod', min: 60, max: 1_209_600 },
  { id: 'sqs.attr.receive-message-wait-time-seconds.range', name: 'ReceiveMessageWaitTimeSeconds', min: 0, max: 20 },
  { id: 'sqs.attr.visibility-timeout.range', name: 'VisibilityTimeout', min: 0, max: 43_200 },
  {
    id: 'sqs.attr.kms-data-key-reuse-period-seconds.range',
    name: 'KmsDataKeyReusePeriodSeconds',
    min: 60,
    max: 86_400,
    with: { KmsMasterKeyId: 'alias/aws/sqs' },
    unset: '300',
  },
]

for (const { id, name, min, max, with: others = {}, unset } of ranges) {
  clause(id, {
    axes: { type: queueTypes, protocol: protocols },
    given: {
      inside: fc.integer({ min, max }),
      outside: fc.oneof(fc.integer({ min: -100, max: min - 1 }), fc.integer({ min: max + 1, max: max * 10 })),
    },
    edges: [
      { inside: min, outside: min - 1 },
      { inside: max, outside: max + 1 },
    ],
    async check({ queue, refused, expect }, { type, inside, outside }) {
      const q = await queue({ type, attributes: { [name]: String(inside), ...others } })
      expect(await q.attributes(name), 'the attribute of the new queue').toEqual({ [name]: String(inside) })
      await refused(q.set({ [name]: String(outside) }))
      await refused(queue({ type, attributes: { [name]: String(outside), ...others } }))
      expect(await q.attributes(name), 'the attribute, which no refusal changed').toEqual({ [name]: String(inside) })
      if (unset === undefined) return
      // That it is shown where nobody set it is not said.
      const { [name]: shown = unset } = await (await queue({ type, attributes: others })).attributes(name)
      expect(shown, 'the attribute of a queue that was made without it').toBe(unset)
    },
  })
}

/** What a new queue has where nothing was asked for. */
const defaults = [
  { id: 'sqs.attr.receive-message-wait-time-seconds.default', name: 'ReceiveMessageWaitTimeSeconds', value: '0' },
  { id: 'sqs.attr.maximum-message-size.default', name: 'MaximumMessageSize', value: '1048576' },
]

for (const { id, name, value } of defaults) {
  clause(id, {
    axes: { type: queueTypes, protocol: protocols },
    async check({ queue, expect }, { type }) {
      const q = await queue({ type })
      expect(await q.attributes(name), 'the attribute of a queue made without it').toEqual({ [name]: value })
    },
  })
}

clause('sqs.attr.numeric-not-integer', {
  axes: { protocol: protocols },
  given: {
    name: fc.constantFrom(
      'DelaySeconds',
      'MaximumMessageSize',
      'MessageRetentionPeriod',
      'ReceiveMessageWaitTimeSeconds',
      'VisibilityTimeout',
    ),
    text: fc.constantFrom('ten', '1.5', '1e3', '0x10', '10 s', '--1', '1,5'),
  },
  async check({ queue, refused, expect }, { name, text }) {
    const q = await queue()
    const before = await q.attributes(name)
    await refused(q.set({ [name]: text }))
    await refused(queue({ attributes: { [name]: text } }))
    expect(await q.attributes(name), 'the attribute, which no refusal changed').toEqual(before)
  },
})
