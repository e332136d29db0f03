import { expect, test } from 'vitest'
import type { ClauseId } from '../../reference/core/reading.js'
import { pastKnown } from './past-known.js'
import { strictly, toyExchange, toyJudged } from './toy.fixture.js'

const REMEMBERS = 'toy.put.remembers'
const put = (at: number, Value: string) => toyExchange([at, at + 1], 'Put', { Name: 'a', Value }, {})
const get = (at: number, Value: string) => toyExchange([at, at + 1], 'Get', { Name: 'a' }, { Value })
const open = (...aside: readonly ClauseId[]) =>
  pastKnown(toyJudged).open({ region: 'r-1', account: undefined }, { ...strictly(), aside: new Set(aside) })

test('what breaks a clause is refused, unless the clause is set aside: then nothing is learned of it', () => {
  const strict = open()
  strict.admit(put(0, 'x'))
  expect(strict.admit(get(10, 'y'))).toMatchObject({ verdict: 'refused', clause: REMEMBERS })

  const past = open(REMEMBERS)
  past.admit(put(0, 'x'))
  const before = past.print()
  expect(past.admit(get(10, 'y'))).toMatchObject({ verdict: 'undecided', clause: REMEMBERS, tested: [] })
  expect(past.print()).toBe(before)
  expect(past.admit(get(20, 'x')).verdict).toBe('admitted')
})

test('what is set aside later counts from then on, for copies too', () => {
  const aside = new Set<ClauseId>()
  const past = pastKnown(toyJudged).open({ region: 'r-1', account: undefined }, { ...strictly(), aside })
  past.admit(put(0, 'x'))
  const copy = past.copy()
  expect(past.admit(get(10, 'y')).verdict).toBe('refused')
  aside.add(REMEMBERS)
  expect(copy.admit(get(10, 'y')).verdict).toBe('undecided')
})
