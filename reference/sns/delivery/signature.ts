import { sign } from 'node:crypto'
import type { Topic } from '../state.js'
import { SIGNATURE_BYTES, signingKey } from './key.js'

/** What is signed of a message, in this order; what is absent is left out. Values are as they are before they are escaped. */
export interface Signed {
  readonly Message: string
  readonly MessageId: string
  readonly Subject?: string | undefined
  readonly SubscribeURL?: string | undefined
  readonly Timestamp: string
  readonly Token?: string | undefined
  readonly TopicArn: string
  readonly Type: string
}
const ORDER = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const

/**
 * The string to sign: each name and each value on a line of its own.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 * @clause sns.signature.string-to-sign-notification
 * @clause sns.signature.string-to-sign-confirmation
 * @clause sns.signature.attributes-not-signed
 * @clause sns.signature.unescaped-values
 */
export const stringToSign = (message: Signed): string =>
  ORDER.map((name) => (message[name] === undefined ? '' : `${name}\n${message[name]}\n`)).join('')

/** @clause sns.attributes.signature-version-default-1 */
export const signatureVersionOf = ({ attributes }: Topic): '1' | '2' => (attributes.get('SignatureVersion') === '2' ? '2' : '1')

/** @clause sns.signature.v1-sha1 @clause sns.signature.v2-sha256 */
export const signatureOf = (message: Signed, version: '1' | '2'): string =>
  sign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256', Buffer.from(stringToSign(message)), signingKey()).toString('base64')

/** Characters of a signature: the key's bytes in base64. */
export const SIGNATURE_LENGTH = Math.ceil(SIGNATURE_BYTES / 3) * 4
