import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Case } from './case.js'
import { judge } from './judge.js'
import type { Result } from './result.js'
import { benchOn, toyClause, toyLine, ToyTarget } from './toy.fixture.js'
import { Undecided } from './verdicts.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const MINUTE = 60_000
const longLine = { ...toyLine, wait_s: 60 }
const minute = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, MINUTE))

/** Judges a check that takes a minute; what came of it, after how many milliseconds, and how often it began. */
const judged = async (end: (it: Case, nth: number) => void | Promise<void>, line = longLine) => {
  let runs = 0
  const clause = toyClause(
    async (it) => {
      const nth = ++runs
      await it.call('Get', {})
      await minute()
      await end(it, nth)
    },
    { cases: 1 },
  )
  const target = Object.assign(new ToyTarget(() => () => [200, {}]), { isVirtual: false })
  const began = performance.now()
  let result: Result | undefined
  let tookMs = 0
  void judge(clause, line, benchOn(target)).then((came) => {
    result = came
    tookMs = performance.now() - began
  })
  while (result === undefined) await vi.advanceTimersByTimeAsync(1000)
  return { result: result as Result, seconds: Math.round(tookMs / 1000), runs }
}
const wrong = (it: Case): void => it.expect('seen', 'the answer').toBe('documented')

test('a long case that fails is seen again by a run which began before it had ended', async () => {
  const { result, seconds, runs } = await judged(wrong)
  expect(result).toMatchObject({ verdict: 'diverges', failure: { reproduced: true } })
  expect({ seconds, runs }).toEqual({ seconds: 75, runs: 2 })
})

test('a long case that holds ends with its first run', async () => {
  const { result, seconds } = await judged(() => {})
  expect(result.verdict).toBe('conforms')
  expect(seconds).toBe(60)
})

test('a long case that fails once and not the second time accuses nobody', async () => {
  const { result, runs } = await judged((it, nth) => (nth === 1 ? wrong(it) : undefined))
  expect(result).toMatchObject({ verdict: 'inconclusive', failure: { reproduced: false } })
  expect(runs).toBe(2)
})

test('the second run decides where the first one could not', async () => {
  const { result, seconds } = await judged((_, nth) => {
    if (nth === 1) throw new Undecided('too late')
  })
  expect(result.verdict).toBe('conforms')
  expect(seconds).toBe(75)
})

test('a short case has no second run', async () => {
  const { seconds, runs } = await judged(() => {}, toyLine)
  expect({ seconds, runs }).toEqual({ seconds: 60, runs: 1 })
})
