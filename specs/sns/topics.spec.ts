import { clause, fc, topicTypes } from './bench.js'

const names = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/)

clause('sns.topics.create-returns-arn', {
  axes: { type: topicTypes },
  given: { end: names },
  async check(t, { type, end }) {
    const name = t.name(`${end}${type === 'fifo' ? '.fifo' : ''}`)
    const { arn } = await t.topic({ type, name })
    t.expect(arn, 'the TopicArn').toMatch(new RegExp(`^arn:aws[a-z-]*:sns:${t.region}:${t.account ?? '\\d{12}'}:${name.replaceAll('.', '\\.')}$`))
  },
})

clause('sns.topics.create-idempotent-same-name', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const first = await t.topic({ type })
    const again = await t.topic({ type, name: first.name })
    t.expect(again.arn, 'the TopicArn of the second call').toBe(first.arn)
  },
})
