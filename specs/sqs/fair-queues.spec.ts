import { clause, fc, groupIds, protocols } from './bench.js'

/** Nothing that was received comes again while a clause runs; only a copy from another server could. */
const held = { attributes: { VisibilityTimeout: '600' } }
const bodiesOf = (messages: readonly { readonly Body: string }[]) => messages.map(({ Body }) => Body).sort()

clause('sqs.fair.group-id-on-standard', {
  axes: { protocol: protocols },
  given: { group: groupIds() },
  async check({ queue, expect }, { group }) {
    const q = await queue()
    await q.send({ MessageGroupId: group, MessageBody: 'single' })
    const { Failed = [] } = await q.sendBatch([{ MessageGroupId: group, MessageBody: 'in a batch' }])
    expect(Failed, 'the entries that failed').toEqual([])
    expect(bodiesOf(await q.eventually(2)), 'what the queue holds').toEqual(['in a batch', 'single'])
  },
})

clause('sqs.fair.group-id-optional', {
  given: { groups: fc.array(fc.option(groupIds(), { nil: undefined }), { minLength: 2, maxLength: 10 }) },
  edges: [{ groups: ['a', undefined] }, { groups: [undefined, 'a', undefined] }],
  async check({ queue, expect }, { groups }) {
    const q = await queue(held)
    const { Failed = [] } = await q.sendBatch(groups.map((MessageGroupId, nth) => ({ MessageGroupId, MessageBody: `m${nth}` })))
    expect(Failed, 'the entries that failed').toEqual([])
    const received = await q.eventually(groups.length, { MessageSystemAttributeNames: ['MessageGroupId'] })
    const shown = Object.fromEntries(received.map(({ Body, Attributes }) => [Body, Attributes?.MessageGroupId]))
    expect(shown, 'the group of each message').toEqual(Object.fromEntries(groups.map((group, nth) => [`m${nth}`, group])))
  },
})

clause('sqs.fair.group-id-returned', {
  axes: { protocol: protocols },
  given: { group: groupIds() },
  async check({ queue, expect }, { group }) {
    const q = await queue()
    await q.send({ MessageGroupId: group })
    const { Attributes } = await q.receiveOne({ MessageSystemAttributeNames: ['All'] })
    expect(Attributes, 'the system attributes').toMatchObject({ MessageGroupId: group })
    expect(Object.keys(Attributes ?? {}), 'the system attributes of a standard queue').not.toContain('SequenceNumber')
    expect(Object.keys(Attributes ?? {}), 'the system attributes of a standard queue').not.toContain('MessageDeduplicationId')
  },
})

/** Over the Query protocol an empty parameter is hardly to be told from one that is left out, so there it is not tried. */
clause('sqs.fair.validation', {
  axes: { protocol: protocols },
  given: { right: groupIds(), wrong: fc.integer({ min: 129, max: 300 }).map((length) => 'x'.repeat(length)) },
  edges: [{ right: '~'.repeat(128), wrong: 'x'.repeat(129) }],
  async check({ queue, refused, expect }, { protocol, right, wrong }) {
    const q = await queue()
    if (protocol === 'json') await refused(q.send({ MessageGroupId: '' }))
    await refused(q.send({ MessageGroupId: wrong }))
    const { MessageId } = await q.send({ MessageGroupId: right })
    expect(
      [...new Set([...(await q.drain(1)), ...(await q.whateverComes())].map((message) => message.MessageId))],
      'the messages that come',
    ).toEqual([MessageId])
  },
})

clause('sqs.fair.parallel-within-group', {
  given: { n: fc.integer({ min: 2, max: 6 }), group: groupIds({ maxLength: 20 }) },
  cases: 2,
  async check({ queue, expect }, { n, group }) {
    const q = await queue(held)
    const sent = Array.from({ length: n }, (_, nth) => `m${nth}`)
    await q.sendBatch(sent.map((MessageBody) => ({ MessageBody, MessageGroupId: group })))
    const received = await q.eventually(n, { MaxNumberOfMessages: 1 })
    expect(bodiesOf(received), 'the messages of one group in flight at the same time').toEqual(sent)
  },
})

/** In whatever order they come, those that were sent come, each with the body it was sent with. */
clause('sqs.fair.no-ordering', {
  given: { groups: fc.array(fc.constantFrom('a', 'b'), { minLength: 2, maxLength: 10 }), max: fc.integer({ min: 1, max: 10 }) },
  async check({ queue, expect }, { groups, max }) {
    const q = await queue(held)
    const { Successful = [] } = await q.sendBatch(groups.map((MessageGroupId, nth) => ({ MessageGroupId, MessageBody: `e${nth}` })))
    const received = await q.drain(groups.length, { MaxNumberOfMessages: max })
    const sent = Successful.map(({ MessageId, Id }) => `${MessageId} ${Id}`)
    expect(received.map(({ MessageId, Body }) => `${MessageId} ${Body}`).sort(), 'the ids and bodies that come').toEqual(sent.sort())
  },
})

/**
 * A tenant with forty messages in flight and more to come is noisy, by whatever threshold. Who is served first is only tried for; but a
 * quiet tenant is served while the noisy one keeps its messages, and the noisy one's own are accepted and come as well.
 */
const tenants = [
  { id: 'sqs.fair.quiet-first', tenant: 'quiet' },
  { id: 'sqs.fair.noisy-not-dropped', tenant: 'noisy' },
]

for (const { id, tenant } of tenants) {
  clause(id, {
    async check({ queue, expect }) {
      const q = await queue(held)
      const sent: string[] = []
      const send = async (MessageGroupId: string) => {
        const batch = Array.from({ length: 10 }, (_, nth) => ({ MessageGroupId, MessageBody: `${MessageGroupId} ${sent.length + nth}` }))
        sent.push(...batch.map(({ MessageBody }) => MessageBody))
        const { Failed = [] } = await q.sendBatch(batch)
        expect(Failed, 'the entries that failed').toEqual([])
      }
      for (let nth = 0; nth < 5; nth++) await send('noisy')
      const seen = new Set(bodiesOf(await q.eventually(40)))
      await send('quiet')
      await send('noisy')
      const awaited = sent.filter((body) => body.startsWith(tenant))
      while (!awaited.every((body) => seen.has(body))) {
        for (const { Body } of await q.eventually(1, { MaxNumberOfMessages: 10 })) seen.add(Body)
      }
      expect(sent, 'what was sent, against what came').toEqual(expect.arrayContaining([...seen]))
    },
  })
}
