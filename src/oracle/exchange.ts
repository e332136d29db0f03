/**
 * One request and what came of it, as its client saw it. All that an oracle is told.
 *
 * Instants are milliseconds since 1970 with fractions, on the client's clock: `sent` before the request left, `received` after the whole
 * answer was there (or after the client gave up). What the service did, it did somewhere in between.
 */
export interface Exchange {
  /** As in the SigV4 scope: `sqs`. */
  readonly service: string
  readonly region: string
  /** The 12-digit account, where it is known. */
  readonly account?: string | undefined
  /** Who sent it. One client may send several requests at once; then their intervals overlap like those of several clients. */
  readonly client: string
  /** `SendMessage`. */
  readonly operation: string
  /** Under the names of the API description, as an SDK takes it: blobs are `Uint8Array`. */
  readonly input: Readonly<Record<string, unknown>>
  readonly sent: number
  readonly received: number
  readonly outcome: Outcome
}

export type Outcome = Answered | Refused | Lost

export interface Answered {
  readonly kind: 'answered'
  /** As an SDK gives it, without `$metadata`. */
  readonly output: Readonly<Record<string, unknown>>
}

/** The service refused the request: whatever it asked for did not happen. */
export interface Refused {
  readonly kind: 'refused'
  /** The error's name (`QueueDoesNotExist`) or its code in the Query protocol (`AWS.SimpleQueueService.NonExistentQueue`). */
  readonly code: string
  readonly message: string
  readonly status?: number | undefined
}

/** No answer that tells what happened: the connection broke, time ran out, or the service failed (5xx). It may have been done or not. */
export interface Lost {
  readonly kind: 'lost'
  readonly reason: string
  /** Where the service answered that it failed: 500 and above. */
  readonly status?: number | undefined
}
