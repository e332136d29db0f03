import type { Consumer } from '@aws-sdk/client-kinesis'
import { anyClientError, clause, fc } from './bench.js'
import type { KinesisCase } from './bench.js'

const names = () => fc.string({ unit: fc.constantFrom('a', 'Z', '0', '_', '.', '-'), minLength: 1, maxLength: 30 })
const MEMBERS = ['ConsumerARN', 'ConsumerCreationTimestamp', 'ConsumerName', 'ConsumerStatus']
const STATES = ['CREATING', 'ACTIVE', 'DELETING']

const registered = async ({ kinesis, stream: make }: KinesisCase, ConsumerName: string) => {
  const stream = await make()
  const StreamARN = await stream.arn()
  const Consumer: Partial<Consumer> = (await kinesis.registerStreamConsumer({ StreamARN, ConsumerName })).Consumer ?? {}
  return { stream, StreamARN, Consumer, ConsumerARN: Consumer.ConsumerARN! }
}

for (const id of ['kinesis.efo.register-reply', 'kinesis.efo.status-enum', 'kinesis.efo.consumer-arn-format'] as const) {
  clause(id, {
    given: { name: names() },
    async check(t, { name }) {
      const { StreamARN, Consumer } = await registered(t, name)
      t.expect(Object.keys(Consumer).sort(), 'the members of the answer').toEqual(MEMBERS)
      t.expect(Consumer.ConsumerStatus, 'the state of a new consumer').toBeOneOf(['CREATING', 'ACTIVE'])
      const seconds = Math.floor(Consumer.ConsumerCreationTimestamp!.getTime() / 1000)
      t.expect([Consumer.ConsumerName, Consumer.ConsumerARN], 'the name and the ARN').toEqual([
        name,
        `${StreamARN}/consumer/${name}:${seconds}`,
      ])
    },
  })
}

clause('kinesis.efo.becomes-active', {
  given: { name: names() },
  async check(t, { name }) {
    const stream = await t.stream()
    const { ConsumerARN } = await stream.consumer(name)
    t.expect((await t.kinesis.describeStreamConsumer({ ConsumerARN })).ConsumerDescription?.ConsumerStatus, 'the state in the end').toBe(
      'ACTIVE',
    )
  },
})

clause('kinesis.efo.duplicate-name', {
  given: { name: names() },
  async check(t, { name }) {
    const { StreamARN, ConsumerARN } = await registered(t, name)
    await t.refused(t.kinesis.registerStreamConsumer({ StreamARN, ConsumerName: name }))
    const { Consumers } = await t.kinesis.listStreamConsumers({ StreamARN })
    t.expect(
      Consumers?.map((one) => one.ConsumerARN),
      'the consumers',
    ).toEqual([ConsumerARN])
  },
})

clause('kinesis.efo.name-reusable-across-streams', {
  given: { name: names() },
  async check(t, { name }) {
    const [one, other] = [await registered(t, name), await registered(t, name)]
    t.expect(one.ConsumerARN, 'the ARN of the consumer of another stream').not.toBe(other.ConsumerARN)
  },
})

/** Only five are CREATING at once, so that each is waited for. */
clause('kinesis.efo.limit-20', {
  async check(t) {
    const stream = await t.stream()
    const StreamARN = await stream.arn()
    const most = (await t.kinesis.describeAccountSettings({})).MinimumThroughputBillingCommitment?.Status === 'ENABLED' ? 50 : 20
    for (let nth = 0; nth < most; nth++) await stream.consumer(`consumer-${nth}`)
    await t.refused(t.kinesis.registerStreamConsumer({ StreamARN, ConsumerName: 'one-more' }))
    t.expect((await stream.summary()).ConsumerCount, 'the consumers').toBe(most)
  },
})

/** A consumer may be ACTIVE before the next is registered, so that only who sees six at once knows that they were too many. */
clause('kinesis.efo.limit-5-creating', {
  async check(t) {
    const StreamARN = await (await t.stream()).arn()
    const made = await Promise.allSettled(
      Array.from({ length: 8 }, (_, nth) => t.kinesis.registerStreamConsumer({ StreamARN, ConsumerName: `c-${nth}` })),
    )
    for (const one of made) if (one.status === 'rejected') await t.refused(Promise.reject(one.reason as Error))
    const { Consumers = [] } = await t.kinesis.listStreamConsumers({ StreamARN })
    t.expect(
      Consumers.filter(({ ConsumerStatus }) => ConsumerStatus === 'CREATING').length,
      'the consumers that are CREATING at once',
    ).toBeLessThanOrEqual(5)
  },
})

for (const id of ['kinesis.efo.describe-by-arn', 'kinesis.efo.describe-all-three', 'kinesis.efo.describe-members'] as const) {
  clause(id, {
    given: { name: names() },
    async check(t, { name }) {
      const { stream, StreamARN, ConsumerARN } = await registered(t, name)
      for (const ids of [{ ConsumerARN }, { StreamARN, ConsumerName: name }, { ConsumerARN, StreamARN, ConsumerName: name }]) {
        const seen: Partial<Consumer> = (await t.kinesis.describeStreamConsumer(ids)).ConsumerDescription ?? {}
        t.expect(Object.keys(seen).sort(), 'the members of the description').toEqual([...MEMBERS, 'StreamARN'])
        t.expect(seen, 'the description').toMatchObject({ ConsumerARN, StreamARN, ConsumerName: name })
        t.expect(seen.ConsumerStatus, 'the state').toBeOneOf(STATES)
      }
      if (id !== 'kinesis.efo.describe-all-three') return
      const { ConsumerARN: other } = await stream.consumer(`${name}x`)
      await t.refused(t.kinesis.describeStreamConsumer({ ConsumerARN: other, StreamARN, ConsumerName: name }))
    },
  })
}

clause('kinesis.efo.describe-unknown', {
  given: { operation: fc.constantFrom('DescribeStreamConsumer', 'DeregisterStreamConsumer'), name: names() },
  edges: [{ operation: 'DescribeStreamConsumer' }, { operation: 'DeregisterStreamConsumer' }],
  async check(t, { operation, name }) {
    const StreamARN = await (await t.stream()).arn()
    await t.refused(t.call(operation, { StreamARN, ConsumerName: name }))
    await t.refused(t.call(operation, { ConsumerARN: `${StreamARN}/consumer/${name}:1700000000` }))
  },
})

clause('kinesis.efo.describe-insufficient-ids', {
  async check(t) {
    const { StreamARN } = await registered(t, 'consumer')
    for (const ids of [{ StreamARN }, { ConsumerName: 'consumer' }]) await t.refused(t.kinesis.describeStreamConsumer(ids), anyClientError)
  },
})

for (const id of ['kinesis.efo.deregister', 'kinesis.efo.reregister-new-arn'] as const) {
  clause(id, {
    given: { name: names(), isByName: fc.boolean() },
    async check(t, { name, isByName }) {
      const stream = await t.stream()
      const [{ ConsumerARN }, StreamARN] = [await stream.consumer(name), await stream.arn()]
      const list = async () => (await t.kinesis.listStreamConsumers({ StreamARN })).Consumers ?? []
      await t.kinesis.deregisterStreamConsumer(isByName ? { StreamARN, ConsumerName: name } : { ConsumerARN })
      t.expect((await list())[0]?.ConsumerStatus, 'the state of the consumer, while it is there').toBeOneOf(['DELETING', undefined])
      await stream.until('the consumer is gone', async () => (await list()).length === 0)
      await t.refused(t.kinesis.describeStreamConsumer({ ConsumerARN }), 'kinesis.efo.describe-unknown')
      await t.time.sleep(2000)
      const next = await stream.consumer(name)
      t.expect(next.ConsumerARN, 'the ARN of the next of the name').not.toBe(ConsumerARN)
      const age = Math.abs(t.time.now() - (next.ConsumerCreationTimestamp?.getTime() ?? 0))
      t.expect(age, 'milliseconds since it was made, as it says').toBeLessThan(3_600_000)
    },
  })
}

clause('kinesis.efo.list-members', {
  given: { count: fc.integer({ min: 1, max: 4 }) },
  async check(t, { count }) {
    const stream = await t.stream()
    const StreamARN = await stream.arn()
    const made: Consumer[] = []
    for (let nth = 0; nth < count; nth++) made.push(await stream.consumer(`c-${nth}`))
    const { Consumers = [] } = await t.kinesis.listStreamConsumers({ StreamARN })
    for (const consumer of Consumers) t.expect(Object.keys(consumer).sort(), 'the members of a consumer').toEqual(MEMBERS)
    const byName = [...Consumers].sort((one, other) => (one.ConsumerName! < other.ConsumerName! ? -1 : 1))
    t.expect(byName, 'the consumers').toEqual(made.map((consumer) => ({ ...consumer, ConsumerStatus: 'ACTIVE' })))
  },
})

clause('kinesis.efo.list-pages', {
  given: { count: fc.integer({ min: 2, max: 5 }), size: fc.integer({ min: 1, max: 3 }) },
  edges: [
    { count: 4, size: 2 },
    { count: 3, size: 1 },
  ],
  async check(t, { count, size }) {
    const stream = await t.stream()
    const StreamARN = await stream.arn()
    const made = []
    for (let nth = 0; nth < count; nth++) made.push((await stream.consumer(`c-${(nth * 5 + 3) % 7}`)).ConsumerARN)
    const pages = [await t.kinesis.listStreamConsumers({ StreamARN, MaxResults: size })]
    while (pages.at(-1)!.NextToken !== undefined && pages.length < 20)
      pages.push(await t.kinesis.listStreamConsumers({ StreamARN, NextToken: pages.at(-1)!.NextToken, MaxResults: size }))
    for (const { Consumers = [] } of pages) t.expect(Consumers.length, 'the consumers of a page').toBeLessThanOrEqual(size)
    const all = pages.flatMap(({ Consumers = [] }) => Consumers)
    t.expect(all.map(({ ConsumerARN }) => ConsumerARN).sort(), 'the consumers of all pages').toEqual(made.sort())
    const [first] = pages
    if (first?.NextToken === undefined) return
    const { NextToken } = first
    const { StreamCreationTimestamp } = await stream.summary()
    await t.refused(t.kinesis.listStreamConsumers({ StreamARN, NextToken, StreamCreationTimestamp }), anyClientError)
    // Five minutes are waited for only where they cost nothing.
    if (!t.affords(1000)) return
    await t.time.pass(t.time.after(first, 300_000))
    await t.refused(t.kinesis.listStreamConsumers({ StreamARN, NextToken }), anyClientError)
  },
})

clause('kinesis.efo.list-default-100', {
  given: { count: fc.integer({ min: 1, max: 4 }), MaxResults: fc.integer({ min: 100, max: 10_000 }) },
  edges: [{ MaxResults: 100 }, { MaxResults: 10_000 }],
  async check(t, { count, MaxResults }) {
    const stream = await t.stream()
    const StreamARN = await stream.arn()
    for (let nth = 0; nth < count; nth++) await stream.consumer(`c-${nth}`)
    for (const given of [{}, { MaxResults }]) {
      const { Consumers, NextToken } = await t.kinesis.listStreamConsumers({ StreamARN, ...given })
      t.expect([Consumers?.length, NextToken], 'the consumers of the one page, and what comes after it').toEqual([count, undefined])
    }
    for (const MaxResults of [0, 10_001]) await t.refused(t.kinesis.listStreamConsumers({ StreamARN, MaxResults }), anyClientError)
  },
})
