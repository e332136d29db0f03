import * as sdk from '@aws-sdk/client-kinesis'
import type { ServiceBinding, Undo } from '../../src/suite/binding.js'
import { sdkClient } from '../../src/suite/sdk-client.js'
import { CborProtocol } from './cbor.js'
import { manyServersOnly } from './profiles.js'
import { queueCommands } from './queue-commands.js'
import { isReceive, timers } from './timers.js'

/** The call that removes what one call made. */
const undo: ServiceBinding['undo'] = (operation, input, output) => {
  switch (operation) {
    case 'CreateStream':
      return {
        operation: 'DeleteStream',
        input: { StreamName: (input as { readonly StreamName?: string }).StreamName, EnforceConsumerDeletion: true },
      }
    case 'CreateQueue':
      return {
        operation: 'DeleteQueue',
        input: { QueueARN: (output as { readonly QueueDescription?: { readonly QueueARN?: string } }).QueueDescription?.QueueARN },
      }
    case 'CreateChannel':
      return {
        operation: 'DeleteChannel',
        input: { ChannelARN: (output as sdk.CreateChannelCommandOutput).ChannelDescription?.ChannelARN },
      }
    default:
      return undefined
  }
}

type Send = (operation: string, input: object) => Promise<object>

/** Queues and channels hold their streams; a service without them has none. */
const leftoversOf = async (kind: 'Queue' | 'Channel', send: Send, prefix: string): Promise<Undo[]> => {
  const undo: Undo[] = []
  let NextToken: unknown
  do {
    const page = (await send(`List${kind}s`, NextToken === undefined ? {} : { NextToken }).catch(() => ({}))) as Readonly<
      Record<string, unknown>
    >
    for (const summary of (page[`${kind}Summaries`] ?? []) as readonly Readonly<Record<string, unknown>>[]) {
      if (String(summary[`${kind}Name`]).startsWith(prefix))
        undo.push({ operation: `Delete${kind}`, input: { [`${kind}ARN`]: summary[`${kind}ARN`] } })
    }
    NextToken = page['NextToken']
  } while (NextToken !== undefined)
  return undo
}

/** Kinesis Data Streams, as the engine knows it. */
export const binding: ServiceBinding = {
  id: 'kinesis',
  sdk: { client: 'Kinesis', module: '@aws-sdk/client-kinesis' },
  protocols: ['json', 'cbor'],
  probe: { operation: 'ListStreams', input: { Limit: 1 } },
  client: sdkClient({
    name: 'Kinesis',
    sdk: { ...queueCommands, ...sdk },
    Client: sdk.KinesisClient,
    protocols: { cbor: { protocol: CborProtocol } },
  }),
  streams: { SubscribeToShard: 'EventStream' },
  wait: (operation) => (isReceive(operation) ? 'surely' : 'none'),
  undo,
  leftovers: async (send, prefix) => {
    const undo: Undo[] = [...(await leftoversOf('Queue', send, prefix)), ...(await leftoversOf('Channel', send, prefix))]
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
    held: new Set(['ResourceInUseException']),
    failure: 'kinesis.protocol.json.internal-failure-500',
    partialFailure: 'kinesis.put-batch.partial-failure-is-200',
    partlyFailed: (output) => {
      type Entries = readonly { readonly ErrorCode?: string }[]
      const {
        Records = [],
        Failed = [],
        FailedRecordCount = 0,
      } = output as { readonly FailedRecordCount?: number; readonly Records?: Entries; readonly Failed?: Entries }
      const failed = FailedRecordCount > 0 ? Records : Failed
      return (
        Array.isArray(failed) &&
        (failed as Entries).some(({ ErrorCode = '' }) => /^(?:InternalFailure|ThrottlingException$)/.test(ErrorCode))
      )
    },
    isRead: (operation) => /^(?:Get|List|Describe)/.test(operation),
  },
  manyServersOnly,
  timers,
}
