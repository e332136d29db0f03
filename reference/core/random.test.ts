import { expect, test } from 'vitest'
import { Random } from './random.js'

test('UUIDs are of version 4, all different, and the same again from the same seed', () => {
  const draw = (seed: number) => {
    const random = new Random(seed)
    return Array.from({ length: 2000 }, () => random.uuid())
  }
  const drawn = draw(7)
  for (const uuid of drawn) expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(drawn).size).toBe(drawn.length)
  expect(draw(7)).toEqual(drawn)
  expect(draw(8)).not.toEqual(drawn)
})

test('numbers spread evenly over [0, 1)', () => {
  const random = new Random(1)
  const tenths = new Array<number>(10).fill(0)
  for (let i = 0; i < 100_000; i++) tenths[Math.floor(random.next() * 10)]!++
  for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(600)
})
