import { describe, expect, test } from 'vitest'
import type { Exchange } from '../exchange.js'
import type { Strictness } from '../oracle.js'
import { Filter } from './filter.js'
import type { Court, ServiceLaws } from './service-laws.js'
import { linearChecker, OutOfOrder } from './linear-checker.js'
import { Suspicions } from './suspicions.js'
import { Tombstones } from './tombstones.js'

const strictness: Strictness = { profile: 'any', tolerates: () => false, lateness: 0, slack: { ms: 0, ppm: 0 } }
const exchange = (operation: string, sent: number, received: number): Exchange => ({
  service: 'toy', region: 'r', client: 'c', operation, input: {}, sent, received, outcome: { kind: 'answered', output: {} },
}) // prettier-ignore

/** A service with one law: nobody says `bad`, unless `excuse` overlaps it. */
const toy: ServiceLaws = {
  service: 'toy',
  laws: [{ name: 'no-bad', says: 'Nobody says bad.', clauses: ['toy.bad'] }],
  open({ verdicts }: Court) {
    const law = verdicts('no-bad')
    const excuses: number[] = []
    return {
      see({ operation, sent, received }, line) {
        law.tested()
        if (operation === 'excuse') excuses.push(sent)
        if (operation === 'freedom') law.used('toy.freedom')
        const offence = { clause: 'toy.bad', line, earlier: undefined, allowed: 'good', seen: operation } as const
        if (operation === 'bad') law.suspect(received, () => !excuses.some((at) => at <= received), offence)
        if (operation === 'worse') law.found(offence)
      },
      end: () => {},
      kept: () => ({ excuses: excuses.length }),
      forgotten: () => ({}),
      notes: () => ['a toy'],
    }
  },
}

describe('the linear checker', () => {
  test('reports findings, chances, freedoms and notes', () => {
    const checker = linearChecker([toy], strictness)
    checker.see(exchange('worse', 0, 1))
    checker.see(exchange('freedom', 1, 2), 77)
    checker.see(exchange('bad', 2, 3), 78)
    checker.see({ ...exchange('x', 3, 4), service: 'other' })
    expect(checker.end()).toEqual({
      exchanges: 4,
      findings: [
        { law: 'no-bad', clause: 'toy.bad', line: 1, earlier: undefined, allowed: 'good', seen: 'worse' },
        { law: 'no-bad', clause: 'toy.bad', line: 78, earlier: undefined, allowed: 'good', seen: 'bad' },
      ],
      laws: [
        { law: 'no-bad', says: 'Nobody says bad.', clauses: ['toy.bad'], tested: 3, found: 2, undecided: 0, used: { 'toy.freedom': 1 } },
      ],
      kept: { suspicions: 1, excuses: 0 },
      forgotten: {},
      notes: ['1 exchanges of other, for which there are no laws', 'a toy'],
    })
  })

  test('a suspicion is dropped for what comes to light later', () => {
    const checker = linearChecker([toy], strictness)
    checker.see(exchange('bad', 2, 3))
    checker.see(exchange('excuse', 3, 9))
    expect(checker.end().findings).toEqual([])
  })

  test('keeps some findings of a law and counts all', () => {
    const checker = linearChecker([toy], strictness, { findings: 2 })
    for (let i = 0; i < 5; i++) checker.see(exchange('worse', i, i))
    const { findings, laws } = checker.end()
    expect(findings).toHaveLength(2)
    expect(laws[0]).toMatchObject({ found: 5 })
  })

  test('names the line that is out of order', () => {
    const checker = linearChecker([toy], strictness)
    checker.see(exchange('x', 0, 5))
    expect(() => checker.see(exchange('x', 0, 4))).toThrow(OutOfOrder)
    expect(() => checker.see(exchange('x', 0, 4), 12)).toThrow('Exchange 12 was answered before the exchange before it')
    expect(() => checker.see(exchange('x', 7, 6))).toThrow('was answered before it was sent')
    expect(() => checker.see(exchange('x', Number.NaN, 6))).toThrow(OutOfOrder)
  })
})

test('suspicions for which there is no room are judged if they waited long enough, and undecided otherwise', () => {
  const seen: string[] = []
  const suspicions = new Suspicions(1, 10)
  const suspect = (name: string, at: number) =>
    suspicions.add({ at, stands: () => true, confirm: () => seen.push(`${name} found`), drop: () => seen.push(`${name} dropped`) })
  suspicions.reach(1)
  suspect('a', 1)
  suspicions.reach(5)
  suspect('b', 5)
  suspicions.reach(15)
  suspect('c', 15)
  suspicions.end()
  expect(seen).toEqual(['a dropped', 'b found', 'c found'])
})

test('a filter finds all that was added and hardly anything else', () => {
  const filter = new Filter(2 ** 16)
  expect(filter.has('x')).toBe(false)
  for (let i = 0; i < 4000; i++) filter.add(`id ${i}`)
  let wrong = 0
  for (let i = 0; i < 4000; i++) {
    expect(filter.has(`id ${i}`)).toBe(true)
    if (filter.has(`other ${i}`)) wrong++
  }
  expect(wrong).toBeLessThan(80)
})

test('tombstones keep the latest things', () => {
  const stones = new Tombstones<number>(3)
  expect([1, 2, 3, 4, 5].map((n) => stones.add(n))).toEqual([undefined, undefined, undefined, 1, 2])
  expect([stones.size, stones.forgotten]).toEqual([3, 2])
})
