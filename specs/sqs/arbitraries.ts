import type { MessageAttributeValue } from '@aws-sdk/client-sqs'
import type { Arbitrary } from 'fast-check'
import { fc } from '../../src/suite/index.js'

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const DIGITS = '0123456789'
export const LETTERS_DIGITS = `${LETTERS}${DIGITS}`
/** The punctuation that ids of groups, deduplication and receive attempts may hold. */
export const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

const oneOf = (characters: string): Arbitrary<string> => fc.constantFrom(...characters)
const stringOf = (characters: string, min: number, max: number): Arbitrary<string> =>
  fc.string({ unit: oneOf(characters), minLength: min, maxLength: max })

/** A character that a body may hold: #x9, #xA, #xD, #x20–#xD7FF, #xE000–#xFFFD, #x10000–#x10FFFF. */
const bodyCharacter: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0x20, max: 0x7e }).map((point) => String.fromCodePoint(point)) },
  { weight: 2, arbitrary: oneOf('\t\n\r<>&"\'\\+% =;') },
  fc.integer({ min: 0x7f, max: 0xd7ff }).map((point) => String.fromCodePoint(point)),
  fc.integer({ min: 0xe000, max: 0xfffd }).map((point) => String.fromCodePoint(point)),
  fc.integer({ min: 0x10000, max: 0x10ffff }).map((point) => String.fromCodePoint(point)),
)

/** Bodies that have gone wrong somewhere before: line ends, what XML and forms are made of, edges of the allowed characters. */
export const HARD_BODIES: readonly string[] = [
  ' ',
  '\n',
  '\r\n',
  'a\rb\r\nc\n',
  '\t',
  '  leading and trailing  ',
  '<a>&amp;</a>',
  ']]>',
  '<![CDATA[x]]>',
  '&#13;&#xD;',
  '%20+%2B',
  'a=1&b=2;c',
  '"\'\\/',
  '{"json":[1,null]}',
  'é',
  '日本語',
  '😀',
  'e\u0301',
  '\u007f\u0085\u2028\u2029',
  '\ud7ff\ue000\ufffd',
  '\u{10000}\u{10ffff}',
  '\ufeffx',
]

/** Whether a client that reads XML gives the text back as it stands there: the SDK takes blank lines alone for an empty element. */
export const survivesXml = (text: string): boolean => text.trim() !== '' || !text.includes('\n')

/** Message bodies over the documented characters, 1 character at least; none that the SDK cannot read over Query. */
export const bodies = ({ maxLength = 64 }: { readonly maxLength?: number } = {}): Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: bodyCharacter, minLength: 1, maxLength }).filter(survivesXml) },
    { weight: 1, arbitrary: fc.constantFrom(...HARD_BODIES.filter((body) => body.length <= maxLength && survivesXml(body))) },
  )

/** Characters that no body may hold. */
export const forbiddenCharacters = (): Arbitrary<string> =>
  fc
    .oneof(
      fc.integer({ min: 0, max: 0x1f }).filter((point) => point !== 9 && point !== 10 && point !== 13),
      fc.constantFrom(0xfffe, 0xffff),
    )
    .map((point) => String.fromCodePoint(point))

/** The ends of queue names: letters, digits, hyphen, underscore. Put `t.name('-' + drawn)` around it, so that it is the case's own. */
export const queueNames = ({ maxLength = 20 }: { readonly maxLength?: number } = {}): Arbitrary<string> =>
  stringOf(`${LETTERS}${DIGITS}-_`, 1, maxLength)

/** Message group ids: 1 to 128 letters, digits and punctuation. */
export const groupIds = ({ maxLength = 128 }: { readonly maxLength?: number } = {}): Arbitrary<string> =>
  stringOf(LETTERS + DIGITS + PUNCTUATION, 1, maxLength)

/** Deduplication ids: as group ids. */
export const deduplicationIds = groupIds

/** Receive request attempt ids: as group ids. */
export const attemptIds = groupIds

/** Ids of batch entries: 1 to 80 letters, digits, hyphens, underscores. */
export const entryIds = ({ maxLength = 80 }: { readonly maxLength?: number } = {}): Arbitrary<string> =>
  stringOf(`${LETTERS}${DIGITS}-_`, 1, maxLength)

/** Labels of permissions: 1 to 80 letters, digits, hyphens, underscores. */
export const labels = entryIds

/** Tags: keys of 1 to 128 and values of 0 to 256 characters, none under the reserved prefix. */
export const tags = ({ max = 5 }: { readonly max?: number } = {}): Arbitrary<Record<string, string>> => {
  const characters = `${LETTERS}${DIGITS} _.:/=+-@äß日`
  const text = (min: number, longest: number): Arbitrary<string> =>
    stringOf(characters, min, longest).filter((one) => !/^aws:/i.test(one) && one === one.trim())
  return fc.dictionary(text(1, 40), text(0, 40), { minKeys: 1, maxKeys: max, noNullPrototype: true })
}

/** Names of message attributes: letters, digits, `_`, `-` and single periods inside; never under a reserved prefix, nor the one the SDK cannot read. */
export const attributeNames = ({ maxLength = 40 }: { readonly maxLength?: number } = {}): Arbitrary<string> =>
  stringOf(`${LETTERS}${DIGITS}_-..`, 1, maxLength).filter((name) => !/^\.|\.\.|\.$|^(aws|amazon)\.|^__proto__$/i.test(name))

const suffix = fc.oneof(
  { weight: 2, arbitrary: fc.constant('') },
  stringOf(LETTERS + DIGITS, 1, 12).map((label) => `.${label}`),
)

/** Numbers without zeros at either end, which SQS may take away. */
const numbers = fc
  .integer()
  .filter((number) => number % 10 !== 0)
  .map(String)

/**
 * A value of one message attribute: String, Number or Binary, with a custom type now and then.
 *
 * @param binary whether it may be Binary: not where a clause is about something else, and a target without binary values is not to be told by it
 */
export const attributeValues = ({ binary = true }: { readonly binary?: boolean } = {}): Arbitrary<MessageAttributeValue> => {
  const texts = [
    fc.record({ DataType: suffix.map((end) => `String${end}`), StringValue: bodies({ maxLength: 32 }) }),
    fc.record({ DataType: suffix.map((end) => `Number${end}`), StringValue: numbers }),
  ]
  const bytes = fc.record({ DataType: suffix.map((end) => `Binary${end}`), BinaryValue: fc.uint8Array({ minLength: 1, maxLength: 32 }) })
  return fc.oneof<Arbitrary<MessageAttributeValue>[]>(...texts, ...(binary ? [bytes] : []))
}

/** Message attributes, `min` (1) to `max` (10) of them. */
export const messageAttributes = ({
  min = 1,
  max = 10,
  binary = true,
}: { readonly min?: number; readonly max?: number; readonly binary?: boolean } = {}): Arbitrary<Record<string, MessageAttributeValue>> =>
  fc.dictionary(attributeNames(), attributeValues({ binary }), { minKeys: min, maxKeys: max, noNullPrototype: true })
