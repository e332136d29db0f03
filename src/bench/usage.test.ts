import { expect, test } from 'vitest'
import { share } from './usage.js'

test('processor time is counted an operation, and what others took is told', () => {
  const before = { server: 1_000, client: 500, busy: 2_000, total: 10_000 }
  const after = { server: 1_800, client: 700, busy: 3_500, total: 12_000 }
  expect(share(before, after, 4_000)).toEqual({ serverMicros: 200, others: 0.25 })
})

test('where the system does not tell, nothing is claimed', () => {
  const reading = { client: 500, busy: 2_000, total: 10_000 }
  expect(share(reading, reading, 10)).toEqual({})
})
