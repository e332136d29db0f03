import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import { invalidAttributeName } from './errors.js'
import type { Settings } from './state.js'

/** A queue is encrypted with keys of SQS or with a key of KMS, not with both. */
export function checkEncryption(asked: Partial<Settings>, x: Rules): void {
  x.orFail('sqs.sse.one-option', known(!(asked.SqsManagedSseEnabled === true && asked.KmsMasterKeyId !== undefined)), () =>
    invalidAttributeName('You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.'),
  )
}

/**
 * Setting a KMS key (whether or not there is such a key) turns off the keys of SQS, and taking it away leaves them off;
 * turning them on takes the KMS key away. What clients send and receive stays as it is.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
 * @clause sqs.sse.kms-turns-off-sqs
 * @clause sqs.sse.kms-clear-with-empty
 * @clause sqs.sse.kms-key-not-checked-at-set
 * @clause sqs.sse.kms-default-alias
 * @clause sqs.sse.transparent
 */
export function withEncryption(next: Settings, asked: Partial<Settings>): Settings {
  if (asked.KmsMasterKeyId !== undefined) return { ...next, SqsManagedSseEnabled: false }
  if (asked.SqsManagedSseEnabled === true || 'KmsMasterKeyId' in asked)
    return { ...next, KmsMasterKeyId: undefined, KmsDataKeyReusePeriodSeconds: undefined }
  return next
}
