import { anyClientError, clause, fc, protocols, queueTypes } from './bench.js'
import type { Queue, SqsCase } from './bench.js'
import { denied } from './denied.js'

const accountIn = (arn: string): string => arn.split(':')[4]!
const ownerOf = (arn: string): string => `arn:aws:iam::${accountIn(arn)}:root`
/** A statement for the queue's own account. */
const statement = (arn: string, Sid: string, more: object = {}): object => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS: ownerOf(arn) },
  Action: 'SQS:SendMessage',
  Resource: arn,
  ...more,
})
const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Id: 'touchstone', Statement: statements })
const ofLength = (arn: string, bytes: number): string => {
  const sources = (fill: number) =>
    policy(statement(arn, 's', { Condition: { StringLike: { 'aws:SourceArn': `arn:aws:sns:*:*:${'x'.repeat(fill)}` } } }))
  return sources(bytes - sources(0).length)
}
const POLICY = 'Policy'
const set = (q: Queue, Policy: string) => q.setForGood({ Policy })
const sids = async (q: Queue): Promise<readonly (string | undefined)[]> => {
  const { [POLICY]: text } = await q.attributes(POLICY)
  return text === undefined ? [] : (JSON.parse(text) as { Statement: { Sid?: string }[] }).Statement.map(({ Sid }) => Sid)
}

/** What is denied here no case needs. */
const SAYS: Readonly<Record<string, (arn: string) => object>> = {
  action: () => ({ Action: 'SQS:SendMessage' }),
  denial: () => ({ Effect: 'Deny', Action: 'SQS:PurgeQueue' }),
  'all other actions': () => ({ Action: undefined, NotAction: 'SQS:PurgeQueue' }),
  'denial for all others': (arn) => ({
    Effect: 'Deny',
    Principal: undefined,
    NotPrincipal: { AWS: ownerOf(arn) },
    Action: 'SQS:PurgeQueue',
  }),
}

/** The text may be another, the document is the same. */
clause('sqs.policy.set-and-get', {
  axes: { type: queueTypes, protocol: protocols, at: ['SetQueueAttributes', 'CreateQueue'] },
  given: { says: fc.constantFrom(...Object.keys(SAYS)) },
  edges: Object.keys(SAYS).map((says) => ({ says })),
  cases: 3,
  async check({ queue, expect, name }, { type, at, says }) {
    const first = await queue({ type, name: name(`-first${type === 'fifo' ? '.fifo' : ''}`) })
    const arn = await first.arn()
    const more = SAYS[says]!(arn)
    const text = policy(statement(arn, 'mine', more))
    const q = at === 'CreateQueue' ? await queue({ type, attributes: { Policy: text } }) : first
    if (at === 'SetQueueAttributes') await set(q, text)
    const { Policy: got = '{}' } = await q.attributes('Policy')
    const { Statement: [seen] = [] } = JSON.parse(got) as { Statement?: Record<string, unknown>[] }
    expect(seen, 'the statement of the policy').toMatchObject({
      Sid: 'mine',
      Effect: 'Allow',
      ...(JSON.parse(JSON.stringify(more)) as object),
      Resource: arn,
    })
  },
})

const ONE_BAD_STATEMENT =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"SQS:SendMessage","Resource":"*"},{"Effect":"Perhaps","Principal":"*","Action":"SQS:SendMessage","Resource":"*"}]}'
const UNKNOWN_VERSION =
  '{"Version":"2099-12-31","Statement":[{"Effect":"Allow","Principal":"*","Action":"SQS:SendMessage","Resource":"*"}]}'
clause('sqs.policy.invalid-rejected', {
  axes: { protocol: protocols },
  given: {
    text: fc.constantFrom(
      'nonsense',
      '{',
      '[]',
      '{"Statement":',
      '{"Version":"2012-10-17","Statement":[{"Effect":"Perhaps"}]}',
      UNKNOWN_VERSION,
      ONE_BAD_STATEMENT,
    ),
  },
  edges: [{ text: UNKNOWN_VERSION }, { text: ONE_BAD_STATEMENT }],
  async check({ queue, refused, expect }, { text }) {
    const q = await queue()
    await refused(set(q, text))
    expect(await sids(q), 'the statements of the policy').toEqual([])
    await refused(queue({ attributes: { Policy: text } }))
  },
})

/** A permission takes some hundred bytes in whatever way it is written down: there is no room for one. */
clause('sqs.policy.quota-size', {
  axes: { protocol: protocols },
  given: { over: fc.integer({ min: 8193, max: 20_000 }) },
  edges: [{ over: 8193 }],
  cases: 2,
  async check({ queue, sqs, refused, expect }, { over }) {
    const q = await queue()
    const arn = await q.arn()
    await set(q, ofLength(arn, 8192))
    await refused(set(q, ofLength(arn, over)))
    const accounts = [accountIn(arn)]
    await refused(sqs.addPermission({ QueueUrl: q.url, Label: 'more', AWSAccountIds: accounts, Actions: ['SendMessage'] }), anyClientError)
    expect(await sids(q), 'the statements after what was refused').toEqual(['s'])
    expect((await q.attributes('Policy'))['Policy']?.length, 'how long the policy is that was kept').toBeLessThan(8193)
  },
})

const repeat = (arn: string, n: number, more: (nth: number) => object): object[] =>
  Array.from({ length: n }, (_, nth) => statement(arn, `s${nth}`, more(nth)))
const actions = [
  'SendMessage',
  'ReceiveMessage',
  'DeleteMessage',
  'ChangeMessageVisibility',
  'GetQueueAttributes',
  'GetQueueUrl',
  'PurgeQueue',
  'ListDeadLetterSourceQueues',
].map((name) => `SQS:${name}`)
const conditions = (n: number): object => ({
  Condition: { StringLike: Object.fromEntries(Array.from({ length: n }, (_, nth) => [`aws:PrincipalTag/t${nth}`, 'x'])) },
})
const accounts = Array.from({ length: 51 }, (_, nth) => String(100_000_000_001 + nth))
const quotas: Readonly<Record<string, (arn: string) => { readonly within: string; readonly beyond: string }>> = {
  statements: (arn) => ({ within: policy(...repeat(arn, 20, () => ({}))), beyond: policy(...repeat(arn, 21, () => ({}))) }),
  actions: (arn) => ({
    within: policy(statement(arn, 's', { Action: actions.slice(0, 7) })),
    beyond: policy(statement(arn, 's', { Action: actions })),
  }),
  conditions: (arn) => ({ within: policy(statement(arn, 's', conditions(10))), beyond: policy(statement(arn, 's', conditions(11))) }),
  principals: (arn) => ({ within: policy(statement(arn, 's')), beyond: policy(statement(arn, 's', { Principal: { AWS: accounts } })) }),
}

/** Of principals only that more are refused: 50 accounts that exist are more than a test can have. */
clause('sqs.policy.quota-counts', {
  axes: { protocol: protocols, of: ['statements', 'actions', 'conditions', 'principals'] },
  async check({ queue, sqs, refused, expect }, { of }) {
    const q = await queue()
    const { within, beyond } = quotas[of]!(await q.arn())
    await set(q, within)
    const before = await sids(q)
    expect(before.length, 'how many statements there are').toBeGreaterThan(0)
    await refused(set(q, beyond))
    if (of === 'principals')
      await refused(
        sqs.addPermission({ QueueUrl: q.url, Label: 'more', AWSAccountIds: accounts, Actions: ['SendMessage'] }),
        anyClientError,
      )
    expect(await sids(q), 'the statements after one policy too many was refused').toEqual(before)
  },
})

/** What a policy that denies it keeps the queue's owner from; none of them undoes a policy, and none is needed to clean up. */
const DENIED: Readonly<Record<string, (t: SqsCase, QueueUrl: string) => Promise<object>>> = {
  SendMessage: ({ sqs }, QueueUrl) => sqs.sendMessage({ QueueUrl, MessageBody: 'second' }),
  SendMessageBatch: ({ sqs }, QueueUrl) => sqs.sendMessageBatch({ QueueUrl, Entries: [{ Id: 'e', MessageBody: 'second' }] }),
  ReceiveMessage: ({ sqs }, QueueUrl) => sqs.receiveMessage({ QueueUrl, VisibilityTimeout: 0 }),
  PurgeQueue: ({ sqs }, QueueUrl) => sqs.purgeQueue({ QueueUrl }),
  ListQueueTags: ({ sqs }, QueueUrl) => sqs.listQueueTags({ QueueUrl }),
}

clause('sqs.policy.explicit-deny-binds-owner', {
  axes: { protocol: protocols },
  given: { operation: fc.constantFrom(...Object.keys(DENIED)), whom: fc.constantFrom('everybody', 'the account') },
  edges: Object.keys(DENIED).map((operation) => ({ operation })),
  cases: 2,
  async check(t, { operation, whom }) {
    const q = await t.queue()
    const arn = await q.arn()
    await q.send({ MessageBody: 'first' })
    const Action = `SQS:${operation.replace(/Batch$/, '')}`
    const Principal = whom === 'everybody' ? '*' : { AWS: ownerOf(arn) }
    await set(q, policy(statement(arn, 'all', { Action: 'SQS:*' }), statement(arn, 'one', { Effect: 'Deny', Principal, Action })))
    await denied(t, DENIED[operation]!(t, q.url))
    t.expect(await sids(q), 'the statements of the policy, which another action reads').toEqual(['all', 'one'])
    await set(q, policy(statement(arn, 'all', { Action: 'SQS:*' })))
    const seen = (await q.whateverComes({ VisibilityTimeout: 0 })).map(({ Body }) => Body)
    t.expect([...new Set(seen)], 'the messages that are there after what was denied').toEqual(['first'])
    await DENIED[operation]!(t, q.url)
  },
})
