import * as sdk from '@aws-sdk/client-sqs'
import type { ServiceProtocol } from '../core/service.js'

type Schema = readonly [kind: number, namespace: string, name: string, ...rest: unknown[]]
const OPERATION = 9
const ERROR = -3

/** The SDK's schemas of one kind, by the name of the operation or error. */
const schemas = (kind: number): Readonly<Record<string, Schema>> => {
  const found: Record<string, Schema> = {}
  for (const value of Object.values(sdk) as unknown[])
    if (Array.isArray(value) && value[0] === kind && value[1] === 'com.amazonaws.sqs') found[value[2] as string] = value as unknown as Schema
  return found
}
const errors = schemas(ERROR)

/**
 * How SQS is spoken: what its API description says, and the errors that AWS answers without describing them.
 *
 * @clause sqs.json.unmodelled-errors
 * @clause sqs.error.invalid-attribute-pair
 */
export const protocol: ServiceProtocol = {
  target: 'AmazonSQS',
  jsonVersion: '1.0',
  version: '2012-11-05',
  namespace: 'com.amazonaws.sqs',
  xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
  pathMember: 'QueueUrl',
  operations: schemas(OPERATION),
  errors,
  unmodelledErrors: {
    InvalidParameterValueException: { code: 'InvalidParameterValue', status: 400 },
    MissingRequiredParameterException: { code: 'MissingParameter', status: 400 },
  },
}

/** The code by which the Query protocol and failed batch entries name an error. */
export function legacyCode(shape: string): string {
  const unmodelled = protocol.unmodelledErrors[shape]
  if (unmodelled !== undefined) return unmodelled.code
  const traits = errors[shape]?.[3] as { readonly awsQueryError?: readonly [string, number] } | 0 | undefined
  return (traits ? traits.awsQueryError?.[0] : undefined) ?? shape
}
