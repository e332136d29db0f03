import { clause, fc, protocols, sqsWords } from './bench.js'
import type { Queue, Received, SqsCase } from './bench.js'
import { binding } from './binding.js'
import { denied } from './denied.js'

/** A client of another account. */
interface Stranger {
  readonly account: string
  readonly t: SqsCase
}
const stranger = async (t: SqsCase): Promise<Stranger> => {
  const other = sqsWords(await t.on(binding, { isSecond: true }))
  return { t: other, account: other.account ?? accountIn(await (await other.queue()).arn()) }
}
const accountIn = (arn: string): string => arn.split(':')[4]!

interface Calling {
  readonly t: SqsCase
  readonly q: Queue
  /** In flight. */
  readonly message: Received
}
const entriesOf = ({ ReceiptHandle }: Received) => [{ Id: 'e', ReceiptHandle }]

/** What a stranger may be allowed to do with a queue. Each does no more harm than what is looked for afterwards. */
const CALLS: Readonly<Record<string, (it: Calling) => Promise<object>>> = {
  SendMessage: ({ t, q: { url } }) => t.sqs.sendMessage({ QueueUrl: url, MessageBody: 'strange' }),
  SendMessageBatch: ({ t, q: { url } }) => t.sqs.sendMessageBatch({ QueueUrl: url, Entries: [{ Id: 'e', MessageBody: 'strange' }] }),
  ReceiveMessage: ({ t, q: { url } }) => t.sqs.receiveMessage({ QueueUrl: url, VisibilityTimeout: 0 }),
  ChangeMessageVisibility: ({ t, q: { url }, message: { ReceiptHandle } }) =>
    t.sqs.changeMessageVisibility({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 600 }),
  ChangeMessageVisibilityBatch: ({ t, q: { url }, message }) =>
    t.sqs.changeMessageVisibilityBatch({ QueueUrl: url, Entries: entriesOf(message).map((one) => ({ ...one, VisibilityTimeout: 600 })) }),
  DeleteMessage: ({ t, q: { url }, message: { ReceiptHandle } }) => t.sqs.deleteMessage({ QueueUrl: url, ReceiptHandle }),
  DeleteMessageBatch: ({ t, q: { url }, message }) => t.sqs.deleteMessageBatch({ QueueUrl: url, Entries: entriesOf(message) }),
  GetQueueAttributes: ({ t, q: { url } }) => t.sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  ListDeadLetterSourceQueues: ({ t, q: { url } }) => t.sqs.listDeadLetterSourceQueues({ QueueUrl: url }),
  PurgeQueue: ({ t, q: { url } }) => t.sqs.purgeQueue({ QueueUrl: url }),
}
const operations = Object.keys(CALLS)
/** A permission for an operation covers its batches, which have none of their own. */
const actionOf = (operation: string): string => operation.replace(/Batch$/, '')
const ACTIONS = [...new Set(operations.map(actionOf))]

/** A queue with a message in flight, and a stranger to it. */
const opened = async (t: SqsCase) => {
  const q = await t.queue()
  const arn = await q.arn()
  const { t: theirs, account } = await stranger(t)
  await q.send({ MessageBody: 'ours' })
  const message = await q.receiveOne({ VisibilityTimeout: 600 })
  const root = arn.replace(/:sqs:.*/, `:iam::${account}:root`)
  const statement = (Effect: 'Allow' | 'Deny', actions: readonly string[], more: object = {}) => ({
    Effect,
    Principal: { AWS: root },
    Action: actions.map((action) => `SQS:${action}`),
    Resource: arn,
    ...more,
  })
  const call = (operation: string) => CALLS[operation]!({ t: theirs, q, message })
  return {
    q,
    account,
    theirs,
    statement,
    set: (...statements: readonly object[]) => q.setForGood({ Policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) }),
    permits: (operation: string) => call(operation),
    denies: (operation: string) => denied(t, call(operation)),
    /** What was denied took no effect. */
    async isUntouched() {
      await q.changeVisibility(message, 0)
      const seen = [...(await q.eventually(1)), ...(await q.whateverComes())].map(({ Body }) => Body)
      t.expect([...new Set(seen)], 'the messages that are in the queue').toEqual(['ours'])
    },
  }
}

const other = (operation: string): readonly string[] => ACTIONS.filter((action) => action !== actionOf(operation)).slice(0, 7)

clause('sqs.policy.default-deny', {
  accounts: 2,
  axes: { protocol: protocols },
  given: { operation: fc.constantFrom(...operations) },
  edges: ['SendMessage', 'DeleteMessage', 'PurgeQueue'].map((operation) => ({ operation })),
  async check(t, { operation }) {
    const { statement, set, denies, permits, isUntouched } = await opened(t)
    await denies(operation)
    await set(statement('Allow', other(operation)))
    await denies(operation)
    await isUntouched()
    await set(statement('Allow', [actionOf(operation)]))
    await permits(operation)
  },
})

clause('sqs.policy.explicit-deny-wins', {
  accounts: 2,
  axes: { protocol: protocols, first: ['Allow', 'Deny'] },
  given: { operation: fc.constantFrom(...operations), allowed: fc.constantFrom('all', 'one') },
  cases: 2,
  async check(t, { first, operation, allowed }) {
    const { statement, set, denies, permits, isUntouched } = await opened(t)
    const free = operation === 'GetQueueAttributes' ? 'ListDeadLetterSourceQueues' : 'GetQueueAttributes'
    const both = [statement('Allow', allowed === 'all' ? ['*'] : [actionOf(operation), free]), statement('Deny', [actionOf(operation)])]
    await set(...(first === 'Allow' ? both : both.reverse()))
    await denies(operation)
    await permits(free)
    await isUntouched()
  },
})

const DAY = 86_400_000
const timeText = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+/, '')
/** Conditions that are not met, each by far. */
const UNMET: Readonly<Record<string, (now: number) => object>> = {
  'before yesterday': (now) => ({ DateLessThan: { 'aws:CurrentTime': timeText(now - DAY) } }),
  'after tomorrow': (now) => ({ DateGreaterThan: { 'aws:CurrentTime': timeText(now + DAY) } }),
  'before yesterday, in seconds': (now) => ({ NumericLessThan: { 'aws:EpochTime': String(Math.floor((now - DAY) / 1000)) } }),
  'for a topic': () => ({ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:123456789012:topic' } }),
  'for another account': () => ({ StringEquals: { 'aws:SourceAccount': '123456789012' } }),
}

clause('sqs.policy.condition-unmet-default-deny', {
  accounts: 2,
  axes: { protocol: protocols },
  given: { operation: fc.constantFrom(...operations), unmet: fc.constantFrom(...Object.keys(UNMET)) },
  edges: Object.keys(UNMET).map((unmet) => ({ unmet })),
  async check(t, { operation, unmet }) {
    const { statement, set, denies, permits, isUntouched } = await opened(t)
    const action = [actionOf(operation)]
    const Condition = UNMET[unmet]!(t.time.now())
    await set(statement('Allow', action, { Condition }))
    await denies(operation)
    await isUntouched()
    await set(statement('Allow', action), statement('Deny', action, { Condition }))
    await permits(operation)
  },
})

/** How far the clocks of a target may be apart: the one that stamps messages, and the one that policies are read by. */
const APART = 2000

/** Of the keys, the time: the one that every target must know, and that changes while nothing else does. What the target's clock shows, a message tells. */
clause('sqs.policy.condition-keys', {
  accounts: 2,
  axes: { protocol: protocols },
  given: { seconds: fc.integer({ min: 6, max: 9 }), key: fc.constantFrom('aws:CurrentTime', 'aws:EpochTime') },
  edges: [{ key: 'aws:CurrentTime' }, { key: 'aws:EpochTime' }],
  cases: 2,
  async check(t, { seconds, key }) {
    const { q, statement, set, denies, permits } = await opened(t)
    const sent = await q.send()
    const { Attributes } = await q.receiveOne({ MessageSystemAttributeNames: ['SentTimestamp'] })
    const ms = (t.profile.tolerates('sqs.ec.attributes-60s') ? 65 + seconds : seconds) * 1000
    const end = Math.floor(Number(Attributes?.SentTimestamp) / 1000) * 1000 + ms
    const Condition =
      key === 'aws:CurrentTime' ? { DateLessThan: { [key]: timeText(end) } } : { NumericLessThan: { [key]: String(end / 1000) } }
    await set(statement('Allow', ['GetQueueAttributes'], { Condition }))
    await t.time.inTime(permits('GetQueueAttributes'), t.time.after(sent, ms - 1000 - APART))
    await t.time.pass(t.time.after(sent, ms + APART))
    await denies('GetQueueAttributes')
  },
})

/** What only the owner may do with a queue, on one that has a permission and a tag. */
const OWNERS: Readonly<Record<string, (t: SqsCase, QueueUrl: string, account: string) => Promise<unknown>>> = {
  AddPermission: ({ sqs }, QueueUrl, account) =>
    sqs.addPermission({ QueueUrl, Label: 'theirs', AWSAccountIds: [account], Actions: ['SendMessage'] }),
  DeleteQueue: ({ sqs }, QueueUrl) => sqs.deleteQueue({ QueueUrl }),
  ListQueueTags: ({ sqs }, QueueUrl) => sqs.listQueueTags({ QueueUrl }),
  RemovePermission: ({ sqs }, QueueUrl) => sqs.removePermission({ QueueUrl, Label: 'ours' }),
  SetQueueAttributes: ({ sqs }, QueueUrl) => sqs.setQueueAttributes({ QueueUrl, Attributes: { VisibilityTimeout: '7' } }),
  TagQueue: ({ sqs }, QueueUrl) => sqs.tagQueue({ QueueUrl, Tags: { theirs: 'yes' } }),
  UntagQueue: ({ sqs }, QueueUrl) => sqs.untagQueue({ QueueUrl, TagKeys: ['ours'] }),
}

clause('sqs.policy.cross-account-excluded', {
  accounts: 2,
  axes: { protocol: protocols, operation: Object.keys(OWNERS) },
  async check(t, { operation }) {
    const { q, theirs, account, statement, set, permits } = await opened(t)
    await t.sqs.tagQueue({ QueueUrl: q.url, Tags: { ours: 'yes' } })
    await set(statement('Allow', ['*'], { Sid: 'ours' }))
    await permits('GetQueueAttributes')
    const state = async () => {
      const { Policy, VisibilityTimeout } = await q.attributes('Policy', 'VisibilityTimeout')
      const { Tags } = await t.sqs.listQueueTags({ QueueUrl: q.url })
      return { Policy: JSON.parse(Policy ?? '{}') as object, VisibilityTimeout, Tags }
    }
    const before = await state()
    await denied(t, OWNERS[operation]!(theirs, q.url, account))
    t.expect(await state(), 'the queue after the refused call').toEqual(before)
  },
})

/** Permissions that AddPermission gives, in effect. */
const granted = async (t: SqsCase, q: Queue, Label: string, account: string, Actions: readonly string[]): Promise<void> => {
  const change = await t.sqs.addPermission({ QueueUrl: q.url, Label, AWSAccountIds: [account], Actions: [...Actions] })
  await inEffect(t, change)
}
const inEffect = async ({ profile, time }: SqsCase, change: object): Promise<void> => {
  if (profile.tolerates('sqs.ec.attributes-60s')) await time.pass(time.after(change, 60_000))
}

clause('sqs.batch.permissions-follow-single', {
  accounts: 2,
  axes: { protocol: protocols, action: ['SendMessage', 'ChangeMessageVisibility', 'DeleteMessage'] },
  async check(t, { action }) {
    const { q, account, denies, permits } = await opened(t)
    await granted(t, q, 'others', account, other(action))
    await denies(`${action}Batch`)
    await granted(t, q, 'this', account, [action])
    const { Failed = [] } = (await permits(`${action}Batch`)) as { readonly Failed?: readonly object[] }
    t.expect(Failed, 'the entries that failed').toEqual([])
  },
})

clause('sqs.queue.url.get-other-account', {
  accounts: 2,
  axes: { protocol: protocols },
  async check(t) {
    const { q, account, theirs } = await opened(t)
    const owner = accountIn(await q.arn())
    const find = () => theirs.sqs.getQueueUrl({ QueueName: q.name, QueueOwnerAWSAccountId: owner })
    await denied(t, find())
    await granted(t, q, 'label', account, ['GetQueueUrl'])
    const pathOf = (url: string | undefined) => url?.split('/').slice(-2)
    t.expect(pathOf((await find()).QueueUrl), 'account and name in the URL').toEqual([owner, q.name])
  },
})

clause('sqs.perm.star-and-specific-separate', {
  accounts: 2,
  axes: { protocol: protocols },
  given: { operation: fc.constantFrom(...operations.filter((one) => one !== 'PurgeQueue' && one !== 'DeleteMessage')) },
  async check(t, { operation }) {
    const { q, account, permits, denies } = await opened(t)
    const remove = async (Label: string) => inEffect(t, await t.sqs.removePermission({ QueueUrl: q.url, Label }))
    await granted(t, q, 'all', account, ['*'])
    await granted(t, q, 'one', account, [actionOf(operation)])
    await remove('one')
    await permits(operation)
    await remove('all')
    await denies(operation)
  },
})
