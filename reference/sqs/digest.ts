import { hash } from 'node:crypto'
import type { MessageAttributeValue } from '@aws-sdk/client-sqs'

/**
 * MD5 as 32 lower-case hexadecimal characters, of the UTF-8 bytes of a text.
 *
 * @clause sqs.md5.hex-lowercase
 * @clause sqs.send.md5-of-body
 */
export const md5 = (text: string): string => hash('md5', text)

/** SHA-256 as 64 lower-case hexadecimal characters, of the UTF-8 bytes of a text. */
export const sha256 = (text: string): string => hash('sha256', text)

const STRING_VALUE = Buffer.from([1])
const BINARY_VALUE = Buffer.from([2])

/**
 * The digest of message attributes: sorted by name, each as its length-prefixed name, length-prefixed data type (custom suffix
 * included), a byte for the transport type, and its length-prefixed value (binary values as raw bytes). Lengths are four bytes, big-endian.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
 * @clause sqs.md5.attributes.sorted-by-name
 * @clause sqs.md5.attributes.encoding
 * @clause sqs.md5.attributes.transport-type
 * @clause sqs.md5.attributes.includes-custom-suffix
 * @clause sqs.md5.attributes.binary-raw
 */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttributeValue>>): string {
  const encoded: Uint8Array[] = []
  const field = (bytes: Uint8Array) => {
    const length = Buffer.allocUnsafe(4)
    length.writeUInt32BE(bytes.length)
    encoded.push(length, bytes)
  }
  for (const name of Object.keys(attributes).sort()) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name]!
    field(Buffer.from(name))
    field(Buffer.from(DataType))
    if (BinaryValue !== undefined) {
      encoded.push(BINARY_VALUE)
      field(BinaryValue)
    } else {
      encoded.push(STRING_VALUE)
      field(Buffer.from(StringValue ?? ''))
    }
  }
  return hash('md5', Buffer.concat(encoded))
}
