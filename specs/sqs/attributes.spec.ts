import { clause, fc, protocols, queueTypes } from './bench.js'

const ranges = [
  { id: 'sqs.attr.delay-seconds.range', name: 'DelaySeconds', min: 0, max: 900 },
  { id: 'sqs.attr.maximum-message-size.range', name: 'MaximumMessageSize', min: 1024, max: 1_048_576 },
  { id: 'sqs.attr.message-retention-period.range', name: 'MessageRetentionPeriod', min: 60, max: 1_209_600 },
  { id: 'sqs.attr.receive-message-wait-time-seconds.range', name: 'ReceiveMessageWaitTimeSeconds', min: 0, max: 20 },
  { id: 'sqs.attr.visibility-timeout.range', name: 'VisibilityTimeout', min: 0, max: 43_200 },
]

for (const { id, name, min, max } of ranges) {
  clause(id, {
    axes: { type: queueTypes, protocol: protocols },
    given: {
      inside: fc.integer({ min, max }),
      outside: fc.oneof(fc.integer({ min: -100, max: min - 1 }), fc.integer({ min: max + 1, max: max * 10 })),
    },
    edges: [{ inside: min, outside: min - 1 }, { inside: max, outside: max + 1 }],
    async check({ queue, refused, expect }, { type, inside, outside }) {
      const q = await queue({ type, attributes: { [name]: String(inside) } })
      expect(await q.attributes(name), 'the attribute of the new queue').toEqual({ [name]: String(inside) })
      await refused(q.set({ [name]: String(outside) }))
      await refused(queue({ type, attributes: { [name]: String(outside) } }))
    },
  })
}

clause('sqs.attr.receive-message-wait-time-seconds.default', {
  axes: { type: queueTypes },
  async check({ queue, expect }, { type }) {
    const q = await queue({ type })
    expect(await q.attributes('ReceiveMessageWaitTimeSeconds')).toEqual({ ReceiveMessageWaitTimeSeconds: '0' })
  },
})
