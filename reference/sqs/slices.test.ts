import { setImmediate as turn } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { Numbered } from '../core/numbered.js'
import { SLICE } from '../core/slices.js'
import { embed } from '../server/reference.js'
import { sqs } from './index.js'

const MANY = 3 * SLICE + 10

/** A queue of many messages, and how many turns of the event loop an answer takes. */
const filled = async (attributes: Record<string, string>, count = MANY) => {
  const aws = embed([sqs], { clock: 'manual' })
  const read = async (operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const headers = { 'x-amz-target': `AmazonSQS.${operation}` }
    const { status, body } = await aws.request({ headers, body: JSON.stringify(input) })
    const output = (body === '' ? {} : JSON.parse(body as string)) as Record<string, unknown>
    if (status !== 200) throw new Error(JSON.stringify(output))
    return output
  }
  const isFifo = attributes['FifoQueue'] === 'true'
  const { QueueUrl } = await read('CreateQueue', { QueueName: isFifo ? 'q.fifo' : 'q', Attributes: attributes })
  const send = (first: number) => {
    const fifo = (i: number) => (isFifo ? { MessageGroupId: `g${i}`, MessageDeduplicationId: `d${first + i}` } : {})
    const Entries = Array.from({ length: 10 }, (_, i) => ({ Id: `e${i}`, MessageBody: 'm', ...fifo(i) }))
    return read('SendMessageBatch', { QueueUrl, Entries })
  }
  for (let n = 0; n < count; n += 10) await send(n)
  const turnsOf = async (operation: string, input: Record<string, unknown> = {}): Promise<number> => {
    let turns = 0
    const answered: number[] = []
    const answer = read(operation, { QueueUrl, ...input }).then(() => answered.push(turns))
    for (; answered.length === 0; turns++) await turn()
    await answer
    return turns
  }
  const counts = async (): Promise<number[]> => {
    const { Attributes } = await read('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })
    const shown = Attributes as Record<string, string>
    return ['', 'NotVisible', 'Delayed'].map((kind) => Number(shown[`ApproximateNumberOfMessages${kind}`]))
  }
  return { aws, QueueUrl, read, turnsOf, counts }
}

test('many messages expire over several turns, and whoever asks sees none of them', async () => {
  const { aws, QueueUrl, read, turnsOf, counts } = await filled({ MessageRetentionPeriod: '60' })
  await aws.clock.advance(59_999)
  await read('SendMessage', { QueueUrl, MessageBody: 'late' })
  await aws.clock.advance(1)
  const [first, second] = await Promise.all([turnsOf('ReceiveMessage', { MaxNumberOfMessages: 10 }), counts()])
  expect(first).toBeGreaterThanOrEqual(3)
  expect(second).toEqual([0, 1, 0])
  expect(await turnsOf('ReceiveMessage')).toBe(1)
})

test('many delays end over several turns', async () => {
  const { aws, turnsOf, counts } = await filled({ DelaySeconds: '10' })
  await aws.clock.advance(10_000)
  expect(await turnsOf('ReceiveMessage')).toBeGreaterThanOrEqual(3)
  expect(await counts()).toEqual([MANY - 1, 1, 0])
})

test('a new delay of a FIFO queue comes to its messages over several turns, before anybody looks', async () => {
  const { QueueUrl, read, turnsOf, counts } = await filled({ FifoQueue: 'true' })
  await read('SetQueueAttributes', { QueueUrl, Attributes: { DelaySeconds: '10' } })
  expect(await turnsOf('ReceiveMessage')).toBeGreaterThanOrEqual(3)
  expect(await counts()).toEqual([0, 0, MANY])
})

test('many messages go to a dead-letter queue over several turns', async () => {
  const { aws, QueueUrl, read, turnsOf, counts } = await filled({ VisibilityTimeout: '0' })
  const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:dlq'
  const dlq = await read('CreateQueue', { QueueName: 'dlq' })
  for (let n = 0; n < MANY; n += 10) await read('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 60 })
  await aws.clock.advance(60_000)
  await read('SetQueueAttributes', { QueueUrl, Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) } })
  expect(await turnsOf('ReceiveMessage')).toBeGreaterThanOrEqual(3)
  expect(await counts()).toEqual([0, 0, 0])
  const { Attributes } = await read('GetQueueAttributes', { ...dlq, AttributeNames: ['All'] })
  expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: String(MANY) })
})

test('a long poll that waits gets what is left when many messages have expired', async () => {
  const { aws, QueueUrl, read, turnsOf } = await filled({ MessageRetentionPeriod: '60', DelaySeconds: '900' })
  const poll = read('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 })
  await aws.clock.advance(60_000 - 1)
  expect(await poll).toEqual({})
  const next = read('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 })
  await aws.clock.advance(1)
  expect(await turnsOf('SendMessage', { MessageBody: 'new', DelaySeconds: 0 })).toBeGreaterThanOrEqual(2)
  expect(await next).toMatchObject({ Messages: [{ Body: 'new' }] })
})

test.each(['PurgeQueue', 'DeleteQueue'])('%s of many messages looks at none of them', async (operation) => {
  const { QueueUrl, read } = await filled({}, 1_000)
  const looks = vi.spyOn(Numbered.prototype, 'values')
  await read(operation, { QueueUrl })
  expect(looks).not.toHaveBeenCalled()
  looks.mockRestore()
})

test('a purge makes receive attempts void, and what it took is not to be deleted', async () => {
  const { aws, QueueUrl, read, counts } = await filled({ FifoQueue: 'true' }, 20)
  const attempt = { QueueUrl, MaxNumberOfMessages: 10, ReceiveRequestAttemptId: 'a' }
  const { Messages } = await read('ReceiveMessage', attempt)
  const [{ ReceiptHandle }] = Messages as [{ ReceiptHandle: string }]
  await read('PurgeQueue', { QueueUrl })
  await expect(read('ReceiveMessage', attempt)).rejects.toThrow('ReceiveRequestAttemptId')
  await read('DeleteMessage', { QueueUrl, ReceiptHandle }).catch(() => undefined)
  await aws.clock.advance(60_000)
  expect(await counts()).toEqual([0, 0, 0])
})

test('deduplication ids are forgotten a few at a time, and count no longer all the same', async () => {
  const { aws, QueueUrl, read, counts } = await filled({ FifoQueue: 'true' }, 1_000)
  const again = (id: number) =>
    read('SendMessage', { QueueUrl, MessageBody: 'again', MessageGroupId: 'g', MessageDeduplicationId: `d${id}` })
  await again(999)
  expect(await counts()).toEqual([1_000, 0, 0])
  await aws.clock.advance(5 * 60_000)
  for (const id of [999, 998, 997, 0]) await again(id)
  await again(998)
  expect(await counts()).toEqual([1_004, 0, 0])
})
