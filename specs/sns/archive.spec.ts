import { anyClientError, clause, fc, topicTypes, type TopicType } from './bench.js'
import type { Envelope, Inbox, SnsCase, Topic } from './bench.js'
import { filterOf, messageOf } from './filtering.js'

const ARCHIVED = { ArchivePolicy: JSON.stringify({ MessageRetentionPeriod: '1' }) }

/** A topic with an archive. It cannot be removed as long as it has that. */
const archived = async (t: SnsCase): Promise<Topic> => {
  const topic = await t.topic({ type: 'fifo', attributes: ARCHIVED })
  t.cleanup(() => topic.set('ArchivePolicy', '{}'))
  return topic
}

/** What replays everything since a time before the topic was there. */
const replaying = (t: SnsCase, end?: number): Readonly<Record<string, string>> => ({
  ReplayPolicy: JSON.stringify({
    PointType: 'Timestamp',
    StartingPoint: new Date(t.time.now() - 600_000).toISOString(),
    ...(end === undefined ? {} : { EndingPoint: new Date(end).toISOString() }),
  }),
})

/** Publishes two messages that somebody gets, and lets a subscriber who comes later replay them. */
const replay = async (
  t: SnsCase,
  type: TopicType = 'fifo',
): Promise<{ readonly topic: Topic; readonly first: readonly Envelope[]; readonly late: Inbox }> => {
  const topic = await archived(t)
  const witness = await t.inbox(topic)
  for (const Message of ['first', 'second']) {
    await topic.publish({ Message })
    await t.time.sleep(100)
  }
  const first = await witness.envelopes(2)
  return { topic, first, late: await t.inbox(topic, { queue: { type }, attributes: replaying(t) }) }
}

clause('sns.archive.retention-1-365-days', {
  given: { outside: fc.constantFrom('0', '366', '-1', '1.5', 'day', ''), inside: fc.constantFrom('1', '365') },
  edges: [{ outside: '0', inside: '1' }, { outside: '366', inside: '365' }, { outside: 'day' }],
  async check(t, { outside, inside }) {
    const topic = await t.topic({ type: 'fifo' })
    t.cleanup(() => topic.set('ArchivePolicy', '{}'))
    const set = (MessageRetentionPeriod: string) => topic.set('ArchivePolicy', JSON.stringify({ MessageRetentionPeriod }))
    await t.refused(set(outside), anyClientError)
    await set(inside)
    t.expect(JSON.parse((await topic.attributes())['ArchivePolicy'] ?? '{}'), 'the policy that is reported').toMatchObject({
      MessageRetentionPeriod: inside,
    })
  },
})

clause('sns.archive.beginning-time-attribute', {
  async check(t) {
    const began = t.time.now()
    const topic = await archived(t)
    const { BeginningArchiveTime = '' } = await topic.attributes()
    t.expect(Number.isNaN(Date.parse(BeginningArchiveTime)) ? `${BeginningArchiveTime}, no time` : 'a time', 'BeginningArchiveTime').toBe(
      'a time',
    )
    // Of a topic that was not there before.
    t.expect(Math.abs(Date.parse(BeginningArchiveTime) - began) < 600_000, `whether ${BeginningArchiveTime} is about now`).toBe(true)
  },
})

clause('sns.archive.empty-policy-deactivates', {
  async check(t) {
    const topic = await archived(t)
    for (const wrong of ['', '[]', '"1"', '{"MessageRetentionPeriod":']) await t.refused(topic.set('ArchivePolicy', wrong), anyClientError)
    await topic.set('ArchivePolicy', '{}')
    t.expect((await topic.attributes())['ArchivePolicy'] ?? '', 'the policy that is reported').not.toContain('MessageRetentionPeriod')
    await t.sns.deleteTopic({ TopicArn: topic.arn })
  },
})

for (const { id, look } of [
  { id: 'sns.replay.policy-attribute', look: ({ Message }: Envelope): unknown => Message },
  {
    id: 'sns.replay.message-identity',
    look: ({ MessageId, Timestamp, Message }: Envelope): unknown => ({ MessageId, Timestamp, Message }),
  },
]) {
  clause(id, {
    axes: { queue: topicTypes },
    async check(t, { queue }) {
      const { first, late } = await replay(t, queue)
      const sorted = (of: readonly Envelope[]) => (queue === 'fifo' ? of : [...of].sort((a, b) => (a.MessageId < b.MessageId ? -1 : 1)))
      t.expect(sorted(await late.envelopes(2)).map(look), 'what is replayed').toEqual(sorted(first).map(look))
      await late.never('a message was replayed twice')
    },
  })
}

/** What is no replay policy, or cannot be one of the subscription. */
const WRONG_POLICIES = [
  '{"PointType":"Sequence","StartingPoint":"2026-01-01T00:00:00.000Z"}',
  '{"PointType":"Timestamp"}',
  '{"PointType":"Timestamp","StartingPoint":"yesterday"}',
  '{"PointType":"Timestamp","StartingPoint":"2026-01-01T00:00:00.000Z","EndingPoint":"tomorrow"}',
  '{"PointType":',
  '[]',
]
clause('sns.replay.policy-validated', {
  given: { wrong: fc.constantFrom(...WRONG_POLICIES) },
  edges: WRONG_POLICIES.map((wrong) => ({ wrong })),
  cases: WRONG_POLICIES.length,
  async check(t, { wrong }) {
    const topic = await archived(t)
    const late = await t.inbox(topic)
    const set = (SubscriptionArn: string, AttributeValue: string) =>
      t.sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName: 'ReplayPolicy', AttributeValue })
    await t.refused(set(late.subscriptionArn, wrong), anyClientError)
    const standard = await t.inbox(await t.topic())
    await t.refused(set(standard.subscriptionArn, replaying(t)['ReplayPolicy']!), anyClientError)
    for (const { subscriptionArn } of [late, standard]) {
      const { Attributes } = await t.sns.getSubscriptionAttributes({ SubscriptionArn: subscriptionArn })
      t.expect(Attributes, 'the attributes after the refused call').not.toHaveProperty('ReplayPolicy')
    }
  },
})

clause('sns.replay.marked-replayed', {
  async check(t) {
    const { late } = await replay(t)
    for (const document of await late.envelopes(2))
      t.expect(Object.keys(document), 'the names in a replayed document').toContain('Replayed')
  },
})

clause('sns.replay.filter-applies', {
  async check(t) {
    const topic = await archived(t)
    const witness = await t.inbox(topic)
    const [refused, accepted] = ['b', 'a'].map((key, nth) => messageOf('MessageAttributes', { key }, nth))
    for (const message of [refused!, accepted!]) await topic.publish(message)
    await witness.texts(2)
    const late = await t.inbox(topic, { attributes: { ...filterOf('MessageAttributes', { key: ['a'] }), ...replaying(t) } })
    t.expect(await late.texts(1), 'what is replayed').toEqual([accepted!.Message])
    await late.never(
      'a message was replayed that the filter policy does not accept',
      [refused!.Message],
      'sns.filter.change-eventual-15min',
    )
  },
})

const statusOf = async (t: SnsCase, { subscriptionArn: SubscriptionArn }: Inbox): Promise<string | undefined> =>
  (await t.sns.getSubscriptionAttributes({ SubscriptionArn })).Attributes?.['ReplayStatus']
/** How long a replay of two messages takes is not said. */
const COMPLETED_WITHIN_MS = 10 * 60_000
clause('sns.replay.status-values', {
  async check(t) {
    const { late } = await replay(t)
    const status = () => statusOf(t, late)
    t.expect(await status(), 'the status at first').toMatch(/^(?:Pending|In progress|Completed)$/i)
    await late.texts(2)
    t.expect(await status(), 'the status when all has come').toMatch(/^(?:Pending|In progress|Completed)$/i)
    await t.settles(async () => t.expect(await status(), 'the status in the end').toMatch(/^Completed$/i), COMPLETED_WITHIN_MS)
  },
})

clause('sns.replay.completed-continues-live', {
  async check(t) {
    const { topic, late } = await replay(t)
    await late.texts(2)
    await topic.publish({ Message: 'live' })
    t.expect(await late.texts(1), 'what comes after the replay').toEqual(['live'])
    await t.settles(async () => t.expect(await statusOf(t, late), 'the status in the end').toMatch(/^Completed$/i), COMPLETED_WITHIN_MS)
    await topic.publish({ Message: 'later' })
    t.expect(await late.texts(1), 'what comes when it is completed').toEqual(['later'])
  },
})

/** The first replay ends with the first message, and lets nothing come after it; the second begins with the second message, and has no end. */
clause('sns.replay.new-replaces-old', {
  async check(t) {
    const topic = await archived(t)
    const witness = await t.inbox(topic)
    await topic.publish({ Message: 'first' })
    const [first] = await witness.envelopes(1)
    await t.time.sleep(2000)
    await topic.publish({ Message: 'second' })
    const [second] = await witness.envelopes(1)
    const between = (Date.parse(first!.Timestamp) + Date.parse(second!.Timestamp)) / 2
    const late = await t.inbox(topic, { attributes: replaying(t, between) })
    const ReplayPolicy = JSON.stringify({ PointType: 'Timestamp', StartingPoint: new Date(between).toISOString() })
    await t.sns.setSubscriptionAttributes({
      SubscriptionArn: late.subscriptionArn,
      AttributeName: 'ReplayPolicy',
      AttributeValue: ReplayPolicy,
    })
    const { Attributes = {} } = await t.sns.getSubscriptionAttributes({ SubscriptionArn: late.subscriptionArn })
    t.expect(JSON.parse(Attributes['ReplayPolicy'] ?? '{}'), 'the policy that is reported').toEqual(JSON.parse(ReplayPolicy))
    const [text] = await late.texts(1)
    // What the first replay had sent by then had come by then.
    t.expect((text === 'first' ? await late.texts(1) : [text])[0], 'what the second replay brings').toBe('second')
    const alone = await t.inbox(topic, { attributes: { ReplayPolicy } })
    t.expect(await alone.texts(1), 'what a replay brings that begins with the second message').toEqual(['second'])
    await topic.publish({ Message: 'live' })
    t.expect(await late.texts(1), 'what comes after the replay').toEqual(['live'])
  },
})
