import * as sdk from '@aws-sdk/client-kinesis'
import { sdkClient, type ServiceBinding, type Undo } from '../../src/suite/index.js'
import { manyServersOnly } from './profiles.js'

/** Kinesis Data Streams, as the engine knows it. */
export const binding: ServiceBinding = {
  id: 'kinesis',
  sdk: { client: 'Kinesis', module: '@aws-sdk/client-kinesis' },
  protocols: ['json'],
  probe: { operation: 'ListStreams', input: { Limit: 1 } },
  client: sdkClient({ name: 'Kinesis', sdk, Client: sdk.KinesisClient }),
  wait: () => 'none',
  undo: (operation, input) => {
    const { StreamName } = input as { readonly StreamName?: string }
    return operation === 'CreateStream' ? { operation: 'DeleteStream', input: { StreamName, EnforceConsumerDeletion: true } } : undefined
  },
  leftovers: async (send, prefix) => {
    const undo: Undo[] = []
    let last: string | undefined
    for (;;) {
      const page = (await send('ListStreams', last === undefined ? {} : { ExclusiveStartStreamName: last })) as sdk.ListStreamsCommandOutput
      const names = page.StreamNames ?? []
      for (const StreamName of names) {
        if (StreamName.startsWith(prefix)) undo.push({ operation: 'DeleteStream', input: { StreamName, EnforceConsumerDeletion: true } })
      }
      last = names.at(-1)
      if (page.HasMoreStreams !== true || last === undefined) return undo
    }
  },
  troubles: {
    throttling: 'kinesis.errors.throttling',
    throttled: new Set(['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded']),
    failure: 'kinesis.protocol.json.internal-failure-500',
    partialFailure: 'kinesis.put-batch.partial-failure-is-200',
    partlyFailed: (output) => {
      const { Records, FailedRecordCount = 0 } = output as { readonly FailedRecordCount?: number; readonly Records?: readonly { readonly ErrorCode?: string }[] }
      return FailedRecordCount > 0 && Array.isArray(Records) && Records.some(({ ErrorCode }) => ErrorCode === 'InternalFailure')
    },
    isRead: (operation) => /^(?:Get|List|Describe)/.test(operation),
  },
  manyServersOnly,
}
