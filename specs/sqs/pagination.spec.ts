import { bounds, clause, fc, protocols, range, unlessRefused } from './bench.js'
import type { Queue, SqsCase } from './bench.js'

interface Page {
  readonly urls: readonly string[]
  readonly next: string | undefined
}
/** The two operations that list queues: by a prefix of their names, or as the sources of a dead-letter queue. */
const lists = ['ListQueues', 'ListDeadLetterSourceQueues'] as const
type List = (typeof lists)[number]

/** How many queues are listed without `MaxResults`. */
const MOST_LISTED = 1000

interface Listed {
  readonly queues: readonly Queue[]
  /** What is asked of the operation. */
  readonly input: object
  page(more?: { MaxResults?: number; NextToken?: string }): Promise<Page>
}

/** Some queues, and how a page of just them is asked for. */
const listOf = async (t: SqsCase, list: List, n: number): Promise<Listed> => {
  const prefix = t.name('-page-')
  const dlq = await t.queue()
  const attributes = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: await dlq.arn(), maxReceiveCount: 5 }) }
  const queues: Queue[] = []
  // The youngest is not the last by name.
  for (let nth = n; nth > 0; nth--)
    queues.push(await t.queue({ name: `${prefix}${nth}`, ...(list === 'ListQueues' ? {} : { attributes }) }))
  const page = async (more = {}): Promise<Page> => {
    if (list === 'ListQueues') {
      const { QueueUrls = [], NextToken } = await t.sqs.listQueues({ QueueNamePrefix: prefix, ...more })
      return { urls: QueueUrls, next: NextToken }
    }
    const { queueUrls = [], NextToken } = await t.sqs.listDeadLetterSourceQueues({ QueueUrl: dlq.url, ...more })
    return { urls: queueUrls, next: NextToken }
  }
  if (t.profile.tolerates('sqs.queue.list.new-queue-eventual')) await t.time.pass(t.time.after(queues.at(-1)!, 60_000))
  await t.settles(async () =>
    t.expect((await page()).urls.length, 'how many queues are listed without a limit').toBe(Math.min(n, MOST_LISTED)),
  )
  return { queues, page, input: list === 'ListQueues' ? { QueueNamePrefix: prefix } : { QueueUrl: dlq.url } }
}

const walk = async (
  page: (more: { MaxResults: number; NextToken?: string }) => Promise<Page>,
  MaxResults: number,
  most: number,
): Promise<Page[]> => {
  const pages = [await page({ MaxResults })]
  for (let next = pages[0]!.next; next !== undefined && pages.length <= most; next = pages.at(-1)!.next)
    pages.push(await page({ MaxResults, NextToken: next }))
  return pages
}

/** With more queues than are listed where so many can be made, by one protocol: they are what takes long. Elsewhere, and where one in so many calls may fail, with a few. */
clause('sqs.page.default-1000-no-token', {
  axes: { list: lists, protocol: protocols },
  async check(t, { list }) {
    const isMany = t.protocol === 'json' && t.affords(2 * MOST_LISTED) && !t.profile.tolerates('sqs.error.internal-failure')
    const { queues, page } = await listOf(t, list, isMany ? MOST_LISTED + 1 : 3)
    const { urls, next } = await page()
    t.expect(new Set(urls).size, 'how many different queues come without MaxResults').toBe(Math.min(queues.length, MOST_LISTED))
    t.expect(next, 'the token without MaxResults').toBeUndefined()
  },
})

clause('sqs.page.token-when-more', {
  axes: { list: lists, protocol: protocols },
  given: { n: fc.integer({ min: 2, max: 4 }), max: fc.integer({ min: 1, max: 3 }) },
  edges: [{ n: 2, max: 1 }],
  cases: 2,
  async check(t, { list, n, max }) {
    const { page } = await listOf(t, list, n)
    const { urls, next } = await page({ MaxResults: max })
    t.expect(urls.length, 'how many queues the first page holds').toBeLessThanOrEqual(max)
    if (urls.length < n) t.expect(next, 'the token of a page that is not the last').toEqual(t.expect.stringMatching(/./))
  },
})

clause('sqs.page.token-absent-at-end', {
  axes: { list: lists, protocol: protocols },
  given: { n: fc.integer({ min: 1, max: 4 }), max: fc.integer({ min: 1, max: 4 }) },
  edges: [
    { n: 2, max: 2 },
    { n: 1, max: 1000 },
  ],
  cases: 3,
  async check(t, { list, n, max }) {
    const { page } = await listOf(t, list, n)
    const pages = await walk(page, max, n + 1)
    const last = pages.at(-1)!
    t.expect(last.next, `the token of the last of ${pages.length} pages`).toBeUndefined()
    t.expect(last.urls, 'the queues of the page that the last token led to').not.toEqual([])
  },
})

clause('sqs.page.walk-complete', {
  axes: { list: lists, protocol: protocols },
  given: { n: fc.integer({ min: 3, max: 5 }), max: fc.integer({ min: 1, max: 3 }) },
  edges: [{ n: 3, max: 1 }],
  cases: 2,
  async check(t, { list, n, max }) {
    const { queues, page } = await listOf(t, list, n)
    const pages = await walk(page, max, n + 1)
    for (const { urls } of pages) t.expect(urls.length, 'how many queues a page holds').toBeLessThanOrEqual(max)
    t.expect(pages.flatMap(({ urls }) => urls).sort(), 'the queues of all pages').toEqual(queues.map(({ url }) => url).sort())
  },
})

clause('sqs.page.order-unspecified', {
  axes: { list: lists },
  async check(t, { list }) {
    const { queues, page } = await listOf(t, list, 3)
    t.expect([...(await page()).urls].sort(), 'the queues that are listed, in whatever order').toEqual(queues.map(({ url }) => url).sort())
  },
})

bounds('sqs.page.max-results-range', range(1, MOST_LISTED), {
  member: 'ListQueues.MaxResults / ListDeadLetterSourceQueues.MaxResults',
  valid: async (t, list) => (await listOf(t, list as List, 1)).input,
  accepted: (t, { output }) => t.expect(Object.values(output).filter(Array.isArray).flat().length, 'how many queues are listed').toBe(1),
})

/** No page says what becomes of a token that was never given. It leads to no queue that was not asked for, and keeps nobody from the first page. */
clause('sqs.page.bad-token', {
  axes: { list: lists, protocol: protocols },
  given: { token: fc.constantFrom('nonsense', 'AAAA', '!', '0', 'x'.repeat(200)) },
  cases: 2,
  async check(t, { list, token }) {
    const { queues, page } = await listOf(t, list, 1)
    const urls = queues.map(({ url }) => url)
    for (const url of (await unlessRefused(page({ MaxResults: 1, NextToken: token })))?.urls ?? [])
      t.expect(urls, 'the queues that may be listed').toContain(url)
    t.expect((await page({ MaxResults: 1 })).urls, 'the first page').toEqual(urls)
  },
})
