import { expect, test } from 'vitest'
import { areas } from '../service/areas.js'
import { mannersOf, rateOf, TAG_KEY, Withheld } from './manners.js'

test('what reaches people, or costs much, is not called, and says why', async () => {
  const { before } = mannersOf('r', false)
  await expect(before('sns', 'Publish', { PhoneNumber: '+1', Message: 'm' }, true)).rejects.toThrow(Withheld)
  await expect(before('sns', 'Subscribe', { Protocol: 'email' }, true)).rejects.toThrow(
    /not called on AWS: Subscribe, since it writes to somebody/,
  )
  await expect(before('kinesis', 'CreateStream', { ShardCount: 500 }, true)).rejects.toThrow(/shards/)
  expect(await before('sns', 'Publish', { TopicArn: 'a' }, true)).toEqual({ TopicArn: 'a' })
})

test('what is made bears the tag of the run beside its own, but where tags are what a case is about', async () => {
  const { before } = mannersOf('r', false)
  expect(await before('sqs', 'CreateQueue', { QueueName: 'q', tags: { a: 'b' } }, true)).toEqual({
    QueueName: 'q',
    tags: { a: 'b', [TAG_KEY]: 'r' },
  })
  expect(await before('sns', 'CreateTopic', { Name: 't' }, true)).toEqual({ Name: 't', Tags: [{ Key: TAG_KEY, Value: 'r' }] })
  expect(await before('kinesis', 'CreateStream', { StreamName: 's' }, true)).toEqual({ StreamName: 's', Tags: { [TAG_KEY]: 'r' } })
  expect(await before('sqs', 'CreateQueue', { QueueName: 'q' }, false)).toEqual({ QueueName: 'q' })
})

test('calls of one kind wait for their turn, and others do not wait for them', async () => {
  const { before } = mannersOf('r', true)
  const began = performance.now()
  const others = before('sqs', 'SendMessage', {}, false).then(() => performance.now() - began)
  await Promise.all(Array.from({ length: 5 }, () => before('kinesis', 'DeleteStream', {}, false)))
  expect(performance.now() - began).toBeGreaterThanOrEqual(990)
  expect(await others).toBeLessThan(900)
})

test('every service says how often anything is called, and what it costs', async () => {
  for (const { id, aws } of areas) {
    const notes = await aws?.()
    if (notes === undefined) continue
    expect(rateOf(notes.perSecond, 'Anything'), id).toBeGreaterThan(0)
    expect(notes.dollarsPerMillion['*'], id).toBeGreaterThanOrEqual(0)
  }
})
