import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SQSClient } from '@aws-sdk/client-sqs'

const { place, setUp, work } = await import(process.env.BUGGY ? './orders-buggy.mjs' : './orders.mjs')

const sqs = new SQSClient({})
after(() => sqs.destroy())

const ORDERS = ['ann', 'bob'].flatMap((customer) =>
  Array.from({ length: 6 }, (_, nth) => ({ id: `${customer}-${nth}`, customer, amount: nth + 1 })),
)

test('every order is charged', async () => {
  const queue = await setUp(sqs, 'charged')
  await place(sqs, queue, ORDERS)
  const charged = new Map()
  // A charge is made under the id of its order, so that it is made once.
  await work(sqs, queue, async ({ id, amount }) => void charged.set(id, amount))
  assert.deepEqual([...charged.keys()].sort(), ORDERS.map(({ id }) => id).sort())
})
