import { clause, fc } from './bench.js'
import { Digits, delivers, filterOf, filters, messageOf } from './filtering.js'
import type { Filtered } from './filtering.js'

const word = fc.stringMatching(/^[A-Za-z0-9_.éß日"\\ -]{1,12}$/)
const words = (n: number) => fc.uniqueArray(word, { minLength: n, maxLength: n })

const rows: readonly { readonly id: string; readonly drawn: fc.Arbitrary<Filtered> }[] = [
  {
    id: 'sns.filter.body.scope',
    drawn: words(2).map(([a, b]) => ({
      policy: { key: [a] },
      accepted: [{ key: a }, { other: b, key: a }],
      refused: [{ key: b }, { other: a }],
    })),
  },
  {
    id: 'sns.filter.body.nested',
    drawn: words(3).map(([a, b, no]) => ({
      policy: { object: { key: [{ prefix: `auto-${a}` }, b], deep: { end: [a] } } },
      accepted: [{ object: { key: `auto-${a}${no}`, deep: { end: a } } }, { object: { deep: { end: a, more: no }, key: b } }],
      refused: [
        { object: { key: no, deep: { end: a } } },
        { object: { key: b, deep: { end: no } } },
        { object: { key: b, end: a } },
        { key: b, end: a },
        { deep: { end: a }, key: b },
      ],
    })),
  },
  {
    id: 'sns.filter.body.array-any-element',
    drawn: words(3).map(([a, b, c]) => ({
      policy: { key: [a] },
      accepted: [{ key: [b, a] }, { key: [a, c] }, { key: [a] }],
      refused: [{ key: [b, c] }, { key: [] }],
    })),
  },
  {
    id: 'sns.filter.body.array-of-objects',
    drawn: words(3).map(([a, b, no]) => ({
      policy: { Records: { name: [a], s3: { key: [{ prefix: b }] } } },
      accepted: [
        { Records: [{ name: no }, { name: a, s3: { key: `${b}~` } }] },
        { Records: [[{ name: a, s3: { key: b } }], [{ name: no }]] },
      ],
      refused: [
        {
          Records: [
            { name: a, s3: { key: `~${b}` } },
            { name: a, s3: {} },
          ],
        },
        { Records: [[{ name: `~${a}`, s3: { key: b } }], [{ s3: { key: b } }]] },
        { Records: [] },
      ],
    })),
  },
  {
    id: 'sns.filter.body.empty-array-elsewhere',
    drawn: words(2).map(([a, b]) => ({
      policy: { detail: { key: [a] } },
      accepted: [{ resources: [], detail: { key: a } }, { detail: { key: a, none: [] } }],
      refused: [{ resources: [], detail: { key: b } }],
    })),
  },
  {
    id: 'sns.filter.body.empty-string-match',
    drawn: words(1).map(([a]) => ({
      policy: { detail: { key: [''] } },
      accepted: [{ detail: { key: '' } }],
      refused: [{ detail: { key: a } }, { detail: { key: ' ' } }, { detail: {} }],
    })),
  },
  {
    id: 'sns.filter.body.null-other-property-ok',
    drawn: words(2).map(([a, b]) => ({
      policy: { key: [a] },
      accepted: [
        { nothing: null, key: a },
        { key: a, deep: { nothing: null } },
      ],
      refused: [{ nothing: null, key: b }],
    })),
  },
  {
    id: 'sns.filter.body.exists-false-nested',
    drawn: words(2).map(([a, b]) => ({
      policy: { test: [{ exists: false }], object: { key: [a], gone: [{ exists: false }] } },
      accepted: [{ object: { key: a } }, { object: { key: a, other: b } }],
      refused: [{ test: b, object: { key: a } }, { object: { key: a, gone: b } }, { object: { key: b } }],
    })),
  },
  {
    id: 'sns.filter.body.number-types',
    drawn: fc
      .integer({ min: 1, max: 999_999 })
      .map((n) => ({
        policy: { price: [{ numeric: ['=', new Digits(`${n / 100}`)] }] },
        accepted: [`${n / 100}`, `${n}e-2`, `${n / 1000}e1`, (n / 100).toFixed(3)].map((text) => ({ price: new Digits(text) })),
        refused: [{ price: new Digits(`${(n + 1) / 100}`) }, { price: new Digits(`${n}`) }],
      })),
  },
]

for (const { id, drawn } of rows) {
  clause(id, { given: { drawn }, check: (t, { drawn }) => filters(t, 'MessageBody', drawn) })
}

clause('sns.filter.body.non-json-rejected', {
  given: {
    text: fc.constantFrom('{', 'key', '{"key":"a"', "{'key':'a'}", 'key=a'),
    other: fc.constantFrom('"a"', '"key"', '"{\\"key\\":\\"a\\"}"'),
  },
  async check(t, { text, other }) {
    const refused = [text, other].map((Message) => ({ Message }))
    await delivers(t, await t.topic(), filterOf('MessageBody', { key: ['a'] }), [messageOf('MessageBody', { key: 'a' }, 0)], refused)
  },
})

clause('sns.filter.body.raw-independent', {
  axes: { raw: ['true', 'false'] },
  given: {
    drawn: words(2).map(([a, b]) => ({
      policy: { object: { key: [a] } },
      accepted: [{ object: { key: a } }],
      refused: [{ object: { key: b } }, { key: a }],
    })),
  },
  check: (t, { raw, drawn }) => filters(t, 'MessageBody', drawn, { RawMessageDelivery: raw }),
})
