import { expect, test } from 'vitest'
import { readLedger } from '../ledger/read-ledger.js'
import type { WireError } from './answer.js'
import { Breakdown, Refusal, UnknownOperation } from './refusal.js'
import { anyClientError, errorsOf, expectRefusal } from './refused.js'

const answer = { status: 400, headers: {}, text: '', body: new Uint8Array(), json: () => ({}) }
const refusal = (error: Partial<WireError>, status = 400): Promise<never> =>
  Promise.reject(new Refusal('Put', status, { protocol: 'json', message: 'no', ...error }, answer))

test('the errors of a ledger line: a pair of names, several pairs, none where the code is inferred or open', () => {
  expect(errorsOf({ error: 'QueueDoesNotExist / AWS.SimpleQueueService.NonExistentQueue' })).toEqual([
    { shape: 'QueueDoesNotExist', code: 'AWS.SimpleQueueService.NonExistentQueue' },
  ])
  expect(errorsOf({ error: 'InvalidAttributeName / InvalidAttributeName; InvalidAttributeValue / InvalidAttributeValue' })).toHaveLength(2)
  expect(errorsOf({ error: '- / InvalidAction' })).toEqual([{ code: 'InvalidAction' }])
  expect(errorsOf({ error: 'SignatureDoesNotMatch' })).toEqual([{ shape: 'SignatureDoesNotMatch', code: 'SignatureDoesNotMatch' }])
  for (const error of [null, 'inferred: OverLimit / OverLimit', 'KmsDisabled, KmsNotFound / KMS.*']) expect(errorsOf({ error })).toEqual([])
})

test('every error of the ledger can be read', () => {
  for (const line of readLedger('sqs')) {
    for (const { shape, code } of errorsOf(line)) {
      expect(shape ?? code, line.id).toMatch(/^[A-Z][A-Za-z.]+$/)
      expect(code, line.id).toMatch(/^[A-Z][A-Za-z.]+$/)
    }
  }
})

test('a refusal is held to the modern name on JSON and to the legacy code on Query', async () => {
  const missing = [{ shape: 'QueueDoesNotExist', code: 'AWS.SimpleQueueService.NonExistentQueue' }]
  await expectRefusal(refusal({ shape: 'QueueDoesNotExist' }), missing)
  await expectRefusal(refusal({ protocol: 'query', code: 'AWS.SimpleQueueService.NonExistentQueue' }), missing)
  await expect(expectRefusal(refusal({ shape: 'AWS.SimpleQueueService.NonExistentQueue' }), missing)).rejects.toThrow(/another error/)
  await expect(expectRefusal(refusal({ protocol: 'query', code: 'QueueDoesNotExist' }), missing)).rejects.toThrow(/another error/)
  await expect(
    expectRefusal(refusal({ shape: 'PurgeQueueInProgress' }, 400), [{ shape: 'PurgeQueueInProgress', status: 403 }]),
  ).rejects.toThrow(/another error/)
})

test('without names any client error will do, but no success, no breakdown and no unknown operation', async () => {
  await expectRefusal(refusal({ shape: 'Whatever' }), [anyClientError])
  await expectRefusal(refusal({ shape: 'Whatever' }), [])
  await expect(expectRefusal(Promise.resolve({}), [])).rejects.toThrow(/succeeded/)
  await expect(expectRefusal(Promise.reject(new Breakdown('Put', 'broke', 'a', 'b')), [])).rejects.toThrow(
    /was to be refused, but broke down/,
  )
  await expect(expectRefusal(Promise.reject(new UnknownOperation('Put', undefined, 'no Put')), [])).rejects.toThrow(UnknownOperation)
})
