import { clause, fc, topicTypes } from './bench.js'

clause('sns.fanout.all-confirmed-subscriptions', {
  axes: { type: topicTypes },
  given: { text: fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme-ascii' }) },
  async check(t, { type, text }) {
    const topic = await t.topic({ type })
    const inboxes = [await t.inbox(topic), await t.inbox(topic)]
    await topic.publish({ Message: text })
    for (const inbox of inboxes) t.expect(await inbox.texts(1), 'what the subscriber got').toEqual([text])
  },
})
