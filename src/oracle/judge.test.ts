import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Exchange } from './exchange.js'
import { judgeTrace, type Witnessed } from './judge.js'
import { partition } from './partition.js'
import { strictly, toyExchange, toyJudged } from './toy.fixture.js'

const put = (at: number, Name: string, Value: string, took = 1): Exchange => toyExchange([at, at + took], 'Put', { Name, Value }, {})
const get = (at: number, Name: string, Value: string | undefined, took = 1): Exchange =>
  toyExchange([at, at + took], 'Get', { Name }, Value === undefined ? {} : { Value })
const lostPut = (at: number, Name: string, Value: string): Exchange =>
  toyExchange([at, at + 1], 'Put', { Name, Value }, { kind: 'lost', reason: 'timeout' })

test('what was sent one after the other is judged in that order, whatever the order in which it is given', () => {
  const history = [put(0, 'a', 'x'), get(5, 'a', 'x'), put(10, 'a', 'y'), get(15, 'a', 'y')]
  const { admitted, accusations, tested } = judgeTrace([...history].reverse(), strictly(), toyJudged)
  expect({ admitted, accusations, tested: [...tested] }).toEqual({ admitted: 4, accusations: [], tested: [['toy.put.remembers', 2]] })
})

test('a refused answer accuses, with all that touched the same, and what follows there is not judged', () => {
  const history = [put(0, 'a', 'x'), put(2, 'b', 'z'), get(5, 'a', 'y'), get(7, 'a', 'x'), get(9, 'b', 'z')]
  const judgement = judgeTrace(history, strictly(), toyJudged)
  const [accusation] = judgement.accusations
  expect(judgement).toMatchObject({ exchanges: 5, admitted: 3, undecided: 0, unjudged: 1 })
  expect(accusation?.step).toMatchObject({ clause: 'toy.put.remembers', allowed: 'x', seen: 'y' })
  expect(accusation?.history).toEqual([history[0], history[2]])
  expect(accusation?.exchange).toBe(history[2])
})

test('a freedom that was made use of is counted apart, and is no accusation', () => {
  const history = [put(0, 'a', 'x'), put(5, 'a', 'y'), get(9, 'a', 'x')]
  expect(judgeTrace(history, strictly(), toyJudged).accusations).toHaveLength(1)
  const { accusations, used } = judgeTrace(history, strictly('toy.get.may-be-stale'), toyJudged)
  expect({ accusations, used: [...used] }).toEqual({ accusations: [], used: [['toy.get.may-be-stale', 1]] })
})

test('a request whose answer was lost may have been done, or not', () => {
  for (const value of ['x', 'y'])
    expect(judgeTrace([put(0, 'a', 'x'), lostPut(2, 'a', 'y'), get(5, 'a', value)], strictly(), toyJudged).admitted).toBe(3)
  expect(judgeTrace([put(0, 'a', 'x'), lostPut(2, 'a', 'y'), get(5, 'a', 'z')], strictly(), toyJudged).accusations).toHaveLength(1)
})

test('a request whose client gave up takes effect once, up to so much later as the network may hold it', () => {
  const late = [put(0, 'a', 'x'), lostPut(2, 'a', 'y'), get(5, 'a', 'x'), get(9, 'a', 'y')]
  const refused = (history: readonly Exchange[], lingering: number) =>
    judgeTrace(history, { ...strictly(), lingering }, toyJudged).accusations.map(({ exchange }) => exchange)
  expect(refused(late, 0)).toEqual([late[3]])
  expect(refused(late, 2)).toEqual([late[3]])
  expect(refused(late, 10)).toEqual([])
  const back = get(12, 'a', 'x')
  expect(refused([...late, back], 60)).toEqual([back])
})

test('what overlaps is undecided when no order is found in time', () => {
  const together = Array.from({ length: 6 }, (_, nth) => put(5 + nth / 10, 'a', `v${nth}`, 9))
  const history = [put(0, 'a', 'x'), ...together, get(20, 'a', 'q'), put(3, 'b', 'x', 90)]
  const { admitted, undecided, accusations } = judgeTrace(history, strictly(), toyJudged, { budget: 2 })
  expect({ admitted, undecided, accusations }).toEqual({ admitted: 1, undecided: 8, accusations: [] })
})

test.each(['y', 'z'])('after overlapping requests every outcome of an order is believed: %s', (value) => {
  const together = [put(5, 'a', 'y', 9), put(6, 'a', 'z', 2)]
  const judge = (...then: Exchange[]) => judgeTrace([put(0, 'a', 'x'), ...together, ...then], strictly(), toyJudged)
  expect(judge(get(20, 'a', value), get(30, 'a', value)).admitted).toBe(5)
  expect(judge(get(20, 'a', 'x')).accusations).toHaveLength(1)
  // What was seen once is known from then on.
  expect(judge(get(20, 'a', value), get(30, 'a', value === 'y' ? 'z' : 'y')).accusations).toHaveLength(1)
})

test('requests that overlap are refused when no order allows them', () => {
  const { accusations, unjudged } = judgeTrace(
    [put(0, 'a', 'x'), put(5, 'a', 'y', 9), get(6, 'a', 'q'), get(20, 'a', 'y')],
    strictly(),
    toyJudged,
  )
  expect(accusations.map(({ step }) => step.seen)).toEqual(['q'])
  expect(unjudged).toBeGreaterThan(0)
})

test('a witness is told what was believed before and after', () => {
  const seen: Witnessed[] = []
  judgeTrace([put(0, 'a', 'x'), put(5, 'a', 'y', 9), put(6, 'a', 'z', 2)], strictly(), toyJudged, { witness: (one) => seen.push(one) })
  expect(seen.map(({ before, after }) => [before, after])).toEqual([
    [[], ['a holds x']],
    [['a holds x'], ['a holds z']],
    [['a holds z'], ['a holds y']],
  ])
})

test('an undecided exchange is counted under its rule, and judging goes on', () => {
  const { admitted, reasons } = judgeTrace([put(0, 'a', 'x'), get(3, 'a', 'who knows'), get(5, 'a', 'x')], strictly(), toyJudged)
  expect([admitted, [...reasons]]).toEqual([2, [['toy.put.remembers', 1]]])
})

test('parts share nothing, and each hangs together', () => {
  const things = fc.array(fc.array(fc.nat(12), { maxLength: 3 }).map((names) => names.map(String)))
  fc.assert(
    fc.property(things, (all) => {
      const parts = partition(all, (names) => names)
      expect(parts.flat()).toHaveLength(all.length)
      const owners = new Map<string, number>()
      parts.forEach((part, nth) => {
        for (const name of part.flat()) expect(owners.get(name) ?? nth).toBe(nth)
        for (const name of part.flat()) owners.set(name, nth)
        // From its first thing everything else in the part is reached.
        const reached = new Set(part[0])
        for (let size = -1; size !== reached.size;) {
          size = reached.size
          for (const names of part) if (names.some((name) => reached.has(name))) names.forEach((name) => reached.add(name))
        }
        if (part.length > 1) expect(part.every((names) => names.some((name) => reached.has(name)))).toBe(true)
      })
    }),
  )
})
