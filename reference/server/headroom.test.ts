import { expect, test, vi } from 'vitest'
import { Headroom } from './headroom.js'

const MB = 1024 * 1024
/** @param leaves what a collection leaves of so many megabytes */
const at = (limit: number, leaves = (mb: number) => mb) => {
  let used = 0
  let now = 1_000
  let collections = 0
  const collect = () => {
    collections++
    now += 100
    used = leaves(used / MB) * MB
  }
  const headroom = new Headroom(
    () => ({ used_heap_size: used, heap_size_limit: limit * MB }),
    () => now,
    collect,
  )
  const refused = (operation = 'SendMessage'): boolean => {
    try {
      headroom.admit(operation, MB)
      return false
    } catch (error) {
      expect(error).toMatchObject({ shape: 'ServiceUnavailable', message: expect.stringContaining('--max-old-space-size') as string })
      return true
    }
  }
  return {
    refused,
    use: (mb: number) => (used = mb * MB),
    collected: () => headroom.collected(),
    wait: (ms: number) => (now += ms),
    collections: () => collections,
  }
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

test('while requests are refused the heap is collected now and then, so that what was given back is found', () => {
  vi.useFakeTimers()
  try {
    const { refused, use, wait, collections } = at(176, (used) => (used > 100 ? 130 : 20))
    use(130)
    expect([refused(), refused()]).toEqual([true, true])
    vi.advanceTimersByTime(0)
    expect([refused(), collections()]).toEqual([true, 1])
    use(90)
    expect(refused('PurgeQueue')).toBe(false)
    // One took 100 ms, after which it rests for a second.
    vi.advanceTimersByTime(999)
    expect([refused(), collections()]).toEqual([true, 1])
    wait(1_000)
    vi.advanceTimersByTime(1)
    expect([refused(), collections()]).toEqual([false, 2])
  } finally {
    vi.useRealTimers()
  }
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
  expect(['SendMessage', 'CreateQueue', 'Publish', 'PutRecords'].filter((operation) => !refused(operation))).toEqual([])
})
