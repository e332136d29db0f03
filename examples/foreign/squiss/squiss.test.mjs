import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { SQS } from '@aws-sdk/client-sqs'
import { Squiss } from 'squiss-ts'

const sqs = new SQS({ maxAttempts: 8 })
after(() => sqs.destroy())

const NUMBERS = Array.from({ length: 20 }, (_, nth) => nth)

test('each message that is sent is handled and deleted', async () => {
  const squiss = new Squiss({
    SQS: sqs,
    queueName: 'squiss',
    bodyFormat: 'json',
    maxInFlight: 10,
    receiveWaitTimeSecs: 1,
    deleteWaitMs: 100,
  })
  await squiss.createQueue()
  const seen = new Set()
  const errors = []
  squiss.on('error', ({ name, message }) => errors.push(`${name}: ${message}`))
  squiss.on('delError', (failure) => errors.push(`delError: ${JSON.stringify(failure)}`))
  squiss.on('message', (message) => {
    seen.add(message.body.id)
    message.del().catch(() => {})
  })
  await squiss.sendMessages(NUMBERS.map((id) => ({ id })))
  await squiss.start()
  const deadline = Date.now() + 20_000
  while (seen.size < NUMBERS.length && Date.now() < deadline) await pause(50)
  await squiss.stop(false, 3000)
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    NUMBERS,
    errors.join('\n'),
  )
})
