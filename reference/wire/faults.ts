import { NormalizedSchema } from '@smithy/core/schema'
import type { $Schema } from '@smithy/types'
import type { ServiceProtocol } from '../core/service.js'

/** How an error is spelt on the wire. */
export interface Fault {
  /** The qualified shape of the JSON protocol: `com.amazonaws.sqs#QueueDoesNotExist`. */
  readonly type: string
  /** The legacy code of the Query protocol: `AWS.SimpleQueueService.NonExistentQueue`. */
  readonly code: string
  readonly status: number
  readonly sender: 'Sender' | 'Receiver'
}

/** Errors that a description does not have are answered under the name of AWS's own framework. */
const UNDESCRIBED = 'com.amazon.coral.service'

/**
 * What any AWS service answers before an operation is reached, with the HTTP status of the list of common errors:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 */
const COMMON: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  IncompleteSignature: 400,
  InternalFailure: 500,
  InvalidAction: 400,
  InvalidParameterValue: 400,
  MalformedHttpRequestException: 400,
  MalformedQueryString: 404,
  MethodNotAllowed: 405,
  MissingAction: 400,
  MissingAuthenticationToken: 403,
  NoSuchVersion: 400,
  RequestEntityTooLargeException: 413,
  RequestExpired: 400,
  RequestTimeoutException: 408,
  SerializationException: 400,
  ServiceUnavailable: 503,
  SignatureDoesNotMatch: 403,
  UnknownOperationException: 404,
}

const fault = (type: string, code: string, status: number): Fault => ({ type, code, status, sender: status < 500 ? 'Sender' : 'Receiver' })

export const COMMON_FAULTS: ReadonlyMap<string, Fault> = new Map(
  Object.entries(COMMON).map(([shape, status]) => [shape, fault(`${UNDESCRIBED}#${shape}`, shape, status)]),
)

/** The type without its namespace: `QueueDoesNotExist`. */
export const bareName = ({ type }: Fault): string => type.slice(type.indexOf('#') + 1)

/** Whether any AWS service may answer it, before an operation is reached. */
export const isCommon = (fault: Fault): boolean => Object.hasOwn(COMMON, bareName(fault)) && fault.type.startsWith(UNDESCRIBED)

/**
 * The errors of a service by the names of their shapes, the common ones included. Where the service is described for the Query protocol, all
 * its protocols answer with the status of that.
 */
export const faultsOf = (protocol: ServiceProtocol): ReadonlyMap<string, Fault> => {
  const faults = new Map(COMMON_FAULTS)
  for (const [shape, { code, status }] of Object.entries(protocol.unmodelledErrors)) {
    faults.set(shape, fault(`${UNDESCRIBED}#${shape}`, code, status))
  }
  for (const [name, schema] of Object.entries(protocol.errors)) {
    const shape = name.replace(/\$$/, '')
    const { awsQueryError, httpError, error } = NormalizedSchema.of(schema as $Schema).getMergedTraits()
    const ownStatus = (httpError as number | undefined) ?? (error === 'server' ? 500 : 400)
    const [code, status] = (awsQueryError as [string, number] | undefined) ?? [shape, ownStatus]
    faults.set(shape, fault(`${protocol.namespace}#${shape}`, code, status))
  }
  return faults
}
