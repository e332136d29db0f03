/** A line of a ledger: `sqs.visibility.expiry-makes-visible-again`. */
export type ClauseId = `${string}.${string}`

/**
 * An error as AWS answers it. `shape` is the error's name in the service's API description
 * (`QueueDoesNotExist`), or one of the names AWS uses without describing them (`InvalidParameterValueException`);
 * the wire turns it into status, legacy code and envelope.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  /** The rule that the request broke, where a rule of the model refused it. */
  clause?: ClauseId
  constructor(
    readonly shape: string,
    message: string,
  ) {
    // An answer like any other: nobody asks where it was made, and finding that out is most of what it would cost.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message)
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** No text of AWS's is longer, but for what it repeats of a request: megabytes in each of ten entries would come back for one that was sent. */
const MAX_MESSAGE = 4_096
