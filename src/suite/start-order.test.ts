import { expect, test } from 'vitest'
import { StartOrder } from './start-order.js'

test('who will wait longest begins first, and who waits as long begins in the order of asking', async () => {
  const order = new StartOrder()
  const begun: string[] = []
  const ask = async (name: string, seconds: number): Promise<void> => {
    await order.turn(seconds)
    begun.push(name)
  }
  await Promise.all([ask('a', 0), ask('b', 60), ask('c', 0), ask('d', 75)])
  expect(begun).toEqual(['d', 'b', 'a', 'c'])
  await ask('later', 0)
  expect(begun.at(-1)).toBe('later')
})
