import { binary, plain, string } from './attribute-values.js'
import type { Attributes } from './attribute-values.js'
import {
  anyClientError,
  attributeNames,
  attributeValues,
  bodies,
  clause,
  fc,
  forbiddenCharacters,
  messageAttributes,
  protocols,
} from './bench.js'

const PROTOCOLS = { protocol: protocols } as const
const alphanumeric = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'abcXYZ019'), minLength: min, maxLength: max })
const word = alphanumeric(1, 8)
const casings = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) => [...text].map((letter, nth) => (upper[nth] ? letter.toUpperCase() : letter.toLowerCase())).join(''))
const named = (names: fc.Arbitrary<string>): fc.Arbitrary<Attributes> => names.map((name) => ({ [name]: string('x') }))
const typed = (types: fc.Arbitrary<string>): fc.Arbitrary<Attributes> => types.map((type) => ({ a: string('1', type) }))
const just = (...all: readonly Attributes[]): fc.Arbitrary<Attributes> => fc.constantFrom(...all)

/**
 * What may be sent comes back as it was; what may not is refused, beside an attribute that may be sent as well. Both sides of each
 * rule lie as near to each other as it lets them.
 */
const rules: readonly {
  readonly id: string
  readonly allowed: fc.Arbitrary<Attributes>
  readonly refused: fc.Arbitrary<Attributes>
  readonly edges: readonly (readonly [Attributes, Attributes])[]
}[] = [
  {
    id: 'sqs.mattr.max-10',
    allowed: messageAttributes({ min: 10, max: 10, binary: false }),
    refused: messageAttributes({ min: 11, max: 13, binary: false }),
    edges: [],
  },
  {
    id: 'sqs.mattr.types',
    allowed: attributeValues().map((value) => ({ a: value })),
    refused: typed(word.filter((type) => !/^(string|number|binary)/i.test(type))),
    edges: [
      [{ a: string('x') }, { a: string('x', 'Foo') }],
      [{ a: string('1', 'Number') }, { a: string('x', 'Boolean.String') }],
      [{ a: binary(Uint8Array.of(1)) }, { a: string('x', 'Text') }],
    ],
  },
  {
    id: 'sqs.mattr.type-max-256',
    allowed: typed(alphanumeric(1, 249).map((suffix) => `String.${suffix}`)),
    refused: typed(alphanumeric(250, 280).map((suffix) => `String.${suffix}`)),
    edges: [[{ a: string('x', 'String.'.padEnd(256, 'x')) }, { a: string('x', 'String.'.padEnd(257, 'x')) }]],
  },
  {
    id: 'sqs.mattr.type-case-sensitive',
    allowed: typed(fc.constantFrom('String', 'Number')),
    refused: typed(
      fc
        .constantFrom('String', 'Number')
        .chain(casings)
        .filter((type) => type !== 'String' && type !== 'Number'),
    ),
    edges: [
      [{ a: string('x') }, { a: string('x', 'string') }],
      [{ a: binary(Uint8Array.of(1)) }, { a: binary(Uint8Array.of(1), 'BINARY') }],
    ],
  },
  {
    id: 'sqs.mattr.datatype-required',
    allowed: just({ a: string('x') }),
    refused: just({ a: { StringValue: 'x', DataType: undefined } }, { a: { BinaryValue: Uint8Array.of(1), DataType: undefined } }),
    edges: [],
  },
  {
    id: 'sqs.mattr.string-charset',
    allowed: bodies().map((text) => ({ a: string(text) })),
    refused: fc.tuple(bodies({ maxLength: 4 }), forbiddenCharacters()).map((parts) => ({ a: string(parts.join('')) })),
    edges: [[{ a: string('\t\n\r \ud7ff\ue000\ufffd\u{10000}\u{10ffff}') }, { a: string('\u0000') }]],
  },
  {
    id: 'sqs.mattr.number-uses-stringvalue',
    allowed: fc.integer({ min: 1, max: 9 }).map((n) => ({ a: string(`${n}`, 'Number') })),
    refused: fc.integer({ min: 1, max: 9 }).map((n) => ({ a: binary(Buffer.from(`${n}`), 'Number') })),
    edges: [],
  },
  {
    id: 'sqs.mattr.number-validated',
    allowed: fc.tuple(fc.integer(), fc.integer({ min: 1, max: 9 })).map(([whole, tenth]) => ({ a: string(`${whole}.${tenth}`, 'Number') })),
    refused: fc
      .tuple(fc.integer({ min: 1 }), fc.constantFrom('x', 'abc', ',5', ':', '..', '-1', '/2', '+'))
      .map((parts) => ({ a: string(parts.join(''), 'Number') })),
    edges: [
      [{ a: string('-1', 'Number') }, { a: string('abc', 'Number') }],
      [{ a: string('1.5', 'Number.int') }, { a: string('abc', 'Number.int') }],
      [{ a: string('0.0', 'Number') }, { a: string('.', 'Number') }],
      [{ a: string('-0', 'Number') }, { a: string('-', 'Number') }],
    ],
  },
  {
    id: 'sqs.mattr.name-charset',
    allowed: named(attributeNames()),
    refused: named(fc.tuple(word, fc.constantFrom(...'!"#$%&\'()*+,/:;<=>?@[\\]^`{|}~ \t'), word).map((parts) => parts.join(''))),
    edges: [[{ 'azAZ09_-.x': string('x') }, { 'a b': string('x') }]],
  },
  {
    id: 'sqs.mattr.name-max-256',
    allowed: named(alphanumeric(1, 256)),
    refused: named(alphanumeric(257, 300)),
    edges: [[{ ['n'.repeat(256)]: string('x') }, { ['n'.repeat(257)]: string('x') }]],
  },
  {
    id: 'sqs.mattr.name-periods',
    allowed: named(fc.tuple(word, word, word).map((parts) => parts.join('.'))),
    refused: named(fc.tuple(word, word).chain(([a, b]) => fc.constantFrom(`.${a}`, `${a}.`, `${a}..${b}`))),
    edges: ['.a', 'a.', 'a..b'].map((name) => [{ 'a.b': string('x') }, { [name]: string('x') }] as const),
  },
  {
    id: 'sqs.mattr.name-reserved',
    allowed: named(fc.constantFrom('aws', 'amazon', 'my.aws', 'my-amazon.x', 'awsome.x', 'amazonian.x').chain(casings)),
    refused: named(fc.tuple(fc.constantFrom('aws.', 'amazon.').chain(casings), word).map((parts) => parts.join(''))),
    edges: ['AWS.x', 'aws.x', 'Amazon.x', 'AMAZON.x'].map((name) => [{ 'x.AWS.x': string('x') }, { [name]: string('x') }] as const),
  },
  {
    id: 'sqs.mattr.list-values-unsupported',
    allowed: just({ a: string('x') }),
    refused: just(
      { a: { DataType: 'String', StringValue: 'x', StringListValues: ['x'] } },
      { a: { DataType: 'Binary', BinaryValue: Uint8Array.of(1), BinaryListValues: [Uint8Array.of(1)] } },
    ),
    edges: [],
  },
]

for (const { id, allowed, refused: forbidden, edges } of rules) {
  clause(id, {
    axes: PROTOCOLS,
    given: { allowed, forbidden },
    edges: edges.map(([ok, wrong]) => ({ allowed: ok, forbidden: wrong })),
    async check({ queue, refused, expect }, { allowed: MessageAttributes, forbidden: wrong }) {
      const q = await queue()
      await refused(q.send({ MessageAttributes: id === 'sqs.mattr.max-10' ? wrong : { first: string('x'), ...wrong } }))
      await q.send({ MessageAttributes })
      const received = await q.receiveOne({ MessageAttributeNames: ['All'] })
      // How many there may be says nothing of their values, a carriage return in XML for one.
      const shown = id === 'sqs.mattr.max-10' ? namesOf : plain
      expect(shown(received.MessageAttributes), 'the attributes that were received').toEqual(shown(MessageAttributes))
    },
  })
}

const namesOf = (attributes: object | undefined): readonly string[] => Object.keys(attributes ?? {}).sort()

/** Only the answer to an empty string was ever seen; that the others are refused is all that is said. */
clause('sqs.mattr.value-nonempty', {
  axes: PROTOCOLS,
  async check({ queue, refused }) {
    const q = await queue()
    await refused(q.send({ MessageAttributes: { a: string('') } }))
    for (const MessageAttributes of [
      { a: string('', 'Number') },
      { a: binary(new Uint8Array()) },
      { a: { DataType: 'String' } },
      { a: string('x', '') },
      { '': string('x') },
    ]) {
      await refused(q.send({ MessageAttributes }), anyClientError)
    }
  },
})

clause('sqs.mattr.name-case-sensitive', {
  axes: PROTOCOLS,
  given: { name: fc.tuple(fc.constantFrom(...'abcxyz'), word).map((parts) => parts.join('')) },
  edges: [{ name: 'a' }],
  async check({ queue, expect }, { name }) {
    const q = await queue()
    const attributes = { [name.toLowerCase()]: string('lower'), [name.toUpperCase()]: string('upper') }
    await q.send({ MessageAttributes: attributes })
    const all = await q.receiveOne({ MessageAttributeNames: ['All'], VisibilityTimeout: 0 })
    expect(plain(all.MessageAttributes), 'all attributes').toEqual(plain(attributes))
    const upper = await q.receiveOne({ MessageAttributeNames: [name.toUpperCase()] })
    expect(plain(upper.MessageAttributes), `the attributes asked for as ${name.toUpperCase()}`).toEqual({
      [name.toUpperCase()]: string('upper'),
    })
  },
})

/** Over Query only: a JSON object cannot name a member twice. */
clause('sqs.mattr.name-unique', {
  axes: { protocol: ['query'] },
  given: { values: fc.constantFrom(['x', 'x'], ['x', 'y']), name: word },
  edges: [{ values: ['x', 'x'] }, { values: ['x', 'y'] }],
  async check({ queue, form, expect }, { values, name }) {
    const q = await queue()
    await q.send({ MessageAttributes: { [name]: string('x') } })
    const attributes = values.flatMap((value, nth) => [
      [`MessageAttribute.${nth + 1}.Name`, name],
      [`MessageAttribute.${nth + 1}.Value.DataType`, 'String'],
      [`MessageAttribute.${nth + 1}.Value.StringValue`, value],
    ])
    const message = { Action: 'SendMessage', Version: '2012-11-05', QueueUrl: q.url, MessageBody: 'x' }
    const { status, text } = await form({ ...message, ...(Object.fromEntries(attributes) as Record<string, string>) })
    expect(Math.floor(status / 100), `the hundreds of the status ${status} of a message with a name twice`).toBe(4)
    expect(text, 'the answer to a message with a name twice').toMatch(/<Code>[^<]+<\/Code>/)
  },
})
