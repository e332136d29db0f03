import { bounds, clause, fc, protocols, queueTypes, range, unlessRefused } from './bench.js'
import type { QueueType } from './bench.js'

const HOURS_12 = 43_200

clause('sqs.visibility.change.extend', {
  axes: { type: queueTypes, protocol: protocols },
  given: { seconds: fc.integer({ min: 1, max: 2 }), longer: fc.integer({ min: 4, max: 5 }) },
  cases: 2,
  async check({ queue, time, expect }, { type, seconds, longer }) {
    const q = await queue({ type })
    const sent = await q.send()
    const message = await q.receiveOne({ VisibilityTimeout: seconds })
    const before = time.after(message, seconds * 1000)
    const change = await time.inTime(q.changeVisibility(message, seconds + longer), before)
    const now = time.after(change, (seconds + longer) * 1000)
    await time.pass(before)
    await q.stillHidden(now, 'the message stays hidden beyond the timeout that it was received with')
    await time.pass(now)
    expect((await q.receiveOne({}, q.patience)).MessageId, 'the message, back when the longer timeout ended').toBe(sent.MessageId)
  },
})

clause('sqs.visibility.change.shorten', {
  axes: { type: queueTypes, protocol: protocols },
  given: { received: fc.integer({ min: 30, max: HOURS_12 }), seconds: fc.integer({ min: 1, max: 2 }) },
  edges: [{ received: HOURS_12 }],
  cases: 2,
  async check({ queue, time, expect }, { type, received, seconds }) {
    const q = await queue({ type })
    const sent = await q.send()
    const message = await q.receiveOne({ VisibilityTimeout: received })
    const now = time.after(await q.changeVisibility(message, seconds), seconds * 1000)
    await q.stillHidden(now, 'the message is hidden until the shorter timeout ends')
    await time.pass(now)
    expect((await q.receiveOne({}, q.patience)).MessageId, 'the message, back when the shorter timeout ended').toBe(sent.MessageId)
  },
})

/** Four seconds go by between receive and change, which tells a timeout that counts from the change from one that counts from the receive. */
clause('sqs.visibility.change.counts-from-call', {
  axes: { type: queueTypes },
  given: { received: fc.integer({ min: 10, max: 600 }) },
  cases: 2,
  async check({ queue, time, expect }, { type, received }) {
    const q = await queue({ type })
    const sent = await q.send()
    const message = await q.receiveOne({ VisibilityTimeout: received })
    await time.pass(time.after(message, 4000))
    const now = time.after(await q.changeVisibility(message, 4), 4000)
    await q.stillHidden(now, 'the message is hidden for the whole timeout from the change on')
    await time.pass(now)
    expect((await q.receiveOne()).MessageId, 'the message, back when the timeout counted from the change ended').toBe(sent.MessageId)
  },
})

clause('sqs.visibility.change.zero-releases', {
  axes: { type: queueTypes, protocol: protocols },
  given: { received: fc.integer({ min: 30, max: HOURS_12 }) },
  cases: 2,
  async check({ queue, expect }, { type, received }) {
    const q = await queue({ type })
    const sent = await q.send()
    await q.changeVisibility(await q.receiveOne({ VisibilityTimeout: received }), 0)
    expect((await q.receiveOne()).MessageId, 'the message that was released').toBe(sent.MessageId)
  },
})

/** A value just below 43,200 is within the range, but counts from the receive and is refused by another rule. */
bounds(
  'sqs.visibility.change.range',
  {
    ...range(0, HOURS_12),
    inside: fc.integer({ min: 0, max: HOURS_12 - 100 }),
    edges: [
      { inside: 0, outside: -1 },
      { inside: HOURS_12 - 100, outside: HOURS_12 + 1 },
    ],
  },
  {
    member: 'ChangeMessageVisibility.VisibilityTimeout',
    axes: { type: queueTypes, protocol: protocols },
    async valid({ queue }, _, { type }) {
      const q = await queue({ type: type as QueueType, attributes: { VisibilityTimeout: '600' } })
      await q.send()
      return { QueueUrl: q.url, ReceiptHandle: (await q.receiveOne()).ReceiptHandle }
    },
  },
)

clause('sqs.visibility.change.only-this-receipt', {
  axes: { type: queueTypes, next: ['queue', 'receive'] },
  async check({ queue, time }, { type, next }) {
    const q = await queue({ type, attributes: { VisibilityTimeout: next === 'queue' ? '30' : '600' } })
    await q.send()
    const change = await q.changeVisibility(await q.receiveOne(), 1)
    await time.pass(time.after(change, 1000))
    const again = await q.receiveOne(next === 'receive' ? { VisibilityTimeout: 30 } : {}, q.patience)
    await time.pass(time.after(again, 1000))
    await q.stillHidden(time.after(again, 30_000), 'the next receive hides the message for its own timeout')
  },
})

/** The extension in between would restart a cap that counts from it; the last change shows that it is the cap which refuses. */
clause('sqs.visibility.change.12h-total', {
  axes: { type: queueTypes, protocol: protocols },
  given: { extension: fc.integer({ min: 60, max: HOURS_12 - 100 }) },
  cases: 1,
  async check({ queue, time, refused }, { type, extension }) {
    const q = await queue({ type })
    await q.send()
    const message = await q.receiveOne()
    await time.pass(time.after(message, 1000))
    await q.changeVisibility(message, extension)
    await refused(q.changeVisibility(message, HOURS_12))
    await q.changeVisibility(message, HOURS_12 - 1000)
  },
})

clause('sqs.visibility.change.full-12h-likely-fails', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, time }, { type }) {
    const q = await queue({ type })
    await q.send()
    const message = await q.receiveOne()
    await unlessRefused(q.changeVisibility(message, HOURS_12))
    await time.inTime(q.changeVisibility(message, 43_195), time.after(message, 5000))
  },
})

/** A value that were cut to what is left would keep the message hidden for 12 hours; it comes back when its old timeout ends. */
clause('sqs.visibility.change.no-autoclamp', {
  axes: { type: queueTypes },
  async check({ queue, time, refused, expect }, { type }) {
    const q = await queue({ type })
    const sent = await q.send()
    const message = await q.receiveOne({ VisibilityTimeout: 2 })
    await time.pass(time.after(message, 1000))
    await refused(q.changeVisibility(message, HOURS_12))
    await time.pass(time.after(message, 2000))
    expect((await q.receiveOne({}, q.patience)).MessageId, 'the message, back when its unchanged timeout ended').toBe(sent.MessageId)
  },
})

/** Of a deleted message; of one whose handle lapsed because it was released only that the answer is a success or a client's error, and that the message stays. */
clause('sqs.visibility.change.not-inflight-error', {
  axes: { type: queueTypes, protocol: protocols },
  given: { seconds: fc.integer({ min: 0, max: 600 }) },
  edges: [{ seconds: 0 }],
  cases: 2,
  async check({ queue, refused, expect }, { type, seconds }) {
    const q = await queue({ type })
    await q.send()
    const message = await q.receiveOne()
    await q.delete(message)
    await refused(q.changeVisibility(message, seconds))
    // What comes next may be the deleted message once more.
    if (q.mayRepeat()) return
    const sent = await q.send()
    const released = await q.receiveOne()
    await q.changeVisibility(released, 0)
    if (await unlessRefused(q.changeVisibility(released, seconds === 0 ? 0 : 600))) await q.changeVisibility(released, 0)
    expect((await q.receiveOne()).MessageId, 'the message that was released').toBe(sent.MessageId)
  },
})

/** Success is what was recorded, an error what the documentation warns of; after either the message is still to be had. */
clause('sqs.visibility.change.after-expiry-standard-ok', {
  axes: { protocol: protocols },
  async check({ queue, time, expect }) {
    const q = await queue()
    const sent = await q.send()
    const message = await q.receiveOne({ VisibilityTimeout: 1 })
    await time.pass(time.after(message, 1000))
    const changed = await unlessRefused(q.changeVisibility(message, 1))
    if (changed) await time.pass(time.after(changed, 1000))
    expect((await q.receiveOne({}, q.patience)).MessageId, 'the message, which stays in the queue').toBe(sent.MessageId)
  },
})

/** Success is what was recorded, and then the change holds; no page promises it, so the older handle may be refused. */
clause('sqs.visibility.change.older-handle-standard-ok', {
  axes: { protocol: protocols, operation: ['single', 'batch'] },
  given: { seconds: fc.integer({ min: 1, max: 2 }) },
  cases: 2,
  async check({ queue, sqs, time, undecided, expect }, { operation, seconds }) {
    const q = await queue()
    const sent = await q.send()
    const older = await q.receiveOne({ VisibilityTimeout: 0 })
    await q.receiveOne({ VisibilityTimeout: 600 })
    const batch = async () => {
      const Entries = [{ Id: 'older', ReceiptHandle: older.ReceiptHandle, VisibilityTimeout: seconds }]
      const answer = await sqs.changeMessageVisibilityBatch({ QueueUrl: q.url, Entries })
      return (answer.Failed ?? []).length === 0 ? answer : undefined
    }
    const changed = operation === 'batch' ? await batch() : await unlessRefused(q.changeVisibility(older, seconds))
    if (changed === undefined) return undecided('the older handle is refused, which is open')
    const ends = time.after(changed, seconds * 1000)
    await q.stillHidden(ends, 'the message is hidden until the timeout ends that the older handle set')
    await time.pass(ends)
    expect((await q.receiveOne({}, q.patience)).MessageId, 'the message, back when that timeout ended').toBe(sent.MessageId)
  },
})

clause('sqs.visibility.change.bad-handle', {
  axes: { type: queueTypes, protocol: protocols },
  given: { handle: fc.stringMatching(/^[A-Za-z0-9+/=-]{1,100}$/) },
  edges: [{ handle: 'garbage' }],
  cases: 2,
  async check({ queue, refused }, { type, handle }) {
    const q = await queue({ type })
    await refused(q.changeVisibility(handle, 10))
  },
})

/** A batch entry may lack the timeout as far as the API's description goes; what it then does is not said, so either outcome will do. */
clause('sqs.visibility.change.required-params', {
  axes: { type: queueTypes, protocol: protocols, missing: ['QueueUrl', 'ReceiptHandle', 'VisibilityTimeout'] },
  async check({ queue, call, refused, expect }, { type, missing }) {
    const q = await queue({ type })
    await q.send()
    const { ReceiptHandle } = await q.receiveOne()
    const whole = { QueueUrl: q.url, ReceiptHandle, VisibilityTimeout: 10 }
    await refused(call('ChangeMessageVisibility', { ...whole, [missing]: undefined }))
    if (missing === 'VisibilityTimeout') {
      await unlessRefused(call('ChangeMessageVisibilityBatch', { QueueUrl: q.url, Entries: [{ Id: 'e', ReceiptHandle }] }))
    }
    expect(await call('ChangeMessageVisibility', whole), 'the answer to a request with all parameters').toBeDefined()
  },
})

clause('sqs.visibility.heartbeat', {
  axes: { type: queueTypes },
  given: { beats: fc.integer({ min: 2, max: 4 }) },
  cases: 2,
  async check({ queue, time, expect }, { type, beats }) {
    const q = await queue({ type })
    const sent = await q.send()
    const message = await q.receiveOne({ VisibilityTimeout: 5 })
    let expiry = time.after(message, 5000)
    for (let beat = 1; beat <= beats; beat++) {
      await time.sleep(beat === 1 ? 3000 : 0)
      const change = await time.inTime(q.changeVisibility(message, 5), expiry)
      expiry = time.after(change, 5000)
      await q.stillHidden(expiry, `the message is hidden by extension ${beat}`)
      await time.pass(time.after(change, 3000))
    }
    await time.pass(expiry)
    expect((await q.receiveOne({}, q.patience)).MessageId, 'the message, back when the last extension ended').toBe(sent.MessageId)
  },
})

clause('sqs.visibility.fifo-delete-after-extend', {
  axes: { protocol: protocols },
  async check({ queue, time }) {
    const q = await queue({ type: 'fifo' })
    await q.send()
    const message = await q.receiveOne({ VisibilityTimeout: 1 })
    const before = time.after(message, 1000)
    const extended = await time.inTime(q.changeVisibility(message, 3), before)
    const expiry = time.after(extended, 3000)
    await time.pass(before)
    await time.inTime(q.delete(message), expiry)
    await time.pass(expiry)
    await q.receiveNone('the message was deleted')
  },
})
