import { expect, test } from 'vitest'
import { type Attribute, attributeProperties, bodyProperties, compileFilter, filterAccepts } from './index.js'

const string = (StringValue: string): Attribute => ({ DataType: 'String', StringValue })
const accepts = (policy: object, attributes: Record<string, Attribute>): boolean =>
  filterAccepts(compileFilter(JSON.stringify(policy), 'MessageAttributes'), attributeProperties(attributes))

test.each<[what: string, policy: object, attribute: Attribute, isAccepted: boolean]>([
  ['a string', { a: ['rugby'] }, string('rugby'), true],
  ['another case', { a: ['rugby'] }, string('Rugby'), false],
  ['digits are no number', { a: [100] }, string('100'), false],
  ['digits are no number for numeric', { a: [{ numeric: ['=', 100] }] }, string('100'), false],
  ['a number is no text', { a: ['100'] }, { DataType: 'Number', StringValue: '100' }, false],
  ['a number in another notation', { a: [{ numeric: ['=', 301.5] }] }, { DataType: 'Number', StringValue: '3.015e2' }, true],
  ['a plain number', { a: [100] }, { DataType: 'Number', StringValue: '1e2' }, true],
  ['one of an array', { a: ['tennis'] }, { DataType: 'String.Array', StringValue: '["rugby","tennis"]' }, true],
  ['a number in an array', { a: [{ numeric: ['>', 5] }] }, { DataType: 'String.Array', StringValue: '["rugby",6]' }, true],
  ['null in an array', { a: [null] }, { DataType: 'String.Array', StringValue: '[null]' }, true],
  [
    'anything-but, one outside the list',
    { a: [{ 'anything-but': ['rugby', 'tennis'] }] },
    { DataType: 'String.Array', StringValue: '["rugby","baseball"]' },
    true,
  ],
  [
    'anything-but, all in the list',
    { a: [{ 'anything-but': ['rugby', 'tennis'] }] },
    { DataType: 'String.Array', StringValue: '["rugby"]' },
    false,
  ],
  ['an array that is no JSON', { b: [{ exists: false }] }, { DataType: 'String.Array', StringValue: '["rugby"' }, false],
  ['binary is not there', { a: [{ exists: true }] }, { DataType: 'Binary' }, false],
  ['binary is missing', { a: [{ exists: false }] }, { DataType: 'Binary' }, true],
  ['two anything-but', { a: [{ 'anything-but': { prefix: 'a' } }, { 'anything-but': { prefix: 'b' } }] }, string('a1'), true],
  ['cidr, last address', { a: [{ cidr: '10.0.0.0/24' }] }, string('10.0.0.255'), true],
  ['cidr, next network', { a: [{ cidr: '10.0.0.0/24' }] }, string('10.0.1.0'), false],
  ['cidr, no address', { a: [{ cidr: '10.0.0.0/24' }] }, string('10.0.0.256'), false],
  ['cidr, IPv6', { a: [{ cidr: '2001:db8:1234:1a00::/64' }] }, string('2001:0db8:1234:1a00:0000:0000:0000:0000'), true],
  ['cidr, IPv6, next network', { a: [{ cidr: '2001:db8:1234:1a00::/64' }] }, string('2001:db8:1234:1a01::1'), false],
  ['cidr, IPv6 with an IPv4 tail', { a: [{ cidr: '::ffff:10.0.0.0/120' }] }, string('::ffff:a00:7'), true],
])('attributes: %s', (_what, policy, attribute, isAccepted) => {
  expect(accepts(policy, { a: attribute })).toBe(isAccepted)
})

test('a quote in any String attribute hides the message from filters, unless it is escaped or the attribute is binary', () => {
  const policy = { a: ['yes'] }
  expect(accepts(policy, { a: string('yes') })).toBe(true)
  expect(accepts(policy, { a: string('yes'), other: string('{"k":"v"}') })).toBe(false)
  expect(accepts(policy, { a: string('yes'), other: string('{\\"k\\":\\"v\\"}') })).toBe(true)
  expect(accepts(policy, { a: string('yes'), other: { DataType: 'Binary', StringValue: '{"k":"v"}' } })).toBe(true)
  expect(accepts({ a: ['say "yes"'] }, { a: string('say \\"yes\\"') })).toBe(true)
  expect(accepts({ a: ['two\nlines "'] }, { a: string('two\nlines \\"') })).toBe(true)
})

test.each<[body: string, isAccepted: boolean]>([
  ['{"a":{"b":["x",[["y"]]]}}', true],
  ['{"a":[[{"b":"n"}],{"b":"y"}]}', true],
  ['{"a":[{"b":"n"}],"b":"y"}', false],
  ['{"b":"y"}', false],
  ['"text"', false],
  ['[{"a":{"b":"y"}}]', false],
  ['no JSON', false],
  ['null', false],
])('bodies: %s', (body, isAccepted) => {
  expect(filterAccepts(compileFilter('{"a":{"b":["y"]}}', 'MessageBody'), bodyProperties(body))).toBe(isAccepted)
})

test('a body nested as deep as its size allows is looked at without recursion', () => {
  const filter = compileFilter('{"a":{"b":["y"]},"c":["y"]}', 'MessageBody')
  const deep = `${'['.repeat(100_000)}{"b":"y"}${']'.repeat(100_000)}`
  expect(filterAccepts(filter, bodyProperties(`{"a":${deep},"c":${'['.repeat(1000)}"y"${']'.repeat(1000)}}`))).toBe(true)
  expect(filterAccepts(filter, bodyProperties(`{"a":${deep}}`))).toBe(false)
})
