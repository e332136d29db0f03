import { clause, fc, type KinesisCase } from './bench.js'
import { createQueue, queueInput } from './record-queue.js'

interface Summary {
  readonly QueueName?: string
  readonly QueueARN?: string
  readonly QueueStatus?: string
  readonly QueueCreationTimestamp?: Date
  readonly Streams?: readonly { readonly StreamARN?: string; readonly StreamCreationTimestamp?: Date }[]
}
interface Page {
  readonly QueueSummaries?: readonly Summary[]
  readonly NextToken?: string
}

/** All pages of a listing: a page may be short, and yet not be the last. */
const listed = async (
  t: KinesisCase,
  input: { readonly StreamFilter?: readonly object[]; readonly MaxResults?: number },
): Promise<readonly Summary[]> => {
  const found: Summary[] = []
  let NextToken: string | undefined
  do {
    const page: Page = await t.call('ListQueues', { ...input, ...(NextToken === undefined ? {} : { NextToken }) })
    t.expect((page.QueueSummaries ?? []).length, 'the queues of a page').toBeLessThanOrEqual(input.MaxResults ?? 10_000)
    found.push(...(page.QueueSummaries ?? []))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return found
}

const arnsOf = (summaries: readonly Summary[]): readonly string[] => summaries.map(({ QueueARN = '' }) => QueueARN).sort()

clause('kinesis.queues.list-filter-by-stream', {
  async check(t) {
    const [one, other] = [await t.queue(), await t.queue()]
    const StreamFilter = [{ StreamARN: await one.stream.arn() }]
    t.expect(arnsOf(await listed(t, { StreamFilter })), 'the queues of one stream').toEqual([one.arn])
    const both = [...StreamFilter, { StreamARN: await other.stream.arn() }]
    t.expect(arnsOf(await listed(t, { StreamFilter: both })), 'the queues of two streams').toEqual([one.arn, other.arn].sort())
  },
})

/** Nothing is filtered, so that others' queues may be in the list too; this one is on some page. */
clause('kinesis.queues.list', {
  given: { MaxResults: fc.integer({ min: 1, max: 100 }) },
  async check(t, { MaxResults }) {
    const queue = await t.queue()
    t.expect(arnsOf(await listed(t, { MaxResults })), 'the queues of the account').toContain(queue.arn)
    const { StreamCreationTimestamp, StreamARN } = await queue.stream.summary()
    const earlier = new Date(StreamCreationTimestamp!.getTime() - 3_600_000)
    const of = async (time: Date) => arnsOf(await listed(t, { StreamFilter: [{ StreamARN, StreamCreationTimestamp: time }] }))
    t.expect(await of(StreamCreationTimestamp!), 'the queues of the stream of that time').toEqual([queue.arn])
    t.expect(await of(earlier), 'the queues of a stream of an hour before').toEqual([])
  },
})

clause('kinesis.queues.list-summary-members', {
  async check(t) {
    const stream = await t.stream({ isOnDemand: true })
    const StreamARN = await stream.arn()
    const queue = await createQueue(t, stream, await queueInput(t.name(), stream, {}))
    // Nobody describes it meanwhile: the listing itself has to follow its state.
    let summary: Summary | undefined
    await stream.until('the listing shows the queue as ACTIVE', async () => {
      ;[summary] = await listed(t, { StreamFilter: [{ StreamARN }] })
      return summary?.QueueStatus === 'ACTIVE'
    })
    const { QueueCreationTimestamp } = await queue.describe()
    const { StreamCreationTimestamp } = await queue.stream.summary()
    const members = { QueueName: queue.name, QueueARN: queue.arn, QueueStatus: 'ACTIVE', QueueCreationTimestamp }
    t.expect(summary, 'the summary of the queue').toMatchObject({ ...members, Streams: [{ StreamARN, StreamCreationTimestamp }] })
  },
})

/** Of the streams of the case: others make and delete queues of the same account meanwhile. */
clause('kinesis.queues.list-complete', {
  given: { n: fc.integer({ min: 2, max: 4 }), size: fc.integer({ min: 1, max: 2 }) },
  edges: [{ n: 3, size: 1 }],
  async check(t, { n, size }) {
    const stream = await t.stream({ isOnDemand: true })
    const queues = []
    for (let nth = 0; nth < n; nth++) queues.push(await t.queue({ stream }))
    const StreamFilter = [{ StreamARN: await stream.arn() }]
    t.expect(arnsOf(await listed(t, { StreamFilter, MaxResults: size })), 'the queues on all pages').toEqual(
      queues.map(({ arn }) => arn).sort(),
    )
  },
})

/** The account of a case may have more room than usual. */
const MOST = 20
clause('kinesis.queues.counts-as-consumer', {
  axes: { first: ['queues', 'consumers'] },
  async check(t, { first }) {
    if (!t.affords(200)) t.undecided('twenty queues or consumers of one stream cost too much here')
    const stream = await t.stream({ isOnDemand: true })
    const StreamARN = await stream.arn()
    for (let nth = 0; nth < MOST; nth++) {
      if (first === 'queues') await t.queue({ stream })
      else
        await stream.until('there is room to register', () =>
          t.kinesis.registerStreamConsumer({ StreamARN, ConsumerName: `consumer-${nth}` }).then(
            () => true,
            () => false,
          ),
        )
    }
    await t.refused(t.kinesis.registerStreamConsumer({ StreamARN, ConsumerName: 'one-more' }))
    await t.refused(t.call('CreateQueue', await queueInput(t.name(), stream, {})))
  },
})
