import {
  anyClientError,
  bounds,
  characters,
  clause,
  deduplicationIds,
  fc,
  groupIds,
  lengths,
  LETTERS_DIGITS,
  protocols,
  PUNCTUATION,
} from './bench.js'
import type { SqsCase } from './bench.js'

/** Ids of groups, deduplication and receive attempts have one form: 1 to 128 letters, digits and ASCII punctuation. */
const tooLong = fc.integer({ min: 129, max: 300 }).map((length) => 'x'.repeat(length))
const FOREIGN = ' \t\nüéß日😀\u00a0'
const foreign = fc
  .tuple(fc.constantFrom(...FOREIGN), groupIds({ maxLength: 60 }), fc.nat({ max: 60 }))
  .map(([character, id, at]) => id.slice(0, at) + character + id.slice(at))
const wrongLength = fc.oneof(fc.constant(''), tooLong)

const sent = [
  { id: 'sqs.fifo.group.max-128', member: 'MessageGroupId', wrong: wrongLength, edges: ['', 'x'.repeat(129)] },
  { id: 'sqs.fifo.group.charset', member: 'MessageGroupId', wrong: foreign, edges: [' ', 'a\tb', 'ü'] },
  { id: 'sqs.fifo.dedup.id-max-128', member: 'MessageDeduplicationId', wrong: wrongLength, edges: ['', 'x'.repeat(129)] },
  { id: 'sqs.fifo.dedup.id-charset', member: 'MessageDeduplicationId', wrong: foreign, edges: [' ', 'a\tb', 'ü'] },
]

/** An empty group is refused, but whether as a wrong or as a missing one is only known of standard queues. */
for (const { id, member, wrong, edges } of sent) {
  clause(id, {
    axes: { protocol: protocols },
    given: { right: groupIds(), wrong },
    edges: edges.map((edge, nth) => ({ wrong: edge, ...(nth < 2 ? { right: '~'.repeat([128, 1][nth]!) } : {}) })),
    async check({ queue, refused, expect }, { right, wrong: refusedId }) {
      const q = await queue({ type: 'fifo' })
      await refused(q.send({ [member]: refusedId }), member === 'MessageGroupId' && refusedId === '' ? anyClientError : undefined)
      await q.send({ MessageBody: 'accepted', [member]: right })
      expect(
        (await q.drain(1)).map(({ Body }) => Body),
        'what the queue holds',
      ).toEqual(['accepted'])
      await q.receiveNone('a refused message does not come')
    },
  })
}

const attempt = {
  member: 'ReceiveMessage.ReceiveRequestAttemptId',
  valid: async ({ queue }: SqsCase) => ({ QueueUrl: (await queue({ type: 'fifo' })).url }),
}
bounds('sqs.fifo.attempt.max-128', lengths(undefined, 128), attempt)
bounds('sqs.fifo.attempt.charset', characters(LETTERS_DIGITS + PUNCTUATION, FOREIGN, { max: 128 }), attempt)

const shown = [
  { id: 'sqs.fifo.group.attribute-on-receive', member: 'MessageGroupId', ids: groupIds() },
  { id: 'sqs.fifo.dedup.attribute-on-receive', member: 'MessageDeduplicationId', ids: deduplicationIds() },
] as const

for (const { id, member, ids } of shown) {
  clause(id, {
    axes: { protocol: protocols, parameter: ['MessageSystemAttributeNames', 'AttributeNames'], asked: ['by name', 'All'] },
    given: { given: ids },
    cases: 2,
    async check({ queue, expect }, { parameter, asked, given }) {
      const q = await queue({ type: 'fifo' })
      await q.send({ [member]: given })
      const { Attributes } = await q.receiveOne({ [parameter]: [asked === 'All' ? 'All' : member] })
      expect(Attributes?.[member], `the ${member} of the received message`).toBe(given)
    },
  })
}

const required = [
  { id: 'sqs.fifo.group.required', member: 'MessageGroupId' },
  { id: 'sqs.fifo.dedup.required-without-cbd', member: 'MessageDeduplicationId' },
]

for (const { id, member } of required) {
  clause(id, {
    axes: { protocol: protocols },
    async check({ queue, refused, expect }) {
      const q = await queue({ type: 'fifo' })
      await refused(q.send({ MessageBody: 'refused', [member]: undefined }))
      await q.send({ MessageBody: 'accepted' })
      expect(
        (await q.drain(1)).map(({ Body }) => Body),
        'what the queue holds',
      ).toEqual(['accepted'])
      await q.receiveNone('a refused message does not come')
    },
  })
}

const requiredInBatch = [
  { id: 'sqs.fifo.group.missing-in-batch', member: 'MessageGroupId' },
  { id: 'sqs.fifo.dedup.required-in-batch-fails-whole', member: 'MessageDeduplicationId' },
]

for (const { id, member } of requiredInBatch) {
  clause(id, {
    axes: { protocol: protocols },
    given: { size: fc.integer({ min: 1, max: 10 }), missing: fc.nat({ max: 9 }) },
    edges: [
      { size: 2, missing: 1 },
      { size: 2, missing: 0 },
    ],
    async check({ queue, refused }, { size, missing }) {
      const q = await queue({ type: 'fifo' })
      const entries = Array.from({ length: size }, (_, nth) => (nth === missing % size ? { [member]: undefined } : {}))
      await refused(q.sendBatch(entries))
      await q.receiveNone('of a batch that was refused as a whole no entry comes')
    },
  })
}
