import { anyClientError, clause, fc } from './bench.js'
import { delivers, Digits, filterOf, filters, giver, messageOf } from './filtering.js'
import type { Filtered } from './filtering.js'

const word = fc.stringMatching(/^[A-Za-z0-9_.éß日-]{1,12}$/)
const words = (n: number) => fc.uniqueArray(word, { minLength: n, maxLength: n })
const whole = fc.integer({ min: -1_000_000, max: 1_000_000 })

const rows: readonly { readonly id: string; readonly drawn: fc.Arbitrary<Filtered> }[] = [
  {
    id: 'sns.filter.attr.string-exact',
    drawn: words(1).map(([a]) => ({
      policy: { key: [a] },
      accepted: [{ key: a }],
      refused: [{ key: `${a}x` }, { key: `x${a}` }, { other: a }],
    })),
  },
  {
    id: 'sns.filter.attr.string-array-any',
    drawn: words(3).map(([a, b, c]) => ({
      policy: { key: [a] },
      accepted: [{ key: [a, b] }, { key: [c, a] }, { key: [a] }],
      refused: [{ key: [b, c] }],
    })),
  },
  {
    id: 'sns.filter.attr.numeric-needs-number-type',
    drawn: whole.map((n) => ({
      policy: { key: [{ numeric: ['=', n] }] },
      accepted: [{ key: n }, { key: new Digits(`${n}.0`) }],
      refused: [{ key: n + 1 }, { key: n - 1 }],
    })),
  },
]

for (const { id, drawn } of rows) {
  clause(id, { given: { drawn }, check: (t, { drawn }) => filters(t, 'MessageAttributes', drawn) })
}

clause('sns.filter.attr.nested-rejected', {
  axes: { by: ['Subscribe', 'SetSubscriptionAttributes'] },
  given: { names: words(2) },
  async check(t, { by, names: [a, b] }) {
    const give = await giver(t, 'MessageAttributes', by === 'Subscribe')
    await t.refused(give({ [a!]: { [b!]: ['c'] } }), anyClientError)
    await give({ [a!]: ['c'] })
  },
})

clause('sns.filter.attr.types-considered', {
  given: { values: words(1) },
  async check(t, { values: [a] }) {
    const binary = { Message: 'binary', MessageAttributes: { key: { DataType: 'Binary', BinaryValue: Buffer.from(a!) } } }
    const accepted = [{ key: a }, { key: [a] }].map((properties, nth) => messageOf('MessageAttributes', properties, nth))
    await delivers(t, await t.topic(), filterOf('MessageAttributes', { key: [a] }), accepted, [binary])
  },
})

/** That an escape once more lets it through is left out: whether a value with quotes in it passes any filter is in dispute. */
clause('sns.filter.attr.double-escape', {
  given: { values: words(2), special: fc.constantFrom('"', '\\') },
  async check(t, { values: [a, b], special }) {
    const value = `${a}${special}${b}`
    await delivers(
      t,
      await t.topic(),
      filterOf('MessageAttributes', { key: [value, a] }),
      [messageOf('MessageAttributes', { key: a }, 0)],
      [messageOf('MessageAttributes', { key: value }, 1)],
    )
  },
})

clause('sns.filter.attr.invalid-array-json-rejected', {
  given: { values: words(1), broken: fc.constantFrom('[', '["', '"]', '[,]', '["a"') },
  async check(t, { values: [a], broken }) {
    const message = { Message: 'broken', MessageAttributes: { key: { DataType: 'String.Array', StringValue: broken.replace('a', a!) } } }
    await delivers(
      t,
      await t.topic(),
      filterOf('MessageAttributes', { key: [a, { exists: true }] }),
      [messageOf('MessageAttributes', { key: [a] }, 0)],
      [message],
    )
  },
})
