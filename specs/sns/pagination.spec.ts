import type * as sdk from '@aws-sdk/client-sns'
import { clause, fc } from './bench.js'
import type { Topic } from './bench.js'
import { allSubscriptions, missedBy, topicArns } from './lists.js'
import { pages } from './pages.js'

const MOST = 100
const NUMBER = '+12065550100'
const phones = (count: number): readonly string[] => Array.from({ length: count }, (_, nth) => `+1206555${String(nth).padStart(4, '0')}`)
const subscribeAll = async (topic: Topic, numbers: readonly string[]): Promise<readonly (string | undefined)[]> => {
  const arns: (string | undefined)[] = []
  for (const number of numbers) arns.push((await topic.subscribe('sms', number)).SubscriptionArn)
  return arns
}
const arnsOf = (list: readonly sdk.Subscription[] | undefined) => (list ?? []).map(({ SubscriptionArn }) => SubscriptionArn)

clause('sns.topics.list-page-100', {
  cases: 1,
  async check(t) {
    const made: string[] = []
    for (let nth = 0; nth <= MOST; nth++) made.push((await t.topic()).arn)
    const { Topics = [], NextToken } = await t.sns.listTopics({})
    t.expect(Topics.length, 'how many topics the first page has').toBeLessThanOrEqual(MOST)
    t.expect(NextToken ?? '', 'NextToken').not.toBe('')
    t.expect(await missedBy<string | undefined>(made, () => topicArns(t)), 'topics that no page has').toEqual([])
  },
})

clause('sns.list.by-topic-100', {
  cases: 1,
  async check(t) {
    const topic = await t.topic()
    const made = await subscribeAll(topic, phones(MOST + 1))
    const all = await topic.pages()
    t.expect(Math.max(...all.map(({ Subscriptions = [] }) => Subscriptions.length)), 'how many the largest page has').toBeLessThanOrEqual(
      MOST,
    )
    if (!t.profile.tolerates('sns.list.token-with-fewer-than-100'))
      t.expect(
        all.map((page) => page.Subscriptions?.length),
        'how many each page has',
      ).toEqual([MOST, 1])
    t.expect(all.flatMap((page) => arnsOf(page.Subscriptions)).sort(), 'what the pages have').toEqual([...made].sort())
  },
})

clause('sns.list.by-topic-no-duplicates', {
  cases: 1,
  async check(t) {
    const topic = await t.topic()
    await subscribeAll(topic, phones(MOST + 5))
    const listed = arnsOf(await topic.subscriptions())
    t.expect(new Set(listed).size, 'how many different subscriptions there are').toBe(listed.length)
    t.expect(listed.length, 'how many there are').toBe(MOST + 5)
  },
})

clause('sns.list.by-topic-fields', {
  given: { to: fc.constantFrom(['sms', NUMBER] as const, ['email', 'somebody@example.com'] as const) },
  edges: [{ to: ['sms', NUMBER] }],
  async check(t, { to: [Protocol, Endpoint] }) {
    const topic = await t.topic()
    const { SubscriptionArn } = await topic.subscribe(Protocol, Endpoint)
    const [listed] = await topic.subscriptions()
    const Owner = topic.arn.split(':')[4]
    t.expect(listed, 'the subscription').toEqual({
      SubscriptionArn: Protocol === 'sms' ? SubscriptionArn : 'PendingConfirmation',
      Owner,
      Protocol,
      Endpoint,
      TopicArn: topic.arn,
    })
  },
})

/** The order is free; the set is not. */
clause('sns.list.order-unspecified', {
  async check(t) {
    const topic = await t.topic()
    const made = await subscribeAll(topic, phones(5))
    for (const look of ['first', 'second'])
      t.expect(arnsOf(await topic.subscriptions()).sort(), `the subscriptions at the ${look} look`).toEqual([...made].sort())
  },
})

clause('sns.list.token-with-fewer-than-100', {
  given: { count: fc.integer({ min: 1, max: 5 }) },
  async check(t, { count }) {
    const topic = await t.topic()
    const made = await subscribeAll(topic, phones(count))
    const all = await topic.pages()
    if (!t.profile.tolerates('sns.list.token-with-fewer-than-100'))
      t.expect(all[0]?.NextToken, 'NextToken of a page that has all').toBeUndefined()
    t.expect(all.flatMap((page) => arnsOf(page.Subscriptions)).sort(), 'what the pages have').toEqual([...made].sort())
  },
})

clause('sns.list.bad-token', {
  axes: { operation: ['ListTopics', 'ListSubscriptions', 'ListSubscriptionsByTopic'] },
  given: { NextToken: fc.constantFrom('garbage', 'AAAA', 'bm9zdWNodG9rZW4=') },
  async check(t, { operation, NextToken }) {
    const topic = operation === 'ListSubscriptionsByTopic' ? { TopicArn: (await t.topic()).arn } : {}
    await t.refused(t.call(operation, { ...topic, NextToken }))
  },
})

clause('sns.list.all-subscriptions-100', {
  async check(t) {
    const topics = [await t.topic(), await t.topic()]
    const made = (await Promise.all(topics.map((topic) => subscribeAll(topic, phones(MOST / 2 + 1))))).flat()
    const all = await pages((input) => t.sns.listSubscriptions(input))
    t.expect(Math.max(...all.map(({ Subscriptions = [] }) => Subscriptions.length)), 'how many the largest page has').toBeLessThanOrEqual(
      MOST,
    )
    t.expect(await missedBy(made, async () => arnsOf(await allSubscriptions(t))), 'subscriptions that no page has').toEqual([])
  },
})

clause('sns.list.by-topic-unknown', {
  async check(t) {
    await t.refused(t.sns.listSubscriptionsByTopic({ TopicArn: await t.noTopic() }))
  },
})

clause('sns.list.by-topic-empty', {
  async check(t) {
    t.expect(await (await t.topic()).subscriptions(), 'the subscriptions of a new topic').toEqual([])
  },
})
