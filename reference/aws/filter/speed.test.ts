import { expect, test } from 'vitest'
import { compileFilter, filterAccepts, FilterIndex, type Properties } from './index.js'
import { readWildcard } from './wildcard.js'

/** Milliseconds that the quickest of some runs takes. */
const timed = (run: () => void, runs = 5): number => {
  let best = Infinity
  for (let i = 0; i < runs; i++) {
    const start = performance.now()
    run()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

test.each([
  ['stars and one letter', '*a'.repeat(5_000) + '*b'],
  ['a long text that nearly occurs', `*${'a'.repeat(50_000)}b*`],
  ['long texts that nearly occur', `${`*${'a'.repeat(1000)}b`.repeat(50)}*`],
])('a wildcard made to explode takes time linear in the value: %s', (_what, pattern) => {
  const wildcard = readWildcard(pattern)
  const value = 'a'.repeat(250_000)
  expect(wildcard.matches(value)).toBe(false)
  // Trying all ways would take 10^10 steps and more.
  expect(timed(() => wildcard.matches(value), 3)).toBeLessThan(200)
})

test('a filter at the limits decides in microseconds', () => {
  const names = Array.from({ length: 150 }, (_, i) => `value${i}`)
  const filter = compileFilter(
    JSON.stringify({
      a: names,
      b: [{ numeric: ['>', 0, '<=', 5] }],
      c: [{ prefix: 'x' }],
      d: [{ exists: false }],
      e: [{ wildcard: '*y*z*' }],
    }),
    'MessageAttributes',
  )
  const properties = { a: 'value149', b: 3, c: 'xy', e: 'ayyyzzz' }
  expect(filterAccepts(filter, properties)).toBe(true)
  expect(
    timed(() => {
      for (let i = 0; i < 1000; i++) filterAccepts(filter, properties)
    }),
  ).toBeLessThan(20)
})

const kinds: readonly [what: string, policy: (i: number) => object, message: Properties, found: number][] = [
  ['a value each', (i) => ({ id: [`v${i}`] }), { id: 'v7' }, 1],
  ['a shared value and one of its own', (i) => ({ kind: ['common'], id: [`v${i}`] }), { kind: 'common', id: 'v7' }, 1],
  ['pairs', (i) => ({ a: [i % 300], b: [Math.floor(i / 300)] }), { a: 7, b: 3 }, 1],
  ['a key of its own', (i) => ({ [`key${i}`]: ['x'] }), { key7: 'x', key8: 'y' }, 1],
  ['prefixes', (i) => ({ id: [{ prefix: `p${i}-` }] }), { id: 'p7-x' }, 1],
  ['ranges', (i) => ({ n: [{ numeric: ['>=', 10 * i, '<', 10 * i + 10] }] }), { n: 75 }, 1],
  ['networks', (i) => ({ ip: [{ cidr: `10.${i >> 8}.${i & 255}.0/24` }] }), { ip: '10.0.7.9' }, 1],
  ['anything-but the value', (i) => ({ id: [{ 'anything-but': 'x' }], n: [{ 'anything-but': [i % 10] }] }), { id: 'x', n: 5 }, 0],
  ['one of two alternatives', (i) => ({ $or: [{ a: [`v${i}`] }, { b: [`w${i}`] }] }), { a: 'v7', b: 'w8' }, 2],
]
test.each(kinds)('filters that do not match cost a search nothing: %s', (_what, policy, message, found) => {
  const fill = (count: number): FilterIndex<number> => {
    const index = new FilterIndex<number>()
    for (let i = 0; i < count; i++) index.set(i, compileFilter(JSON.stringify(policy(i)), 'MessageAttributes'))
    return index
  }
  const search = (index: FilterIndex<number>) =>
    timed(() => {
      for (let i = 0; i < 200; i++) index.matching(message)
    })
  const [few, many] = [fill(300), fill(10_000)]
  expect(many.matching(message)).toHaveLength(found)
  expect(search(many)).toBeLessThan(3 * search(few) + 5)
})
