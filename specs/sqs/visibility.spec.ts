import { bodies, clause, fc, protocols, queueTypes } from './bench.js'

/**
 * Seen from both sides: while the timer surely runs nothing comes, and once it surely ended the same message does. On a standard
 * queue an early second delivery is a freedom that AWS keeps, so there the first half holds only where that freedom is withheld.
 */
clause('sqs.visibility.expiry-makes-visible-again', {
  axes: { type: queueTypes, protocol: protocols },
  given: { seconds: fc.integer({ min: 1, max: 3 }), body: bodies() },
  async check({ queue, time, profile, expect }, { type, seconds, body }) {
    const q = await queue({ type })
    const sent = await q.send({ MessageBody: body })
    const first = await q.receiveOne({ VisibilityTimeout: seconds })
    const expiry = time.after(first, seconds * 1000)

    if (type === 'fifo' || !profile.tolerates('sqs.receive.at-least-once-standard')) {
      const early = await q.receive()
      time.surelyBefore(early, expiry)
      expect(early.Messages, 'what is received before the timeout ends').toBeUndefined()
    }

    await time.pass(expiry)
    const again = await q.receiveOne()
    expect(again.MessageId, 'the message that is received after the timeout ended').toBe(sent.MessageId)
  },
})

clause('sqs.visibility.change.range', {
  axes: { type: queueTypes, protocol: protocols },
  given: { accepted: fc.integer({ min: 0, max: 43_100 }), refused: fc.oneof(fc.integer({ min: -9999, max: -1 }), fc.integer({ min: 43_201, max: 99_999 })) },
  edges: [{ accepted: 0, refused: -1 }, { refused: 43_201 }],
  async check({ queue, refused }, { type, accepted, refused: outside }) {
    const q = await queue({ type, attributes: { VisibilityTimeout: '600' } })
    await q.send()
    const message = await q.receiveOne()
    await refused(q.changeVisibility(message, outside))
    await q.changeVisibility(message, accepted)
  },
})
