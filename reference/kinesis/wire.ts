import { createRequire } from 'node:module'
import type { ServiceProtocol, Wording } from '../core/service.js'
import { loadedSchemas } from '../wire/schema.js'
import { queueOperations } from './queue-schemas.js'

const NAMESPACE = 'com.amazonaws.kinesis'
const TARGET = 'Kinesis_20131202'

const schemas = loadedSchemas(() => createRequire(import.meta.url)('@aws-sdk/client-kinesis'), NAMESPACE)

/**
 * What comes before the operations is said without a message.
 *
 * @clause kinesis.protocol.json.unknown-operation @clause kinesis.protocol.json.internal-failure-500
 */
const wording: Wording = ({ shape, message }) =>
  shape === 'UnknownOperationException' || shape === 'SerializationException' || shape === 'InternalFailure' ? undefined : message

/**
 * How Kinesis is spoken: AWS JSON 1.1, and CBOR in its place.
 *
 * @clause kinesis.protocol.json.target-header @clause kinesis.protocol.json.content-type-1-1 @clause kinesis.protocol.json.error-shape
 * @clause kinesis.protocol.json.client-error-status-400 @clause kinesis.protocol.json.timestamp-epoch-seconds
 * @clause kinesis.protocol.auth.sigv4 @clause kinesis.protocol.cbor.accepted @clause kinesis.protocol.cbor.error-body-is-cbor
 */
export const protocol: ServiceProtocol = {
  namespace: NAMESPACE,
  get operations() {
    return { ...queueOperations, ...schemas().operations }
  },
  get errors() {
    return schemas().errors
  },
  unmodelledErrors: {
    UnknownOperationException: { code: 'UnknownOperationException', status: 400 },
    MissingAuthenticationTokenException: { code: 'MissingAuthenticationTokenException', status: 400 },
    ThrottlingException: { code: 'ThrottlingException', status: 400 },
  },
  json: { target: TARGET, version: '1.1', errorType: 'bare', needsBody: true, needsSignature: true, wording },
  cbor: { target: TARGET, wording },
}
