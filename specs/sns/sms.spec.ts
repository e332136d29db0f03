import { bounds, clause, fc, lengths, presence, range } from './bench.js'
import type { SnsCase } from './bench.js'

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
    if (t.account === undefined) t.expect(Number(attributes?.['MonthlySpendLimit']), 'MonthlySpendLimit').toBeGreaterThanOrEqual(0)
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
bounds('sns.sms.sandbox-phone-pattern', 'pattern', {
  ...inForm,
  member: 'DeleteSMSSandboxPhoneNumber.PhoneNumber / VerifySMSSandboxPhoneNumber.PhoneNumber',
  valid: () => ({ PhoneNumber: NUMBER, OneTimePassword: '123456' }),
})
bounds('sns.sms.sandbox-language', 'enum', { ...inForm, valid: () => ({ PhoneNumber: NUMBER }) })
bounds('sns.sms.sandbox-otp-rules', [presence, { ...lengths(5, 8), make: (length) => '1'.repeat(Number(length)) }], {
  ...inForm,
  valid: () => ({ PhoneNumber: NUMBER, OneTimePassword: '123456' }),
})
bounds('sns.sms.sandbox-phone-required', presence, { ...inForm, valid: () => ({ PhoneNumber: NUMBER, OneTimePassword: '123456' }) })

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
