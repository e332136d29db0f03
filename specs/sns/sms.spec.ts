import { anyClientError, bounds, clause, fc, lengths, presence, range } from './bench.js'
import type { SnsCase } from './bench.js'
import { missedBy } from './lists.js'
import { pages } from './pages.js'

/** A number that nobody has. */
const NUMBER = '+12065550100'
const inForm = { inside: 'not refused for it' } as const

clause('sns.sms.phone-format-publish', {
  given: { PhoneNumber: fc.constantFrom('+1a234', 'NAA+15551234567', 'number') },
  edges: [{ PhoneNumber: '+1a234' }, { PhoneNumber: 'NAA+15551234567' }],
  async check(t, { PhoneNumber }) {
    const refusal = await t.refused(t.sns.publish({ PhoneNumber, Message: 'text' }))
    t.expect(refusal.error.message, 'the message').toBe(`Invalid parameter: PhoneNumber Reason: ${PhoneNumber} is not valid to publish to`)
  },
})

// ---- attributes: they are the account's, so what was there before is put back

const set = async (t: SnsCase, attributes: Readonly<Record<string, string>>) => {
  const { attributes: before = {} } = await t.sns.getSMSAttributes({})
  const undo = Object.keys(attributes).map((name) => [name, before[name] ?? (name === 'DefaultSMSType' ? 'Promotional' : '')] as const)
  t.cleanup(() => t.sns.setSMSAttributes({ attributes: Object.fromEntries(undo) }))
  return t.sns.setSMSAttributes({ attributes })
}

/** Only an account of the case's own is surely untouched. */
clause('sns.sms.attributes-default-spend-limit', {
  async check(t) {
    const { attributes } = await t.sns.getSMSAttributes({})
    if (t.account === undefined) t.expect(attributes?.['MonthlySpendLimit'] ?? 'none', 'MonthlySpendLimit').toMatch(/^\d+(?:\.\d+)?$/)
    else t.expect(attributes, 'the attributes').toEqual({ MonthlySpendLimit: '1' })
  },
})

clause('sns.sms.attributes-filter', {
  given: { name: fc.constantFrom('DefaultSMSType', 'DefaultSenderID') },
  async check(t, { name }) {
    await set(t, { DefaultSMSType: 'Transactional', DefaultSenderID: 'mySender' })
    const { attributes } = await t.sns.getSMSAttributes({ attributes: [name] })
    t.expect(Object.keys(attributes ?? {}), 'the attributes of which one was asked for').toEqual([name])
    const { attributes: all } = await t.sns.getSMSAttributes({})
    t.expect(Object.keys(all ?? {}), 'the attributes where none was asked for').toEqual(
      t.expect.arrayContaining(['DefaultSMSType', 'DefaultSenderID']),
    )
  },
})

clause('sns.sms.attributes-set', {
  cases: 1,
  async check(t) {
    const given = {
      DefaultSenderID: 'mySender',
      DefaultSMSType: 'Transactional',
      DeliveryStatusIAMRole: 'arn:aws:iam::111122223333:role/SNSSuccessFeedback',
      DeliveryStatusSuccessSamplingRate: '50',
      UsageReportS3Bucket: 'bucket',
      MonthlySpendLimit: '1',
    }
    if (t.account === undefined) t.undecided('others use the attributes of the account')
    await set(t, given)
    t.expect((await t.sns.getSMSAttributes({})).attributes, 'the attributes').toEqual(given)
    await set(t, { DefaultSMSType: 'Promotional' })
    t.expect((await t.sns.getSMSAttributes({})).attributes, 'the attributes').toEqual({ ...given, DefaultSMSType: 'Promotional' })
  },
})

/** Values that are refused, and some that are accepted. */
const validated = [
  {
    id: 'sns.sms.attributes-unknown-name',
    name: 'InvalidAttribute',
    outside: ['value'],
    inside: [],
    text: 'InvalidAttribute is not a valid attribute',
  },
  {
    id: 'sns.sms.type-values',
    name: 'DefaultSMSType',
    outside: ['invalid', 'promotion', ''],
    inside: ['Promotional', 'Transactional'],
    text: 'DefaultSMSType is invalid',
  },
  {
    id: 'sns.sms.sender-id-1-11',
    name: 'DefaultSenderID',
    outside: ['a'.repeat(12), '12345', 'with space'],
    inside: ['a', 'a2345678901'],
    text: '',
  },
  {
    id: 'sns.sms.sampling-rate-0-100',
    name: 'DeliveryStatusSuccessSamplingRate',
    outside: ['101', '-1', 'x'],
    inside: ['0', '100'],
    text: '',
  },
] as const
for (const { id, name, outside, inside, text } of validated) {
  clause(id, {
    given: { value: fc.constantFrom(...outside) },
    edges: outside.map((value) => ({ value })),
    async check(t, { value }) {
      const refusal = await t.refused(t.sns.setSMSAttributes({ attributes: { [name]: value } }))
      t.tell(() => t.expect(refusal.error.message, 'the message').toContain(text))
      for (const good of inside) await set(t, { [name]: good })
    },
  })
}

// ---- who has opted out

clause('sns.sms.opted-out-check', {
  async check(t) {
    const { isOptedOut } = await t.sns.checkIfPhoneNumberIsOptedOut({ phoneNumber: NUMBER })
    t.expect(isOptedOut, 'isOptedOut').toBe(false)
    const { phoneNumbers = [] } = await t.sns.listPhoneNumbersOptedOut({})
    t.expect(phoneNumbers.length, 'how many numbers a page has').toBeLessThanOrEqual(100)
    t.expect(phoneNumbers, 'the numbers').not.toContain(NUMBER)
    if (t.account !== undefined) t.expect(phoneNumbers, 'the numbers of a new account').toEqual([])
  },
})

clause('sns.sms.opted-out-required', {
  axes: { operation: ['CheckIfPhoneNumberIsOptedOut', 'OptInPhoneNumber'] },
  given: { input: fc.constantFrom({}, { phoneNumber: 'letters' }, { phoneNumber: '+1letters' }) },
  edges: [{ input: {} }, { input: { phoneNumber: 'letters' } }],
  async check(t, { operation, input }) {
    await t.refused(t.call(operation, input))
    if (operation === 'CheckIfPhoneNumberIsOptedOut') await t.call(operation, { phoneNumber: NUMBER })
  },
})

// ---- the sandbox

clause('sns.sms.sandbox-status', {
  async check(t) {
    const { IsInSandbox } = await t.sns.getSMSSandboxAccountStatus({})
    t.expect(IsInSandbox, 'IsInSandbox').toBeTypeOf('boolean')
    if (t.account !== undefined) t.expect(IsInSandbox, 'IsInSandbox of a new account').toBe(true)
  },
})

bounds('sns.sms.max-results', range(1, 100), { member: 'ListSMSSandboxPhoneNumbers.MaxResults', valid: () => ({}) })
bounds('sns.sms.sandbox-language', 'enum', { ...inForm, valid: () => ({ PhoneNumber: NUMBER }) })
bounds('sns.sms.sandbox-otp-rules', [presence, { ...lengths(5, 8), make: (length) => '1'.repeat(Number(length)) }], {
  ...inForm,
  valid: () => ({ PhoneNumber: NUMBER, OneTimePassword: '123456' }),
})

clause('sns.sms.sandbox-status-enum', {
  async check(t) {
    await t.sns.createSMSSandboxPhoneNumber({ PhoneNumber: NUMBER })
    const { PhoneNumbers = [] } = await t.sns.listSMSSandboxPhoneNumbers({})
    t.expect(
      PhoneNumbers.filter(({ Status }) => Status !== 'Pending' && Status !== 'Verified'),
      'numbers with another Status',
    ).toEqual([])
    if (t.account !== undefined)
      t.expect(
        PhoneNumbers.map(({ PhoneNumber }) => PhoneNumber),
        'the numbers',
      ).toEqual([NUMBER])
  },
})

/**
 * Numbers that nobody has, of each clause its own: an account that all share has room for ten, and whoever made one removes it. Only in an account of the
 * case's own they are surely not there yet.
 */
const NUMBERS = ['+12065550101', '+12065550102', '+12065550103']
const LISTED = ['+12065550104', '+12065550105', '+12065550106']
const create = (t: SnsCase, PhoneNumber: string) => t.sns.createSMSSandboxPhoneNumber({ PhoneNumber })
const statusOf = async (t: SnsCase, number: string) =>
  (await pages((input) => t.sns.listSMSSandboxPhoneNumbers(input)))
    .flatMap(({ PhoneNumbers = [] }) => PhoneNumbers)
    .find(({ PhoneNumber }) => PhoneNumber === number)?.Status

clause('sns.sms.sandbox-phone-pattern', {
  axes: { operation: ['CreateSMSSandboxPhoneNumber', 'VerifySMSSandboxPhoneNumber', 'DeleteSMSSandboxPhoneNumber'] },
  given: { wrong: fc.constantFrom('+1abc', '+1234567', '1234567890', 'number', `+${'1'.repeat(20)}`) },
  edges: [{ wrong: '+1abc' }, { wrong: '+1234567' }, { wrong: '1234567890' }],
  async check(t, { operation, wrong }) {
    await t.refused(t.call(operation, { PhoneNumber: wrong, ...(operation.startsWith('Verify') ? { OneTimePassword: '123456' } : {}) }))
    t.expect(await statusOf(t, wrong), 'the status of what is no number').toBe(undefined)
  },
})

clause('sns.sms.sandbox-phone-required', {
  axes: { operation: ['CreateSMSSandboxPhoneNumber', 'VerifySMSSandboxPhoneNumber', 'DeleteSMSSandboxPhoneNumber'] },
  async check(t, { operation }) {
    await t.refused(t.call(operation, operation.startsWith('Verify') ? { OneTimePassword: '123456' } : {}))
  },
})

clause('sns.sms.sandbox-created-pending', {
  async check(t) {
    await create(t, NUMBERS[0]!)
    t.expect(await statusOf(t, NUMBERS[0]!), 'the status of the new number').toBe('Pending')
  },
})

/** One of a hundred million passwords may be the right one. */
clause('sns.sms.sandbox-wrong-otp', {
  given: { OneTimePassword: fc.integer({ min: 0, max: 99_999_999 }).map((n) => String(n).padStart(8, '0')) },
  cases: 1,
  async check(t, { OneTimePassword }) {
    await create(t, NUMBERS[1]!)
    await t.refused(t.sns.verifySMSSandboxPhoneNumber({ PhoneNumber: NUMBERS[1], OneTimePassword }))
    t.expect(await statusOf(t, NUMBERS[1]!), 'the status of the number').toBe('Pending')
  },
})

clause('sns.sms.sandbox-delete', {
  async check(t) {
    await create(t, NUMBERS[2]!)
    await t.sns.deleteSMSSandboxPhoneNumber({ PhoneNumber: NUMBERS[2] })
    t.expect(await statusOf(t, NUMBERS[2]!), 'the status of the number').toBe(undefined)
  },
})

clause('sns.sms.sandbox-list-pages', {
  async check(t) {
    for (const number of LISTED) await create(t, number)
    const read = async (): Promise<readonly (string | undefined)[]> => {
      const all = await pages((input) => t.sns.listSMSSandboxPhoneNumbers({ ...input, MaxResults: 1 }))
      t.expect(Math.max(...all.map(({ PhoneNumbers = [] }) => PhoneNumbers.length)), 'how many the largest page has').toBe(1)
      return all.flatMap(({ PhoneNumbers = [] }) => PhoneNumbers.map(({ PhoneNumber }) => PhoneNumber))
    }
    t.expect(await missedBy<string | undefined>(LISTED, read), 'numbers that no page has').toEqual([])
    const found = await read()
    // Where the account is not the case's own, numbers come and go between two pages.
    if (t.account !== undefined) t.expect(new Set(found).size, 'how many different numbers there are').toBe(found.length)
  },
})

/** How many numbers there are already, only an account of the case's own tells. */
clause('sns.sms.sandbox-operations', {
  async check(t) {
    if (t.account === undefined) t.undecided('the sandbox may hold numbers already')
    for (let nth = 0; nth < 10; nth++) await create(t, `+1206555015${nth}`)
    await t.refused(create(t, '+12065550160'), anyClientError)
    t.expect(await statusOf(t, '+12065550160'), 'the status of the number that was refused').toBe(undefined)
  },
})

clause('sns.sms.max-1600', {
  given: { beyond: fc.integer({ min: 1, max: 200 }) },
  edges: [{ beyond: 1 }],
  async check(t, { beyond }) {
    const publish = (length: number) => t.sns.publish({ PhoneNumber: NUMBER, Message: 'text '.repeat(400).slice(0, length) })
    await t.refused(publish(1600 + beyond))
    t.expect((await publish(1600)).MessageId, 'the id of the longest message').toBeTypeOf('string')
  },
})

clause('sns.sms.sandbox-verify-unknown', {
  axes: { operation: ['VerifySMSSandboxPhoneNumber', 'DeleteSMSSandboxPhoneNumber'] },
  async check(t, { operation }) {
    const named = { shape: 'ResourceNotFoundException', code: 'ResourceNotFound', status: 404 }
    const more = operation === 'VerifySMSSandboxPhoneNumber' ? { OneTimePassword: '123456' } : {}
    await t.refused(t.call(operation, { PhoneNumber: '+12065550177', ...more }), named)
  },
})

/** Only an account of the case's own surely has none. */
for (const { id, operation } of [
  { id: 'sns.sms.sandbox-list-empty', operation: 'ListSMSSandboxPhoneNumbers' },
  { id: 'sns.sms.origination-empty', operation: 'ListOriginationNumbers' },
] as const) {
  clause(id, {
    async check(t) {
      const { PhoneNumbers, NextToken } = (await t.call(operation, {})) as {
        readonly PhoneNumbers?: readonly object[]
        readonly NextToken?: string
      }
      t.expect(PhoneNumbers, 'PhoneNumbers').toBeInstanceOf(Array)
      if (t.account !== undefined)
        t.expect([PhoneNumbers, NextToken], 'PhoneNumbers and NextToken of a new account').toEqual([[], undefined])
    },
  })
}
