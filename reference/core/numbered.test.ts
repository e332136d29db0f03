import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Numbered } from './numbered.js'

const number = fc.oneof(fc.nat(100), fc.nat(Number.MAX_SAFE_INTEGER))
const step = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), number, thing: fc.string() }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'clear' as const), number }),
)

test('what is kept by numbers is what a map would keep', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const numbered = new Numbered<string>()
      const map = new Map<number, string>()
      for (const one of steps) {
        if (one.kind === 'set') {
          numbered.set(one.number, one.thing)
          map.set(one.number, one.thing)
        } else if (one.kind === 'delete') {
          numbered.delete(one.number)
          map.delete(one.number)
        } else if (one.number % 10 === 0) {
          numbered.clear()
          map.clear()
        }
        expect(numbered.size).toBe(map.size)
        expect(numbered.get(one.number)).toBe(map.get(one.number))
        expect(numbered.has(one.number)).toBe(map.has(one.number))
      }
      expect([...numbered.values()].sort()).toEqual([...map.values()].sort())
    }),
  )
})

test('what was numbered in order comes in order, as it was when it was asked for', () => {
  const numbered = new Numbered<number>()
  for (let i = 0; i < 100; i++) numbered.set(i, i)
  const seen: number[] = []
  for (const thing of numbered.values()) {
    seen.push(thing)
    numbered.delete(thing + 1)
  }
  expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i))
})

test('what leaves a long line from its end, its middle or its head leaves the rest where it is found', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.nat(199), { maxLength: 400 }), (stride, gone) => {
      const numbered = new Numbered<number>()
      const map = new Map<number, number>()
      for (let i = 0; i < 200; i++) {
        numbered.set(i * stride, i)
        map.set(i * stride, i)
      }
      for (const [n, i] of gone.entries()) {
        numbered.delete(i * stride)
        map.delete(i * stride)
        if (n % 7 > 0) continue
        numbered.set((i * stride) >> 1, n)
        map.set((i * stride) >> 1, n)
      }
      expect(numbered.size).toBe(map.size)
      const numbers = Array.from({ length: 200 * stride }, (_, i) => i)
      expect(numbers.filter((number) => numbered.get(number) !== map.get(number))).toEqual([])
    }),
  )
})
