import type { AddPermissionCommandInput } from '@aws-sdk/client-sqs'
import { bounds, characters, clause, fc, labels, lengths, LETTERS_DIGITS, protocols, queueTypes } from './bench.js'
import type { Queue, SqsCase } from './bench.js'

interface Statement {
  readonly Sid?: string
  readonly Effect?: string
  readonly Principal?: { readonly AWS?: string | readonly string[] }
  readonly Action?: string | readonly string[]
  readonly Resource?: string
}
interface Policy {
  readonly Version?: string
  readonly Id?: string
  readonly Statement: readonly Statement[]
}
/** Every action is one that AddPermission names as an example, or lists as an action of SQS. */
const ACTIONS = [
  'SendMessage',
  'ReceiveMessage',
  'DeleteMessage',
  'ChangeMessageVisibility',
  'GetQueueAttributes',
  'GetQueueUrl',
  'PurgeQueue',
  'ListDeadLetterSourceQueues',
] as const

const policyOf = async (q: Queue): Promise<Policy | undefined> => {
  const { Policy: text } = await q.attributes('Policy')
  return text === undefined ? undefined : (JSON.parse(text) as Policy)
}
const accountOf = async (q: Queue): Promise<string> => (await q.arn()).split(':')[4]!
const oneOrMore = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

/** A statement for the queue's own account: any other might not exist. */
const inputOf = async (q: Queue, Label: string, Actions: readonly string[] = ['SendMessage']): Promise<AddPermissionCommandInput> => ({
  QueueUrl: q.url,
  Label,
  AWSAccountIds: [await accountOf(q)],
  Actions: [...Actions],
})
const add = async ({ sqs }: SqsCase, q: Queue, label: string, actions?: readonly string[]): Promise<object> =>
  sqs.addPermission(await inputOf(q, label, actions))

clause('sqs.perm.add-creates-statement', {
  axes: { type: queueTypes, protocol: protocols },
  given: { label: labels(), other: labels(), actions: fc.subarray([...ACTIONS], { minLength: 1, maxLength: 7 }) },
  async check(t, { type, label, other, actions }) {
    const q = await t.queue({ type })
    await add(t, q, label, actions)
    if (other !== label) await add(t, q, other)
    const statements = (await policyOf(q))?.Statement ?? []
    t.expect(statements.map(({ Sid }) => Sid).sort(), 'the Sids of the statements').toEqual([...new Set([label, other])].sort())
    const statement = statements.find(({ Sid }) => Sid === label)
    t.expect(statement?.Effect, 'the effect').toBe('Allow')
    t.expect(
      oneOrMore(statement?.Action)
        .map((action) => action.toLowerCase())
        .sort(),
      'the actions',
    ).toEqual(actions.map((action) => `sqs:${action}`.toLowerCase()).sort())
  },
})

clause('sqs.perm.add-policy-shape', {
  axes: { protocol: protocols },
  given: { label: labels({ maxLength: 20 }), action: fc.constantFrom(...ACTIONS) },
  async check(t, { label, action }) {
    const q = await t.queue()
    const [arn, account] = [await q.arn(), await accountOf(q)]
    await add(t, q, label, [action])
    const policy = await policyOf(q)
    t.expect(policy?.Version, 'the version').toBe('2008-10-17')
    t.expect(policy?.Id?.startsWith(`${arn}/`), 'whether the Id begins with the ARN of the queue and a slash').toBe(true)
    const [statement, ...others] = policy?.Statement ?? []
    t.expect(others.length, 'how many further statements there are').toBe(0)
    t.expect(statement, 'the statement').toMatchObject({ Sid: label, Effect: 'Allow', Action: `SQS:${action}`, Resource: arn })
    t.expect(statement?.Principal?.AWS, 'the principal').toEqual(t.expect.stringMatching(new RegExp(`^arn:[^:]+:iam::${account}:root$`)))
  },
})

/** AWS refuses accounts that do not exist; then nothing can be said of two. */
clause('sqs.perm.add-principal-array-or-string', {
  axes: { protocol: protocols },
  async check(t) {
    const q = await t.queue()
    const own = await accountOf(q)
    await add(t, q, 'one')
    const two = t.sqs.addPermission({ QueueUrl: q.url, Label: 'two', AWSAccountIds: [own, '668614515564'], Actions: ['SendMessage'] })
    await two.catch(() => t.refused(two).then(() => t.undecided('the target knows no second account')))
    const statements = (await policyOf(q))?.Statement ?? []
    const principalOf = (label: string) => statements.find(({ Sid }) => Sid === label)?.Principal?.AWS
    t.expect(principalOf('one'), 'the principal of one account').toEqual(t.expect.stringMatching(new RegExp(`:iam::${own}:root$`)))
    t.expect(Array.isArray(principalOf('two')), 'whether two accounts are an array').toBe(true)
    t.expect(
      oneOrMore(principalOf('two'))
        .map((arn) => arn.split(':')[4])
        .sort(),
      'the accounts of both',
    ).toEqual([own, '668614515564'].sort())
  },
})

clause('sqs.perm.add-duplicate-label', {
  axes: { protocol: protocols },
  given: { label: labels() },
  cases: 2,
  async check(t, { label }) {
    const q = await t.queue()
    await add(t, q, label)
    await t.refused(add(t, q, label, ['ReceiveMessage']))
    t.expect((await policyOf(q))?.Statement.length, 'how many statements there are').toBe(1)
  },
})

bounds('sqs.perm.label-rules', [lengths(1, 80), characters(`${LETTERS_DIGITS}-_`, ' !"#$%&\'()*+,./:;<=>?@[\\]^`{|}~é', { max: 80 })], {
  member: 'AddPermission.Label',
  valid: async ({ queue }) => inputOf(await queue(), ''),
  async accepted(t, { input, value }) {
    const { Attributes } = await t.sqs.getQueueAttributes({
      QueueUrl: (input as { QueueUrl: string }).QueueUrl,
      AttributeNames: ['Policy'],
    })
    t.expect(
      (JSON.parse(Attributes?.['Policy'] ?? '{}') as Partial<Policy>).Statement?.map(({ Sid }) => Sid),
      'the Sids of the statements',
    ).toEqual([value])
  },
})

clause('sqs.perm.actions-valid', {
  axes: { protocol: protocols },
  given: { action: fc.constantFrom('Fly', 'sendmessages', 'sqs:Fly', 'PutObject') },
  async check(t, { action }) {
    const q = await t.queue()
    await add(t, q, 'all', ['*'])
    await t.refused(add(t, q, 'none', [action]))
    t.expect(
      (await policyOf(q))?.Statement.map(({ Sid }) => Sid),
      'the Sids of the statements',
    ).toEqual(['all'])
  },
})

clause('sqs.perm.max-7-actions', {
  axes: { protocol: protocols },
  async check(t) {
    const q = await t.queue()
    await add(t, q, 'seven', ACTIONS.slice(0, 7))
    await t.refused(add(t, q, 'eight', ACTIONS))
    t.expect(
      (await policyOf(q))?.Statement.map(({ Sid }) => Sid),
      'the Sids of the statements',
    ).toEqual(['seven'])
  },
})

/** A policy has at most 20 statements, and each permission is one. */
clause('sqs.perm.overlimit', {
  axes: { protocol: protocols },
  async check(t) {
    const q = await t.queue()
    for (let nth = 1; nth <= 20; nth++) await add(t, q, `label-${nth}`)
    await t.refused(add(t, q, 'label-21'))
    t.expect((await policyOf(q))?.Statement.length, 'how many statements there are').toBe(20)
  },
})

clause('sqs.perm.account-principals-only', {
  axes: { protocol: protocols },
  given: { user: fc.constantFrom('user/someone', 'role/something') },
  async check({ queue, sqs, refused, expect }, { user }) {
    const q = await queue()
    const principal = `arn:aws:iam::${await accountOf(q)}:${user}`
    await refused(sqs.addPermission({ QueueUrl: q.url, Label: 'label', AWSAccountIds: [principal], Actions: ['SendMessage'] }))
    expect(await policyOf(q), 'the policy').toBeUndefined()
  },
})

clause('sqs.perm.remove-by-label', {
  axes: { type: queueTypes, protocol: protocols },
  async check(t, { type }) {
    const q = await t.queue({ type })
    for (const label of ['first', 'second', 'third']) await add(t, q, label)
    await t.sqs.removePermission({ QueueUrl: q.url, Label: 'second' })
    t.expect((await policyOf(q))?.Statement.map(({ Sid }) => Sid).sort(), 'the Sids of the statements').toEqual(['first', 'third'])
  },
})

clause('sqs.perm.remove-last-drops-policy', {
  axes: { protocol: protocols },
  async check(t) {
    const q = await t.queue()
    await add(t, q, 'only')
    await t.sqs.removePermission({ QueueUrl: q.url, Label: 'only' })
    t.expect(Object.keys(await q.attributes('Policy', 'VisibilityTimeout')), 'the attributes of the queue').toEqual(['VisibilityTimeout'])
  },
})

clause('sqs.perm.remove-unknown-label', {
  axes: { protocol: protocols },
  async check(t) {
    const q = await t.queue()
    await add(t, q, 'known')
    await t.refused(t.sqs.removePermission({ QueueUrl: q.url, Label: 'unknown' }))
    t.expect((await policyOf(q))?.Statement.length, 'how many statements there are').toBe(1)
  },
})
