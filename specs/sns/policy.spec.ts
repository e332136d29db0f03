import { clause, fc } from './bench.js'
import type { SnsCase, Topic } from './bench.js'

interface Statement {
  readonly Sid?: string
  readonly Effect: string
  readonly Principal: unknown
  readonly Action: unknown
  readonly Resource: unknown
  readonly Condition?: unknown
}

/** Members that are otherwise, or left out. */
type Changes = { readonly [Name in keyof Statement]?: unknown }

const accountOf = ({ arn }: Topic): string => arn.split(':')[4]!
const statement = (topic: Topic, changes: Changes = {}): Changes => ({
  Sid: 'one', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountOf(topic)}:root` }, Action: 'SNS:Publish', Resource: topic.arn, ...changes,
}) // prettier-ignore
const policy = (...Statement: readonly Changes[]): string => JSON.stringify({ Version: '2012-10-17', Statement })
const policyOf = async (topic: Topic) =>
  JSON.parse((await topic.attributes())['Policy'] ?? '{}') as {
    readonly Version?: string
    readonly Id?: string
    readonly Statement?: readonly Statement[]
  }

clause('sns.attributes.policy-default-document', {
  async check(t) {
    const topic = await t.topic()
    const { Version, Id, Statement } = await policyOf(topic)
    t.expect([Version, Id, Statement?.length], 'Version, Id and number of statements').toEqual(['2008-10-17', '__default_policy_ID', 1])
    t.expect(Statement![0], 'the statement').toMatchObject({
      Sid: '__default_statement_ID', Effect: 'Allow', Principal: { AWS: '*' }, Resource: topic.arn, Condition: { StringEquals: { 'AWS:SourceOwner': accountOf(topic) } },
    }) // prettier-ignore
  },
})

const ACTIONS = ['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic', 'Subscribe', 'ListSubscriptionsByTopic', 'Publish'] // prettier-ignore

clause('sns.attributes.policy-default-actions', {
  async check(t) {
    const { Statement } = await policyOf(await t.topic())
    t.expect(Statement?.[0]?.Action, 'the actions').toEqual(ACTIONS.map((action) => `SNS:${action}`))
  },
})

/** Statements as the guides write them, changes to the usual one. */
const taken: readonly Changes[] = [
  {},
  { Effect: 'Deny' },
  { Sid: undefined },
  { Principal: '*' },
  { Principal: { AWS: '*' }, Action: ['sns:Publish', 'sns:Subscribe'], Condition: { StringEquals: { 'sns:Protocol': 'https' } } },
  {
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'SNS:Publish',
    Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:bucket' } },
  },
  { Action: ['SNS:GetTopicAttributes', 'SNS:SetTopicAttributes', 'SNS:AddPermission', 'SNS:RemovePermission'] },
  { Action: ['SNS:DeleteTopic', 'SNS:ListSubscriptionsByTopic'] },
]
const malformed = 'Policy Error: null'
/** What is no policy, and what is said of it where that was seen. The text of an empty list of statements is that of all that is malformed. */
const wrong: readonly { readonly text?: string; readonly of: (topic: Topic) => string }[] = [
  { text: 'Policy is empty', of: () => '' },
  { text: malformed, of: () => '{"Version":"2012-10-17"' },
  { text: malformed, of: () => policy() },
  { text: malformed, of: (topic) => policy(statement(topic, { Principal: undefined })) },
  { text: malformed, of: (topic) => policy(statement(topic, { Action: 'sns:*' })) },
  { text: malformed, of: (topic) => policy(statement(topic, { Action: ['SNS:Publish', 'SNS:*'] })) },
  { text: 'Policy statement action out of service scope!', of: (topic) => policy(statement(topic, { Action: 'sns:CreateTopic' })) },
  { of: (topic) => policy(statement(topic, { Action: ['SNS:Publish', 'SNS:Fly'] })) },
  { of: (topic) => policy(statement(topic, { Action: 'sqs:SendMessage' })) },
  { of: (topic) => policy(statement(topic, { Action: 'sqs:Publish' })) },
  { of: (topic) => policy(statement(topic, { Action: ['SNS:Publish', 'sqs:*'] })) },
  { of: (topic) => policy(statement(topic, { Action: 'Publish' })) },
  { of: (topic) => policy(statement(topic, { Action: 'SNS:Publish:More' })) },
  { of: (topic) => policy(statement(topic, { Effect: 'Maybe' })) },
  { of: (topic) => policy(statement(topic, { Effect: undefined })) },
  { of: (topic) => policy(statement(topic), statement(topic, { Sid: 'two', Action: undefined })) },
  { of: () => '["SNS:Publish"]' },
  { of: () => '{"Version":"2012-10-17","Statement":["text"]}' },
]

clause('sns.attributes.policy-set', {
  given: { first: fc.nat({ max: taken.length - 1 }), second: fc.nat({ max: taken.length - 1 }), bad: fc.nat({ max: wrong.length - 1 }) },
  edges: wrong.map((_, bad) => ({ bad, first: bad % taken.length, second: (bad * 5 + 1) % taken.length })),
  cases: wrong.length,
  async check(t, { first, second, bad }) {
    const topic = await t.topic()
    const wanted = policy(statement(topic, taken[first]), statement(topic, { ...taken[second], Sid: 'two' }))
    await topic.set('Policy', wanted)
    const due: unknown = JSON.parse(wanted)
    t.expect(await policyOf(topic), 'the policy').toEqual(due)
    const { text = '', of } = wrong[bad]!
    const refusal = await t.refused(topic.set('Policy', of(topic)), 'sns.errors.invalid-parameter-400')
    t.tell(() => t.expect(refusal.error.message, 'the message').toContain(text))
    t.expect(await policyOf(topic), 'the policy after the refused call').toEqual(due)
  },
})

clause('sns.attributes.policy-account-to-arn', {
  given: { first: fc.nat({ max: taken.length - 1 }), isList: fc.boolean() },
  edges: [{ isList: true }, { isList: false }],
  async check(t, { first, isList }) {
    const topic = await t.topic()
    const naming = (AWS: string) =>
      policy(statement(topic, taken[first]), statement(topic, { Sid: 'two', Principal: { AWS: isList ? [AWS] : AWS } }))
    await topic.set('Policy', naming(accountOf(topic)))
    const one = JSON.parse(naming(`arn:aws:iam::${accountOf(topic)}:root`)) as { readonly Statement: readonly Statement[] }
    const { Statement = [] } = await policyOf(topic)
    const principals = ({ Principal }: Statement): unknown => [(Principal as { readonly AWS?: unknown }).AWS ?? Principal].flat()
    t.expect(Statement.map(principals), 'the principals').toEqual(one.Statement.map(principals))
  },
})

const many = <Made>(count: number, make: (nth: number) => Made): Made[] => Array.from({ length: count }, (_, nth) => make(nth))
const numbered = (count: number) => (topic: Topic) => policy(...many(count, (nth) => statement(topic, { Sid: `s${nth}` })))
const ofOne = (changes: (topic: Topic) => Changes) => (topic: Topic) => policy(statement(topic, changes(topic)))
const plain = ofOne(() => ({}))

/** What a policy of the topic may not be, and the last one that it may be. Users that there are not are refused on AWS for that as well. */
const limits = [
  {
    id: 'sns.attributes.policy-max-30kb',
    outside: [ofOne(() => ({ Condition: { StringEquals: { 'aws:PrincipalTag/x': 'x'.repeat(30_720) } } }))],
    inside: plain,
  },
  { id: 'sns.attributes.policy-max-100-statements', outside: [numbered(101)], inside: numbered(100) },
  {
    id: 'sns.attributes.policy-principals-1-200',
    outside: [
      ofOne(() => ({ Principal: { AWS: [] } })),
      ofOne((topic) => ({ Principal: { AWS: many(201, (nth) => `arn:aws:iam::${accountOf(topic)}:user/u${nth}`) } })),
    ],
    inside: plain,
  },
  {
    id: 'sns.attributes.policy-one-resource',
    outside: [ofOne(({ arn }) => ({ Resource: `${arn}-other` })), ofOne(({ arn }) => ({ Resource: [arn, `${arn}-other`] }))],
    inside: plain,
  },
  {
    id: 'sns.attributes.policy-unique-sids',
    outside: [(topic: Topic) => policy(statement(topic), statement(topic, { Action: 'SNS:Subscribe' }))],
    inside: (topic: Topic) => policy(statement(topic), statement(topic, { Sid: 'two', Action: 'SNS:Subscribe' })),
  },
  { id: 'sns.attributes.policy-ascii-only', outside: [ofOne(() => ({ Sid: 'é' }))], inside: plain },
] as const

for (const { id, outside, inside } of limits) {
  clause(id, {
    async check(t) {
      const topic = await t.topic()
      const before = await policyOf(topic)
      for (const made of outside) await t.refused(topic.set('Policy', made(topic)))
      t.expect(await policyOf(topic), 'the policy after the refused calls').toEqual(before)
      await topic.set('Policy', inside(topic))
      t.expect(await policyOf(topic), 'the policy').toEqual(JSON.parse(inside(topic)))
      if (id === 'sns.attributes.policy-max-100-statements') await t.refused(add(t, topic, 'one-more', 'Publish'))
    },
  })
}

// ---- permissions

const add = (t: Pick<SnsCase, 'sns'>, topic: Topic, Label: string, ...ActionName: readonly string[]) =>
  t.sns.addPermission({ TopicArn: topic.arn, Label, AWSAccountId: [accountOf(topic)], ActionName: [...ActionName] })
const sids = async (topic: Topic) => (await policyOf(topic)).Statement?.map(({ Sid }) => Sid)
const labels = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/)
const actions = fc.constantFrom(...ACTIONS)

clause('sns.permissions.add-single-action', {
  given: { label: labels, action: actions },
  async check(t, { label, action }) {
    const topic = await t.topic()
    await add(t, topic, label, action)
    const wanted = {
      Sid: label,
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${accountOf(topic)}:root` },
      Action: `SNS:${action}`,
      Resource: topic.arn,
    }
    t.expect((await policyOf(topic)).Statement?.at(-1), 'the last statement').toEqual(wanted)
  },
})

clause('sns.permissions.add-multiple-actions', {
  given: { asked: fc.uniqueArray(actions, { minLength: 2, maxLength: 4 }) },
  async check(t, { asked }) {
    const topic = await t.topic()
    await add(t, topic, 'label', ...asked)
    t.expect((await policyOf(topic)).Statement?.at(-1)?.Action, 'Action').toEqual(asked.map((action) => `SNS:${action}`))
  },
})

clause('sns.permissions.add-keeps-existing', {
  async check(t) {
    const topic = await t.topic()
    const [first] = (await policyOf(topic)).Statement ?? []
    for (const label of ['one', 'two']) await add(t, topic, label, 'Publish')
    const { Statement = [] } = await policyOf(topic)
    t.expect(Statement[0], 'the first statement').toEqual(first)
    t.expect(
      Statement.map(({ Sid }) => Sid),
      'the Sids',
    ).toEqual([first?.Sid, 'one', 'two'])
  },
})

clause('sns.permissions.add-no-conditions', {
  given: { action: actions },
  async check(t, { action }) {
    const topic = await t.topic()
    await add(t, topic, 'label', action)
    t.expect(
      (await policyOf(topic)).Statement?.find(({ Sid }) => Sid === 'label'),
      'the statement',
    ).not.toHaveProperty('Condition')
  },
})

clause('sns.permissions.add-duplicate-label', {
  given: { action: actions },
  async check(t, { action }) {
    const topic = await t.topic()
    await add(t, topic, 'label', 'Publish')
    const before = await policyOf(topic)
    const refusal = await t.refused(add(t, topic, 'label', action))
    t.tell(() => t.expect(refusal.error.message, 'the message').toContain('already exists'))
    t.expect(await policyOf(topic), 'the policy after the refused call').toEqual(before)
  },
})

clause('sns.permissions.add-invalid-action', {
  given: { action: fc.constantFrom('InvalidAction', 'Fly', 'SendMessage', 'CreateTopic'), others: fc.subarray(ACTIONS, { maxLength: 2 }) },
  edges: [{ action: 'InvalidAction', others: [] }, { others: ['Publish'] }],
  async check(t, { action, others }) {
    const topic = await t.topic()
    const refusal = await t.refused(add(t, topic, 'label', ...others, action))
    t.tell(() => t.expect(refusal.error.message, 'the message').toContain('Policy statement action out of service scope!'))
    t.expect(await sids(topic), 'the Sids').not.toContain('label')
  },
})

clause('sns.permissions.add-unknown-topic', {
  async check(t) {
    const TopicArn = await t.noTopic()
    await t.refused(t.sns.addPermission({ TopicArn, Label: 'label', AWSAccountId: [TopicArn.split(':')[4]!], ActionName: ['Publish'] }))
  },
})

clause('sns.permissions.remove-by-label', {
  async check(t) {
    const topic = await t.topic()
    for (const label of ['one', 'two', 'three']) await add(t, topic, label, 'Publish')
    const before = await policyOf(topic)
    await t.sns.removePermission({ TopicArn: topic.arn, Label: 'two' })
    t.expect(await policyOf(topic), 'the policy').toEqual({ ...before, Statement: before.Statement?.filter(({ Sid }) => Sid !== 'two') })
  },
})

clause('sns.permissions.remove-unknown-topic', {
  async check(t) {
    await t.refused(t.sns.removePermission({ TopicArn: await t.noTopic(), Label: 'label' }))
  },
})
