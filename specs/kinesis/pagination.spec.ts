import { clause, fc } from './bench.js'
import { kinesisWords, type KinesisCase } from './bench.js'
import { binding } from './binding.js'

/**
 * Streams whose names follow each other, with none of another case between them, the last made first; and the one before them all. What a list
 * that starts after a name nobody has begins with is not documented.
 */
const several = async (t: KinesisCase, count: number) => {
  const start = t.name()
  const names = Array.from({ length: count }, (_, nth) => `${start}-${nth}`)
  for (const name of [...names, start].reverse()) await t.stream({ name })
  return { start, names }
}

/** More pages than this are other cases' streams, which come and go. */
const MOST_PAGES = 50

/** After the last stream of all there are no more; one that came meanwhile is the last then. */
const endsAfter = async (t: KinesisCase, name: string): Promise<void> => {
  let last = name
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const { StreamNames = [], HasMoreStreams } = await t.kinesis.listStreams({ ExclusiveStartStreamName: last })
    const next = StreamNames.at(-1)
    if (next === undefined) return t.expect(HasMoreStreams, 'whether there are more streams after the last').toBe(false)
    last = next
  }
  t.undecided('the list of streams came to no end')
}

for (const id of [
  'kinesis.list-streams.exclusive-start',
  'kinesis.list-streams.has-more',
  'kinesis.list-streams.may-return-fewer',
  'kinesis.list-streams.any-state',
] as const) {
  clause(id, {
    given: { count: fc.integer({ min: 1, max: 4 }), limit: fc.integer({ min: 1, max: 3 }) },
    edges: [{ count: 3, limit: 1 }],
    async check(t, { count, limit }) {
      const { start, names } = await several(t, count)
      const creating = `${start}-last`
      await t.kinesis.createStream({ StreamName: creating, ShardCount: 1 })
      await t.made(creating).until('the new stream is found', async () => (await t.made(creating).status()) !== undefined)
      const seen: string[] = []
      for (let last = start; ; last = seen.at(-1)!) {
        const { StreamNames = [], HasMoreStreams } = await t.kinesis.listStreams({ ExclusiveStartStreamName: last, Limit: limit })
        t.expect(StreamNames.length, 'the names of a page').toBeLessThanOrEqual(limit)
        seen.push(...StreamNames)
        if (!HasMoreStreams || StreamNames.length === 0 || !seen.at(-1)!.startsWith(start)) break
      }
      t.expect(
        seen.filter((name) => name.startsWith(start)),
        'the names of all pages',
      ).toEqual([...names, creating])
      await endsAfter(t, creating)
    },
  })
}

clause('kinesis.list-streams.default-limit-100', {
  check: async (t) => t.expect((await t.kinesis.listStreams({})).StreamNames?.length, 'the names of a page').toBeLessThanOrEqual(100),
})

clause('kinesis.list-streams.next-token', {
  async check(t) {
    const { start, names } = await several(t, 3)
    const first = await t.kinesis.listStreams({ ExclusiveStartStreamName: start, Limit: 1 })
    t.expect(first.NextToken, 'the token of a page before more').toBeTruthy()
    const next = await t.kinesis.listStreams({ NextToken: first.NextToken, Limit: 1 })
    t.expect([first.StreamNames, next.StreamNames], 'the names of both pages').toEqual([[names[0]], [names[1]]])
    // That is nothing to wait five minutes for where other lists' tokens have a line for it.
    if (!t.affords(1000)) return
    await t.time.pass(t.time.after(first, 301_000))
    await t.refused(t.kinesis.listStreams({ NextToken: first.NextToken }))
  },
})

clause('kinesis.list-streams.summaries', {
  given: { isOnDemand: fc.boolean() },
  async check(t, { isOnDemand }) {
    const before = await t.stream()
    const stream = await t.stream({ isOnDemand, name: `${before.name}-0` })
    const { StreamNames, StreamSummaries = [] } = await t.kinesis.listStreams({ ExclusiveStartStreamName: before.name, Limit: 10 })
    t.expect(
      StreamSummaries.map(({ StreamName }) => StreamName),
      'the names of the summaries',
    ).toEqual(StreamNames)
    const seen = StreamSummaries.find(({ StreamName }) => StreamName === stream.name)
    const StreamModeDetails = { StreamMode: isOnDemand ? 'ON_DEMAND' : 'PROVISIONED' }
    t.expect(seen, 'the summary').toMatchObject({ StreamARN: await stream.arn(), StreamStatus: 'ACTIVE', StreamModeDetails })
    t.expect(seen?.StreamCreationTimestamp, 'the time of creation').toEqual((await stream.summary()).StreamCreationTimestamp)
  },
})

/** Of accounts, where a case may have two, of regions everywhere. */
clause('kinesis.list-streams.scope-account-region', {
  axes: { apart: ['region', 'account'] },
  accounts: 2,
  async check(t, { apart }) {
    const region = t.region === 'eu-west-1' ? 'us-west-2' : 'eu-west-1'
    const there = kinesisWords(await t.on(binding, apart === 'region' ? { region } : { isSecond: true }))
    const { start, names } = await several(t, 1)
    const listed = async ({ kinesis }: KinesisCase) =>
      ((await kinesis.listStreams({ ExclusiveStartStreamName: start })).StreamNames ?? []).filter((name) => name.startsWith(start))
    t.expect([await listed(t), await listed(there)], `the streams here, and in the other ${apart}`).toEqual([names, []])
  },
})
