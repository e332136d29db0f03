import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shortest } from './shortest.js'

test('what is needed stays, in its order, and nothing else', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 60 }), fc.nat(), (history, picks) => {
      const needed = history.filter((_, nth) => (picks >> (nth % 31)) & 1)
      const last = history.at(-1)!
      const found = shortest(history, (part) => needed.every((one) => part.includes(one)), 1_000_000)
      expect(found).toEqual(history.filter((one) => one === last || needed.includes(one)))
    }),
  )
})

test('it stops when it has cost enough, and gives what it has', () => {
  let asked = 0
  const history = Array.from({ length: 1000 }, (_, nth) => nth)
  const found = shortest(
    history,
    (part) => {
      asked += part.length
      return part.includes(3)
    },
    5000,
  )
  expect(asked).toBeLessThan(6500)
  expect(found).toContain(3)
  expect(found.at(-1)).toBe(999)
})
