import * as sdk from '@aws-sdk/client-sns'
import type { ServiceProtocol } from '../core/service.js'

type Schema = readonly [kind: number, namespace: string, name: string, ...rest: unknown[]]
const OPERATION = 9
const ERROR = -3

/** The SDK's schemas of one kind, by the name of the operation or error. */
const schemas = (kind: number): Readonly<Record<string, Schema>> => {
  const found: Record<string, Schema> = {}
  for (const value of Object.values(sdk) as unknown[])
    if (Array.isArray(value) && value[0] === kind && value[1] === 'com.amazonaws.sns') found[value[2] as string] = value as unknown as Schema
  return found
}

/** How SNS is spoken: by the Query protocol alone. */
export const protocol: ServiceProtocol = {
  target: 'AmazonSNS',
  jsonVersion: '1.0',
  version: '2010-03-31',
  namespace: 'com.amazonaws.sns',
  xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
  operations: schemas(OPERATION),
  errors: schemas(ERROR),
  unmodelledErrors: {
    ValidationError: { code: 'ValidationError', status: 400 },
    Throttling: { code: 'Throttling', status: 400 },
  },
}
