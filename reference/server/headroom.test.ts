import { expect, test } from 'vitest'
import { Headroom } from './headroom.js'

const MB = 1024 * 1024
const at = (limit: number) => {
  let used = 0
  const headroom = new Headroom(() => ({ used_heap_size: used, heap_size_limit: limit * MB }))
  const refused = (operation = 'SendMessage'): boolean => {
    try {
      headroom.admit(operation, MB)
      return false
    } catch (error) {
      expect(error).toMatchObject({ shape: 'ServiceUnavailable', message: expect.stringContaining('--max-old-space-size') as string })
      return true
    }
  }
  return { refused, use: (mb: number) => (used = mb * MB), collected: () => headroom.collected() }
}

test('garbage is no reason to refuse, what a collection left is', () => {
  const { refused, use, collected } = at(176)
  use(30)
  expect(refused()).toBe(false)
  use(120)
  expect(refused()).toBe(false)
  collected()
  expect(refused()).toBe(true)
  use(60)
  collected()
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
