import { clause, fc, protocols, queueTypes, unlessRefused } from './bench.js'
import type { SqsCase } from './bench.js'

/** When a purge is over, in milliseconds from its call. */
const purged = ({ profile }: Pick<SqsCase, 'profile'>): number => (profile.tolerates('sqs.purge.takes-60s') ? 60_000 : profile.lateness)

clause('sqs.purge.deletes-all', {
  axes: { type: queueTypes, protocol: protocols },
  given: { n: fc.integer({ min: 2, max: 8 }), taken: fc.integer({ min: 1, max: 8 }) },
  edges: [{ n: 5, taken: 2 }],
  cases: 2,
  async check({ queue, time, profile }, { type, n, taken }) {
    const q = await queue({ type })
    await q.sendApart(n)
    const inFlight = await q.eventually(Math.min(n, taken), { VisibilityTimeout: 2 })
    const purge = await q.purge()
    await time.pass(time.after(purge, purged({ profile })))
    await q.receiveNone('the messages that were not received are purged')
    await time.pass(...inFlight.map((message) => time.after(message, 2000)))
    await q.receiveNone('the messages that were in flight are purged')
  },
})

/** After its time a purge is over: also of a longer queue, and what is sent from then on stays. */
clause('sqs.purge.takes-60s', {
  axes: { type: queueTypes },
  given: { n: fc.integer({ min: 1, max: 40 }) },
  edges: [{ n: 40 }],
  cases: 2,
  async check({ queue, time, profile, expect }, { type, n }) {
    const q = await queue({ type })
    await q.sendApart(n)
    const purge = await q.purge()
    await time.pass(time.after(purge, purged({ profile })))
    const sent = await q.send({ MessageBody: 'sent after the purge' })
    expect((await q.receiveOne()).MessageId, 'the only message, which was sent after the purge').toBe(sent.MessageId)
    if (!q.mayRepeat()) await q.receiveNone('every earlier message is purged')
  },
})

clause('sqs.purge.earlier-messages-may-arrive', {
  axes: { type: queueTypes },
  given: { n: fc.integer({ min: 1, max: 10 }) },
  cases: 2,
  async check({ queue, time, profile, expect }, { type, n }) {
    const q = await queue({ type })
    const sent = await q.sendApart(n)
    const purge = await q.purge()
    const isLate = profile.tolerates('sqs.purge.earlier-messages-may-arrive')
    if (!isLate) await time.pass(time.after(purge, purged({ profile })))
    const { Messages = [] } = await q.receive({ MaxNumberOfMessages: 10, VisibilityTimeout: 0 })
    for (const { MessageId = '', Body } of Messages) expect(Body, 'the body of a message that arrives late').toBe(sent.get(MessageId))
    if (!isLate) expect(Messages, 'what arrives after the purge').toEqual([])
    await time.pass(time.after(purge, purged({ profile })))
    await q.receiveNone('a minute after the purge nothing arrives any more')
  },
})

clause('sqs.purge.later-messages-may-vanish', {
  axes: { type: queueTypes },
  given: { n: fc.integer({ min: 1, max: 5 }) },
  cases: 2,
  async check({ queue, profile, expect }, { type, n }) {
    const q = await queue({ type })
    await q.purge()
    const sent = await q.sendApart(n)
    const mayVanish = profile.tolerates('sqs.purge.later-messages-may-vanish')
    const messages = mayVanish ? ((await q.receive({ MaxNumberOfMessages: 10 })).Messages ?? []) : await q.eventually(n)
    for (const { MessageId = '', Body } of messages) expect(Body, 'the body of a message sent after the purge').toBe(sent.get(MessageId))
  },
})

clause('sqs.purge.once-per-60s', {
  axes: { type: queueTypes, protocol: protocols, when: ['at once', 'in its last second'] },
  async check({ queue, time, refused, expect }, { type, when }) {
    const [q, other] = [await queue({ type }), await queue({ type })]
    const first = await q.purge()
    if (when === 'in its last second') await time.sleep(59_000)
    const second = q.purge()
    time.surelyBefore(await second.catch((error: unknown) => error as Error), time.after(first, 60_000))
    await refused(second, { shape: 'PurgeQueueInProgress', code: 'AWS.SimpleQueueService.PurgeQueueInProgress', status: 403 })
    expect(await other.purge(), 'the answer of another queue to its first purge').toBeDefined()
  },
})

/** The minute counts from the purge that took place, not from one that was refused in between. */
clause('sqs.purge.allowed-after-60s', {
  axes: { type: queueTypes },
  async check({ queue, time, expect }, { type }) {
    const q = await queue({ type })
    const first = await q.purge()
    await time.sleep(5000)
    await unlessRefused(q.purge())
    await time.pass(time.after(first, 60_000))
    expect(await q.purge(), 'the answer to a purge a minute after the first').toBeDefined()
  },
})

clause('sqs.purge.keeps-queue', {
  axes: { type: queueTypes, protocol: protocols },
  given: { VisibilityTimeout: fc.integer({ min: 31, max: 43_200 }), DelaySeconds: fc.integer({ min: 1, max: 900 }) },
  cases: 2,
  async check({ queue, sqs, expect }, { type, VisibilityTimeout, DelaySeconds }) {
    const statement = { Sid: 's', Effect: 'Deny', Principal: '*', Action: 'sqs:AddPermission', Resource: '*' }
    const given = {
      VisibilityTimeout: String(VisibilityTimeout),
      DelaySeconds: String(DelaySeconds),
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    }
    const q = await queue({ type, attributes: given, tags: { stage: 'test' } })
    const names = [...Object.keys(given), 'QueueArn', 'CreatedTimestamp', ...(type === 'fifo' ? ['FifoQueue'] : [])]
    const before = await q.attributes(...names)
    await q.send()
    await q.purge()
    expect(await q.attributes(...names), 'the attributes after the purge').toEqual(before)
    expect((await sqs.listQueueTags({ QueueUrl: q.url })).Tags, 'the tags after the purge').toEqual({ stage: 'test' })
  },
})

/** Either the purged queue has forgotten the id, and a new message arrives, or it remembers it, and the message counts as the old one. */
clause('sqs.purge.dedup-after-purge', {
  async check({ queue, time, profile, expect }) {
    const q = await queue({ type: 'fifo' })
    const first = await q.send({ MessageDeduplicationId: 'once' })
    const purge = await q.purge()
    await time.pass(time.after(purge, purged({ profile })))
    const second = await q.send({ MessageDeduplicationId: 'once' })
    if (second.MessageId === first.MessageId) await q.receiveNone('the duplicate of a purged message is not delivered')
    else expect((await q.receiveOne()).MessageId, 'the message that does not count as a duplicate').toBe(second.MessageId)
  },
})
