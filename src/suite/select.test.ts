import { expect, test } from 'vitest'
import { isSelected } from './select.js'

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
