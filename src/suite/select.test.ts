import { expect, test } from 'vitest'
import { isInShard, isSelected } from './select.js'

test.each([
  ['sqs.fifo.order.batch-order', [], true],
  ['sqs.fifo.order.batch-order', ['sqs.fifo.**'], true],
  ['sqs.fifo.order.batch-order', ['sqs.fifo'], true],
  ['sqs.fifo.order.batch-order', ['sqs.fif'], false],
  ['sqs.fifo.order.batch-order', ['sqs.fifo.*'], true],
  ['sqs.fifo.order.batch-order', ['sqs.*.order.batch-*'], true],
  ['sqs.fifo.order.batch-order', ['**.batch-order'], true],
  ['sqs.fifo.order.batch-order', ['sqs.delay', 'sqs.fifo.order.batch-order'], true],
  ['sqs.fifo.order.batch-order', ['sqs.f(ifo'], false],
])('%s by %j', (id, globs, isMeant) => {
  expect(isSelected(id, globs)).toBe(isMeant)
})

test('parts are disjoint, together whole, and about equal', () => {
  const ids = Array.from({ length: 1600 }, (_, nth) => `sqs.topic-${nth % 40}.clause-${nth}`)
  const parts = Array.from({ length: 8 }, (_, nth) => ids.filter((id) => isInShard(id, { part: nth + 1, of: 8 })))
  expect(parts.flat().sort()).toEqual([...ids].sort())
  expect(new Set(parts.flat()).size).toBe(ids.length)
  for (const part of parts) expect(Math.abs(part.length - 200)).toBeLessThan(50)
})
