import { createRequire } from 'node:module'
import type { ServiceProtocol } from '../core/service.js'
import { loadedSchemas } from '../wire/schema.js'

const NAMESPACE = 'com.amazonaws.sns'
const schemas = loadedSchemas(() => createRequire(import.meta.url)('@aws-sdk/client-sns'), NAMESPACE)

/**
 * How SNS is spoken: by the Query protocol alone.
 *
 * @clause sns.query.version
 * @clause sns.query.response-wrapper
 * @clause sns.query.no-result-element
 * @clause sns.query.error-format
 * @clause sns.query.list-encoding
 * @clause sns.query.unknown-action
 * @clause sns.query.version-optional-on-links
 */
export const protocol: ServiceProtocol = {
  namespace: NAMESPACE,
  get operations() {
    return schemas().operations
  },
  get errors() {
    return schemas().errors
  },
  unmodelledErrors: { ValidationError: { code: 'ValidationError', status: 400 }, Throttling: { code: 'Throttling', status: 400 } },
  query: {
    version: '2010-03-31',
    xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    frontXmlNamespace: 'http://webservices.amazon.com/AWSFault/2005-15-09',
    jsonAnswers: { asked: 'parameter' },
    unknownAction: (action, version) => `Could not find operation ${action} for version ${version}`,
  },
}
