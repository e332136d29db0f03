import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { Consumer } from 'sqs-consumer'

const sqs = new SQSClient({ maxAttempts: 8 })
after(() => sqs.destroy())

const NUMBERS = Array.from({ length: 20 }, (_, nth) => nth)

const queueWith = async (name) => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout: '3' } }))
  for (const half of [NUMBERS.slice(0, 10), NUMBERS.slice(10)]) {
    let left = half.map((nth) => ({ Id: String(nth), MessageBody: JSON.stringify({ id: nth }) }))
    while (left.length > 0) {
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: left }))
      left = left.filter(({ Id }) => Failed.some((failed) => failed.Id === Id))
    }
  }
  return QueueUrl
}

/** As its README has it, until all were handled and a little longer. */
const consume = async (queueUrl, options, isDone) => {
  const consumer = Consumer.create({ queueUrl, sqs, waitTimeSeconds: 1, pollingCompleteWaitTimeMs: 2000, ...options })
  const errors = []
  for (const event of ['error', 'processing_error', 'timeout_error'])
    consumer.on(event, ({ name, message }) => errors.push(`${name}: ${message}`))
  consumer.start()
  const deadline = Date.now() + 20_000
  while (!isDone() && Date.now() < deadline) await pause(50)
  await pause(500)
  await new Promise((resolve) => {
    consumer.once('stopped', resolve)
    consumer.stop()
  })
  return errors
}

test('each message is handled, one at a time', async () => {
  const queueUrl = await queueWith('one-at-a-time')
  const seen = new Set()
  const handleMessage = async ({ Body }) => void seen.add(JSON.parse(Body).id)
  const errors = await consume(queueUrl, { handleMessage }, () => seen.size === NUMBERS.length)
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    NUMBERS,
    errors.join('\n'),
  )
})

test('each message is handled, in batches, and deleted', async () => {
  const queueUrl = await queueWith('in-batches')
  const seen = new Set()
  const handleMessageBatch = async (messages) => {
    for (const { Body } of messages) seen.add(JSON.parse(Body).id)
    return messages
  }
  const errors = await consume(queueUrl, { batchSize: 10, handleMessageBatch }, () => seen.size === NUMBERS.length)
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    NUMBERS,
    errors.join('\n'),
  )
  const left = async () =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessagesNotVisible'] })))
      .Attributes
  assert.equal((await left()).ApproximateNumberOfMessagesNotVisible, '0', errors.join('\n'))
})

test('a handler that fails gets its message again', async () => {
  const queueUrl = await queueWith('failing')
  const [tried, seen] = [new Set(), new Set()]
  const handleMessage = async ({ Body }) => {
    const { id } = JSON.parse(Body)
    if (tried.size === tried.add(id).size) return void seen.add(id)
    if (id % 5 === 0) throw new Error('not now')
    seen.add(id)
  }
  const errors = await consume(
    queueUrl,
    { handleMessage, batchSize: 5, terminateVisibilityTimeout: true },
    () => seen.size === NUMBERS.length,
  )
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    NUMBERS,
    errors.join('\n'),
  )
})
