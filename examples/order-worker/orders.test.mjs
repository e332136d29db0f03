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
  const queue = await setUp(sqs, 'orders')
  await place(sqs, queue, ORDERS)
  const charged = new Map()
  const deadline = Date.now() + 8000
  const charge = async ({ id, amount }) => void charged.set(id, amount)
  await work(sqs, queue, charge, () => charged.size === ORDERS.length || Date.now() > deadline)
  assert.deepEqual([...charged.keys()].sort(), ORDERS.map(({ id }) => id).sort())
})
