/** On whose behalf a call is made that did not come from a client of the account: another account, or a service that acts for one of its resources. */
export type Principal =
  | { readonly account: string; readonly arn?: string }
  | { readonly service: string; readonly sourceArn: string; readonly sourceAccount: string }

/** One request after the wire has been read: the operation's name and its input under the names of the API description. */
export interface Call {
  readonly operation: string
  /** As an SDK would give it: blobs are `Uint8Array`, timestamps are `Date`, absent members are absent. Types were checked by the wire. */
  readonly input: Readonly<Record<string, unknown>>
  readonly region: string
  /** Where the client reached us (`http://127.0.0.1:4566`), so that URLs in answers lead back to us. */
  readonly origin: string
  /** The access key that signed the request, if any. */
  readonly accessKey?: string | undefined
  /** On whose behalf, where it is not the account itself that calls. */
  readonly principal?: Principal | undefined
  /** The `X-Amzn-Trace-Id` header. */
  readonly traceHeader?: string | undefined
  /** Whether nobody reads the answer: then it may be empty. */
  readonly isUnread?: boolean | undefined
  /** Aborted when the client went away: a long poll whose client is gone must not take messages. */
  readonly signal?: AbortSignal | undefined
}

/**
 * An answer's members under the names of the API description; `undefined` members are left out on the wire. A member that is an event stream is an
 * `AsyncIterable` of events, each an object with one member named like the event (`{ SubscribeToShardEvent: {…} }`); a `ServiceError` that it throws
 * ends the stream, and it is returned (`return()`) when the client goes away.
 */
export type Output = Readonly<Record<string, unknown>>
