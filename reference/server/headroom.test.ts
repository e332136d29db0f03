import { expect, test } from 'vitest'
import { Headroom } from './headroom.js'

const MB = 1024 * 1024
const at = (limit: number) => {
  let used = 0
  let now = 1_000
  const headroom = new Headroom(() => ({ used_heap_size: used, heap_size_limit: limit * MB }), () => now)
  const refused = (operation = 'SendMessage'): boolean => {
    try {
      headroom.admit(operation, MB)
      return false
    } catch (error) {
      expect(error).toMatchObject({ shape: 'ServiceUnavailable', message: expect.stringContaining('--max-old-space-size') as string })
      return true
    }
  }
  return { refused, use: (mb: number) => (used = mb * MB), collected: () => headroom.collected(), wait: (ms: number) => (now += ms) }
}

test('garbage is no reason to refuse, what a collection left is', () => {
  const { refused, use, collected } = at(176)
  use(20)
  expect(refused()).toBe(false)
  use(95)
  expect(refused()).toBe(false)
  collected()
  expect(refused()).toBe(true)
  use(60)
  collected()
  expect(refused()).toBe(false)
})

test('what was given back is believed in, some time after the last collection', () => {
  const { refused, use, collected, wait } = at(176)
  use(95)
  collected()
  expect(refused()).toBe(true)
  expect(refused('PurgeQueue')).toBe(false)
  expect(refused()).toBe(true)
  wait(6_000)
  expect(refused('PurgeQueue')).toBe(false)
  expect(refused()).toBe(false)
})

test('at the very end what is used counts', () => {
  const { refused, use } = at(176)
  use(127)
  expect(refused()).toBe(true)
})

test('what gives memory back is answered', () => {
  const { refused, use, collected } = at(1024)
  use(1000)
  collected()
  expect(['DeleteMessage', 'PurgeQueue', 'ReceiveMessage', 'ListQueues', 'DeleteMessageBatch'].filter(refused)).toEqual([])
  expect(['SendMessage', 'CreateQueue', 'Publish', 'PutRecords'].filter(operation => !refused(operation))).toEqual([])
})
