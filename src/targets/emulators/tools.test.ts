import { expect, test } from 'vitest'
import { atLeast, numbers } from './tools.js'

test('reads the numbers of a version however it is written', () => {
  expect(numbers('v24.21.0')).toEqual([24, 21, 0])
  expect(numbers('17.0.15')).toEqual([17, 0, 15])
  expect(numbers('21')).toEqual([21])
})

test.each([
  ['v22.5.0', '22.5.0', true],
  ['v22.4.9', '22.5.0', false],
  ['v24.0.0', '22.5.0', true],
  ['17', '11', true],
  ['1.8.0_442', '11', false],
  ['3.13.0', '3.13', true],
  ['3.9.18', '3.10', false],
])('%s is at least %s: %s', (version, least, expected) => {
  expect(atLeast(version, least)).toBe(expected)
})
