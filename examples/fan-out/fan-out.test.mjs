import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'

const { listen, sell, setUp, Stock } = await import(process.env.BUGGY ? './fan-out-buggy.mjs' : './fan-out.mjs')

// Failures of several kinds may come one after the other: more often than the three times that an SDK tries.
const [sns, sqs] = [new SNSClient({ maxAttempts: 8 }), new SQSClient({ maxAttempts: 8 })]
after(() => [sns, sqs].forEach((client) => client.destroy()))

const SALES = Array.from({ length: 8 }, (_, nth) => ({ id: `sale-${nth}`, count: nth + 1 }))
const SOLD = SALES.reduce((sum, { count }) => sum + count, 0)

test('the stock is what was not sold', async () => {
  const { TopicArn, queues } = await setUp(sns, sqs, 'sales', ['stock', 'mail'])
  for (const sale of SALES) await sell(sns, TopicArn, sale)
  const stock = new Stock(100)
  const seen = new Set()
  const deadline = Date.now() + 40_000
  // A little longer than until all were seen: what comes then must not count either.
  let last = Infinity
  const handle = async (sale) => {
    stock.take(sale)
    if (seen.add(sale.id).size === SALES.length) last = Math.min(last, Date.now())
  }
  await listen(sqs, queues.stock, handle, () => Date.now() > Math.min(last + 500, deadline))
  assert.equal(seen.size, SALES.length)
  assert.equal(stock.left, 100 - SOLD)
})
