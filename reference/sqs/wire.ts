import * as sdk from '@aws-sdk/client-sqs'
import type { ServiceProtocol } from '../core/service.js'
import { schemasOf } from '../wire/schema.js'

const { operations, errors } = schemasOf(sdk, 'com.amazonaws.sqs')

/**
 * How SQS is spoken: what its API description says, and the errors that AWS answers without describing them. AWS sends the header
 * `x-amzn-query-error` whether or not a request asks for it with `x-amzn-query-mode`, and both protocols answer with the status of the Query
 * protocol.
 *
 * @clause sqs.json.unmodelled-errors
 * @clause sqs.error.invalid-attribute-pair
 * @clause sqs.json.response-content-type
 * @clause sqs.json.request-id-header
 * @clause sqs.json.request-form
 * @clause sqs.json.any-path
 * @clause sqs.json.error-body
 * @clause sqs.json.error-type-namespace
 * @clause sqs.json.http-status-from-query-trait
 * @clause sqs.json.query-error-header
 * @clause sqs.json.void-operations
 * @clause sqs.json.binary-base64
 * @clause sqs.query.success-envelope
 * @clause sqs.query.error-envelope
 * @clause sqs.query.error-legacy-code
 * @clause sqs.query.get-and-post
 * @clause sqs.query.action-version
 * @clause sqs.query.queue-url-as-path
 * @clause sqs.query.url-encoding
 * @clause sqs.query.lists-flattened
 * @clause sqs.query.unknown-action
 * @clause sqs.query.same-semantics
 * @clause sqs.query.path-without-action
 * @clause sqs.query.path-other-action
 * @clause sqs.query.json-answers
 * @clause sqs.query.missing-queue-text
 * @clause sqs.mattr.name-unique
 */
export const protocol: ServiceProtocol = {
  namespace: 'com.amazonaws.sqs',
  operations,
  errors,
  unmodelledErrors: {
    AccessDeniedException: { code: 'AccessDenied', status: 403 },
    InvalidParameterValueException: { code: 'InvalidParameterValue', status: 400 },
    MissingRequiredParameterException: { code: 'MissingParameter', status: 400 },
  },
  json: { target: 'AmazonSQS', version: '1.0', errorType: 'qualified', hasQueryError: true },
  query: {
    version: '2012-11-05',
    xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
    hasDetail: true,
    pathMember: 'QueueUrl',
    alsoAtPath: ['GetQueueUrl'],
    jsonAnswers: { asked: 'accept', names: { Messages: 'messages' } },
    wording: ({ shape, message }) => (shape === 'QueueDoesNotExist' ? `${message.replace(/\.$/, '')} for this wsdl version.` : message),
  },
}

/** The code by which the Query protocol and failed batch entries name an error. */
export function legacyCode(shape: string): string {
  const unmodelled = protocol.unmodelledErrors[shape]
  if (unmodelled !== undefined) return unmodelled.code
  const traits = errors[shape]?.[3] as { readonly awsQueryError?: readonly [string, number] } | 0 | undefined
  return (traits ? traits.awsQueryError?.[0] : undefined) ?? shape
}
