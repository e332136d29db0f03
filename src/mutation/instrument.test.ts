import ts from 'typescript'
import { expect, test } from 'vitest'
import { instrument } from './instrument.js'
import { withUsers } from './users.js'

const SOURCE = `
import { all, type Fact, not, YES } from '../core/facts.js'
const LIMIT = { min: 1 }
/** @clause sqs.send.size.max-1mib */
export function fits(size: number, most = LIMIT.min): string | undefined {
  const words: string[] = []
  if (size < most) words.push('small')
  for (const word of ['a', 'b'])
    if (size === 7) continue
    else words.push(word)
  return words.length > 0 ? words.slice(1).join(\` \`) : undefined
}
`

/** The functions of a source as they are with one mutant on. */
const withOn = (active: number): { fits(size: number, most?: number): string | undefined } => {
  const { code } = instrument('reference/sqs/toy.ts', SOURCE, 1, '../../switch.js')
  const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS } })
  const exports = {}
  const required = { on: (number: number) => number === active }
  new Function('exports', 'require', outputText)(exports, () => required)
  return exports as ReturnType<typeof withOn>
}

const { mutants } = instrument('reference/sqs/toy.ts', SOURCE, 1, '../../switch.js', { prefixes: ['sqs'] })
const numberOf = (key: string): number =>
  mutants.find((mutant) => mutant.key === `reference/sqs/toy.ts ${key}`)?.number ?? expect.fail(`there is no mutant ${key}`)

test('with all mutants off the code does what it did', () => {
  expect([withOn(0).fits(0, 1), withOn(0).fits(1, 1), withOn(0).fits(7)]).toEqual(['a b', 'b', undefined])
})

test.each([
  ['fits border 1', 1, 'a b'],
  ['fits negation 1', 0, 'b'],
  ['fits statement 1', 0, 'b'],
  ['fits word 2', 1, 'b'],
  ['fits method 1', 1, 'a b'],
  ['fits number 3', 1, ''],
])('with %s on it does something else, in that place only', (key, size, text) => {
  expect(withOn(numberOf(key)).fits(size, 1)).toBe(text)
})

test('a table that is made as the module is loaded has mutants as well', () => {
  const limit = numberOf('LIMIT number 1')
  expect(mutants.find(({ number }) => number === limit)).toMatchObject({ isStatic: true, before: '1', after: '(1 + 1)' })
  expect([withOn(0).fits(1), withOn(limit).fits(1)]).toEqual(['b', 'a b'])
})

test('a mutant knows the clauses of its function, and types have none', () => {
  expect(mutants.filter(({ within }) => within === 'fits').every(({ ids }) => ids.includes('sqs.send.size.max-1mib'))).toBe(true)
  expect(mutants.map(({ within }) => within)).not.toContain('<top>')
})

test('what a server does where no source fixes it is not changed', () => {
  const source = `export const f = (x) => any(NO, unfixed(YES, x))`
  const facts = instrument('reference/sqs/toy.ts', source, 1, '../../switch.js', { free: /^unfixed$/ }).mutants.map(({ before }) => before)
  expect(facts).toEqual(['any(NO, unfixed(YES, x))', 'any(NO, unfixed(YES, x))', 'any(NO, unfixed(YES, x))', 'NO'])
})

test('a mutant under no rule knows the clauses of what makes use of its declaration', () => {
  const { mutants: all, declarations } = instrument('reference/sqs/toy.ts', SOURCE, 1, '../../switch.js', { prefixes: ['sqs'] })
  expect(withUsers(all, declarations).find(({ within }) => within === 'LIMIT')).toMatchObject({
    ids: [],
    usersIds: ['sqs.send.size.max-1mib'],
  })
})

test('keys and hashes are the same however a source is formatted', () => {
  const otherwise = SOURCE.replaceAll('\n  ', '\n      ')
    .replace('(size: number, ', '(\n  size: number,\n  ')
    .replaceAll(`['a', 'b']`, `["a",\n"b",\n]`)
  const again = instrument('reference/sqs/toy.ts', otherwise, 1, '../../switch.js')
  expect(again.mutants.map(({ key, hash }) => ({ key, hash }))).toEqual(mutants.map(({ key, hash }) => ({ key, hash })))
})
