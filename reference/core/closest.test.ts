import { expect, test } from 'vitest'
import { closest } from './closest.js'

const IDS = ['sqs.delete.removes-message', 'sqs.delete.expired-handle', 'sqs.visibility.expiry-makes-visible-again', 'sqs.tags.none']

test.each([
  ['a slip', 'sqs.delete.remove-message', 'sqs.delete.removes-message'],
  ['capitals', 'SQS.Tags.None', 'sqs.tags.none'],
  ['no service', 'delete.removes-message', 'sqs.delete.removes-message'],
  ['the last words', 'makes-visible-again', 'sqs.visibility.expiry-makes-visible-again'],
])('%s', (_, wanted, id) => {
  expect(closest(wanted, IDS)[0]).toBe(id)
})

test('nothing near is nothing, however long or empty', () => {
  expect(closest('kinesis', IDS)).toEqual([])
  expect(closest('', IDS)).toEqual([])
  expect(closest('z'.repeat(100_000), IDS)).toEqual([])
})
