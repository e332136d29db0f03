import { clause, fc, groupIds, protocols } from './bench.js'

/** The groups of several messages in the order of their sends. */
const sequences = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 3, maxLength: 8 })
const batchSizes = fc.integer({ min: 1, max: 10 })
const named = (groups: readonly string[]) => groups.map((group, nth) => ({ MessageGroupId: group, MessageBody: `${group}${nth}` }))
const sentBodies = (messages: readonly { readonly MessageBody: string }[]) => messages.map(({ MessageBody }) => MessageBody)
const bodiesOf = (messages: readonly { readonly Body?: string | undefined }[]) => messages.map(({ Body }) => Body)
/** Bodies that begin with the letter of their group, group after group, the order inside each as it was. */
const byGroup = (all: readonly (string | undefined)[]) => [...all].sort((a = '', b = '') => a.charCodeAt(0) - b.charCodeAt(0))
const rising = (numbers: readonly bigint[]) => numbers.every((number, nth) => nth === 0 || number > numbers[nth - 1]!)

clause('sqs.fifo.order.strict-per-group', {
  given: { groups: sequences, max: batchSizes },
  edges: [
    { groups: ['a', 'a', 'a', 'a'], max: 1 },
    { groups: ['a', 'b', 'a', 'b', 'a'], max: 10 },
  ],
  async check({ queue, expect }, { groups, max }) {
    const q = await queue({ type: 'fifo' })
    const sent = named(groups)
    for (const message of sent) await q.send(message)
    const received = await q.drain(sent.length, { MaxNumberOfMessages: max })
    expect(byGroup(bodiesOf(received)), 'the messages of each group in the order they came').toEqual(byGroup(sentBodies(sent)))
  },
})

/** The order of the groups is free; that each group's message comes, and comes once, is not. */
clause('sqs.fifo.order.across-groups-unordered', {
  given: { groups: fc.uniqueArray(groupIds({ maxLength: 20 }), { minLength: 2, maxLength: 10 }), max: batchSizes },
  edges: [{ max: 1 }],
  async check({ queue, expect }, { groups, max }) {
    const q = await queue({ type: 'fifo', attributes: { VisibilityTimeout: '600' } })
    await q.sendBatch(groups.map((MessageGroupId, nth) => ({ MessageGroupId, MessageBody: String(nth) })))
    const received = await q.eventually(groups.length, { MaxNumberOfMessages: max })
    expect(bodiesOf(received).sort(), 'the messages of all groups').toEqual(groups.map((_, nth) => String(nth)).sort())
    await q.receiveNone('a message in flight does not come a second time')
  },
})

clause('sqs.fifo.order.sorted-within-response', {
  axes: { protocol: protocols },
  given: { groups: sequences },
  edges: [{ groups: ['a', 'a', 'a'] }],
  async check({ queue, expect }, { groups }) {
    const q = await queue({ type: 'fifo' })
    for (const message of named(groups)) await q.send(message)
    const response = bodiesOf(await q.eventually(1, { MaxNumberOfMessages: 10 }))
    for (const group of new Set(groups)) {
      const ofGroup = response.filter((body) => body?.startsWith(group))
      expect(ofGroup, `the messages of group ${group} in one response`).toEqual([...ofGroup].sort())
    }
  },
})

clause('sqs.fifo.order.preserved-on-redelivery', {
  given: { n: fc.integer({ min: 2, max: 5 }), seconds: fc.integer({ min: 1, max: 2 }), max: fc.constantFrom(1, 10), isBatch: fc.boolean() },
  edges: [{ isBatch: true }, { isBatch: false }],
  async check({ queue, time, expect }, { n, seconds, max, isBatch }) {
    const q = await queue({ type: 'fifo' })
    const sent = named(new Array<string>(n).fill('a'))
    await q.sendInTurn(sent, isBatch)
    const [first] = await q.eventually(1, { MaxNumberOfMessages: 10, VisibilityTimeout: seconds })
    await time.pass(time.after(first!, seconds * 1000))
    const again = await q.drain(n, { MaxNumberOfMessages: max })
    expect(bodiesOf(again), 'the messages as they come again').toEqual(sentBodies(sent))
  },
})

/** What is sent at the same time may arrive in any order; but all of one round is accepted before any of the next is sent. */
clause('sqs.fifo.order.arrival-order-multi-producer', {
  given: { producers: fc.integer({ min: 2, max: 4 }), rounds: fc.integer({ min: 2, max: 4 }) },
  async check({ queue, expect }, { producers, rounds }) {
    const q = await queue({ type: 'fifo' })
    for (let round = 0; round < rounds; round++) {
      await Promise.all([...'pqrs'].slice(0, producers).map((producer) => q.send({ MessageBody: `${round}${producer}` })))
    }
    const received = bodiesOf(await q.drain(producers * rounds))
    const seen = received.map((body) => Number(body?.[0]))
    expect(seen, 'the rounds in which the messages were sent, in the order they came').toEqual([...seen].sort())
  },
})

clause('sqs.fifo.order.batch-order', {
  axes: { protocol: protocols },
  given: { groups: fc.array(fc.constantFrom('a', 'b'), { minLength: 2, maxLength: 10 }) },
  edges: [{ groups: new Array<'a'>(10).fill('a') }],
  async check({ queue, expect }, { groups }) {
    const q = await queue({ type: 'fifo' })
    const sent = named(groups)
    await q.sendBatch(sent)
    const received = await q.drain(sent.length, { MaxNumberOfMessages: 10 })
    expect(byGroup(bodiesOf(received)), "each group's entries in the order they came").toEqual(byGroup(sentBodies(sent)))
  },
})

/** A standard queue moves a message to the back that was received three times without a deletion. */
clause('sqs.fifo.order.no-reordering-after-failures', {
  given: { failures: fc.integer({ min: 3, max: 6 }), n: fc.integer({ min: 2, max: 4 }), isBatch: fc.boolean() },
  edges: [{ isBatch: true }, { isBatch: false }],
  cases: 2,
  async check({ queue, expect }, { failures, n, isBatch }) {
    const q = await queue({ type: 'fifo' })
    const sent = named(new Array<string>(n).fill('a'))
    await q.sendInTurn(sent, isBatch)
    for (let nth = 0; nth < failures; nth++) {
      const head = await q.receiveOne()
      expect(head.Body, `the message that comes after ${nth} failures of the first`).toBe(sent[0]?.MessageBody)
      await q.changeVisibility(head, 0)
    }
    expect(bodiesOf(await q.drain(n)), 'the messages, when they are deleted at last').toEqual(sentBodies(sent))
  },
})

/** The numbers of batch entries count where they are given; that they are is the business of the batch's own clauses. */
clause('sqs.fifo.order.sequence-number-increasing', {
  given: { groups: sequences },
  async check({ queue, expect }, { groups }) {
    const q = await queue({ type: 'fifo' })
    const numbers: { readonly group: string; readonly number: bigint }[] = []
    for (const message of named(groups)) {
      const { SequenceNumber } = await q.send(message)
      numbers.push({ group: message.MessageGroupId, number: BigInt(SequenceNumber ?? -1) })
    }
    const { Successful = [] } = await q.sendBatch(named(groups))
    for (const [nth, group] of groups.entries()) {
      const { SequenceNumber } = Successful.find(({ Id }) => Id === `e${nth}`) ?? {}
      if (SequenceNumber !== undefined) numbers.push({ group, number: BigInt(SequenceNumber) })
    }
    for (const group of new Set(groups)) {
      const ofGroup = numbers.flatMap((one) => (one.group === group ? [one.number] : []))
      expect(rising(ofGroup), `that the numbers of group ${group} rise: ${ofGroup.join(', ')}`).toBe(true)
    }
  },
})

clause('sqs.fifo.order.sequence-number-128bit', {
  axes: { protocol: protocols },
  async check({ queue, expect }) {
    const q = await queue({ type: 'fifo' })
    const { SequenceNumber: ofSend } = await q.send()
    const { Attributes: { SequenceNumber: ofReceive } = {} } = await q.receiveOne({ MessageSystemAttributeNames: ['SequenceNumber'] })
    for (const [where, number = 'none'] of Object.entries({ send: ofSend, receive: ofReceive })) {
      expect(number, `the sequence number of the ${where}`).toMatch(/^\d{1,39}$/)
      expect(BigInt(number) < 2n ** 128n, `that the sequence number of the ${where} (${number}) has 128 bits`).toBe(true)
    }
  },
})

clause('sqs.fifo.order.sequence-number-same-on-receive', {
  axes: { protocol: protocols },
  given: { n: fc.integer({ min: 1, max: 3 }) },
  cases: 2,
  async check({ queue, expect }, { n }) {
    const q = await queue({ type: 'fifo' })
    const sent = new Map<string | undefined, string | undefined>()
    for (let nth = 0; nth < n; nth++) {
      const { MessageId, SequenceNumber } = await q.send({ MessageGroupId: `g${nth}` })
      sent.set(MessageId, SequenceNumber)
    }
    for (let receives = 1; receives <= 2; receives++) {
      const received = await q.eventually(n, { MessageSystemAttributeNames: ['SequenceNumber'] })
      const numbers = new Map(received.map(({ MessageId, Attributes }) => [MessageId, Attributes?.SequenceNumber]))
      expect(numbers, `the numbers by MessageId at receive ${receives}`).toEqual(sent)
      for (const message of received) await q.changeVisibility(message, 0)
    }
  },
})

/** Milliseconds to wait for what comes late without saying anything about the order. */
const LEISURE = 30_000

/** What the freedom does not excuse: that the later message stays behind the one that moved, or that either is lost. */
clause('sqs.fifo.order.dlq-breaks-order', {
  async check({ deadLetterPair, time, expect }) {
    const { source, dlq } = await deadLetterPair({ type: 'fifo', maxReceiveCount: 1 })
    await source.sendBatch([{ MessageBody: 'moved' }, { MessageBody: 'later' }])
    const failed = await source.receiveOne({ VisibilityTimeout: 1 })
    await time.pass(time.after(failed, 1000))
    const next = await source.receiveOne({}, LEISURE)
    expect(next.Body, 'the message that comes after the one which used up its receives').toBe('later')
    expect((await dlq.receiveOne()).MessageId, 'the message in the dead-letter queue').toBe(failed.MessageId)
  },
})

clause('sqs.fifo.order.retries-keep-order', {
  given: { n: fc.integer({ min: 2, max: 4 }), retries: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 4 }) },
  edges: [{ n: 2, retries: [0] }],
  async check({ queue, expect }, { n, retries }) {
    const q = await queue({ type: 'fifo' })
    const send = (nth: number) => q.send({ MessageBody: `message ${nth}`, MessageDeduplicationId: `d${nth}` })
    for (let nth = 0; nth < n; nth++) await send(nth)
    for (const nth of retries) await send(nth % n)
    const once = Array.from({ length: n }, (_, nth) => `message ${nth}`)
    expect(bodiesOf(await q.drain(n)), 'the messages, each sent once or more').toEqual(once)
    await q.receiveNone('a retried send adds no message')
  },
})
