import { createHash } from 'node:crypto'

/** The letters and digits of the ids that IAM gives. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * The id of the IAM user that an access key stands for: the same one for the same key.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 * @clause sqs.sysattr.sender-id
 */
export function userIdOf(accessKey: string): string {
  const bytes = createHash('sha256').update(accessKey).digest()
  return `AIDA${Array.from({ length: 17 }, (_, at) => DIGITS[bytes[at]! & 31]).join('')}`
}
