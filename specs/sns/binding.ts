import * as sdk from '@aws-sdk/client-sns'
import type { ServiceBinding, Undo } from '../../src/suite/binding.js'
import { sdkClient } from '../../src/suite/sdk-client.js'
import { manyServersOnly } from './profiles.js'
import { timers } from './timers.js'

/** What a call made, by the member of its answer that names it, and the call that removes it. */
const MADE: Readonly<Record<string, readonly [member: string, removal: string, names: string]>> = {
  CreateTopic: ['TopicArn', 'DeleteTopic', 'TopicArn'],
  Subscribe: ['SubscriptionArn', 'Unsubscribe', 'SubscriptionArn'],
  CreatePlatformApplication: ['PlatformApplicationArn', 'DeletePlatformApplication', 'PlatformApplicationArn'],
  CreatePlatformEndpoint: ['EndpointArn', 'DeleteEndpoint', 'EndpointArn'],
}

/** SNS, as the engine knows it. */
export const binding: ServiceBinding = {
  id: 'sns',
  sdk: { client: 'SNS', module: '@aws-sdk/client-sns' },
  protocols: ['query'],
  probe: { operation: 'ListTopics', input: {} },
  client: sdkClient({ name: 'SNS', sdk, Client: sdk.SNSClient }),
  wait: () => 'none',
  undo: (operation, input, output) => {
    if (operation === 'CreateSMSSandboxPhoneNumber') {
      return { operation: 'DeleteSMSSandboxPhoneNumber', input: { PhoneNumber: (input as { readonly PhoneNumber?: string }).PhoneNumber } }
    }
    const [member, removal, names] = MADE[operation] ?? []
    const arn = (output as Readonly<Record<string, unknown>>)[member ?? '']
    // A subscription that waits for its confirmation has no ARN yet; it goes with its topic.
    return removal === undefined || typeof arn !== 'string' || !arn.startsWith('arn:')
      ? undefined
      : { operation: removal, input: { [names!]: arn } }
  },
  leftovers: async (send, prefix) => {
    const undo: Undo[] = []
    let NextToken: string | undefined
    do {
      const page = (await send('ListTopics', NextToken === undefined ? {} : { NextToken })) as sdk.ListTopicsCommandOutput
      for (const { TopicArn = '' } of page.Topics ?? []) {
        if (TopicArn.split(':').at(-1)!.startsWith(prefix)) undo.push({ operation: 'DeleteTopic', input: { TopicArn } })
      }
      NextToken = page.NextToken
    } while (NextToken !== undefined && NextToken !== '')
    return undo
  },
  troubles: {
    throttling: 'sns.errors.throttling',
    throttled: new Set([
      'Throttled',
      'ThrottledException',
      'Throttling',
      'ThrottlingException',
      'TooManyRequestsException',
      'RequestLimitExceeded',
      // Of tags: somebody else is at it, or a topic of that name has just gone.
      'ConcurrentAccess',
      'StaleTag',
    ]),
    failure: 'sns.errors.internal-500',
    partialFailure: 'sns.batch.partial-failure-200',
    partlyFailed: (output) => {
      const { Failed } = output as { readonly Failed?: readonly { readonly SenderFault?: boolean }[] }
      return Array.isArray(Failed) && Failed.some(({ SenderFault }) => SenderFault === false)
    },
    isRead: (operation) => /^(?:Get|List|Check)/.test(operation),
  },
  manyServersOnly,
  timers,
}
