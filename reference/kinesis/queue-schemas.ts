/**
 * The operations of queues in the form in which an AWS SDK describes operations: the client for JavaScript does not have them yet. What it
 * has takes the place of what stands here.
 */
type Schema = unknown
const NAMESPACE = 'com.amazonaws.kinesis'

const STRING = 0
const NUMBER = 1
const TIMESTAMP = 4
const BLOB = 21
const TAGS = 128 | STRING

const structure = (name: string, members: Readonly<Record<string, Schema>>): Schema => [
  3,
  NAMESPACE,
  name,
  0,
  Object.keys(members),
  Object.values(members).map((member) => (typeof member === 'number' ? member : () => member)),
]
const list = (name: string, member: Schema): Schema => [1, NAMESPACE, name, 0, typeof member === 'number' ? member : () => member]
const operation = (name: string, input: Schema, output: Schema): readonly [string, Schema] => [
  name,
  [9, NAMESPACE, name, 0, () => input, () => output],
]

const UNIT = 'unit'
const position = structure('QueueStartingPosition', { Type: STRING, Timestamp: TIMESTAMP })
const configurations = list(
  'QueueStreamConfigurationList',
  structure('QueueStreamConfiguration', { StreamARN: STRING, StartingPosition: position }),
)
const attributes = structure('QueueAttributes', {
  VisibilityTimeoutSeconds: NUMBER,
  DeadLetterConfiguration: structure('DeadLetterConfiguration', { TargetType: STRING, MaxReceiveCount: NUMBER }),
})
const description = structure('QueueDescriptionOutput', {
  QueueDescription: structure('QueueDescription', {
    QueueName: STRING,
    QueueARN: STRING,
    QueueStatus: STRING,
    QueueCreationTimestamp: TIMESTAMP,
    StreamConfigurationList: configurations,
    QueueAttributes: attributes,
  }),
})
const named = structure('QueueInput', { QueueARN: STRING })

const identifiers = (name: string): Schema =>
  list(name, structure('QueueStreamIdentifier', { StreamARN: STRING, StreamCreationTimestamp: TIMESTAMP }))
const summaries = list(
  'QueueSummaryList',
  structure('QueueSummary', {
    QueueName: STRING,
    QueueARN: STRING,
    QueueStatus: STRING,
    QueueCreationTimestamp: TIMESTAMP,
    Streams: identifiers('QueueStreamIdentifierList'),
  }),
)

const receive = structure('ReceiveQueueRecordsInput', {
  QueueARN: STRING,
  Limit: NUMBER,
  WaitTimeSeconds: NUMBER,
  VisibilityTimeoutSeconds: NUMBER,
})
const received = structure('ReceiveQueueRecordsOutput', {
  QueueRecords: list(
    'QueueRecordList',
    structure('QueueRecord', {
      ReceiptHandle: STRING,
      RecordId: STRING,
      PartitionKey: STRING,
      Data: BLOB,
      ApproximateArrivalTimestamp: TIMESTAMP,
      FirstReceiveTimestamp: TIMESTAMP,
      ReceiveCount: NUMBER,
    }),
  ),
})
const entries = structure('QueueEntriesInput', {
  QueueARN: STRING,
  Entries: list('QueueEntryList', structure('QueueEntry', { ReceiptHandle: STRING, VisibilityTimeoutSeconds: NUMBER })),
})
const results = structure('QueueEntriesOutput', {
  Successful: list('QueueSuccessList', structure('QueueSuccess', { ReceiptHandle: STRING })),
  Failed: list('QueueFailureList', structure('QueueFailure', { ReceiptHandle: STRING, ErrorCode: STRING, ErrorMessage: STRING })),
})

export const queueOperations: Readonly<Record<string, Schema>> = Object.fromEntries([
  operation(
    'CreateQueue',
    structure('CreateQueueInput', { QueueName: STRING, StreamConfigurationList: configurations, QueueAttributes: attributes, Tags: TAGS }),
    description,
  ),
  operation('DescribeQueue', named, description),
  operation('UpdateQueue', structure('UpdateQueueInput', { QueueARN: STRING, QueueAttributes: attributes }), description),
  operation('DeleteQueue', named, UNIT),
  operation(
    'ListQueues',
    structure('ListQueuesInput', { MaxResults: NUMBER, NextToken: STRING, StreamFilter: identifiers('QueueStreamFilterList') }),
    structure('ListQueuesOutput', { QueueSummaries: summaries, NextToken: STRING }),
  ),
  operation('ReceiveQueueRecords', receive, received),
  operation('ReceiveDeadLetterQueueRecords', receive, received),
  operation('AcknowledgeQueueRecords', entries, results),
  operation('AcknowledgeDeadLetterQueueRecords', entries, results),
  operation('RestoreDeadLetterQueueRecords', entries, results),
  operation('UpdateQueueRecordsVisibility', entries, results),
  operation('UpdateDeadLetterQueueRecordsVisibility', entries, results),
])
