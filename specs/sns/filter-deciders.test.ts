import { expect, test } from 'vitest'
import { deciders, filterOf } from './filter-deciders.js'

const POLICY = JSON.stringify({ kind: [{ prefix: 'order-' }, 'refund'], price: [{ numeric: ['>', 10] }], note: [{ exists: false }] })
const said = (attributes: Readonly<Record<string, string | number>>): readonly string[] =>
  deciders(filterOf(POLICY, 'MessageAttributes')!, {
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        name,
        { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: String(value) },
      ]),
    ),
  }).map((id) => id.replace('sns.filter.', ''))

test('what is accepted hangs on the conditions that were met, and on no others', () => {
  expect(said({ kind: 'order-1', price: 11 })).toEqual([
    'scope-default-attributes',
    'and-across-keys',
    'or-within-key',
    'op.prefix',
    'op.numeric-single-bound',
    'op.exists-false',
  ])
})

test('what is turned away hangs on what turned it away', () => {
  expect(said({ kind: 'order-1' })).toEqual(['scope-default-attributes', 'and-across-keys', 'missing-key-rejects'])
  expect(said({ kind: 'order-1', price: 9 })).toEqual(['scope-default-attributes', 'and-across-keys', 'op.numeric-single-bound'])
  expect(said({ kind: 'other', price: 11 })).toEqual([
    'scope-default-attributes',
    'and-across-keys',
    'or-within-key',
    'op.prefix',
    'attr.string-exact',
  ])
})

test('a body that is no JSON object, and alternatives', () => {
  const filter = filterOf('{"$or":[{"a":[1]},{"b":["x"]}]}', 'MessageBody')!
  expect(deciders(filter, { Message: 'plain' })).toEqual(['sns.filter.body.scope', 'sns.filter.body.non-json-rejected'])
  expect(deciders(filter, { Message: '{"a":1}' })).toEqual([
    'sns.filter.body.scope',
    'sns.filter.op.or',
    'sns.filter.op.plain-number-match',
  ])
  expect(filterOf('{"a":', 'MessageBody')).toBeUndefined()
})
