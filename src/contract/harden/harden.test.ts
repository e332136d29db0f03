import { expect, test } from 'vitest'
import type { Surprise } from '../../../reference/core/surprises.js'
import { harden, type HardenOptions } from './harden.js'
import { type Conditions, type RunOnce, THE_COMMAND } from './run-once.js'

const surprise = (nth: number): Surprise => ({ id: `a.b thing #${nth}`, freedom: nth < 6 ? 'a.b' : 'a.c', about: 'thing', nth })
const ALL = Array.from({ length: 12 }, (_, nth) => surprise(nth))

/** Tests of which `fails` says which fail, by the surprises that they meet. */
const running = (
  fails: (dealt: readonly string[], conditions: Conditions, nth: number) => readonly string[],
  isAsked = true,
): NonNullable<HardenOptions['run']> =>
  (() => {
    let nth = 0
    return async (_, conditions): Promise<RunOnce> => {
      const dealt = conditions.adversity === 'calm' ? [] : ALL.filter(({ id }) => conditions.script?.has(id) ?? true)
      const failed = new Set(
        fails(
          dealt.map(({ id }) => id),
          conditions,
          nth++,
        ),
      )
      const passed = new Set(['good', 'orders'].filter((name) => !failed.has(name)))
      return { conditions, failed, passed, dealt, isAsked, output: `${failed.size} failed`, ms: 1 }
    }
  })()
const options = (run: HardenOptions['run']): HardenOptions => ({
  command: ['npm', 'test'],
  adversity: 'hostile',
  firstSeed: 1,
  seeds: 4,
  atOnce: 2,
  shrinks: 60,
  keepsGoing: false,
  run: run!,
})

test('a test that surprises break is told with the fewest of them', async () => {
  const both = [surprise(3).id, surprise(8).id]
  const found = await harden(options(running((dealt) => (both.every((id) => dealt.includes(id)) ? ['orders'] : []))))
  expect(found).toMatchObject({ alwaysFail: [], atRandom: [], unsteady: [] })
  expect(found.broken).toMatchObject([{ test: 'orders', seed: 1, among: 12, again: { failed: 3, runs: 3 }, output: '1 failed' }])
  expect(found.broken[0]!.surprises.map(({ id }) => id)).toEqual(both)
})

test('what survives is told so', async () => {
  const found = await harden(options(running(() => [])))
  expect(found).toMatchObject({ broken: [], unsteady: [], runs: 4 })
  expect(found.unusable).toBeUndefined()
  expect(Object.fromEntries(found.dealt)).toEqual({ 'a.b': 24, 'a.c': 24 })
})

test('tests that fail without adversity, and those that do at random, are left out', async () => {
  const found = await harden(
    options(
      running((_dealt, { adversity }, nth) => [
        'broken',
        ...(adversity === 'calm' && nth === 1 ? ['orders'] : []),
        ...(nth === 4 ? ['orders'] : []),
      ]),
    ),
  )
  expect(found).toMatchObject({ alwaysFail: ['broken'], atRandom: ['orders'], broken: [], unsteady: [] })
})

test('a failure that does not come again is chance', async () => {
  const found = await harden(
    options(running((_dealt, { adversity, script }) => (adversity !== 'calm' && script === undefined ? ['orders'] : []))),
  )
  expect(found.broken).toEqual([])
  expect(found.unsteady[0]).toEqual({ test: 'orders', seed: 1 })
})

test('what fails with the same surprises every third time is no finding', async () => {
  const had = new Set<string>()
  const moody = running((dealt, { adversity }) => {
    const isFirst = had.size < had.add(dealt.join()).size
    return adversity !== 'calm' && dealt.length > 0 && isFirst ? ['orders'] : []
  })
  const found = await harden(options(moody))
  expect(found.broken).toEqual([])
  expect(found.unsteady[0]).toEqual({ test: 'orders', seed: 1 })
})

test('where all fails anyway, or nothing is asked of the reference, nothing can be told', async () => {
  expect((await harden(options(running(() => [THE_COMMAND, 'good', 'orders'])))).unusable).toMatch('fail without any adversity')
  expect((await harden(options(running(() => [], false)))).unusable).toMatch('AWS_ENDPOINT_URL')
})
