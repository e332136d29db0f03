import * as sdk from '@aws-sdk/client-kinesis'
import { makeBuilder } from '@smithy/core/client'
import { getEndpointPlugin } from '@smithy/core/endpoints'
import type { StaticOperationSchema } from '@smithy/types'
import { queueOperations } from '../../reference/kinesis/queue-schemas.js'

const command = makeBuilder(
  sdk.CreateChannelCommand.getEndpointParameterInstructions(),
  'Kinesis_20131202',
  'KinesisClient',
  getEndpointPlugin,
)

/**
 * The commands of queues, `CreateQueueCommand` and so on, made as the SDK makes its own: the client for JavaScript does not have them yet, but
 * signs, sends and reads them like any other. Those that it has take the place of these.
 */
export const queueCommands: Readonly<Record<string, object>> = Object.fromEntries(
  Object.entries(queueOperations).map(([operation, schema]) => [
    `${operation}Command`,
    command({}, () => [], operation, schema as StaticOperationSchema),
  ]),
)
