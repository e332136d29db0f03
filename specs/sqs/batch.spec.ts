import { clause, entryIds, fc, protocols, queueTypes } from './bench.js'
import type { Queue } from './bench.js'
import type { Settled } from './batches.js'
import { operations, ready } from './batches.js'

const EVERY = { operation: operations, protocol: protocols } as const
const idsOf = (entries: readonly { readonly Id?: string | undefined }[] | undefined): (string | undefined)[] =>
  (entries ?? []).map(({ Id }) => Id)
const names = (count: number): string[] => Array.from({ length: count }, (_, nth) => `n${nth}`)

clause('sqs.batch.max-10', {
  axes: EVERY,
  given: { excess: fc.integer({ min: 11, max: 24 }) },
  edges: [{ excess: 11 }],
  cases: 2,
  async check({ queue, refused, expect }, { operation, excess }) {
    const { batch } = await ready(await queue(), operation, 10)
    await refused(batch(names(excess)))
    expect(idsOf((await batch(names(10))).Successful).sort(), 'the entries of a batch of ten that succeeded').toEqual(names(10))
  },
})

clause('sqs.batch.empty', {
  axes: EVERY,
  async check({ queue, refused }, { operation }) {
    const { batch } = await ready(await queue(), operation)
    await refused(batch([]))
  },
})

clause('sqs.batch.ids-distinct', {
  axes: EVERY,
  given: { id: entryIds({ maxLength: 8 }), others: fc.integer({ min: 0, max: 8 }), after: fc.nat({ max: 8 }) },
  edges: [{ others: 0 }, { others: 8, after: 8 }],
  async check({ queue, refused }, { operation, id, others, after }) {
    const { batch } = await ready(await queue(), operation)
    const between = names(others).map((name) => `${name}-${id}`)
    await refused(batch([...between.slice(0, after), id, ...between.slice(after), id]))
  },
})

const FORBIDDEN = fc.constantFrom(...'!"#$%&\'()*+,./:;<=>?@[\\]^`{|}~ \tä日😀')
const invalidIds = [
  {
    id: 'sqs.batch.id-charset',
    wrong: fc.tuple(entryIds({ maxLength: 8 }), FORBIDDEN, entryIds({ maxLength: 8 })).map((parts) => parts.join('')),
  },
  {
    id: 'sqs.batch.id-max-80',
    wrong: entryIds({ maxLength: 40 }).chain((start) => fc.constantFrom(81, 82, 100, 160).map((length) => start.padEnd(length, '-'))),
  },
  { id: 'sqs.batch.id-empty', wrong: fc.constant('') },
]

/** The wrong id stands beside a good one, of any allowed length up to 80, which by itself is accepted. */
for (const { id, wrong } of invalidIds) {
  clause(id, {
    axes: EVERY,
    given: { wrong, right: entryIds(), isFirst: fc.boolean() },
    edges: [{ right: 'x'.repeat(80) }, { right: '-' }, { right: '_' }],
    async check({ queue, refused, expect }, { operation, wrong, right, isFirst }) {
      const { batch } = await ready(await queue(), operation)
      await refused(batch(isFirst ? [wrong, right] : [right, wrong]))
      expect(idsOf((await batch([right])).Successful), 'the entries that succeeded').toEqual([right])
    },
  })
}

/** What fails by itself is a receipt handle that no queue gave, at any place among good ones; nothing of the kind is documented for sending. */
const half = {
  axes: { operation: ['DeleteMessageBatch', 'ChangeMessageVisibilityBatch'], protocol: protocols },
  given: {
    entries: fc.uniqueArray(fc.record({ Id: entryIds({ maxLength: 12 }), isGood: fc.boolean() }), {
      selector: ({ Id }) => Id.toLowerCase(),
      minLength: 2,
      maxLength: 6,
    }),
  },
} as const
const mixed = async (
  q: Queue,
  operation: (typeof half.axes.operation)[number],
  entries: readonly { readonly Id: string; readonly isGood: boolean }[],
): Promise<Settled> => {
  const { batch } = await ready(q, operation, entries.length)
  return batch(
    entries.map(({ Id }) => Id),
    entries.map(({ isGood }) => isGood),
  )
}
const isMixed = (entries: readonly { readonly isGood: boolean }[]): boolean => new Set(entries.map(({ isGood }) => isGood)).size === 2

clause('sqs.batch.partial-failure-200', {
  axes: half.axes,
  given: { entries: half.given.entries.filter(isMixed) },
  async check({ queue, answer, expect }, { operation, entries }) {
    const output = await mixed(await queue(), operation, entries)
    expect(answer(output).status, 'the status of a batch of which some entries fail').toBe(200)
    expect(output.Successful?.length, 'how many entries succeeded').toBe(entries.filter(({ isGood }) => isGood).length)
    expect(output.Failed?.length, 'how many entries failed').toBe(entries.filter(({ isGood }) => !isGood).length)
  },
})

clause('sqs.batch.result-lists', {
  ...half,
  axes: EVERY,
  async check({ queue, expect }, { operation, entries }) {
    const q = await queue()
    const sends = operation === 'SendMessageBatch'
    const output = sends ? await q.sendBatch(entries.map(({ Id }) => ({ Id }))) : await mixed(q, operation, entries)
    const ids = (isGood: boolean) => idsOf(entries.filter((entry) => (sends || entry.isGood) === isGood)).sort()
    expect(idsOf(output.Successful).sort(), 'the ids in Successful').toEqual(ids(true))
    expect(idsOf(output.Failed).sort(), 'the ids in Failed').toEqual(ids(false))
  },
})

clause('sqs.batch.failed-entry-shape', {
  axes: half.axes,
  given: { entries: half.given.entries.filter(isMixed) },
  async check({ queue, expect, undecided }, { operation, entries }) {
    const { Failed = [] } = await mixed(await queue(), operation, entries)
    // That a wrong handle fails is said elsewhere; where none does, there is no entry to look at.
    if (Failed.length === 0) undecided('no entry failed')
    for (const { Id, Code, SenderFault, Message } of Failed) {
      expect(idsOf(entries), 'the ids of the request').toContain(Id)
      expect(Code ?? '', 'the Code of a failed entry').toMatch(/^[A-Za-z.]+$/)
      expect(typeof SenderFault, 'the type of the SenderFault of a failed entry').toBe('boolean')
      expect(typeof Message, 'the type of the Message of a failed entry').toMatch(/^(string|undefined)$/)
    }
  },
})

clause('sqs.batch.sender-fault', {
  axes: half.axes,
  async check({ queue, expect }, { operation }) {
    const { Failed } = await mixed(await queue(), operation, [
      { Id: 'wrong', isGood: false },
      { Id: 'right', isGood: true },
    ])
    expect(
      Failed?.map(({ Id, SenderFault }) => ({ Id, SenderFault })),
      'who is at fault for a wrong handle',
    ).toEqual([{ Id: 'wrong', SenderFault: true }])
  },
})

/** Empty or absent, but never anything else, on the wire as well. */
clause('sqs.batch.failed-lists-absent-when-empty', {
  axes: EVERY,
  async check({ queue, answer, protocol, expect }, { operation }) {
    const { batch } = await ready(await queue(), operation, 2)
    const output = await batch(['a', 'b'])
    expect(output.Failed ?? [], 'the failed entries').toEqual([])
    if (protocol === 'query') return
    const { Failed = [] } = answer(output).json() as { readonly Failed?: unknown }
    expect(Failed, 'the failed entries as they stand in the answer').toEqual([])
  },
})

/** Wherever an entry's result stands, it is that entry's. */
clause('sqs.batch.result-order-unspecified', {
  axes: { type: queueTypes, protocol: protocols },
  given: { ids: fc.uniqueArray(entryIds({ maxLength: 6 }), { selector: (id) => id.toLowerCase(), minLength: 2, maxLength: 10 }) },
  async check({ queue, expect }, { type, ids }) {
    const q = await queue({ type })
    const { Successful } = await q.sendBatch(
      ids.map((Id) => ({ Id, MessageBody: `body of ${Id}`, ...(type === 'fifo' ? { MessageGroupId: Id } : {}) })),
    )
    const bodies = new Map((await q.eventually(ids.length)).map(({ MessageId, Body }) => [MessageId, Body]))
    expect(
      new Map(Successful?.map(({ Id, MessageId }) => [Id, bodies.get(MessageId ?? '')])),
      'the bodies by the ids of their entries',
    ).toEqual(new Map(ids.map((id) => [id, `body of ${id}`])))
  },
})

const faults = [
  { fault: 'ids twice', ids: ['same', 'same'], error: 'sqs.batch.ids-distinct' },
  { fault: 'an invalid id', ids: ['one', 'not:valid'], error: 'sqs.batch.id-charset' },
  { fault: 'eleven entries', ids: Array.from({ length: 11 }, (_, nth) => `n${nth}`), error: 'sqs.batch.max-10' },
] as const

/** After the refusal the queue is as it was: nothing was sent or made visible, and the message that was not deleted can be. */
clause('sqs.batch.invalid-request-no-effect', {
  axes: { operation: operations, protocol: protocols },
  given: { fault: fc.constantFrom(...faults) },
  edges: faults.map((fault) => ({ fault })),
  cases: 3,
  async check({ queue, refused, expect }, { operation, fault }) {
    const q = await queue({ type: 'fifo' })
    const { batch, received } = await ready(q, operation)
    await refused(batch(fault.ids), fault.error)
    await q.receiveNone('no entry of a batch that was refused is applied')
    const [message] = received
    if (!message) return
    await q.changeVisibility(message, 0)
    expect((await q.receiveOne()).MessageId, 'the message that the refused batch was about').toBe(message.MessageId)
  },
})
