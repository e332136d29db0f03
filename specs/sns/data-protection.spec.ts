import { Refusal } from '../../src/suite/index.js'
import { anyClientError, clause, fc, type SnsCase, type Topic } from './bench.js'

const statement = (operation: object, DataDirection = 'Inbound'): object => ({
  DataDirection,
  Principal: ['*'],
  DataIdentifier: ['arn:aws:dataprotection::aws:data-identifier/EmailAddress'],
  Operation: operation,
})
const DENY = statement({ Deny: {} })
const MASK = { Deidentify: { MaskConfig: { MaskWithCharacter: '#' } } }
const AUDIT = statement({ Audit: { SampleRate: '99', NoFindingsDestination: {} } })
const policyOf = (...Statement: object[]): string =>
  JSON.stringify({ Name: 'protection', Description: 'text', Version: '2021-06-01', Statement })

interface Protected {
  readonly topic: Topic
  put(policy: string): Promise<object>
  policy(): Promise<string>
}

/** A topic that has a policy. An account that had none before April 2026 is let have none, so whoever refuses it is not asked further. */
const guarded = async (t: SnsCase, policy: string): Promise<Protected> => {
  const topic = await t.topic()
  const put = (DataProtectionPolicy: string) => t.sns.putDataProtectionPolicy({ ResourceArn: topic.arn, DataProtectionPolicy })
  try {
    await put(policy)
  } catch (error) {
    if (error instanceof Refusal) t.lacks('the target takes no data protection policy, as it need not since April 2026')
    throw error
  }
  return { topic, put, policy: async () => (await t.sns.getDataProtectionPolicy({ ResourceArn: topic.arn })).DataProtectionPolicy ?? '' }
}

clause('sns.mdp.put-get-roundtrip', {
  given: { statements: fc.subarray([DENY, statement(MASK), AUDIT], { minLength: 1 }) },
  async check(t, { statements }) {
    const text = policyOf(...statements)
    const { put, policy } = await guarded(t, text)
    t.expect(JSON.parse((await policy()) || 'null'), 'the policy that is reported').toEqual(JSON.parse(text))
    for (const wrong of ['no JSON', policyOf(statement({ Allow: {} }))]) await t.refused(put(wrong), anyClientError)
    t.expect(JSON.parse((await policy()) || 'null'), 'the policy after the refused calls').toEqual(JSON.parse(text))
  },
})

clause('sns.mdp.not-in-topic-attributes', {
  async check(t) {
    const before = Object.keys(await (await t.topic()).attributes()).sort()
    const { topic } = await guarded(t, policyOf(DENY))
    t.expect(Object.keys(await topic.attributes()).sort(), 'the names of the attributes').toEqual(before)
  },
})

clause('sns.mdp.empty-removes', {
  async check(t) {
    const { put, policy } = await guarded(t, policyOf(DENY))
    await put('')
    t.expect(await policy(), 'the policy that is reported').toBe('')
  },
})

clause('sns.mdp.max-length-30720', {
  given: { beyond: fc.integer({ min: 1, max: 100 }) },
  edges: [{ beyond: 1 }],
  async check(t, { beyond }) {
    const { put, policy } = await guarded(t, policyOf(DENY))
    const bare = JSON.parse(policyOf(DENY)) as object
    const long = (size: number): string => {
      const length = size - JSON.stringify({ ...bare, Description: '' }).length
      return JSON.stringify({ ...bare, Description: 'x'.repeat(length) })
    }
    await t.refused(put(long(30_720 + beyond)))
    t.expect(JSON.parse(await policy()), 'the policy after the refused call').toEqual(bare)
    await put(long(30_720))
  },
})

clause('sns.mdp.one-policy-one-audit', {
  given: { wrong: fc.constantFrom([AUDIT, AUDIT], [statement(MASK, 'Outbound')], [DENY, statement(MASK, 'Outbound')]) },
  edges: [{ wrong: [AUDIT, AUDIT] }, { wrong: [statement(MASK, 'Outbound')] }],
  async check(t, { wrong }) {
    const right = [DENY, statement(MASK), statement({ Deny: {} }, 'Outbound'), AUDIT]
    const { put, policy } = await guarded(t, policyOf(...right))
    await t.refused(put(policyOf(...wrong)))
    t.expect(JSON.parse(await policy()), 'the policy after the refused call').toMatchObject({ Statement: right })
  },
})
