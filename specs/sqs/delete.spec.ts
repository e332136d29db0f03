import { clause, fc, protocols, queueTypes, unlessRefused } from './bench.js'

/** Some messages are deleted, the others come again: neither a delete that is forgotten nor one that takes too much goes unseen. */
clause('sqs.delete.removes-message', {
  axes: { type: queueTypes, protocol: protocols },
  given: { deleted: fc.integer({ min: 2, max: 4 }), kept: fc.integer({ min: 1, max: 3 }) },
  cases: 2,
  async check({ queue, time, expect }, { type, deleted, kept }) {
    const q = await queue({ type })
    await q.sendApart(deleted + kept)
    const messages = await q.eventually(deleted + kept, { VisibilityTimeout: 2 })
    const expiries = messages.map((message) => time.after(message, 2000))
    const gone = new Set<string>()
    for (const [nth, message] of messages.slice(0, deleted).entries()) {
      await time.inTime(q.delete(message), expiries[nth]!)
      gone.add(message.MessageId)
    }
    await time.pass(...expiries)
    const again = await q.eventually(kept, {}, q.patience)
    const more = await q.whateverComes()
    const back = [...again, ...more].filter(({ MessageId }) => gone.has(MessageId))
    expect(back.length, `of ${deleted} deleted messages those that came back`).toBeLessThanOrEqual(q.mayRepeat() ? deleted - 1 : 0)
    const left = new Set([...again, ...more].map(({ MessageId }) => MessageId))
    if (!q.mayRepeat()) expect(left.size, 'how many messages that were not deleted came back').toBe(kept)
  },
})

clause('sqs.delete.by-receipt-handle', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, refused, expect }, { type }) {
    const q = await queue({ type })
    const sent = await q.send()
    const message = await q.receiveOne()
    await refused(q.delete(message.MessageId))
    await q.changeVisibility(message, 0)
    const again = await q.receiveOne()
    expect(again.MessageId, 'the message that its id did not delete').toBe(sent.MessageId)
    await q.delete(again)
  },
})

/** Releasing the message would bring it back at once, were it still there; that the release is refused is another line's matter. */
clause('sqs.delete.while-invisible-to-others', {
  axes: { type: queueTypes, protocol: protocols },
  given: { seconds: fc.integer({ min: 30, max: 43_200 }) },
  edges: [{ seconds: 43_200 }],
  cases: 2,
  async check({ queue, time }, { type, seconds }) {
    const q = await queue({ type })
    await q.send()
    const message = await q.receiveOne({ VisibilityTimeout: seconds })
    await q.stillHidden(time.after(message, seconds * 1000), 'the message is hidden when it is deleted')
    await q.delete(message)
    await unlessRefused(q.changeVisibility(message, 0))
    if (!q.mayRepeat()) await q.receiveNone('the message was deleted although it was hidden')
  },
})

/** The delete by the older handle succeeds; whether it deletes is open. What is left of the message goes by its latest handle. */
clause('sqs.delete.old-handle-succeeds-maybe-noop', {
  axes: { protocol: protocols },
  async check({ queue, time, expect }) {
    const q = await queue()
    const sent = await q.send()
    const older = await q.receiveOne({ VisibilityTimeout: 0 })
    const latest = await q.receiveOne({ VisibilityTimeout: 1 })
    await q.delete(older)
    await time.pass(time.after(latest, 1000))
    for (const message of await q.whateverComes()) {
      expect(message.MessageId, 'the message that may be left').toBe(sent.MessageId)
      await q.delete(message)
    }
    if (!q.mayRepeat()) await q.receiveNone('the message was deleted by its latest handle, or by the older one before')
  },
})

/** A success that deletes was recorded, an error is what the documentation warns of; a success that deletes nothing is neither. */
clause('sqs.delete.expired-handle-standard-ok', {
  axes: { protocol: protocols, by: ['timeout', 'release'] },
  async check({ queue, time, expect }, { by }) {
    const q = await queue()
    const sent = await q.send()
    const message = await q.receiveOne({ VisibilityTimeout: by === 'timeout' ? 1 : 600 })
    if (by === 'timeout') await time.pass(time.after(message, 1000))
    else await q.changeVisibility(message, 0)
    const deleted = await unlessRefused(q.delete(message))
    if (deleted === undefined)
      expect((await q.receiveOne({}, q.patience)).MessageId, 'the message whose delete was refused').toBe(sent.MessageId)
    else if (!q.mayRepeat()) await q.receiveNone('the delete by the latest handle succeeded')
  },
})

/** The answer is known for a timeout that ended. After a release by hand either will do, so far as it is true: an error and a message that is still there, or neither. */
clause('sqs.delete.expired-handle-fifo-error', {
  axes: { protocol: protocols, by: ['timeout', 'release'] },
  given: { seconds: fc.integer({ min: 1, max: 2 }) },
  cases: 2,
  async check({ queue, time, refused, expect }, { by, seconds }) {
    const q = await queue({ type: 'fifo' })
    const sent = await q.send()
    const message = await q.receiveOne({ VisibilityTimeout: by === 'timeout' ? seconds : 600 })
    if (by === 'release') {
      await q.changeVisibility(message, 0)
      if (await unlessRefused(q.delete(message)))
        await q.receiveNone('the message was deleted by the handle of the receive that was released')
      else expect((await q.receiveOne({}, q.patience)).MessageId, 'the message whose delete was refused').toBe(sent.MessageId)
      return
    }
    await time.pass(time.after(message, seconds * 1000))
    await refused(q.delete(message))
    const again = await q.receiveOne({}, q.patience)
    expect(again.MessageId, 'the message that was not deleted').toBe(sent.MessageId)
    await q.delete(again)
  },
})

clause('sqs.delete.idempotent', {
  axes: { protocol: protocols },
  given: { times: fc.integer({ min: 2, max: 4 }) },
  cases: 2,
  async check({ queue, expect }, { times }) {
    const q = await queue()
    await q.send()
    const message = await q.receiveOne()
    for (let nth = 1; nth <= times; nth++) expect(await q.delete(message), `the answer to delete ${nth}`).toBeDefined()
  },
})

clause('sqs.delete.malformed-handle', {
  axes: { type: queueTypes, protocol: protocols },
  given: { handle: fc.stringMatching(/^[A-Za-z0-9+/=-]{1,100}$/) },
  edges: [{ handle: 'garbage' }],
  cases: 3,
  async check({ queue, refused }, { type, handle }) {
    const q = await queue({ type })
    await refused(q.delete(handle))
  },
})

clause('sqs.delete.handle-of-other-queue', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, refused, expect }, { type }) {
    const [mine, other] = [await queue({ type }), await queue({ type })]
    const sent = await mine.send()
    await other.send()
    const message = await mine.receiveOne()
    await refused(other.delete(message))
    await mine.changeVisibility(message, 0)
    const again = await mine.receiveOne()
    expect(again.MessageId, 'the message that another queue was asked to delete').toBe(sent.MessageId)
    await mine.delete(again)
  },
})

/** A genuine handle that lost its second half: the one place where either name of the error will do. */
clause('sqs.delete.invalid-id-format-deprecated', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, refused, expect }, { type }) {
    const q = await queue({ type })
    await q.send()
    const message = await q.receiveOne()
    const { errorName } = await refused(q.delete(message.ReceiptHandle.slice(0, message.ReceiptHandle.length / 2)), {})
    expect(errorName, 'the error about a handle that was cut').toMatch(/^(InvalidIdFormat|ReceiptHandleIsInvalid)$/)
    await q.delete(message)
  },
})

clause('sqs.delete.fifo-unblocks-group', {
  axes: { protocol: protocols },
  given: { n: fc.integer({ min: 2, max: 4 }), group: fc.constantFrom('g', '#:~') },
  cases: 2,
  async check({ queue, time, expect }, { n, group }) {
    const q = await queue({ type: 'fifo', attributes: { VisibilityTimeout: '600' } })
    const sent: (string | undefined)[] = []
    for (let nth = 0; nth < n; nth++) sent.push((await q.send({ MessageGroupId: group })).MessageId)
    for (const id of sent) {
      const message = await q.receiveOne()
      expect(message.MessageId, 'the first message of the group that is not deleted').toBe(id)
      await q.stillHidden(time.after(message, 600_000), 'a message in flight holds back its group')
      await q.delete(message)
    }
  },
})
