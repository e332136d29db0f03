import type { ClauseId } from '../../reference/core/reading.js'
import type { HttpRequest, Wait } from '../targets/target.js'
import type { ManyServersOnly } from './profiles.js'
import type { Protocol } from './protocol.js'

export type { Protocol } from './protocol.js'

/** The answer a client of the SDK is given back, as its protocol reads it. */
export interface ClientResponse {
  readonly statusCode: number
  readonly headers: Record<string, string>
  /** Whole, or the frames of an event stream as they come. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
}

/** What a client is made of. */
export interface ClientConfig {
  readonly protocol: Protocol
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
  /** Whether requests need a signature; else who sends them is written on them later. */
  readonly isSigned: boolean
  /** Takes each request in place of the network. `ticket` is what was given to `send`. */
  handle(request: HttpRequest, ticket: unknown): Promise<ClientResponse>
}

/** A client of the AWS SDK, made so that nothing it does hides a wrong answer: no retries, no digest checks. */
export interface ServiceClient {
  /** Calls `operation`; `ticket` reaches `ClientConfig.handle` with the request. */
  send(operation: string, input: object, ticket: unknown): Promise<object>
  destroy(): void
}

/** A call that removes something. */
export interface Undo {
  readonly operation: string
  readonly input: object
}

/** How a service tells that it is too busy, or fails. */
export interface Troubles {
  /** The freedom to refuse a request, without any effect, because there are too many; and the errors that say so. */
  readonly throttling: ClauseId
  readonly throttled: ReadonlySet<string>
  /** Errors by which a removal is refused until something else is done: a stream that is being changed, or that a queue stands on. */
  readonly held?: ReadonlySet<string>
  /** The freedom to fail with a status of 500 and above, whether or not the request took effect. */
  readonly failure: ClauseId
  /** The freedom to fail on a part of what a call asks for, and whether an output says so. */
  readonly partialFailure: ClauseId
  partlyFailed(output: object): boolean
  /** Whether a call changes nothing, however often it is made. */
  isRead(operation: string): boolean
}

/** What the calls of one case start that ends by itself. A case that is late must not count on its having lasted. */
export interface CaseTimers {
  /** Milliseconds for which the service may keep the answer to a call back by its own rules. */
  waitMs(operation: string, input: object): number
  /** The timers that begin with a call that succeeded, in milliseconds: a visibility timeout, a delay. */
  begunBy(operation: string, input: object, output: object): readonly number[]
}

/** What a service registers with the engine, which knows no service by name. */
export interface ServiceBinding {
  /** As in the SigV4 scope and at the front of clause ids: `sqs`. */
  readonly id: string
  /** The class of the SDK's client and its package, for histories printed as code: `SQS`, `@aws-sdk/client-sqs`. */
  readonly sdk: { readonly client: string; readonly module: string }
  /** The protocols that the service speaks; first the one that the SDK speaks unless told otherwise. */
  readonly protocols: readonly [Protocol, ...Protocol[]]
  /** A call that changes nothing and that every implementation has, by which an endpoint and its protocols are found. */
  readonly probe: { readonly operation: string; readonly input: object }
  /** A call whose answer has a URL at which clients may go on, and a harmless call that uses it; nothing, where the service answers none. */
  readonly address?: {
    readonly operation: string
    input(name: string): object
    urlIn(output: object): string | undefined
    asks(url: string): { readonly operation: string; readonly input: object }
  }
  client(config: ClientConfig): ServiceClient
  /** Whether the service may keep the answer to this call back: a long poll. */
  wait(operation: string, input: object): Wait
  /** The operations that are answered with a stream of events, and the member of the output that it is: `{ SubscribeToShard: 'EventStream' }`. */
  readonly streams?: Readonly<Record<string, string>>
  /** The call that removes what a successful call made, if it made something that outlives the case. */
  undo(operation: string, input: object, output: object): Undo | undefined
  /** The calls that remove whatever there is under names that begin with `prefix`. */
  leftovers(send: (operation: string, input: object) => Promise<object>, prefix: string): Promise<readonly Undo[]>
  /** What may go wrong with a call for no fault of its client: the freedoms that allow it, and how it is told. */
  readonly troubles: Troubles
  /** The freedoms that only many servers need. */
  readonly manyServersOnly: ManyServersOnly
  /** Follows the calls of one case; a service without timers needs none. */
  timers?(): CaseTimers
}

declare module '../service/area.js' {
  interface Area {
    /** How calls of it are printed: the class of the SDK's client, and the protocols of its binding. */
    readonly called?: { readonly client: string; readonly protocols: ServiceBinding['protocols'] }
    /** How its clauses call it. */
    readonly binding?: () => Promise<ServiceBinding>
  }
}
