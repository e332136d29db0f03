import { clause, fc, protocols, unlessRefused } from './bench.js'
import { binary, plain, string } from './attribute-values.js'

const PROTOCOLS = { protocol: protocols } as const

/** Nothing that a label seems to say is looked at: a Number.int may have a fraction. */
clause('sqs.mattr.custom-suffix-uninterpreted', {
  axes: { ...PROTOCOLS, of: ['String', 'Number', 'Binary'] },
  given: {
    label: fc.oneof(
      fc.string({ unit: fc.constantFrom(...'abcXYZ019'), minLength: 1, maxLength: 8 }),
      fc.constantFrom('int', 'float', 'byte', 'gif', 'boolean', 'StringList', 'int.age'),
    ),
  },
  edges: [{ label: 'int' }, { label: 'byte' }],
  async check({ queue, expect }, { of, label }) {
    const q = await queue()
    const type = `${of}.${label}`
    const attributes = { a: of === 'Binary' ? binary(Uint8Array.of(0, 255), type) : string(of === 'Number' ? '1234.5' : 'x', type) }
    await q.send({ MessageAttributes: attributes })
    const received = await q.receiveOne({ MessageAttributeNames: ['All'] })
    expect(plain(received.MessageAttributes), 'the attributes that were received').toEqual(plain(attributes))
  },
})

const plainNumber = (digits: string, exponent: number): string => {
  if (exponent >= 0) return digits.padEnd(exponent + 1, '0')
  return `0.${'0'.repeat(-exponent - 1)}${digits}`
}
/** A number without the zeros that may be taken away, and without its point where nothing stands behind it. */
const digitsOf = (text: string): string => {
  const [sign, whole = '', fraction = ''] = [/^-/.test(text) ? '-' : '', ...text.replace(/^-/, '').split('.')]
  const rest = fraction.replace(/0+$/, '')
  return `${sign}${whole.replace(/^0+(?=.)/, '')}${rest === '' ? '' : `.${rest}`}`
}

/**
 * Written out, since no notation for powers is documented. Within the range a number is taken and stays what it is; that one beyond is refused, and not rounded,
 * is only implied: a client's error, or a number.
 */
clause('sqs.mattr.number-range', {
  axes: PROTOCOLS,
  given: {
    sign: fc.constantFrom('', '-'),
    digits: fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.string({ unit: fc.constantFrom(...'123456789'), maxLength: 37 }))
      .map((parts) => parts.join('')),
    exponent: fc.integer({ min: -90, max: 125 }),
  },
  edges: [
    { digits: '9'.repeat(38), exponent: 37 },
    { digits: '1', exponent: 125 },
    { digits: '9'.repeat(38), exponent: 125 },
    { digits: '2', exponent: -128 },
  ],
  async check({ queue, expect }, { sign, digits, exponent }) {
    const q = await queue()
    const number = async (text: string): Promise<string | undefined> => {
      if (!(await unlessRefused(q.send({ MessageAttributes: { a: string(text, 'Number') } })))) return undefined
      const message = await q.receiveOne({ MessageAttributeNames: ['All'] })
      await q.delete(message)
      return message.MessageAttributes?.['a']?.StringValue
    }
    const within = sign + plainNumber(digits, exponent)
    const came = (await number(within)) ?? 'a refusal'
    expect(digitsOf(came), `the digits of the number that was sent as ${within}`).toBe(digitsOf(within))
    for (const beyond of [
      '123456789'.repeat(5).slice(0, 39),
      plainNumber('2', 126),
      plainNumber(digits, 127),
      plainNumber(digits.slice(0, 38), -129 - digits.length),
    ]) {
      expect((await number(sign + beyond)) ?? '0', 'what comes of a number beyond the range, where it is taken').toMatch(/^-?\d/)
    }
  },
})

/** The number stays the same, whether or not its zeros are taken away. */
clause('sqs.mattr.number-zeros-stripped', {
  axes: PROTOCOLS,
  given: {
    whole: fc.integer({ min: 0, max: 99_999 }),
    fraction: fc.integer({ min: 0, max: 999 }),
    before: fc.nat({ max: 3 }),
    after: fc.nat({ max: 3 }),
  },
  edges: [
    { whole: 7, fraction: 5, before: 2, after: 1 },
    { whole: 100, fraction: 0, before: 0, after: 0 },
  ],
  async check({ queue, expect }, { whole, fraction, before, after }) {
    const q = await queue()
    const text = `${'0'.repeat(before)}${whole}${fraction === 0 ? '' : `.${fraction}`}${fraction === 0 ? '' : '0'.repeat(after)}`
    await q.send({ MessageAttributes: { n: string(text, 'Number') } })
    const { n } = (await q.receiveOne({ MessageAttributeNames: ['All'] })).MessageAttributes ?? {}
    expect(n?.DataType, 'the type of the number').toBe('Number')
    expect(Number(n?.StringValue || NaN), `the number that was sent as ${text}`).toBe(Number(text))
  },
})

clause('sqs.mattr.binary-roundtrip', {
  axes: PROTOCOLS,
  given: { bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }) },
  edges: [
    { bytes: Uint8Array.from({ length: 256 }, (_, nth) => nth) },
    { bytes: Uint8Array.of(0) },
    { bytes: Uint8Array.of(0xc3, 0x28, 0x0d, 0x0a, 0x20) },
  ],
  async check({ queue, expect }, { bytes }) {
    const q = await queue()
    await q.send({ MessageAttributes: { b: binary(bytes) } })
    const received = await q.receiveOne({ MessageAttributeNames: ['All'] })
    expect(plain(received.MessageAttributes), 'the attributes that were received').toEqual({
      b: { DataType: 'Binary', BinaryValue: bytes },
    })
  },
})
