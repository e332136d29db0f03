import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { KinesisClient } from '@aws-sdk/client-kinesis'

const { put, read, setUp } = await import(process.env.BUGGY ? './clicks-buggy.mjs' : './clicks.mjs')

// Failures of several kinds may come one after the other: more often than the three times that an SDK tries.
const kinesis = new KinesisClient({ maxAttempts: 8 })
after(() => kinesis.destroy())

const CLICKS = Array.from({ length: 12 }, (_, nth) => ({ id: nth, user: `user-${nth % 3}`, page: `/page/${nth}` }))

test('no click is lost between two readers', async () => {
  const shard = await setUp(kinesis, 'clicks')
  await put(kinesis, shard, CLICKS)
  // By its id: a record may come twice, since a put that failed may have been done.
  const seen = new Set()
  const deadline = Date.now() + 40_000
  const isOver = (count) => () => seen.size >= count || Date.now() > deadline
  const checkpoint = await read(kinesis, shard, undefined, ({ id }) => seen.add(id), isOver(4))
  await read(kinesis, shard, checkpoint, ({ id }) => seen.add(id), isOver(CLICKS.length))
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    CLICKS.map(({ id }) => id),
  )
})
