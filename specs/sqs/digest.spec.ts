import { binary, string } from './attribute-values.js'
import type { Attributes } from './attribute-values.js'
import { attributeNames, clause, fc, md5OfAttributes, messageAttributes, protocols, queueTypes } from './bench.js'

const PROTOCOLS = { protocol: protocols } as const

const TEXT = 'x\u00e9\u65e5\u{1f600}'
const BYTES = Uint8Array.from({ length: 256 }, (_, nth) => nth)
const suffixes = fc.string({ unit: fc.constantFrom(...'abcXYZ019'), minLength: 1, maxLength: 20 })

/** Each line of the algorithm by the attributes that tell whether it was followed. */
const digests: readonly { readonly id: string; readonly attributes: fc.Arbitrary<Attributes>; readonly edges: readonly Attributes[] }[] = [
  {
    id: 'sqs.md5.attributes.sorted-by-name',
    attributes: fc
      .uniqueArray(attributeNames(), { minLength: 2, maxLength: 10 })
      .map((names) => Object.fromEntries(names.map((name) => [name, string(name)]))),
    edges: [
      { b: string('1'), a: string('2'), c: string('3') },
      {
        ab: string('1'),
        a: string('2'),
        'a.b': string('3'),
        a_b: string('4'),
        'a-b': string('5'),
        a1: string('6'),
        A: string('7'),
        B: string('8'),
      },
    ],
  },
  {
    id: 'sqs.md5.attributes.encoding',
    attributes: messageAttributes(),
    edges: [{ name: string(TEXT) }, { ['n'.repeat(200)]: string('v'.repeat(300)) }],
  },
  {
    id: 'sqs.md5.attributes.transport-type',
    attributes: fc
      .constantFrom('String', 'Number', 'Binary')
      .chain((type) =>
        fc
          .integer({ min: 1, max: 9999 })
          .map((n): Attributes => ({ a: type === 'Binary' ? binary(Buffer.from(`${n}`)) : string(`${n}1`, type) })),
      ),
    edges: [{ a: string('1') }, { a: string('1', 'Number') }, { a: binary(Buffer.from('1')) }],
  },
  {
    id: 'sqs.md5.attributes.includes-custom-suffix',
    attributes: fc
      .tuple(suffixes, fc.constantFrom('String', 'Number', 'Binary'))
      .map(([suffix, type]): Attributes => ({
        a: type === 'Binary' ? binary(Buffer.from('1'), `${type}.${suffix}`) : string('1', `${type}.${suffix}`),
      })),
    edges: [{ a: string('1', 'String.text') }, { a: string('1', 'Number.int') }, { a: binary(Buffer.from('1'), 'Binary.gif') }],
  },
  {
    id: 'sqs.md5.attributes.binary-raw',
    attributes: fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes): Attributes => ({ a: binary(bytes) })),
    edges: [
      { a: binary(BYTES) },
      { a: binary(Uint8Array.of(0)) },
      { a: binary(Uint8Array.of(0xff, 0xfe)) },
      { a: binary(Buffer.from('dGV4dA==')) },
    ],
  },
]

for (const { id, attributes, edges } of digests) {
  clause(id, {
    axes: PROTOCOLS,
    given: { attributes },
    edges: edges.map((edge) => ({ attributes: edge })),
    async check({ queue, expect }, { attributes: MessageAttributes }) {
      const q = await queue()
      const turned = Object.fromEntries(Object.entries(MessageAttributes).reverse())
      const batch = await q.sendBatch([{ MessageAttributes }])
      for (const { MD5OfMessageAttributes } of [
        await q.send({ MessageAttributes }),
        await q.send({ MessageAttributes: turned }),
        batch.Successful?.[0] ?? {},
      ]) {
        expect(MD5OfMessageAttributes, 'MD5OfMessageAttributes').toBe(md5OfAttributes(MessageAttributes))
      }
    },
  })
}

clause('sqs.md5.attributes.returned', {
  axes: { type: queueTypes, protocol: protocols },
  given: { attributes: messageAttributes({ max: 3, binary: false }) },
  async check({ queue, expect }, { type, attributes: MessageAttributes }) {
    const q = await queue({ type })
    const { Successful = [] } = await q.sendBatch([{}, { MessageAttributes }])
    const inBatch = (id: string) => Successful.find(({ Id }) => Id === id)?.MD5OfMessageAttributes
    for (const digest of [(await q.send()).MD5OfMessageAttributes, inBatch('e0')]) {
      expect(digest, 'MD5OfMessageAttributes of a message without attributes').toBeUndefined()
    }
    for (const digest of [(await q.send({ MessageAttributes })).MD5OfMessageAttributes, inBatch('e1')]) {
      expect(digest, 'MD5OfMessageAttributes of a message with attributes').toBe(md5OfAttributes(MessageAttributes))
    }
  },
})

clause('sqs.md5.attributes.on-receive-subset', {
  axes: PROTOCOLS,
  given: { attributes: messageAttributes({ min: 2, max: 6 }), asked: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }) },
  async check({ queue, expect }, { attributes, asked }) {
    const q = await queue()
    await q.send({ MessageAttributes: attributes })
    // At least one and never all of them.
    const names = Object.keys(attributes).filter((_, nth, all) => nth === 0 || (asked[nth] === true && nth < all.length - 1))
    const received = await q.receiveOne({ MessageAttributeNames: names })
    const subset = Object.fromEntries(names.map((name) => [name, attributes[name]!]))
    expect(Object.keys(received.MessageAttributes ?? {}).sort(), 'the attributes that were received').toEqual([...names].sort())
    expect(received.MD5OfMessageAttributes, 'MD5OfMessageAttributes of what was received').toBe(md5OfAttributes(subset))
  },
})

clause('sqs.md5.system-attributes.returned', {
  axes: { type: queueTypes, protocol: protocols },
  given: { id: fc.stringMatching(/^[0-9a-f]{24}$/), sampled: fc.constantFrom('0', '1') },
  async check({ queue, expect }, { type, id, sampled }) {
    const q = await queue({ type })
    const MessageSystemAttributes = { AWSTraceHeader: string(`Root=1-5e3d1f8a-${id};Parent=0123456789abcdef;Sampled=${sampled}`) }
    const batch = await q.sendBatch([{ MessageSystemAttributes }])
    for (const { MD5OfMessageSystemAttributes } of [await q.send({ MessageSystemAttributes }), batch.Successful?.[0] ?? {}]) {
      expect(MD5OfMessageSystemAttributes, 'MD5OfMessageSystemAttributes').toBe(md5OfAttributes(MessageSystemAttributes))
    }
  },
})

clause('sqs.md5.hex-lowercase', {
  axes: PROTOCOLS,
  given: { attributes: messageAttributes({ max: 3, binary: false }) },
  async check({ queue, expect }, { attributes: MessageAttributes }) {
    const q = await queue()
    const sent = await q.send({ MessageAttributes })
    const received = await q.receiveOne({ MessageAttributeNames: ['All'] })
    const batch = (await q.sendBatch([{ MessageAttributes }])).Successful?.[0]
    const digestsSeen = [
      received.MD5OfBody,
      ...[sent, batch].map((one) => one?.MD5OfMessageBody),
      ...[sent, received, batch].map((one) => one?.MD5OfMessageAttributes),
    ]
    for (const digest of digestsSeen) expect(digest ?? '', 'a digest').toMatch(/^[0-9a-f]{32}$/)
  },
})
