import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shrink } from './shrink.js'

const plenty = { budget: 10_000, atOnce: 3, again: 1 }
const group = (thing: number): string => String(thing % 4)

test('what is needed is left, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(500), { minLength: 1, maxLength: 40 }), fc.nat(), fc.nat(), async (things, a, b) => {
      const needed = [...new Set([things[a % things.length]!, things[b % things.length]!])]
      const found = await shrink(things, group, (part) => Promise.resolve(needed.every((one) => part.includes(one))), plenty)
      expect([...found].sort()).toEqual([...needed].sort())
    }),
  )
})

test('where nothing is needed, nothing is left', async () => {
  expect(await shrink([1, 2, 3], group, () => Promise.resolve(true), plenty)).toEqual([])
})

test('it stops when it has asked often enough, and gives what still breaks', async () => {
  let asked = 0
  const things = Array.from({ length: 200 }, (_, nth) => nth)
  const breaks = (part: readonly number[]): Promise<boolean> => {
    asked++
    return Promise.resolve(part.includes(3) && part.includes(150) && part.includes(77))
  }
  const found = await shrink(things, () => 'one', breaks, { budget: 12, atOnce: 4, again: 1 })
  expect(asked).toBeLessThanOrEqual(12)
  expect(found).toEqual(expect.arrayContaining([3, 77, 150]))
})

test('what does not break again is chance, and is not cut to pieces', async () => {
  const asked: number[] = []
  const found = await shrink([1, 2, 3, 4], group, (part) => Promise.resolve(asked.push(part.length) < 0), {
    ...plenty,
    atOnce: 1,
    again: 3,
  })
  expect(found).toEqual([])
  expect(asked).toEqual([0, 1, 1, 1, 1, 4, 4, 4])
})
