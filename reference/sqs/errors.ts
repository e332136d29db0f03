import { ServiceError } from '../core/errors.js'

/** The errors of SQS in AWS's wording. Where the shape's name ends in `Exception`, AWS's description does not have it. */
export const invalidParameter = (message: string) => new ServiceError('InvalidParameterValueException', message)

export const invalidValue = (value: unknown, parameter: string, reason: string) =>
  invalidParameter(`Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`)

export const missingParameter = (name: string) =>
  new ServiceError('MissingRequiredParameterException', `The request must contain the parameter ${name}.`)

export const queueDoesNotExist = () => new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.')

export const queueDeletedRecently = () =>
  new ServiceError(
    'QueueDeletedRecently',
    'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
  )

export const queueNameExists = (attribute: string) =>
  new ServiceError('QueueNameExists', `A queue already exists with the same name and a different value for attribute ${attribute}`)

export const invalidAttributeName = (message: string) => new ServiceError('InvalidAttributeName', message)
export const unknownAttribute = (name: string) => invalidAttributeName(`Unknown Attribute ${name}.`)

export const invalidAttributeValue = (name: string, reason?: string) =>
  new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}.${reason === undefined ? '' : ` Reason: ${reason}`}`)

export const invalidMessageContents = (message: string) => new ServiceError('InvalidMessageContents', message)

/** @clause sqs.error.receipt-handle-is-invalid */
export const invalidReceiptHandle = (handle: string) =>
  new ServiceError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`)

/**
 * The error that is documented for this is MessageNotInflight; the one that AWS is seen to answer is the first.
 *
 * @clause sqs.error.message-not-inflight
 */
export const messageNotInFlight = (handle: string, isAsDocumented: boolean) => {
  const error = invalidValue(handle, 'ReceiptHandle', 'Message does not exist or is not available for visibility timeout change.')
  return isAsDocumented ? new ServiceError('MessageNotInflight', error.message) : error
}

export const purgeInProgress = (queue: string) =>
  new ServiceError('PurgeQueueInProgress', `Only one PurgeQueue operation on ${queue} is allowed every 60 seconds.`)

export const overLimit = (message: string) => new ServiceError('OverLimit', message)
/** @clause sqs.error.unsupported-operation */
export const unsupportedOperation = (message: string) => new ServiceError('UnsupportedOperation', message)
export const resourceNotFound = (message: string) => new ServiceError('ResourceNotFoundException', message)

/** The service failed, for no fault of the request; that can strike single entries of a batch. */
export const isServersFault = (code: string): boolean => SERVERS_FAULT.has(code)
const SERVERS_FAULT: ReadonlySet<string> = new Set(['InternalError', 'InternalFailure', 'InternalServerError', 'ServiceUnavailable'])

/** @clause sqs.error.empty-batch-request */
export const emptyBatch = (entries: string) =>
  new ServiceError('EmptyBatchRequest', `There should be at least one ${entries} in the request.`)
/** @clause sqs.error.too-many-entries-in-batch-request */
export const tooManyEntries = (limit: number, sent: number) =>
  new ServiceError('TooManyEntriesInBatchRequest', `Maximum number of entries per request are ${limit}. You have sent ${sent}.`)
/** @clause sqs.error.batch-entry-ids-not-distinct */
export const entryIdsNotDistinct = (id: string) => new ServiceError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`)
/** @clause sqs.error.invalid-batch-entry-id */
export const invalidEntryId = () =>
  new ServiceError(
    'InvalidBatchEntryId',
    'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
  )
/** @clause sqs.error.batch-request-too-long */
export const batchTooLong = (limit: number, sent: number) =>
  new ServiceError('BatchRequestTooLong', `Batch requests cannot be longer than ${limit} bytes. You have sent ${sent} bytes.`)
