import { anyClientError, clause, protocols } from './bench.js'
import type { SqsCase } from './bench.js'

type Provoke = (t: SqsCase) => Promise<unknown>
const BASE = 'AWS.SimpleQueueService'
const batch = (...ids: readonly string[]) => ids.map((Id) => ({ Id, MessageBody: 'x' }))
const ofUrl = async ({ queue, name }: SqsCase): Promise<string> => {
  const q = await queue()
  return q.url.replace(q.name, name('-never-made'))
}

/**
 * An error's name on each protocol, its status, and a request that is documented to fail with it. Where the reference page and the
 * description of the API differ in the status, it is left out.
 */
const errors: readonly { readonly id: string; readonly shape: string; readonly code?: string; readonly status?: number; readonly provoke: Provoke }[] = [
  { id: 'sqs.error.queue-does-not-exist', shape: 'QueueDoesNotExist', code: `${BASE}.NonExistentQueue`, status: 400, provoke: async (t) => t.sqs.receiveMessage({ QueueUrl: await ofUrl(t) }) },
  {
    id: 'sqs.error.queue-name-exists', shape: 'QueueNameExists', code: 'QueueAlreadyExists', status: 400,
    provoke: async ({ queue }) => queue({ name: (await queue({ attributes: { DelaySeconds: '1' } })).name, attributes: { DelaySeconds: '2' } }),
  },
  {
    id: 'sqs.error.queue-deleted-recently', shape: 'QueueDeletedRecently', code: `${BASE}.QueueDeletedRecently`, status: 400,
    provoke: async ({ queue, sqs, time }) => {
      const q = await queue()
      const deleted = await sqs.deleteQueue({ QueueUrl: q.url })
      return time.inTime(queue({ name: q.name }), time.after(deleted, 60_000))
    },
  },
  {
    id: 'sqs.error.purge-queue-in-progress', shape: 'PurgeQueueInProgress', code: `${BASE}.PurgeQueueInProgress`, status: 403,
    provoke: async ({ queue, time }) => {
      const q = await queue()
      const purged = await q.purge()
      return time.inTime(q.purge(), time.after(purged, 60_000))
    },
  },
  { id: 'sqs.error.receipt-handle-is-invalid', shape: 'ReceiptHandleIsInvalid', provoke: async ({ queue }) => (await queue()).delete('no handle at all') },
  {
    id: 'sqs.error.too-many-entries-in-batch-request', shape: 'TooManyEntriesInBatchRequest', code: `${BASE}.TooManyEntriesInBatchRequest`, status: 400,
    provoke: async ({ queue }) => (await queue()).sendBatch(Array.from({ length: 11 }, () => ({}))),
  },
  { id: 'sqs.error.empty-batch-request', shape: 'EmptyBatchRequest', code: `${BASE}.EmptyBatchRequest`, status: 400, provoke: async ({ queue }) => (await queue()).sendBatch([]) },
  {
    id: 'sqs.error.batch-entry-ids-not-distinct', shape: 'BatchEntryIdsNotDistinct', code: `${BASE}.BatchEntryIdsNotDistinct`, status: 400,
    provoke: async ({ queue }) => (await queue()).sendBatch(batch('same', 'same')),
  },
  { id: 'sqs.error.invalid-batch-entry-id', shape: 'InvalidBatchEntryId', code: `${BASE}.InvalidBatchEntryId`, status: 400, provoke: async ({ queue }) => (await queue()).sendBatch(batch('a b')) },
  {
    id: 'sqs.error.batch-request-too-long', shape: 'BatchRequestTooLong', code: `${BASE}.BatchRequestTooLong`, status: 400,
    provoke: async ({ queue }) => (await queue()).sendBatch([{ MessageBody: 'x'.repeat(1_048_576) }, { MessageBody: 'x' }]),
  },
  {
    id: 'sqs.error.resource-not-found-exception', shape: 'ResourceNotFoundException', status: 404,
    provoke: async ({ deadLetterPair, sqs, name }) => {
      const { dlq } = await deadLetterPair({ maxReceiveCount: 1 })
      const SourceArn = await dlq.arn()
      return sqs.startMessageMoveTask({ SourceArn, DestinationArn: SourceArn.replace(dlq.name, name('-never-made')) })
    },
  },
] // prettier-ignore

for (const { id, shape, code = shape, status, provoke } of errors) {
  clause(id, {
    axes: { protocol: protocols },
    async check(t) {
      const refusal = await t.refused(provoke(t), { shape, code, ...(status === undefined ? {} : { status }) })
      // A JSON answer carries both names.
      if (t.protocol === 'json') t.expect(refusal.error.code, 'the legacy code in x-amzn-query-error').toBe(code)
    },
  })
}

/** Errors that no request is documented to bring for certain, and the request that comes nearest: where it is taken, or refused otherwise, nothing is said. */
const uncertain: readonly { readonly id: string; readonly shape: string; readonly provoke: Provoke }[] = [
  {
    id: 'sqs.error.unsupported-operation', shape: 'UnsupportedOperation',
    provoke: async ({ queue, call }) => {
      const MessageAttributes = { list: { DataType: 'String', StringValue: 'x', StringListValues: ['a', 'b'] } }
      return call('SendMessage', { QueueUrl: (await queue()).url, MessageBody: 'x', MessageAttributes })
    },
  },
  {
    id: 'sqs.error.message-not-inflight', shape: 'MessageNotInflight',
    provoke: async ({ queue }) => {
      const q = await queue({ type: 'fifo' })
      await q.send()
      const message = await q.receiveOne()
      await q.changeVisibility(message, 0)
      return q.changeVisibility(message, 10)
    },
  },
] // prettier-ignore

for (const { id, shape, provoke } of uncertain) {
  clause(id, {
    axes: { protocol: protocols },
    async check(t) {
      const call = provoke(t)
      if (
        await call.then(
          () => true,
          () => false,
        )
      )
        t.undecided('the target takes the request that comes nearest to it')
      const refusal = await t.refused(call, anyClientError)
      const code = `${BASE}.${shape}`
      if (![shape, code].includes(refusal.errorName)) t.undecided(`refused with ${refusal.errorName} instead, which is open`)
      await t.refused(call, { shape, code, status: 400 })
    },
  })
}

const pairs: Readonly<Record<string, Provoke>> = {
  InvalidAttributeName: async ({ queue }) => (await queue()).attributes('NoSuchAttribute'),
  InvalidAttributeValue: async ({ queue }) => (await queue()).set({ VisibilityTimeout: '43201' }),
  InvalidMessageContents: async ({ queue }) => (await queue()).send({ MessageBody: 'a\u0001b' }),
}
clause('sqs.error.invalid-attribute-pair', {
  axes: { error: Object.keys(pairs), protocol: protocols },
  async check(t, { error }) {
    await t.refused(
      pairs[error]!(t),
      error === 'InvalidMessageContents' ? 'sqs.send.chars.rejected' : { shape: error, code: error, status: 400 },
    )
  },
})

/** The members that each operation requires; a queue's URL, its ARN and a handle are filled in. */
const REQUIRED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  AddPermission: { QueueUrl: '', Label: 'label', AWSAccountIds: ['111122223333'], Actions: ['SendMessage'] },
  CancelMessageMoveTask: { TaskHandle: 'handle' },
  ChangeMessageVisibility: { QueueUrl: '', ReceiptHandle: '', VisibilityTimeout: 1 },
  ChangeMessageVisibilityBatch: { QueueUrl: '', Entries: [{ Id: 'a', ReceiptHandle: 'handle', VisibilityTimeout: 1 }] },
  CreateQueue: { QueueName: 'name' },
  DeleteMessage: { QueueUrl: '', ReceiptHandle: '' },
  DeleteMessageBatch: { QueueUrl: '', Entries: [{ Id: 'a', ReceiptHandle: 'handle' }] },
  DeleteQueue: { QueueUrl: '' },
  GetQueueAttributes: { QueueUrl: '' },
  GetQueueUrl: { QueueName: 'name' },
  ListDeadLetterSourceQueues: { QueueUrl: '' },
  ListMessageMoveTasks: { SourceArn: '' },
  ListQueueTags: { QueueUrl: '' },
  PurgeQueue: { QueueUrl: '' },
  ReceiveMessage: { QueueUrl: '' },
  RemovePermission: { QueueUrl: '', Label: 'label' },
  SendMessage: { QueueUrl: '', MessageBody: 'x' },
  SendMessageBatch: { QueueUrl: '', Entries: [{ Id: 'a', MessageBody: 'x' }] },
  SetQueueAttributes: { QueueUrl: '', Attributes: { DelaySeconds: '0' } },
  StartMessageMoveTask: { SourceArn: '' },
  TagQueue: { QueueUrl: '', Tags: { key: 'value' } },
  UntagQueue: { QueueUrl: '', TagKeys: ['key'] },
}
const members = Object.entries(REQUIRED).flatMap(([operation, input]) => Object.keys(input).map((member) => `${operation}.${member}`))

/** The code is recorded for two members; of the others it is only documented that they are required. */
clause('sqs.error.missing-required-any', {
  axes: { member: members, protocol: protocols },
  async check({ queue, call, refused }, { member: path }) {
    const [operation = '', member = ''] = path.split('.')
    const q = await queue()
    await q.send()
    const filled: Record<string, unknown> = { ...REQUIRED[operation] }
    if ('QueueUrl' in filled) filled['QueueUrl'] = q.url
    if ('SourceArn' in filled) filled['SourceArn'] = await q.arn()
    if ('ReceiptHandle' in filled) filled['ReceiptHandle'] = (await q.receiveOne()).ReceiptHandle
    const { [member]: _missing, ...input } = filled
    const isRecorded = path === 'SendMessage.MessageBody'
    await refused(call(operation, input), isRecorded ? 'sqs.send.body-min-1-char' : anyClientError)
  },
})
