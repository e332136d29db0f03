import type { ValidInput } from '../../src/suite/index.js'
import type { KinesisCase } from './case.js'

type Valid = ValidInput<KinesisCase>

const EARLIER = new Date('2026-01-01T00:00:00Z')
const VISIBILITY = { VisibilityTimeoutSeconds: 30 }

/** Of a queue of the case's own. */
const ofQueue =
  (more: object = {}): Valid =>
  async ({ queue }) => ({ QueueARN: (await queue()).arn, ...more })

/** Of a record that was received, or of a dead letter. */
const ofRecord =
  (isDead: boolean, more: object = {}): Valid =>
  async ({ queue, time }) => {
    const { arn, stream, live, dead } = await queue({
      attributes: { DeadLetterConfiguration: { TargetType: 'BUILT_IN', MaxReceiveCount: 1 } },
    })
    await stream.put()
    const record = await live.one({ VisibilityTimeoutSeconds: isDead ? 1 : 600 })
    if (isDead) await time.pass(time.after(record, 1000))
    const { ReceiptHandle } = isDead ? await dead.one({ VisibilityTimeoutSeconds: 600 }) : record
    return { QueueARN: arn, Entries: [{ ReceiptHandle, ...more }] }
  }

/** An input that each operation on queues accepts. */
export const validQueues: Readonly<Record<string, Valid>> = {
  AcknowledgeDeadLetterQueueRecords: ofRecord(true),
  AcknowledgeQueueRecords: ofRecord(false),
  CreateQueue: async ({ stream, name }) => ({
    QueueName: name(),
    StreamConfigurationList: [
      { StreamARN: await (await stream({ isOnDemand: true })).arn(), StartingPosition: { Type: 'AT_TIMESTAMP', Timestamp: EARLIER } },
    ],
    QueueAttributes: { ...VISIBILITY, DeadLetterConfiguration: { TargetType: 'BUILT_IN', MaxReceiveCount: 3 } },
    Tags: { key: 'value' },
  }),
  DeleteQueue: ofQueue(),
  DescribeQueue: ofQueue(),
  ListQueues: async ({ stream }) => ({ StreamFilter: [{ StreamARN: await (await stream()).arn() }] }),
  ReceiveDeadLetterQueueRecords: ofQueue({ WaitTimeSeconds: 1 }),
  ReceiveQueueRecords: ofQueue({ WaitTimeSeconds: 1 }),
  RestoreDeadLetterQueueRecords: ofRecord(true),
  UpdateDeadLetterQueueRecordsVisibility: ofRecord(true, VISIBILITY),
  UpdateQueue: ofQueue({ QueueAttributes: { ...VISIBILITY, DeadLetterConfiguration: { TargetType: 'BUILT_IN', MaxReceiveCount: 3 } } }),
  UpdateQueueRecordsVisibility: ofRecord(false, VISIBILITY),
}
