import { createHash } from 'node:crypto'
import type { MessageAttributeValue } from '@aws-sdk/client-sqs'

/** The MD5 digest of a body, or of any text in UTF-8: 32 lower-case hexadecimal characters. */
export const md5 = (text: string | Uint8Array): string => createHash('md5').update(text).digest('hex')

/** The SHA-256 of a body as content-based deduplication takes it. */
export const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

/**
 * The digest of message attributes, worked out as the developer guide describes it: sorted by name, each attribute contributes its name
 * and its data type, each preceded by its length (4 bytes, big-endian); a byte that says how the value travels (1 for String and
 * Number, 2 for Binary); and the value, preceded by its length.
 */
export const md5OfAttributes = (attributes: Readonly<Record<string, MessageAttributeValue>>): string => {
  const hash = createHash('md5')
  const add = (part: Uint8Array): void => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(part.byteLength)
    hash.update(length).update(part)
  }
  for (const name of Object.keys(attributes).sort()) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name]!
    add(Buffer.from(name))
    add(Buffer.from(DataType))
    hash.update(Uint8Array.of(DataType.startsWith('Binary') ? 2 : 1))
    add(DataType.startsWith('Binary') ? (BinaryValue ?? new Uint8Array()) : Buffer.from(StringValue ?? ''))
  }
  return hash.digest('hex')
}

/** What a message counts towards the size limits, in bytes: body, and names, types and values of its attributes. */
export const sizeOf = (body: string, attributes: Readonly<Record<string, MessageAttributeValue>> = {}): number =>
  Object.entries(attributes).reduce(
    (size, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      size + Buffer.byteLength(name) + Buffer.byteLength(DataType) + (BinaryValue?.byteLength ?? Buffer.byteLength(StringValue)),
    Buffer.byteLength(body),
  )
