import fc from 'fast-check'
import { expect, test } from 'vitest'
import { combinations, drawn, drawsFor } from './draw.js'

const given = { size: fc.integer({ min: 1, max: 1000 }), body: fc.string() }
const plan = { given, edges: [{ size: 1 }, { size: 1000, body: 'edge' }], cases: 4 }

test('every edge is drawn, what it leaves out is drawn, and something from inside comes too', () => {
  const all = drawsFor(plan, 'standard', 1, 1).map(drawn)
  expect(all).toHaveLength(4)
  expect(all[0]).toMatchObject({ size: 1, body: expect.any(String) as string })
  expect(all[1]).toEqual({ size: 1000, body: 'edge' })
  expect(drawsFor({ ...plan, cases: 1 }, 'smoke', 1, 1)).toHaveLength(1)
  expect(drawsFor({ ...plan, cases: 8 }, 'standard', 1, 4)).toHaveLength(4)
  expect(drawsFor({ ...plan, cases: 2 }, 'standard', 1, 1)).toHaveLength(3)
  expect(drawsFor(plan, 'exhaustive', 1, 1)).toHaveLength(24)
})

test('one seed draws the same, another one something else', () => {
  const values = (seed: number): unknown[] => drawsFor(plan, 'exhaustive', seed, 1).map(drawn)
  expect(values(5)).toEqual(values(5))
  expect(values(5)).not.toEqual(values(6))
})

test('where nothing is drawn one case says it all', () => {
  expect(drawsFor({ given: {}, edges: [], cases: 1 }, 'exhaustive', 1, 1)).toHaveLength(1)
})

test('combinations of axes', () => {
  expect(combinations({})).toEqual([{}])
  expect(combinations({ a: ['1', '2'], b: ['x', 'y'] })).toEqual([
    { a: '1', b: 'x' },
    { a: '1', b: 'y' },
    { a: '2', b: 'x' },
    { a: '2', b: 'y' },
  ])
})
