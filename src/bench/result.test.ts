import { expect, test } from 'vitest'
import { median } from './median.js'
import { advantage, type Row } from './result.js'

test('the median is the middle, or between the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
  expect(median([])).toBeUndefined()
})

const row = (better: 'more' | 'less'): Row => ({
  name: 'row',
  title: 'row',
  unit: '',
  better,
  cells: [
    { subject: 'bare', value: 100, rounds: [] },
    { subject: 'reference', value: 50, rounds: [] },
    { subject: 'broken', rounds: [], note: 'it is' },
  ],
})

test('more than 1 is better, whichever way the row counts', () => {
  expect(advantage(row('more'), 'reference', 'bare')).toBe(0.5)
  expect(advantage(row('less'), 'reference', 'bare')).toBe(2)
  expect(advantage(row('more'), 'broken', 'bare')).toBeUndefined()
  expect(advantage(row('more'), 'absent', 'bare')).toBeUndefined()
})
