import { clause, protocols, queueTypes } from './bench.js'
import type { Queue, SqsCase } from './bench.js'

const GONE = 'sqs.queue.nonexistent-op'

/** Deletes the queue and waits for as long as the deletion may take. */
const deleted = async ({ sqs, profile, time }: SqsCase, q: Queue): Promise<void> => {
  const answer = await sqs.deleteQueue({ QueueUrl: q.url })
  if (profile.tolerates('sqs.queue.delete.takes-up-to-60s')) await time.pass(time.after(answer, 60_000))
}

clause('sqs.queue.delete.removes-queue', {
  axes: { type: queueTypes, protocol: protocols },
  async check(t, { type }) {
    const { queue, sqs, refused } = t
    const q = await queue({ type })
    await deleted(t, q)
    await refused(q.send(), GONE)
    await refused(q.receive(), GONE)
    await refused(q.attributes(), GONE)
    await refused(sqs.getQueueUrl({ QueueName: q.name }), GONE)
  },
})

clause('sqs.queue.delete.nonempty-allowed', {
  axes: { type: queueTypes, protocol: protocols },
  async check(t, { type }) {
    const q = await t.queue({ type })
    await q.sendApart(2)
    await q.receiveOne({ VisibilityTimeout: 600 })
    await deleted(t, q)
    await t.refused(q.receive(), GONE)
  },
})

/** While the deletion lasts a request succeeds or says that there is no such queue; when it is over, only the latter. */
clause('sqs.queue.delete.takes-up-to-60s', {
  axes: { protocol: protocols },
  async check({ queue, sqs, profile, time, refused }) {
    const q = await queue()
    const answer = await sqs.deleteQueue({ QueueUrl: q.url })
    const early = q.send()
    await early.catch(() => refused(early, GONE))
    if (profile.tolerates('sqs.queue.delete.takes-up-to-60s')) await time.pass(time.after(answer, 60_000))
    await refused(q.send(), GONE)
  },
})

/** The name can be used again a minute after the deletion, and what was accepted on the way is not in the new queue. */
clause('sqs.queue.delete.late-sends-lost', {
  axes: { type: queueTypes },
  async check({ queue, sqs, time, refused }, { type }) {
    const q = await queue({ type })
    const answer = await sqs.deleteQueue({ QueueUrl: q.url })
    const late = q.send()
    await late.catch(() => refused(late, GONE))
    await time.pass(time.after(answer, 61_000))
    const fresh = await queue({ type, name: q.name })
    await fresh.receiveNone('a message that was accepted while the queue was being deleted is gone', { WaitTimeSeconds: 1 })
  },
})
