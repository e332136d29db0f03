import type { ServiceError } from '../../../reference/core/errors.js'
import type { ClauseId } from '../../../reference/core/reading.js'
import { isServersFault } from '../../../reference/sqs/errors.js'
import type { operations } from '../../../reference/sqs/operations.js'
import { legacyCode } from '../../../reference/sqs/wire.js'
import { findLine } from '../../../src/ledger/read-ledger.js'
import { errorsOf } from '../../../src/suite/refused.js'

const allowed = new Map<ClauseId, ReadonlySet<string>>()

/** The names of the errors that a clause's ledger line allows; none where no source fixes the code. */
function namesOf(clause: ClauseId): ReadonlySet<string> {
  let names = allowed.get(clause)
  if (names === undefined) {
    const errors = errorsOf(findLine(clause) ?? { error: null })
    names = new Set(errors.flatMap(({ shape, code }) => [shape, code]).filter((name) => name !== undefined))
    allowed.set(clause, names)
  }
  return names
}

/** Whether an error that was seen will do where the rule of `clause` asks for `wanted`. */
export function sameError(clause: ClauseId, wanted: ServiceError, seen: string): boolean {
  const names = namesOf(clause)
  if (names.size === 0) return !isServersFault(seen)
  return names.has(seen) || seen === wanted.shape || seen === legacyCode(wanted.shape)
}

/** Rules whose errors no page promises: what breaks them may succeed as well. */
export const MAY_SUCCEED: ReadonlySet<ClauseId> = new Set<ClauseId>([
  // An operation's page names the values, and lists no error for others.
  'sqs.sysattr.unknown-name',
  // Said is which values are taken, not that others are rejected.
  'sqs.attr.fifo-bool-case-insensitive',
  // Whether a standard queue refuses the parameter or passes over it is not said.
  'sqs.send.dedup-id-on-standard',
  // That what is beyond is refused, and not rounded, is implied only.
  'sqs.mattr.number-range',
  // Said is that a token is one that an earlier answer gave, not what becomes of others.
  'sqs.page.bad-token',
])

/** The service asks its clients to slow down; the request had no effect. */
export const THROTTLED: ReadonlySet<string> = new Set([
  'RequestThrottled',
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'KmsThrottled',
  'KMS.ThrottlingException',
])

/** Refusals for reasons that the model knows nothing of: who asks, and with which keys. */
export const OUT_OF_SIGHT: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AccessDeniedExceptionException',
  'InvalidSecurity',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'RequestExpired',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'UnrecognizedClientException',
  'IncompleteSignature',
  'OptInRequired',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidSignatureException',
  'RequestTimeTooSkewed',
])
export const isOutOfSight = (code: string): boolean => OUT_OF_SIGHT.has(code) || /^kms/i.test(code)

/** Where an error was seen that nothing explains: the clause about that error, or else about the operation's success. */
export function unexpectedError(operation: string, code: string): ClauseId {
  const about = CODES[code] ?? CODES[Object.keys(CODES).find((shape) => legacyCode(shape) === code) ?? '']
  return about ?? succeeds(operation)
}

/** What an operation does, as a clause says it. */
export const succeeds = (operation: string): ClauseId => SUCCEEDS[operation as keyof typeof operations]

const CODES: Readonly<Record<string, ClauseId>> = {
  QueueDoesNotExist: 'sqs.error.queue-does-not-exist',
  QueueNameExists: 'sqs.error.queue-name-exists',
  QueueDeletedRecently: 'sqs.error.queue-deleted-recently',
  PurgeQueueInProgress: 'sqs.error.purge-queue-in-progress',
  ReceiptHandleIsInvalid: 'sqs.error.receipt-handle-is-invalid',
  MessageNotInflight: 'sqs.error.message-not-inflight',
  BatchEntryIdsNotDistinct: 'sqs.error.batch-entry-ids-not-distinct',
  BatchRequestTooLong: 'sqs.error.batch-request-too-long',
  EmptyBatchRequest: 'sqs.error.empty-batch-request',
  InvalidBatchEntryId: 'sqs.error.invalid-batch-entry-id',
  TooManyEntriesInBatchRequest: 'sqs.error.too-many-entries-in-batch-request',
  OverLimit: 'sqs.error.over-limit',
  UnsupportedOperation: 'sqs.error.unsupported-operation',
  ResourceNotFoundException: 'sqs.error.resource-not-found-exception',
}

/** The clause that a request of the operation breaks by failing for no reason. */
const SUCCEEDS: Readonly<Record<keyof typeof operations, ClauseId>> = {
  AddPermission: 'sqs.perm.add-creates-statement',
  CancelMessageMoveTask: 'sqs.redrive.cancel-returns-count',
  ChangeMessageVisibility: 'sqs.visibility.change.counts-from-call',
  ChangeMessageVisibilityBatch: 'sqs.batch.visibility.per-entry',
  CreateQueue: 'sqs.queue.create-returns-url',
  DeleteMessage: 'sqs.delete.removes-message',
  DeleteMessageBatch: 'sqs.batch.delete.per-entry',
  DeleteQueue: 'sqs.queue.delete.removes-queue',
  GetQueueAttributes: 'sqs.attr.get.subset',
  GetQueueUrl: 'sqs.queue.url.get-by-name',
  ListDeadLetterSourceQueues: 'sqs.dlq.list-sources',
  ListMessageMoveTasks: 'sqs.redrive.list-most-recent-first',
  ListQueueTags: 'sqs.tags.add-and-list',
  ListQueues: 'sqs.queue.list.prefix-filter',
  PurgeQueue: 'sqs.purge.deletes-all',
  ReceiveMessage: 'sqs.receive.fields',
  RemovePermission: 'sqs.perm.remove-by-label',
  SendMessage: 'sqs.send.returns-message-id',
  SendMessageBatch: 'sqs.batch.send.result-fields',
  SetQueueAttributes: 'sqs.attr.set.partial',
  StartMessageMoveTask: 'sqs.redrive.start-async',
  TagQueue: 'sqs.tags.add-and-list',
  UntagQueue: 'sqs.tags.remove',
}
