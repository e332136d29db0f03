import { test } from 'node:test'
import { SQSClient } from '@aws-sdk/client-sqs'
import { assertMatches, testWorld, toBeInFlight, toHaveDelivered, toRelyOnlyOn } from 'touchstone/testing'
import { open } from './orders.mjs'

test('an order that fails comes again', async () => {
  const world = await testWorld()
  const orders = await open(new SQSClient(world.client()))
  await orders.place({ id: 1 })
  await orders.workOnce()
  assertMatches(toBeInFlight({ id: 1 }, world, 'orders'))
  await world.clock.advance(30_000)
  await orders.workOnce()
  assertMatches(toHaveDelivered(world, 'orders', { id: 1 }, 2))
  assertMatches(await toRelyOnlyOn(world, await world.contract()))
})
