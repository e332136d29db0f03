import { expect, test } from 'vitest'
import { Recent } from './recent.js'

test('what came later is remembered, and no more than was said', () => {
  const recent = new Recent<number>(10)
  for (let i = 0; i < 1000; i++) {
    recent.set(`k${i}`, i)
    expect(recent.size).toBeLessThanOrEqual(10)
    for (let back = 0; back < 5 && back <= i; back++) expect(recent.get(`k${i - back}`)).toBe(i - back)
  }
  expect(recent.get('k0')).toBeUndefined()
  expect(recent.has('k980')).toBe(false)
})

test('what is set again is new, and what is deleted is gone wherever it stood', () => {
  const recent = new Recent<number>(4)
  recent.set('a', 1)
  for (let i = 0; i < 20; i++) {
    recent.set('a', i)
    recent.set(`k${i}`, i)
  }
  expect(recent.get('a')).toBe(19)
  recent.delete('a')
  expect(recent.has('a')).toBe(false)
})

test('large entries leave room for fewer', () => {
  const recent = new Recent<string>(1000, 1000)
  const large = 'x'.repeat(200)
  for (let i = 0; i < 100; i++) {
    recent.set(String(i), large, large.length)
    expect(recent.size).toBeLessThanOrEqual(6)
    expect(recent.get(String(i))).toBe(large)
  }
})
