import { expect, test } from '@jest/globals'
import { SQSClient } from '@aws-sdk/client-sqs'
import { matchers, testWorld } from 'touchstone/testing'
import { open } from './orders.mjs'

expect.extend(matchers)

test('an order that fails comes again', async () => {
  const world = await testWorld()
  const orders = await open(new SQSClient(world.client()))
  await orders.place({ id: 1 })
  await orders.workOnce()
  expect({ id: 1 }).toBeInFlight(world, 'orders')
  await world.clock.advance(30_000)
  await orders.workOnce()
  expect(world).toHaveDelivered('orders', { id: 1 }, 2)
  await expect(world).toRelyOnlyOn(await world.contract())
})
