import type { Freedom } from './adversity.js'
import type { Call, Output } from './call.js'
import type { ClauseId } from './reading.js'
import type { Site } from './world.js'

export type { Call, Output }

/** A service's part of one account in one region. */
export interface ServiceWorld {
  /** Answers, or throws a `ServiceError`. A promise only where the operation waits (a long poll). */
  call(call: Call): Output | Promise<Output>
  /** Takes an SMS that a phone sends to the account, where the service has to do with phones. */
  takeSms?(from: string, text: string): void
}

/** What a service registers with the server. */
export interface Service {
  /** The name in the SigV4 scope: `sqs`. */
  readonly id: string
  /** How requests name it and what its API description says. */
  readonly protocol: ServiceProtocol
  /** What it can do of all that the documentation leaves open to it. */
  readonly freedoms: readonly Freedom[]
  /** Rules that only stand in the way of an application's tests (waits, quotas); each can be switched off by its clause id. */
  readonly relaxable?: readonly ClauseId[]
  /** What it serves to who knows the path (`/certificate.pem`), by paths. */
  readonly files?: Readonly<Record<string, ServedFile>>
  /** Whose a request without a signature is, as its input tells: a link in a message names a resource. Default: the default account's. */
  readonly homeOf?: (input: Call['input']) => { readonly account: string; readonly region: string } | undefined
  /** The empty state of the service in an account and region. */
  open(site: Site): ServiceWorld
}

export interface ServedFile {
  readonly contentType: string
  readonly text: string
}

/**
 * How a service is spoken: what its API description says, and what each protocol needs to know besides. A service answers in the protocols
 * that are described here and in no other.
 */
export interface ServiceProtocol {
  /** Namespace of the schemas and of qualified error types: `com.amazonaws.sqs`. */
  readonly namespace: string
  /** The operation schemas of the AWS SDK (`SendMessage$`), by operation name. */
  readonly operations: Readonly<Record<string, unknown>>
  /** The error schemas of the AWS SDK, by shape name. */
  readonly errors: Readonly<Record<string, unknown>>
  /**
   * Errors that AWS answers without describing them, and those of every service which this one answers otherwise (`UnknownOperationException`
   * with status 400): shape name to legacy code and HTTP status.
   */
  readonly unmodelledErrors: Readonly<Record<string, { readonly code: string; readonly status: number }>>
  readonly json?: JsonDescription
  readonly cbor?: CborDescription
  readonly query?: QueryDescription
  readonly restJson?: RestJsonDescription
}

/** The text that an error has in a protocol, where that is not the error's own; `undefined`: the answer has no message. */
export type Wording = (error: { readonly shape: string; readonly message: string }) => string | undefined

/** AWS JSON: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export interface JsonDescription {
  /** The part before the dot of `X-Amz-Target`: `AmazonSQS`. */
  readonly target: string
  readonly version: '1.0' | '1.1'
  /** Whether `__type` has the namespace (`com.amazonaws.sqs#QueueDoesNotExist`) or is the bare name. */
  readonly errorType: 'qualified' | 'bare'
  /** Whether errors tell the legacy code in `x-amzn-query-error`, for clients that were written for the Query protocol. */
  readonly hasQueryError?: boolean
  /** Whether an empty body is refused; else it is an empty object. */
  readonly needsBody?: boolean
  /** Whether a request has to be signed, by whatever key. */
  readonly needsSignature?: boolean
  readonly wording?: Wording
}

/** CBOR under the names of AWS JSON, `application/x-amz-cbor-1.1`: timestamps are whole milliseconds. */
export interface CborDescription {
  /** As in JSON. */
  readonly target: string
  readonly wording?: Wording
}

/** REST with JSON bodies: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html. Where each member stands the schemas say. */
export interface RestJsonDescription {
  /** Whether a request has to be signed, by whatever key. */
  readonly needsSignature?: boolean
  readonly wording?: Wording
}

/** The Query protocol: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export interface QueryDescription {
  /** The `Version` parameter: `2012-11-05`. */
  readonly version: string
  /** The namespace of answers. */
  readonly xmlNamespace: string
  /** The namespace of errors that come before an operation is reached (an unknown `Action`). Default: that of answers. */
  readonly frontXmlNamespace?: string
  /** Whether errors have an empty element `Detail`. */
  readonly hasDetail?: boolean
  /**
   * The member that the path of a request may name (`QueueUrl`). At such a path only operations with that member are valid, and those of
   * `alsoAtPath`.
   */
  readonly pathMember?: string
  readonly alsoAtPath?: readonly string[]
  /**
   * How a request asks for answers in JSON: by the header `Accept`, or, as boto 2 did, by the parameter `ContentType=JSON`. `names`: members of
   * results that have another name there.
   */
  readonly jsonAnswers?: { readonly asked: 'accept' | 'parameter'; readonly names?: Readonly<Record<string, string>> }
  /** What an unknown `Action` is told. Default: "The action Foo is not valid for this endpoint." */
  readonly unknownAction?: (action: string, version: string) => string
  readonly wording?: Wording
}
