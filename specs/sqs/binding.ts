import * as sdk from '@aws-sdk/client-sqs'
import type { ServiceBinding } from '../../src/suite/binding.js'
import { queryProtocol, sdkClient } from '../../src/suite/sdk-client.js'
import { THROTTLED } from './oracle/errors.js'
import { manyServersOnly } from './profiles.js'
import { timers } from './timers.js'

const client = sdkClient({
  name: 'SQS',
  sdk,
  Client: sdk.SQSClient,
  // The SDK would throw where a digest is wrong; the clauses want to see it.
  settings: { md5: false, useQueueUrlAsEndpoint: false },
  protocols: {
    query: queryProtocol({
      defaultNamespace: 'com.amazonaws.sqs',
      xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
      version: '2012-11-05',
      errorTypeRegistries: sdk.errorTypeRegistries,
    }),
  },
})

/** SQS, as the engine knows it. */
export const binding: ServiceBinding = {
  id: 'sqs',
  sdk: { client: 'SQS', module: '@aws-sdk/client-sqs' },
  protocols: ['json', 'query'],
  probe: { operation: 'ListQueues', input: { QueueNamePrefix: 'touchstone-probe' } },
  address: {
    operation: 'CreateQueue',
    input: (QueueName) => ({ QueueName }),
    urlIn: (output) => (output as { readonly QueueUrl?: string }).QueueUrl,
    asks: (QueueUrl) => ({ operation: 'GetQueueAttributes', input: { QueueUrl, AttributeNames: ['QueueArn'] } }),
  },
  client,
  wait: (operation, input) => {
    if (operation !== 'ReceiveMessage') return 'none'
    const { WaitTimeSeconds } = input as { readonly WaitTimeSeconds?: number }
    // Without the parameter the queue decides.
    if (WaitTimeSeconds === undefined) return 'perhaps'
    return WaitTimeSeconds > 0 ? 'surely' : 'none'
  },
  undo: (operation, _input, output) => {
    const { QueueUrl } = output as { readonly QueueUrl?: string }
    return operation === 'CreateQueue' && QueueUrl !== undefined ? { operation: 'DeleteQueue', input: { QueueUrl } } : undefined
  },
  leftovers: async (send, prefix) => {
    const { QueueUrls = [] } = (await send('ListQueues', { QueueNamePrefix: prefix })) as { readonly QueueUrls?: readonly string[] }
    return QueueUrls.map((QueueUrl) => ({ operation: 'DeleteQueue', input: { QueueUrl } }))
  },
  troubles: {
    throttling: 'sqs.error.request-throttled',
    throttled: THROTTLED,
    failure: 'sqs.error.internal-failure',
    partialFailure: 'sqs.batch.partial-failure-200',
    partlyFailed: (output) => {
      const { Failed } = output as { readonly Failed?: readonly { readonly SenderFault?: boolean }[] }
      return Array.isArray(Failed) && Failed.some(({ SenderFault }) => SenderFault === false)
    },
    isRead: (operation) => /^(?:Get|List)/.test(operation),
  },
  manyServersOnly,
  timers,
}
