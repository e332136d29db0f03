import { SQSClient } from '@aws-sdk/client-sqs'
import { expect, test } from 'touchstone/vitest'
import { open } from './orders.mjs'

test('an order that fails comes again', async ({ world }) => {
  const orders = await open(new SQSClient(world.client()))
  await orders.place({ id: 1 })
  await orders.workOnce()
  expect({ id: 1 }).toBeInFlight(world, 'orders')
  await world.clock.advance(30_000)
  await orders.workOnce()
  expect(world).toHaveDelivered('orders', { id: 1 }, 2)
  expect(world).not.toHaveInFlight('orders', { id: 1 })
  await expect(world).toRelyOnlyOn(await world.contract())
})
