import { clause, fc, textOf } from './bench.js'
import type { KinesisCase } from './bench.js'

const FIRST = 'shardId-000000000000'
/** How long a subscription lasts at most, and for how long a second one of the same consumer and shard is refused. */
const LIFE_MS = 300_000
const GUARD_MS = 5000
/** Milliseconds in which an idle shard was seen to be told of twice. */
const IDLE_MS = 11_000

/** A stream with a consumer that is ACTIVE. */
const consumed = async (t: KinesisCase) => {
  const stream = await t.stream()
  return { stream, consumer: await stream.consumer() }
}

/** While CREATING before and after the call, or DELETING after it, the consumer was so in between. */
clause('kinesis.efo.no-read-until-active', {
  given: { state: fc.constantFrom('CREATING', 'DELETING') },
  edges: [{ state: 'CREATING' }, { state: 'DELETING' }],
  async check(t, { state }) {
    const stream = await t.stream()
    const StreamARN = await stream.arn()
    const status = async (ConsumerName: string) =>
      (await t.kinesis.listStreamConsumers({ StreamARN })).Consumers?.find((one) => one.ConsumerName === ConsumerName)?.ConsumerStatus
    const consumer =
      state === 'CREATING'
        ? (await t.kinesis.registerStreamConsumer({ StreamARN, ConsumerName: 'consumer' })).Consumer!
        : await stream.consumer()
    if (state === 'DELETING') await t.kinesis.deregisterStreamConsumer({ ConsumerARN: consumer.ConsumerARN })
    const call = stream.subscribe(consumer, { Type: 'TRIM_HORIZON' }, FIRST)
    const failure = await call.then(
      () => undefined,
      (error: unknown) => error,
    )
    const after = await status('consumer')
    if (after !== state && failure === undefined) t.undecided(`the consumer was not ${state} any more, or may not have been`)
    // A consumer that was gone in the meantime is not found.
    if (after === state) await t.refused(call)
    if (state === 'DELETING') return
    await stream.until('the consumer is ACTIVE', async () => (await status('consumer')) === 'ACTIVE')
    if (t.profile.tolerates('kinesis.streams.rw-only-promised-when-active')) await t.time.sleep(2000)
    await stream.put('x')
    await t.time.sleep(GUARD_MS)
    t.expect((await (await stream.subscribe(consumer)).until(1)).map(textOf), 'what it reads when it is ACTIVE').toEqual(['x'])
  },
})

/** A second call within five seconds is refused; within one it may be called too fast as well. */
for (const { id, within } of [
  { id: 'kinesis.efo.subscribe-within-5s', within: GUARD_MS },
  { id: 'kinesis.efo.subscribe-rate', within: 1000 },
] as const) {
  clause(id, {
    async check(t) {
      const { stream, consumer } = await consumed(t)
      const first = await stream.subscribe(consumer, { Type: 'LATEST' }, FIRST)
      await t.time.sleep(within * 0.4)
      const second = stream.subscribe(consumer, { Type: 'LATEST' }, FIRST).then(({ output }) => output)
      await t.refused(t.time.inTime(second, t.time.after(first.output, within)))
      await stream.put('x')
      t.expect((await first.until(1)).map(textOf), 'what the first goes on to bring').toEqual(['x'])
    },
  })
}

/** The first may end with an error or without; what it must not do is to go on. */
clause('kinesis.efo.subscribe-takeover', {
  async check(t) {
    const { stream, consumer } = await consumed(t)
    const first = await stream.subscribe(consumer, { Type: 'TRIM_HORIZON' }, FIRST)
    await stream.put('before')
    await first.until(1)
    await t.time.pass(t.time.after(first.output, GUARD_MS))
    const second = await stream.subscribe(consumer, { Type: 'TRIM_HORIZON' }, FIRST)
    const error = await first.over('the stream that was taken over has ended')
    t.expect(error?.shape, 'the errors that it may end with').toBeOneOf([undefined, 'ResourceInUseException'])
    await stream.put('after')
    t.expect((await second.until(2)).map(textOf), 'what the second brings').toEqual(['before', 'after'])
    t.expect(first.records.map(textOf), 'what the first brought').toEqual(['before'])
  },
})

/** An end that comes late may be the way's fault; a record that was put after five minutes and comes all the same is not. */
clause('kinesis.efo.subscribe-5-minutes', {
  async check(t) {
    const { stream, consumer } = await consumed(t)
    const first = await stream.subscribe(consumer, { Type: 'LATEST' }, FIRST)
    const { output } = first
    await t.time.pass(t.time.after(output, LIFE_MS))
    await stream.put('late')
    await first.over('the stream has ended')
    t.expect(first.records.map(textOf), 'what was put after five minutes, and comes').toEqual([])
    const second = await stream.subscribe(consumer, { Type: 'TRIM_HORIZON' }, FIRST)
    t.expect((await second.until(1)).map(textOf), 'what another call brings').toEqual(['late'])
  },
})

clause('kinesis.efo.subscribe-empty-events', {
  async check(t) {
    const { stream, consumer } = await consumed(t)
    const first = await stream.subscribe(consumer, { Type: 'TRIM_HORIZON' }, FIRST)
    await stream.put('0')
    await first.until(1)
    const busy = first.events.length
    await first.during(IDLE_MS)
    const idle = first.events.slice(busy)
    t.expect(
      idle.map(({ Records }) => Records),
      'the records of events of an idle shard',
    ).toEqual(idle.map(() => []))
    const numbers = first.events.map(({ ContinuationSequenceNumber }) => BigInt(ContinuationSequenceNumber ?? -1))
    t.expect(numbers, 'the numbers to go on from').toEqual([...numbers].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
    await first.close()
    await stream.put('1')
    await t.time.pass(t.time.after(first.output, GUARD_MS))
    const second = await stream.subscribe(consumer, { Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: first.continuation! }, FIRST)
    t.expect((await second.until(1)).map(textOf), 'what comes after the last number').toEqual(['1'])
  },
})

clause('kinesis.efo.subscribe-millis-zero', {
  given: { count: fc.integer({ min: 1, max: 4 }) },
  async check(t, { count }) {
    const { stream, consumer } = await consumed(t)
    for (let nth = 0; nth < count; nth++) await stream.put(`${nth}`)
    const subscription = await stream.subscribe(consumer, { Type: 'TRIM_HORIZON' }, FIRST)
    await subscription.until(count)
    const since = t.time.now()
    while (subscription.events.at(-1)?.MillisBehindLatest !== 0) {
      const { length } = subscription.events
      await subscription.during(IDLE_MS)
      if (subscription.events.length === length) t.undecided('no event came of the tip of the shard')
      if (subscription.events.at(-1)?.MillisBehindLatest !== 0 && t.time.now() > since + t.profile.lateness + IDLE_MS)
        t.diverges('a consumer that has caught up is behind', 'MillisBehindLatest 0', `${subscription.events.at(-1)?.MillisBehindLatest}`)
    }
    t.expect(subscription.records.map(textOf), 'the records that came before').toHaveLength(count)
  },
})

type Resumed = 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER'

/** Every record is put when the one before has come, so that there are several numbers to go on from, of which one is drawn. */
const RESUMED: readonly { readonly id: string; readonly types: readonly Resumed[] }[] = [
  { id: 'kinesis.efo.subscribe-resume', types: ['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'] },
  { id: 'kinesis.efo.subscribe-resume-may-duplicate', types: ['AT_SEQUENCE_NUMBER'] },
]
for (const { id, types } of RESUMED) {
  clause(id, {
    given: {
      count: fc.integer({ min: 1, max: 4 }),
      at: fc.nat({ max: 3 }),
      more: fc.integer({ min: 1, max: 3 }),
      type: fc.constantFrom(...types),
    },
    edges: types.map((type) => ({ count: 3, at: 1, type })),
    async check(t, { count, at, more, type }) {
      const { stream, consumer } = await consumed(t)
      const first = await stream.subscribe(consumer, { Type: 'TRIM_HORIZON' }, FIRST)
      for (let nth = 0; nth < count; nth++) {
        await stream.put(`${nth}`)
        await first.until(nth + 1)
      }
      await first.close()
      const upTo = first.events.slice(0, (at % first.events.length) + 1)
      const read = upTo.flatMap(({ Records = [] }) => Records)
      for (let nth = 0; nth < more; nth++) await stream.put(`${count + nth}`)
      await t.time.pass(t.time.after(first.output, GUARD_MS))
      const second = await stream.subscribe(consumer, { Type: type, SequenceNumber: upTo.at(-1)!.ContinuationSequenceNumber! }, FIRST)
      const due = Array.from({ length: count + more }, (_, nth) => `${nth}`)
      const union = () => new Map([...read, ...second.records].map((record) => [record.SequenceNumber, textOf(record)]))
      while (union().size < due.length) await second.until(second.records.length + 1)
      const inOrder = [...union()].sort(([a], [b]) => (BigInt(a!) < BigInt(b!) ? -1 : 1)).map(([, text]) => text)
      t.expect(inOrder, 'the records of both, each once').toEqual(due)
      if (id === 'kinesis.efo.subscribe-resume') return
      const before = new Map(read.map((record) => [record.SequenceNumber, record]))
      for (const again of second.records) {
        const once = before.get(again.SequenceNumber)
        if (once !== undefined) t.expect(again, 'a record that comes again').toEqual(once)
      }
      const numbers = second.records.map(({ SequenceNumber }) => SequenceNumber)
      t.expect(new Set(numbers).size, 'the different records of the second').toBe(numbers.length)
    },
  })
}

clause('kinesis.efo.subscribe-shard-end', {
  given: { count: fc.nat({ max: 4 }), isEarly: fc.boolean() },
  edges: [
    { count: 3, isEarly: false },
    { count: 0, isEarly: true },
  ],
  async check(t, { count, isEarly }) {
    const { stream, consumer } = await consumed(t)
    const early = isEarly ? await stream.subscribe(consumer, { Type: 'TRIM_HORIZON' }, FIRST) : undefined
    for (let nth = 0; nth < count; nth++) await stream.put(`${nth}`)
    await stream.split(FIRST, 2n ** 127n)
    const subscription = early ?? (await stream.subscribe(consumer, { Type: 'TRIM_HORIZON' }, FIRST))
    const last = await subscription.shardEnd()
    t.expect(subscription.records.map(textOf), 'the records of the closed shard').toEqual(
      Array.from({ length: count }, (_, nth) => `${nth}`),
    )
    t.expect(last.ContinuationSequenceNumber, 'the number to go on from').toBeUndefined()
    const children = (await stream.open()).map(({ ShardId, HashKeyRange }) => ({ ShardId, ParentShards: [FIRST], HashKeyRange }))
    const told = [...(last.ChildShards ?? [])].sort((a, b) => (a.ShardId! < b.ShardId! ? -1 : 1))
    t.expect(told, 'the children that the last event tells of').toEqual(children)
    t.expect(await subscription.over('the stream of a shard that is at its end has ended'), 'the error that it ended with').toBeUndefined()
  },
})

clause('kinesis.efo.subscribe-stream-errors', {
  async check(t) {
    const { stream, consumer } = await consumed(t)
    const subscription = await stream.subscribe(consumer, { Type: 'LATEST' }, FIRST)
    const { ConsumerARN } = consumer
    await t.kinesis.deregisterStreamConsumer({ ConsumerARN })
    const StreamARN = await stream.arn()
    await stream.until('the consumer is gone', async () => (await t.kinesis.listStreamConsumers({ StreamARN })).Consumers?.length === 0)
    await stream.put('x')
    const error = await subscription.over('the stream of a consumer that is gone has ended')
    t.expect(
      [undefined, 'ResourceNotFoundException', 'ResourceInUseException', 'InternalFailureException', 'InternalFailure'],
      'the errors that it may end with',
    ).toContain(error?.shape)
    t.expect(subscription.records.map(textOf), 'what was put when the consumer was gone, and comes').toEqual([])
  },
})
