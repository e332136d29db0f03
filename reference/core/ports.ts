import type { Call, Output, Principal } from './call.js'

export type { Principal }

/** A call from one service to another, or to the same service in another account or region. */
export interface ServiceCall {
  /** The service's id: `sqs`. */
  readonly service: string
  readonly account: string
  readonly region: string
  /** `SendMessage` */
  readonly operation: string
  /** As `Call.input`. */
  readonly input: Readonly<Record<string, unknown>>
  readonly principal: Principal
  /** As `Call.isUnread`. */
  readonly isUnread?: boolean
  /** The client's request that is passed on, where there is one: what answers, and long polls, need to know of it. */
  readonly client?: Pick<Call, 'origin' | 'accessKey' | 'traceHeader' | 'signal'>
}

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Real milliseconds until the request is given up. */
  readonly timeoutMs: number
}

/**
 * What came back, or why nothing did. `refused`: the address is not on the allow-list. Of an answer that is too large the status is known.
 * `isNobodyThere`: no connection could be made.
 */
export type OutgoingAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | {
      readonly failure: 'refused' | 'timeout' | 'too-large' | 'unreachable'
      readonly reason: string
      readonly status?: number
      readonly isNobodyThere?: true
    }

/** What goes to people, to their devices, or into a log: kept, not sent. */
export interface Mail {
  readonly kind: 'email' | 'email-json' | 'sms' | 'push' | 'log'
  /** An address, a phone number, an endpoint's ARN, a log group. */
  readonly to: string
  readonly from?: string | undefined
  readonly subject?: string | undefined
  readonly body: string
  readonly attributes?: Readonly<Record<string, string>> | undefined
}

/** All that leaves a service. A world decides what it leads to. */
export interface Ports {
  /** Whether that service is there: one that is not takes deliveries from nobody. */
  has(service: string): boolean
  /**
   * Answers as the service would answer a client, and throws its `ServiceError`; a promise only where it waits. `NotReachable` is thrown where the
   * account is not in this world or the service not in this reference.
   */
  call(call: ServiceCall): Output | Promise<Output>
  /** Never rejects. World time stands still until it is settled, where the world's clock does not follow the wall. */
  http(request: OutgoingRequest): Promise<OutgoingAnswer>
  mail(mail: Mail): void
}

/** The account or service that a call names is not in this world. */
export class NotReachable extends Error {
  override readonly name = 'NotReachable'
}

/** For a service alone in its world: nothing leaves it. */
export const NO_PORTS: Ports = {
  has: () => false,
  call({ service, account }) {
    throw new NotReachable(`There is no ${service} of account ${account} here.`)
  },
  http: async () => ({ failure: 'refused', reason: 'Nothing leaves this world.' }),
  mail: () => {},
}
