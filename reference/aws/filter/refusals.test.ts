import { expect, test } from 'vitest'
import { ALL_OPERATORS, compileFilter, FilterError, type Scope } from './index.js'

const refusal = (policy: string, scope: Scope = 'MessageAttributes'): string | undefined => {
  try {
    compileFilter(policy, scope)
    return undefined
  } catch (error) {
    if (error instanceof FilterError) return error.message
    throw error
  }
}
const at = (column: number, line = 1): string =>
  `\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${column}]`

/** Answers of AWS, recorded in May 2024 and October 2025. */
test.each<[policy: string, message: string, column?: number]>([
  ['{"key":[["value"]]}', 'Match value must be String, number, true, false, or null', 10],
  ['{"key":[{"wrong-operator":true}]}', 'Unrecognized match type wrong-operator', 31],
  ['{"key":[{"suffix":"value","prefix":"value2"}]}', 'Only one key allowed in match expression', 37],
  ['{"key":[]}', 'Empty arrays are not allowed', 10],
  ['{"key":[{"suffix":100}]}', 'suffix match pattern must be a string', 22],
  ['{"key":[{"suffix":null}]}', 'suffix match pattern must be a string', 23],
  ['{"key":{"suffix":"value"}}', '"suffix" must be an object or an array', 19],
  ['{"key":[{"suffix":[]}]}', 'suffix match pattern must be a string', 20],
  ['{"key":[{"suffix":["test","test2"]}]}', 'suffix match pattern must be a string', 20],
  ['{"key":{"suffix":"value","prefix":"value"}}', '"suffix" must be an object or an array', 19],
  ['{"key":{"not-an-operator":"value"}}', '"not-an-operator" must be an object or an array', 28],
  ['{"key":[{"cidr":["bad-filter"]}]}', 'prefix match pattern must be a string', 18],
  ['{"key":[{"cidr":"bad-filter"}]}', "Malformed CIDR, one '/' required"],
  ['{"key":[{"cidr":"bad-filter/64"}]}', 'Nonstandard IP address: bad-filter'],
  ['{"key":[{"cidr":"bad-/64filter"}]}', 'Malformed CIDR, mask bits must be an integer'],
  ['{"key":[{"cidr":"xx.11.xx/8"}]}', 'Nonstandard IP address: xx.11.xx'],
  ['{"key":[{"cidr":"xxxx:db8:1234:1a00::/64"}]}', 'Nonstandard IP address: xxxx:db8:1234:1a00::'],
  ['{"key":[{"numeric":[]}]}', 'Invalid member in numeric match: ]', 22],
  ['{"key":[{"numeric":["operator"]}]}', 'Unrecognized numeric range operator: operator', 32],
  ['{"key":[{"numeric":[1,"<="]}]}', 'Invalid member in numeric match: 1', 22],
  ['{"key":[{"numeric":["=","000"]}]}', 'Value of equals must be numeric', 26],
  ['{"key":[{"numeric":[">="]}]}', 'Value of >= must be numeric', 26],
  ['{"key":[{"numeric":["<",100,">",10]}]}', 'Too many elements in numeric expression', 30],
  ['{"key":[{"numeric":[">=",1,">",2]}]}', 'Bad numeric range operator: >', 31],
  ['{"key":[{"numeric":[">",3,"<",1]}]}', 'Bottom must be less than top', 33],
  ['{"key":[{"numeric":[">",20,"<="]}]}', 'Value of <= must be numeric', 33],
  ['{"key":[{"numeric":[">",20,30]}]}', 'Bad value in numeric range: 30', 30],
  ['{"key":[{"numeric":[">",20,"test"]}]}', 'Bad numeric range operator: test', 34],
  ['{"key":[{"numeric":[">","20","<","30"]}]}', 'Value of > must be numeric', 26],
  ['{"key":[{"numeric":[">",20,"<","30"]}]}', 'Value of < must be numeric', 33],
  ['{"key":[{"numeric":[">",20,"<",30,"<",50]}]}', 'Too many terms in numeric range expression', 36],
  ['{"key":[{"exists":null}]}', 'exists match pattern must be either true or false.', 23],
  ['{"key":[{"exists":"no"}]}', 'exists match pattern must be either true or false.', 20],
  ['{"key":[{"anything-but":{"wrong-operator":null}}]}', 'Unsupported anything-but pattern: wrong-operator', 47],
  ['{"key":[{"anything-but":{"suffix":"test"}}]}', 'Unsupported anything-but pattern: suffix', 36],
  ['{"key":[{"anything-but":{"exists":false}}]}', 'Unsupported anything-but pattern: exists', 40],
  ['{"key":[{"anything-but":{"prefix":false}}]}', 'prefix match pattern must be a string', 40],
  ['{invalidjson}', "failed to parse JSON. Unexpected character ('i' (code 105)): was expecting double-quote to start field name", 2],
  ['{"key1":["1"],"key2":["2"],"key3":["3"],"key4":["4"],"key5":["5"],"key6":["6"]}', 'Filter policy can not have more than 5 keys'],
])('as AWS refuses it: %s', (policy, message, column) => {
  expect(refusal(policy)).toBe(message + (column === undefined ? '' : at(column)))
})

const values = (count: number): string[] => Array.from({ length: count }, (_, i) => `value${i}`)
const flat = (sources: number, ids: number) => ({
  source: values(sources),
  $or: [{ metricName: values(6) }, { metricType: values(4), $or: [{ metricId: [1, 2, 3, 4] }, { spaceId: values(ids) }] }],
})
const nested = { $or: [{ a: values(3) }, { b: values(2) }], detail: { scope: values(2), $or: [{ source: ['x'] }, { type: values(3) }] } }

test.each<[what: string, policy: object, scope: Scope, isTaken: boolean]>([
  ['150 values', { key: values(150) }, 'MessageAttributes', true],
  ['151 values', { key: values(151) }, 'MessageAttributes', false],
  ['100 times 51', { key1: values(100), key2: values(51) }, 'MessageAttributes', false],
  ['4 values at depth 3 and 3 at depth 2: 72', { a: { b: { c: values(4) } }, d: { e: values(3) } }, 'MessageBody', true],
  ['3 × (6 + 4 × (4 + 7)) = 150', flat(3, 7), 'MessageAttributes', true],
  ['4 × (6 + 4 × (4 + 4)) = 152', flat(4, 4), 'MessageAttributes', false],
  ['(3 + 2) × 4 × (2 + 6) = 160', nested, 'MessageBody', false],
  ['the depth of 150', deep(150), 'MessageBody', true],
  ['the depth of 151', deep(151), 'MessageBody', false],
  ['the depth of 256', deep(256), 'MessageBody', false],
])('combinations: %s', (_what, policy, scope, isTaken) => {
  expect(refusal(JSON.stringify(policy), scope)).toBe(isTaken ? undefined : 'Filter policy is too complex')
})

function deep(depth: number): object {
  let policy: object = { a: ['x'] }
  for (let i = 1; i < depth; i++) policy = { a: policy }
  return policy
}

test('a policy nested as deep as its size allows is refused, and not by the stack', () => {
  expect(refusal('{"a":'.repeat(50_000), 'MessageBody')).toContain(
    'failed to parse JSON. Document nesting depth (1001) exceeds the maximum allowed',
  )
  expect(refusal(`{"a":${'['.repeat(200_000)}`, 'MessageBody')).toContain('nesting depth')
  expect(refusal(`{"a":["${'x'.repeat(256 * 1024)}"]}`)).toBe('Filter policy is too large')
})

test('nested policies are for bodies', () => {
  expect(refusal('{"a":{"b":["x"]}}')).toBe('Filter policy scope MessageAttributes does not support nested filter policy')
  expect(refusal('{"a":{"b":["x"]}}', 'MessageBody')).toBeUndefined()
  expect(refusal('{}')).toBeUndefined()
})

test.each([
  '',
  '[]x',
  '"text"',
  '{"a":["x"]',
  '{"a":["x",]}',
  '{"a" ["x"]}',
  '{"a":[tru]}',
  '{"a":[01]}',
  '{"a":["\\x"]}',
  '{"a":["\n"]}',
  '{"a":["x"]} {}',
  '{"a":[{}]}',
  '{"a":{}}',
])('a text that is no policy is refused: %j', (text) =>
  expect(refusal(text, 'MessageBody')).toMatch(
    text === '"text"' ? /^Filter is not an object/ : /^(failed to parse JSON\.|Match expression name|Empty objects)/,
  ),
)

test('the place of a fault tells the line', () => {
  expect(refusal('{\n  "key": [\n    []\n  ]\n}')).toBe(`Match value must be String, number, true, false, or null${at(6, 3)}`)
})

test('the language with all operators takes what subscriptions do not', () => {
  for (const operator of [
    '{"anything-but":{"suffix":"x"}}',
    '{"anything-but":{"equals-ignore-case":["x","y"]}}',
    '{"prefix":{"equals-ignore-case":"X"}}',
  ]) {
    expect(refusal(`{"a":[${operator}]}`)).toBeDefined()
    expect(() => compileFilter(`{"a":[${operator}]}`, 'MessageBody', ALL_OPERATORS)).not.toThrow()
  }
  expect(() => compileFilter('{"a":[{"wildcard":"a**"}]}', 'MessageBody')).toThrow('Consecutive wildcard characters at pos 1')
  expect(() => compileFilter('{"a":[{"wildcard":"a\\\\b"}]}', 'MessageBody')).toThrow('Invalid escape character at pos 1')
})
