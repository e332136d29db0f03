import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Slices, Unfinished } from './slices.js'

const clock = { now: () => 0, at: () => () => {} }
const takes = (turns: number, done: () => void) => {
  let left = turns
  return (): void => {
    if (--left > 0) throw new Unfinished()
    done()
  }
}

test('what fits in a turn is done at once, and what does not a slice a turn', async () => {
  const slices = new Slices(clock)
  expect(slices.run(() => 1)).toBe(1)
  let turns = 0
  const seen: string[] = []
  const long = slices.run(takes(5, () => seen.push('done')))
  for (; seen.length === 0; turns++) await turn()
  expect(turns).toBe(4)
  await long
})

test('what comes meanwhile is done behind it, in its order, and its errors are its own', async () => {
  const slices = new Slices(clock)
  const seen: string[] = []
  const all: unknown[] = [
    slices.run(takes(3, () => seen.push('long'))),
    slices.run(() => {
      throw new RangeError('wrong')
    }),
    slices.run(takes(2, () => seen.push('longer'))),
    slices.run(() => seen.push('short')),
  ]
  expect((await Promise.allSettled(all as Promise<unknown>[])).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ])
  expect(seen).toEqual(['long', 'longer', 'short'])
  expect(slices.run(() => 'at once')).toBe('at once')
})

test('a clock that waits for work waits until it is done', async () => {
  const working: Promise<unknown>[] = []
  const slices = new Slices({
    ...clock,
    working: (promise) => {
      working.push(promise)
      return promise
    },
  })
  let isDone = false
  void slices.run(takes(3, () => (isDone = true)))
  await Promise.all(working)
  expect([working.length, isDone]).toEqual([1, true])
})
