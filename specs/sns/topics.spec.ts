import { clause, fc, snsWords, topicTypes, unlessRefused } from './bench.js'
import { binding } from './binding.js'
import { spreadsWithin, topicArns } from './lists.js'

const names = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/)
/** What DisplayName may be; topics of one name are told apart by it. */
const texts = fc.stringMatching(/^[A-Za-z0-9 .]{1,30}$/).filter((text) => text === text.trim())

clause('sns.topics.create-returns-arn', {
  axes: { type: topicTypes },
  given: { end: names },
  async check(t, { type, end }) {
    const name = t.name(`${end}${type === 'fifo' ? '.fifo' : ''}`)
    const { arn } = await t.topic({ type, name })
    t.expect(arn, 'the TopicArn').toMatch(
      new RegExp(`^arn:aws[a-z-]*:sns:${t.region}:${t.account ?? '\\d{12}'}:${name.replaceAll('.', '\\.')}$`),
    )
  },
})

clause('sns.topics.create-idempotent-same-name', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const first = await t.topic({ type })
    const again = await t.topic({ type, name: first.name })
    t.expect(again.arn, 'the TopicArn of the second call').toBe(first.arn)
  },
})

clause('sns.topics.create-repeat-keeps-attributes', {
  axes: { type: topicTypes },
  given: { text: texts },
  async check(t, { type, text }) {
    const topic = await t.topic({ type })
    await topic.set('DisplayName', text)
    await t.topic({ type, name: topic.name })
    t.expect((await topic.attributes())['DisplayName'], 'DisplayName after the repeated call').toBe(text)
  },
})

type Settings = Readonly<Record<string, string>>
/** Two values of each attribute that either kind of topic has. */
const VALUES: readonly (readonly [name: string, one: string, other: string])[] = [
  ['DisplayName', 'one', 'other'],
  ['SignatureVersion', '1', '2'],
  ['KmsMasterKeyId', 'alias/aws/sns', 'alias/other'],
  ['MaximumMessageSize', '1024', '2048'],
]
const FIFO_VALUES: typeof VALUES = [
  ['ContentBasedDeduplication', 'true', 'false'],
  ['FifoThroughputScope', 'Topic', 'MessageGroup'],
]

clause('sns.topics.create-repeat-equal-attributes-ok', {
  axes: { type: topicTypes },
  given: { text: texts },
  async check(t, { type, text }) {
    const attributes: Settings = {
      ...Object.fromEntries([...VALUES, ...(type === 'fifo' ? FIFO_VALUES : [])].map(([name, one]) => [name, one])),
      DisplayName: text,
    }
    const first = await t.topic({ type, attributes })
    const parts: readonly Settings[] = Object.entries(attributes).map(([name, value]) => ({ [name]: value }))
    for (const repeated of [attributes, ...parts]) {
      const again = await t.topic({ type, name: first.name, attributes: repeated })
      t.expect(again.arn, 'the TopicArn of a repeated call').toBe(first.arn)
    }
  },
})

const existsOtherwise = 'already exists with different'

clause('sns.topics.create-repeat-different-attributes-error', {
  axes: { type: topicTypes },
  given: { had: texts, asked: texts },
  async check(t, { type, had, asked }) {
    const topic = await t.topic({ type, attributes: { DisplayName: had } })
    const refusal = await t.refused(t.topic({ type, name: topic.name, attributes: { DisplayName: asked === had ? `${asked}x` : asked } }))
    t.tell(() => t.expect(refusal.error.message, 'the reason').toContain(`${existsOtherwise} attributes`))
    t.expect((await topic.attributes())['DisplayName'], 'DisplayName after the refused call').toBe(had)
    for (const [name, one, other] of [...VALUES.slice(1), ...(type === 'fifo' ? FIFO_VALUES : [])]) {
      const mine = await t.topic({ type, attributes: { [name]: one } })
      await t.refused(t.topic({ type, name: mine.name, attributes: { [name]: other } }))
      t.expect((await mine.attributes())[name], `${name} after the refused call`).toBe(one)
    }
  },
})

clause('sns.topics.create-repeat-new-attribute-error', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const attributes = { DisplayName: 'name' }
    const topic = await t.topic({ type, attributes })
    const before = await topic.attributes()
    for (const more of [{ SignatureVersion: '2' }, { KmsMasterKeyId: 'alias/aws/sns' }])
      await t.refused(t.topic({ type, name: topic.name, attributes: { ...attributes, ...more } }))
    t.expect(await topic.attributes(), 'the attributes after the refused calls').toEqual(before)
  },
})

clause('sns.topics.create-fifo-false-ignored', {
  async check(t) {
    const topic = await t.topic()
    const again = await t.topic({ name: topic.name, attributes: { FifoTopic: 'false' } })
    t.expect(again.arn, 'the TopicArn of the second call').toBe(topic.arn)
  },
})

clause('sns.topics.create-repeat-different-tags-error', {
  given: {
    had: fc.constantFrom([], [{ Key: 'a', Value: '1' }]),
    asked: fc.constantFrom({ Key: 'b', Value: '1' }, { Key: 'a', Value: '2' }),
  },
  async check(t, { had, asked }) {
    const topic = await t.topic({ tags: had })
    const refusal = await t.refused(t.topic({ name: topic.name, tags: [asked] }))
    t.tell(() => t.expect(refusal.error.message, 'the reason').toContain(`${existsOtherwise} tags`))
    const { Tags } = await t.sns.listTagsForResource({ ResourceArn: topic.arn })
    t.expect(Tags, 'the tags after the refused call').toEqual(had)
  },
})

/** StaleTag is the documented other answer. */
clause('sns.topics.recreate-after-delete-new-tags', {
  async check(t) {
    const topic = await t.topic({ tags: [{ Key: 'a', Value: '1' }] })
    await t.sns.deleteTopic({ TopicArn: topic.arn })
    const tags = [{ Key: 'b', Value: '2' }]
    const again = t.topic({ name: topic.name, tags })
    if (t.profile.tolerates('sns.topics.recreate-after-delete-new-tags') && (await unlessRefused(again)) === undefined)
      return void (await t.refused(again))
    t.expect((await again).arn, 'the TopicArn').toBe(topic.arn)
    t.expect((await t.sns.listTagsForResource({ ResourceArn: topic.arn })).Tags, 'the tags of the new topic').toEqual(tags)
  },
})

const misnamed = [
  { id: 'sns.topics.fifo-name-suffix-required', suffix: '', attributes: { FifoTopic: 'true' } },
  { id: 'sns.topics.fifo-suffix-without-attribute', suffix: '.fifo', attributes: {} },
] as const
for (const { id, suffix, attributes } of misnamed) {
  clause(id, {
    given: { end: names },
    async check(t, { end }) {
      await t.refused(t.topic({ name: t.name(end + suffix), attributes }))
    },
  })
}

clause('sns.topics.names-scoped-per-region', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const here = await t.topic({ type })
    const there = snsWords(await t.on(binding, { region: t.region === 'eu-west-1' ? 'eu-central-1' : 'eu-west-1' }))
    const namesake = await there.topic({ type, name: here.name })
    t.expect(namesake.arn.split(':')[3], 'the region of the namesake').toBe(there.region)
    await here.set('DisplayName', 'here')
    t.expect((await namesake.attributes())['DisplayName'], 'DisplayName of the namesake').toBe('')
    t.expect(await topicArns(there), 'what is listed there').not.toContain(here.arn)
    t.expect(await topicArns(t), 'what is listed here').not.toContain(namesake.arn)
  },
})

clause('sns.topics.type-immutable', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    await t.refused(topic.set('FifoTopic', type === 'fifo' ? 'false' : 'true'))
    t.expect((await topic.attributes())['FifoTopic'], 'FifoTopic').toBe(type === 'fifo' ? 'true' : undefined)
  },
})

clause('sns.topics.delete-idempotent', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const { arn: TopicArn } = await t.topic({ type })
    await t.sns.deleteTopic({ TopicArn })
    await t.sns.deleteTopic({ TopicArn })
    await t.refused(t.sns.getTopicAttributes({ TopicArn }), 'sns.topics.get-nonexistent')
  },
})

clause('sns.topics.delete-nonexistent-ok', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const answer = await t.sns.deleteTopic({ TopicArn: await t.noTopic(type) })
    t.expect(t.answer(answer).status, 'the status').toBe(200)
  },
})

/** How soon a list forgets what is gone is not said. */
const LISTED_STILL_MS = 60_000
clause('sns.topics.delete-then-get-notfound', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const { arn: TopicArn } = await t.topic({ type })
    await t.sns.deleteTopic({ TopicArn })
    const refusal = await t.refused(t.sns.getTopicAttributes({ TopicArn }), { code: 'NotFound', status: 404 })
    t.expect(refusal.error.message, 'the message').toBe('Topic does not exist')
    await t.settles(async () => t.expect(await topicArns(t), 'the topics that are listed').not.toContain(TopicArn), LISTED_STILL_MS)
  },
})

/** Of its own the lists say it in the end; what its attributes still answer another line leaves open. */
clause('sns.topics.delete-removes-subscriptions', {
  async check(t) {
    const topic = await t.topic()
    const { SubscriptionArn } = await topic.subscribe('sms', '+12065550100')
    await t.sns.deleteTopic({ TopicArn: topic.arn })
    // They are deleted some time later, but belong to no topic any more: not to a new one of the same name either.
    const { TopicArn = '' } = await t.sns.createTopic({ Name: topic.arn.split(':').at(-1) })
    const gone = async () => {
      const asked = t.sns.listSubscriptionsByTopic({ TopicArn })
      const { Subscriptions = [] } = t.profile.tolerates('sns.list.by-topic-unknown') ? ((await unlessRefused(asked)) ?? {}) : await asked
      t.expect(
        Subscriptions.map((one) => one.SubscriptionArn),
        'the subscriptions of a new topic of the same name',
      ).not.toContain(SubscriptionArn)
    }
    await t.settles(gone, spreadsWithin(t, 'sns.topics.delete-removes-subscriptions'))
  },
})

clause('sns.topics.delete-subscription-attributes-linger', {
  async check(t) {
    const topic = await t.topic()
    const { SubscriptionArn } = await topic.subscribe('sms', '+12065550100')
    await t.sns.deleteTopic({ TopicArn: topic.arn })
    const seen = await unlessRefused(t.sns.getSubscriptionAttributes({ SubscriptionArn }))
    if (seen !== undefined)
      t.expect(seen.Attributes, 'the attributes that are still answered').toMatchObject({ SubscriptionArn, TopicArn: topic.arn })
  },
})

clause('sns.topics.get-nonexistent', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    await t.refused(t.sns.getTopicAttributes({ TopicArn: await t.noTopic(type) }), { code: 'NotFound', status: 404 })
  },
})

clause('sns.topics.get-malformed-arn', {
  given: { TopicArn: fc.constantFrom('topic', 'arn:aws', 'arn:aws:sns', 'a:b:c:d:e') },
  edges: [{ TopicArn: 'topic' }],
  async check(t, { TopicArn }) {
    const refusal = await t.refused(t.sns.getTopicAttributes({ TopicArn }))
    t.expect(refusal.error.message, 'the message').toBe(
      `Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not ${TopicArn.split(':').length}`,
    )
  },
})

/** The error is documented for any state that forbids it; an archive is the one that is known to. */
clause('sns.topics.delete-invalidstate', {
  async check(t) {
    const topic = await t.topic({ type: 'fifo', attributes: { ArchivePolicy: '{"MessageRetentionPeriod":"1"}' } })
    t.cleanup(() => topic.set('ArchivePolicy', '{}').then(() => t.sns.deleteTopic({ TopicArn: topic.arn })))
    await t.refused(t.sns.deleteTopic({ TopicArn: topic.arn }))
    t.expect((await topic.attributes())['TopicArn'], 'the topic that was not deleted').toBe(topic.arn)
    await topic.set('ArchivePolicy', '{}')
    await t.sns.deleteTopic({ TopicArn: topic.arn })
    await t.refused(t.sns.getTopicAttributes({ TopicArn: topic.arn }), 'sns.topics.get-nonexistent')
  },
})
