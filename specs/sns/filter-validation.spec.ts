import { clause, fc } from './bench.js'
import { giver, scopes } from './filtering.js'

interface Row {
  readonly id: string
  /** What AWS says of a policy, as it was seen: compared as a part, since the parser's position may follow. */
  readonly bad: readonly (readonly [list: unknown, text: string])[]
  /** Of the same form, and right. */
  readonly good: readonly unknown[]
}

const numeric = (...members: readonly unknown[]) => [{ numeric: members }]
const but = (value: unknown) => [{ 'anything-but': value }]

const rows: readonly Row[] = [
  {
    id: 'sns.filter.value-types',
    bad: [[[['value']], 'Match value must be String, number, true, false, or null']],
    good: [['value'], [1.5], [true], [false], [null], [{ prefix: 'value' }]],
  },
  {
    id: 'sns.filter.unknown-operator',
    bad: [
      [[{ 'wrong-operator': true }], 'Unrecognized match type wrong-operator'],
      [[{ prefixes: 'a' }], 'Unrecognized match type prefixes'],
    ],
    good: [[{ prefix: 'a' }]],
  },
  {
    id: 'sns.filter.one-operator-per-object',
    bad: [
      [[{ suffix: 'a', prefix: 'b' }], 'Only one key allowed in match expression'],
      [[{ prefix: 'a', suffix: 'b' }], 'Only one key allowed in match expression'],
    ],
    good: [[{ suffix: 'a' }, { prefix: 'b' }]],
  },
  { id: 'sns.filter.empty-array-rejected', bad: [[[], 'Empty arrays are not allowed']], good: [['']] },
  {
    id: 'sns.filter.leaf-must-be-array',
    bad: [
      [{ suffix: 'value' }, '"suffix" must be an object or an array'],
      ['value', '"key" must be an object or an array'],
    ],
    good: [[{ suffix: 'value' }]],
  },
  {
    id: 'sns.filter.op.prefix-suffix-string-only',
    bad: (['prefix', 'suffix'] as const).flatMap((op) =>
      [100, null, [], ['a', 'b']].map((value) => [[{ [op]: value }], `${op} match pattern must be a string`] as const),
    ),
    good: [[{ prefix: 'a' }], [{ suffix: 'a' }]],
  },
  {
    id: 'sns.filter.op.anything-but-prefix-string',
    bad: [[but({ prefix: false }), 'prefix match pattern must be a string']],
    good: [but({ prefix: 'false' })],
  },
  {
    id: 'sns.filter.op.exists-boolean-only',
    bad: [
      [[{ exists: null }], 'exists match pattern must be either true or false.'],
      [[{ exists: 'no' }], 'exists match pattern must be either true or false.'],
    ],
    good: [[{ exists: true }], [{ exists: false }]],
  },
  {
    id: 'sns.filter.op.cidr-validated',
    bad: [
      [[{ cidr: 'bad-filter' }], "one '/' required"],
      [[{ cidr: 'bad-/64filter' }], 'mask bits must be an integer'],
      [[{ cidr: 'xx.11.xx/8' }], 'Nonstandard IP address: xx.11.xx'],
    ],
    good: [[{ cidr: '10.0.0.0/24' }], [{ cidr: '2001:db8:1234:1a00::/64' }]],
  },
  { id: 'sns.filter.op.numeric-empty', bad: [[numeric(), 'Invalid member in numeric match: ]']], good: [numeric('=', 1)] },
  {
    id: 'sns.filter.op.numeric-bad-operator',
    bad: [
      [numeric('operator'), 'Unrecognized numeric range operator: operator'],
      [numeric('>', 20, 'test'), 'Bad numeric range operator: test'],
    ],
    good: [numeric('>', 20)],
  },
  {
    id: 'sns.filter.op.numeric-order-of-members',
    bad: [
      [numeric(1, '<='), 'Invalid member in numeric match: 1'],
      [numeric('>', 20, 30), 'Bad value in numeric range: 30'],
    ],
    good: [numeric('<=', 1)],
  },
  {
    id: 'sns.filter.op.numeric-value-type',
    bad: [
      [numeric('=', '000'), 'Value of equals must be numeric'],
      [numeric('>='), 'Value of >= must be numeric'],
      [numeric('>', '20', '<', '30'), 'Value of > must be numeric'],
      [numeric('>', 20, '<='), 'Value of <= must be numeric'],
    ],
    good: [numeric('>', 20, '<', 30)],
  },
  {
    id: 'sns.filter.op.numeric-range-shape',
    bad: [
      [numeric('<', 100, '>', 10), 'Too many elements in numeric expression'],
      [numeric('>=', 1, '>', 2), 'Bad numeric range operator: >'],
    ],
    good: [numeric('>', 10, '<', 100), numeric('>=', 1, '<=', 2)],
  },
  {
    id: 'sns.filter.op.numeric-bounds-order',
    bad: [[numeric('>', 3, '<', 1), 'Bottom must be less than top']],
    good: [numeric('>', 1, '<', 3)],
  },
  {
    id: 'sns.filter.op.numeric-too-many-terms',
    bad: [[numeric('>', 20, '<', 30, '<', 50), 'Too many terms in numeric range expression']],
    good: [numeric('>', 20, '<', 30)],
  },
]

for (const { id, bad, good } of rows) {
  clause(id, {
    axes: { scope: scopes, by: ['Subscribe', 'SetSubscriptionAttributes'] },
    given: { wrong: fc.constantFrom(...bad), right: fc.constantFrom(...good) },
    edges: bad.map((wrong) => ({ wrong })),
    cases: bad.length,
    async check(t, { scope, by, wrong: [list, text], right }) {
      const give = await giver(t, scope, by === 'Subscribe')
      const { error } = await t.refused(give({ key: list }))
      t.tell(() => t.expect(error.message, 'what is said of the policy').toContain(text))
      await give({ key: right })
    },
  })
}

clause('sns.filter.error-prefix', {
  axes: { scope: scopes },
  given: { list: fc.constantFrom<unknown>([], [[]], [{ wrong: true }], [{ prefix: 1 }], 'value', numeric()) },
  async check(t, { scope, list }) {
    const give = await giver(t, scope, true)
    const { error } = await t.refused(give({ key: list }))
    t.expect(error.message, 'how the message begins').toMatch(/^Invalid parameter: Attributes Reason: FilterPolicy: /)
  },
})

clause('sns.filter.op.or-both-scopes', {
  axes: { scope: scopes, by: ['Subscribe', 'SetSubscriptionAttributes'] },
  given: { inner: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 2, maxLength: 3 }), beside: fc.boolean() },
  async check(t, { scope, by, inner, beside }) {
    const give = await giver(t, scope, by === 'Subscribe')
    const nested = { $or: inner.map((name) => ({ [name]: ['1'] })) }
    await give({ ...(beside ? { source: ['s'] } : {}), $or: [{ d: ['1', '2'] }, nested] })
  },
})
