import { binding as sqsBinding } from '../../specs/sqs/binding.js'
import { sqsWords } from '../../specs/sqs/bench.js'
import { clausesOf, fc, type Case } from '../../src/suite/index.js'
import { binding } from './binding.js'

const { clause } = clausesOf(binding, (it) => it)

/** A queue of another account that takes what the relay sends. */
const queueElsewhere = async (t: Case) => {
  const sqs = sqsWords(await t.on(sqsBinding, { isSecond: true }))
  const q = await sqs.queue()
  const Policy = JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: { Service: 'relay.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: await q.arn() }],
  })
  await q.setForGood({ Policy })
  return q
}
const relay = (t: Case, Name: string, text: string) => t.call('Relay', { Name, Content: new TextEncoder().encode(text) })

clause('relay.message.delivered', {
  accounts: 2,
  given: { text: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }) },
  async check(t, { text }) {
    const q = await queueElsewhere(t)
    const Name = t.name()
    await t.call('PutRoute', { Name, QueueArn: await q.arn() })
    await relay(t, Name, text)
    t.expect((await q.receiveOne()).Body, 'the message in the queue').toBe(text)
  },
})

clause('relay.route.replaced', {
  accounts: 2,
  async check(t) {
    const [first, second] = [await queueElsewhere(t), await queueElsewhere(t)]
    const Name = t.name()
    for (const q of [first, second]) await t.call('PutRoute', { Name, QueueArn: await q.arn() })
    await relay(t, Name, 'x')
    t.expect((await second.receiveOne()).Body, 'the message in the queue that was set last').toBe('x')
    await first.receiveNone('nothing goes to the queue that was set first')
  },
})

clause('relay.message.unknown-route', {
  async check(t) {
    await t.refused(relay(t, t.name(), 'x'), { shape: 'RouteNotFound', status: 404 })
  },
})

clause('relay.message.own-id', {
  accounts: 2,
  async check(t) {
    const q = await queueElsewhere(t)
    const Name = t.name()
    await t.call('PutRoute', { Name, QueueArn: await q.arn() })
    const ids = [await relay(t, Name, 'x'), await relay(t, Name, 'x')].map((output) => (output as { MessageId?: string }).MessageId)
    t.expect(new Set(ids).size, 'how many ids two messages have').toBe(2)
  },
})
