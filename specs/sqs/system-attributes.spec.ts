import { anyClientError, bodies, clause, fc, groupIds, protocols, queueTypes } from './bench.js'

const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
const STANDARD = ['ApproximateFirstReceiveTimestamp', 'ApproximateReceiveCount', 'SenderId', 'SentTimestamp'] as const
const FIFO = ['MessageDeduplicationId', 'MessageGroupId', 'SequenceNumber'] as const
const trace = { AWSTraceHeader: { DataType: 'String', StringValue: TRACE } } as const
const names = (wanted: readonly string[]) => ({ MessageSystemAttributeNames: [...wanted] as never })
/** Each of the two parameters that ask for system attributes. */
const parameters = ['MessageSystemAttributeNames', 'AttributeNames'] as const

clause('sqs.sysattr.all-standard', {
  axes: { protocol: protocols, parameter: parameters },
  given: { body: bodies() },
  cases: 2,
  async check({ queue, expect }, { parameter, body }) {
    const q = await queue()
    await q.send({ MessageBody: body })
    const { Attributes = {} } = await q.receiveOne({ [parameter]: ['All'] })
    expect(Object.keys(Attributes).sort(), 'the names of all system attributes').toEqual([...STANDARD])
  },
})

clause('sqs.sysattr.all-fifo', {
  axes: { protocol: protocols, parameter: parameters },
  given: { group: groupIds({ maxLength: 20 }) },
  cases: 2,
  async check({ queue, expect }, { parameter, group }) {
    const q = await queue({ type: 'fifo' })
    const sent = await q.send({ MessageGroupId: group, MessageDeduplicationId: 'once' })
    const { Attributes = {} } = await q.receiveOne({ [parameter]: ['All'] })
    expect(Object.keys(Attributes).sort(), 'the names of all system attributes').toEqual([...STANDARD, ...FIFO].sort())
    expect(Attributes, 'those of a FIFO queue').toMatchObject({
      MessageDeduplicationId: 'once',
      MessageGroupId: group,
      SequenceNumber: sent.SequenceNumber,
    })
  },
})

/** The attribute that does not apply to the queue is skipped; any other comes if it was asked for, and only then. */
clause('sqs.sysattr.subset', {
  axes: { type: queueTypes, protocol: protocols, parameter: parameters },
  given: { wanted: fc.subarray([...STANDARD, ...FIFO], { minLength: 1 }) },
  cases: 3,
  async check({ queue, expect }, { type, parameter, wanted }) {
    const q = await queue({ type })
    await q.send()
    const { Attributes = {} } = await q.receiveOne({ [parameter]: wanted })
    const due = wanted.filter((name) => type === 'fifo' || !(FIFO as readonly string[]).includes(name))
    expect(Object.keys(Attributes).sort(), 'the names of the attributes that were asked for').toEqual([...due].sort())
  },
})

clause('sqs.sysattr.new-and-old-parameter', {
  axes: { type: queueTypes, protocol: protocols },
  given: { name: fc.constantFrom('SentTimestamp', 'SenderId') },
  cases: 2,
  async check({ queue, expect }, { type, name }) {
    const q = await queue({ type, attributes: { VisibilityTimeout: '0' } })
    await q.send()
    const seen = []
    for (const parameter of parameters) seen.push((await q.receiveOne({ [parameter]: [name] })).Attributes)
    for (const attributes of seen) expect(Object.keys({ ...attributes }), 'the names of the attributes').toEqual([name])
    expect(seen[1], 'what the older parameter gives').toEqual(seen[0])
  },
})

/** What was seen fits a union and fits that the newer parameter wins, so what the older one alone asks for may come or not. */
clause('sqs.sysattr.both-parameters-json', {
  axes: { protocol: ['json'], type: queueTypes },
  given: { older: fc.constantFrom(...STANDARD), newer: fc.constantFrom(...STANDARD, 'All') },
  edges: [
    { older: 'SenderId', newer: 'All' },
    { older: 'SenderId', newer: 'SentTimestamp' },
  ],
  async check({ queue, expect }, { type, older, newer }) {
    const q = await queue({ type })
    await q.send()
    const { Attributes = {} } = await q.receiveOne({ AttributeNames: [older as never], MessageSystemAttributeNames: [newer as never] })
    const asked = newer === 'All' ? (type === 'fifo' ? [...STANDARD, ...FIFO] : STANDARD) : [newer]
    const came = Object.keys(Attributes)
    for (const name of asked) expect(came, `what came of ${newer}, beside ${older} in the older parameter`).toContain(name)
    for (const name of came) expect(name, 'the attributes that either parameter asked for').toBeOneOf([...asked, older])
  },
})

/** Both are sent under one name, so what becomes of two lists is open; nothing else comes, and something does. */
clause('sqs.sysattr.both-parameters-query', {
  axes: { protocol: ['query'] },
  async check({ queue, expect }) {
    const q = await queue()
    await q.send()
    const { Attributes = {} } = await q.receiveOne({
      AttributeNames: ['SenderId' as never],
      MessageSystemAttributeNames: ['SentTimestamp'],
    })
    expect(Object.keys(Attributes).length, 'how many attributes came').toBeGreaterThan(0)
    for (const name of Object.keys(Attributes)) expect(name, 'the attributes that were asked for').toBeOneOf(['SenderId', 'SentTimestamp'])
  },
})

clause('sqs.sysattr.sse-enabled-listed-but-absent', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, expect }, { type }) {
    const q = await queue({ type, attributes: { SqsManagedSseEnabled: 'true' } })
    await q.send()
    const { Attributes = {} } = await q.receiveOne(names(['All']))
    expect(Object.keys(Attributes), 'the names of all system attributes').not.toContain('SqsManagedSseEnabled')
    expect(Object.keys(Attributes), 'the names of all system attributes').toContain('SentTimestamp')
  },
})

/** ReceiveMessage declares no such error: a refusal must be a client's, and without one the name must bring nothing. */
clause('sqs.sysattr.unknown-name', {
  axes: { protocol: protocols, parameter: parameters },
  given: { name: fc.constantFrom('Unknown', 'sentTimestamp', 'VisibilityTimeout') },
  cases: 2,
  async check({ queue, refused, expect }, { parameter, name }) {
    const q = await queue()
    const { MessageId } = await q.send()
    const call = q.receive({ [parameter]: [name] })
    const output = await call.catch(() => refused(call, anyClientError))
    if ('Messages' in output) expect(Object.keys({ ...output.Messages?.[0]?.Attributes }), 'the attributes that came').toEqual([])
    else expect((await q.receiveOne()).MessageId, 'the message, still there').toBe(MessageId)
  },
})

/** Of two messages, the second of which is seconds younger than the first, as the first is than the queue. */
clause('sqs.sysattr.sent-timestamp-ms', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, time, expect }, { type }) {
    const q = await queue({ type })
    const sent: { readonly call: object; readonly at: number }[] = []
    for (const MessageGroupId of ['first', 'second']) {
      await time.sleep(2000)
      const call = await q.send(type === 'fifo' ? { MessageGroupId } : {})
      const { Attributes = {} } = await q.receiveOne({ VisibilityTimeout: 600, ...names(['SentTimestamp']) })
      expect(Attributes['SentTimestamp'] ?? '', 'when it was sent, in milliseconds since 1970').toMatch(/^\d{13}$/)
      // The clocks of two machines may differ; milliseconds and seconds cannot be confused.
      expect(Math.abs(Number(Attributes['SentTimestamp']) - time.of(call).hi), 'milliseconds between that and our clock').toBeLessThan(
        600_000,
      )
      sent.push({ call, at: Number(Attributes['SentTimestamp']) })
    }
    const [first, second] = sent.map(({ call }) => time.of(call)) as [ReturnType<typeof time.of>, ReturnType<typeof time.of>]
    if (q.mayRepeat()) return
    const apart = sent[1]!.at - sent[0]!.at
    expect(apart, 'milliseconds from one send to the next, as the messages tell').toBeGreaterThanOrEqual(
      time.least(second.lo - first.hi) - 1,
    )
    expect(apart, 'milliseconds from one send to the next, as the messages tell').toBeLessThanOrEqual(time.most(second.hi - first.lo) + 1)
  },
})

/** "Approximate": what must hold is that it is not the time of the send, two seconds before, and that a later receive does not move it. */
clause('sqs.sysattr.first-receive-timestamp', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, time, expect }, { type }) {
    const q = await queue({ type, attributes: { VisibilityTimeout: '0' } })
    await q.send()
    await time.sleep(2000)
    const first = await q.receiveOne(names(['All']))
    await time.pass(time.after(first, 1000))
    const again = await q.receiveOne(names(['All']))
    const [one, two] = [first, again].map(({ Attributes }) => Number(Attributes?.ApproximateFirstReceiveTimestamp))
    expect(String(one), 'the time of the first receive, in milliseconds since 1970').toMatch(/^\d{13}$/)
    expect(one! - Number(first.Attributes?.SentTimestamp), 'milliseconds from the send to the first receive').toBeGreaterThanOrEqual(1000)
    expect(Math.abs(two! - one!), 'milliseconds by which a second receive moved it').toBeLessThan(500)
  },
})

clause('sqs.sysattr.trace-roundtrip', {
  axes: { type: queueTypes, protocol: protocols, door: ['SendMessage', 'SendMessageBatch'] },
  async check({ queue, expect }, { type, door }) {
    const q = await queue({ type })
    if (door === 'SendMessage') await q.send({ MessageSystemAttributes: trace })
    else await q.sendBatch([{ MessageSystemAttributes: trace }])
    const { Attributes } = await q.receiveOne(names(['AWSTraceHeader']))
    expect(Attributes, 'the system attributes that come back').toEqual({ AWSTraceHeader: TRACE })
  },
})

clause('sqs.sysattr.trace-from-http-header', {
  axes: { protocol: protocols },
  async check({ queue, json, form, expect }, { protocol }) {
    const q = await queue()
    const headers = { 'X-Amzn-Trace-Id': TRACE }
    const message = { QueueUrl: q.url, MessageBody: 'x' }
    const sent =
      protocol === 'json'
        ? await json('SendMessage', message, { headers })
        : await form({ Action: 'SendMessage', Version: '2012-11-05', ...message }, { headers })
    expect(sent.status, 'the status of SendMessage').toBe(200)
    expect((await q.receiveOne(names(['AWSTraceHeader']))).Attributes, 'the system attributes that come back').toEqual({
      AWSTraceHeader: TRACE,
    })
  },
})

const malformed = [
  { id: 'sqs.sysattr.trace-only', attributes: { Colour: { DataType: 'String', StringValue: 'red' } } },
  { id: 'sqs.sysattr.trace-type-string', attributes: { AWSTraceHeader: { DataType: 'Number', StringValue: '1' } } },
] as const

for (const { id, attributes } of malformed) {
  clause(id, {
    axes: { type: queueTypes, protocol: protocols },
    async check({ queue, call, refused, expect }, { type }) {
      const q = await queue({ type })
      const group = type === 'fifo' ? { MessageGroupId: 'g', MessageDeduplicationId: 'd1' } : {}
      await refused(call('SendMessage', { QueueUrl: q.url, MessageBody: 'x', MessageSystemAttributes: attributes, ...group }))
      const { MessageId } = await q.send({ MessageSystemAttributes: trace })
      expect((await q.receiveOne()).MessageId, 'the message with a trace header, and no other').toBe(MessageId)
    },
  })
}

/** The largest message that a queue takes is taken with a trace header as well. */
clause('sqs.sysattr.trace-not-counted', {
  axes: { type: queueTypes, protocol: protocols },
  async check({ queue, expect }, { type }) {
    const q = await queue({ type, attributes: { MaximumMessageSize: '1024' } })
    const { MessageId } = await q.send({ MessageBody: 'x'.repeat(1024), MessageSystemAttributes: trace })
    expect((await q.receiveOne()).MessageId, 'the message at the limit').toBe(MessageId)
  },
})
