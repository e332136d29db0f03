import { SQS } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { reference } from '../index.js'
import { FREEDOMS } from './adversity.js'

const ACCOUNT = '000000000000'

/** A client of a world that uses the one freedom always, and its queue. */
const world = async (adversity: string, attributes: Readonly<Record<string, string>> = {}, seed = 1) => {
  const aws = reference({ seed, adversity, clock: 'manual', start: Date.UTC(2026, 0, 1) })
  const sqs = new SQS({ ...aws.client(), md5: false })
  const fifo = attributes['FifoQueue'] === 'true'
  const create = (tries: number): Promise<string> =>
    sqs.createQueue({ QueueName: fifo ? 'q.fifo' : 'q', Attributes: attributes }).then(
      ({ QueueUrl }) => QueueUrl!,
      (error: unknown) => (tries > 0 ? create(tries - 1) : Promise.reject(error as Error)),
    )
  const QueueUrl = await create(20)
  const send = async (n: number): Promise<void> => {
    for (let nth = 0; nth < n; nth++)
      await sqs.sendMessage({
        QueueUrl,
        MessageBody: String(nth),
        ...(fifo ? { MessageGroupId: `g${nth % 3}`, MessageDeduplicationId: String(nth) } : {}),
      })
  }
  const receive = async (input: object = {}) => (await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, ...input })).Messages ?? []
  return { aws, sqs, QueueUrl, send, receive }
}
type World = Awaited<ReturnType<typeof world>>

const bodies = (messages: readonly { readonly Body?: string | undefined }[]): (string | undefined)[] => messages.map(({ Body }) => Body)
const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'none',
    (error: unknown) => (error as Error).name,
  )
const advance = ({ aws }: World, seconds: number): Promise<void> => aws.clock.advance(seconds * 1000)
/** Whether something shows in at least one of many tries. */
const everSeen = async (tries: number, look: () => Promise<boolean>): Promise<boolean> => {
  for (let nth = 0; nth < tries; nth++) if (await look()) return true
  return false
}

const FIFO = { FifoQueue: 'true' }
/** What a freedom that is always used shows through the API, and calm never. */
const SHOWN: Readonly<
  Record<string, { readonly attributes?: Readonly<Record<string, string>>; readonly chance?: number; shows(w: World): Promise<boolean> }>
> = {
  'sqs.error.request-throttled': {
    chance: 0.5,
    shows: ({ sqs }) => everSeen(20, async () => (await codeOf(sqs.listQueues())) === 'RequestThrottled'),
  },
  'sqs.error.internal-failure': {
    chance: 0.5,
    async shows({ sqs, QueueUrl }) {
      const codes = new Set<string>()
      for (let nth = 0; nth < 40; nth++) codes.add(await codeOf(sqs.tagQueue({ QueueUrl, Tags: { [`k${nth}`]: '' } })))
      return codes.has('InternalFailure') && codes.has('ServiceUnavailable')
    },
  },
  'sqs.batch.partial-failure-200': {
    async shows({ sqs, QueueUrl }) {
      const { Failed = [] } = await sqs.sendMessageBatch({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x' }] })
      return Failed.some(({ SenderFault, Code }) => SenderFault === false && Code === 'InternalError')
    },
  },
  'sqs.batch.result-order-unspecified': {
    async shows({ sqs, QueueUrl }) {
      const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
      const { Successful = [] } = await sqs.sendMessageBatch({ QueueUrl, Entries: ids.map((Id) => ({ Id, MessageBody: Id })) })
      const seen = Successful.map(({ Id = '' }) => Id)
      return [...seen].sort().join() === ids.join() && seen.join() !== ids.join()
    },
  },
  'sqs.page.order-unspecified': {
    async shows({ sqs }) {
      for (let nth = 0; nth < 8; nth++) await sqs.createQueue({ QueueName: `r${nth}` })
      const { QueueUrls = [] } = await sqs.listQueues({ QueueNamePrefix: 'r' })
      return QueueUrls.length === 8 && [...QueueUrls].sort().join() !== QueueUrls.join()
    },
  },
  'sqs.queue.create.usable-after-1s': {
    async shows(w) {
      const early = await codeOf(w.sqs.getQueueAttributes({ QueueUrl: w.QueueUrl }))
      await advance(w, 1)
      return early === 'QueueDoesNotExist' && (await codeOf(w.sqs.getQueueAttributes({ QueueUrl: w.QueueUrl }))) === 'none'
    },
  },
  'sqs.queue.delete.takes-up-to-60s': {
    async shows(w) {
      await w.sqs.deleteQueue({ QueueUrl: w.QueueUrl })
      const early = await codeOf(w.send(1))
      await advance(w, 60)
      return early === 'none' && (await codeOf(w.send(1))) === 'QueueDoesNotExist'
    },
  },
  'sqs.queue.list.new-queue-eventual': {
    async shows(w) {
      const early = (await w.sqs.listQueues({})).QueueUrls
      await advance(w, 60)
      return early === undefined && (await w.sqs.listQueues({})).QueueUrls?.length === 1
    },
  },
  'sqs.ec.attributes-60s': {
    async shows(w) {
      const get = async () =>
        (await w.sqs.getQueueAttributes({ QueueUrl: w.QueueUrl, AttributeNames: ['VisibilityTimeout'] })).Attributes?.['VisibilityTimeout']
      await w.sqs.setQueueAttributes({ QueueUrl: w.QueueUrl, Attributes: { VisibilityTimeout: '77' } })
      const early = await get()
      await advance(w, 60)
      return early === '30' && (await get()) === '77'
    },
  },
  'sqs.retention.change-15-min': {
    attributes: { MessageRetentionPeriod: '3600' },
    async shows(w) {
      await w.send(1)
      await w.sqs.setQueueAttributes({ QueueUrl: w.QueueUrl, Attributes: { MessageRetentionPeriod: '60' } })
      await advance(w, 899)
      const early = await w.receive({ VisibilityTimeout: 0 })
      await advance(w, 1)
      return early.length === 1 && (await w.receive()).length === 0
    },
  },
  'sqs.ec.counts-1min': {
    async shows(w) {
      await w.send(5)
      const counts = async () =>
        (await w.sqs.getQueueAttributes({ QueueUrl: w.QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] })).Attributes?.[
          'ApproximateNumberOfMessages'
        ]
      const stale = await everSeen(20, async () => (await counts()) !== '5')
      await advance(w, 60)
      return stale && (await counts()) === '5'
    },
  },
  'sqs.purge.earlier-messages-may-arrive': {
    async shows(w) {
      await w.send(10)
      await w.sqs.purgeQueue({ QueueUrl: w.QueueUrl })
      const early = await w.receive({ VisibilityTimeout: 0 })
      await advance(w, 60)
      return early.length > 0 && (await w.receive()).length === 0
    },
  },
  'sqs.purge.later-messages-may-vanish': {
    async shows(w) {
      await w.sqs.purgeQueue({ QueueUrl: w.QueueUrl })
      await w.send(1)
      const early = await w.receive()
      await advance(w, 60)
      await w.send(1)
      return early.length === 0 && (await w.receive()).length === 1
    },
  },
  'sqs.receive.short-poll-samples-servers': {
    async shows(w) {
      await w.send(10)
      const fewer = (await w.receive({ VisibilityTimeout: 0 })).length < 10
      return fewer && (await w.receive({ WaitTimeSeconds: 1 })).length === 10
    },
  },
  'sqs.receive.may-return-fewer': {
    async shows(w) {
      await w.send(10)
      const seen = new Set<number>()
      for (let nth = 0; nth < 20; nth++) seen.add((await w.receive({ VisibilityTimeout: 0 })).length)
      return Math.min(...seen) >= 1 && Math.min(...seen) < 10
    },
  },
  'sqs.ec.send-then-receive': {
    async shows(w) {
      await w.send(1)
      const early = await w.receive()
      await advance(w, 1)
      return early.length === 0 && (await w.receive()).length === 1
    },
  },
  'sqs.receive.order-best-effort': {
    async shows(w) {
      await w.send(10)
      const seen = bodies(await w.receive())
      return [...seen].sort().join() === '0,1,2,3,4,5,6,7,8,9' && seen.join() !== '0,1,2,3,4,5,6,7,8,9'
    },
  },
  'sqs.receive.at-least-once-standard': {
    async shows(w) {
      await w.send(1)
      return (await w.receive()).length === 1 && (await w.receive()).length === 1
    },
  },
  'sqs.receive.duplicate-after-delete-standard': {
    async shows(w) {
      await w.send(1)
      const [message] = await w.receive({ VisibilityTimeout: 5 })
      await w.sqs.deleteMessage({ QueueUrl: w.QueueUrl, ReceiptHandle: message!.ReceiptHandle })
      const early = await w.receive()
      await advance(w, 5)
      const again = await w.receive()
      return early.length === 0 && again[0]?.MessageId === message!.MessageId && (await w.receive()).length === 0
    },
  },
  'sqs.receive.same-message-once-per-response-standard': {
    chance: 0.5,
    async shows(w) {
      await w.send(8)
      const ids = (await w.receive()).map(({ MessageId }) => MessageId)
      return new Set(ids).size < ids.length
    },
  },
  'sqs.receive.approx-receive-count': {
    async shows(w) {
      await w.send(1)
      const [message] = await w.receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] })
      return Number(message?.Attributes?.ApproximateReceiveCount) > 1
    },
  },
  'sqs.retention.expiry-deletes': {
    attributes: { MessageRetentionPeriod: '60' },
    async shows(w) {
      await w.send(1)
      await advance(w, 61)
      const late = await w.receive({ VisibilityTimeout: 0 })
      await advance(w, 20)
      return late.length === 1 && (await w.receive()).length === 0
    },
  },
  'sqs.delete.old-handle-succeeds-maybe-noop': {
    async shows(w) {
      await w.send(1)
      const [old] = await w.receive({ VisibilityTimeout: 0 })
      await w.receive({ VisibilityTimeout: 0 })
      await w.sqs.deleteMessage({ QueueUrl: w.QueueUrl, ReceiptHandle: old!.ReceiptHandle })
      return (await w.receive()).length === 1
    },
  },
  'sqs.visibility.change.after-expiry-standard-ok': {
    async shows(w) {
      await w.send(1)
      const [message] = await w.receive({ VisibilityTimeout: 1 })
      await advance(w, 2)
      const change = w.sqs.changeMessageVisibility({ QueueUrl: w.QueueUrl, ReceiptHandle: message!.ReceiptHandle, VisibilityTimeout: 5 })
      return (await codeOf(change)) === 'MessageNotInflight'
    },
  },
  'sqs.visibility.change.older-handle-standard-ok': {
    async shows(w) {
      await w.send(1)
      const [older] = await w.receive({ VisibilityTimeout: 0 })
      await w.receive()
      const change = w.sqs.changeMessageVisibility({ QueueUrl: w.QueueUrl, ReceiptHandle: older!.ReceiptHandle, VisibilityTimeout: 5 })
      return (await codeOf(change)) === 'MessageNotInflight'
    },
  },
  'sqs.error.message-not-inflight': {
    async shows(w) {
      await w.send(1)
      const [{ ReceiptHandle } = {}] = await w.receive()
      await w.sqs.deleteMessage({ QueueUrl: w.QueueUrl, ReceiptHandle })
      return (
        (await codeOf(w.sqs.changeMessageVisibility({ QueueUrl: w.QueueUrl, ReceiptHandle, VisibilityTimeout: 5 }))) ===
        'MessageNotInflight'
      )
    },
  },
  'sqs.purge.dedup-after-purge': {
    attributes: FIFO,
    async shows(w) {
      await w.send(1)
      await w.sqs.purgeQueue({ QueueUrl: w.QueueUrl })
      await w.send(1)
      return (await w.receive()).length === 0
    },
  },
  'sqs.fifo.group.receive-order-of-groups': {
    attributes: FIFO,
    async shows(w) {
      await w.send(9)
      const seen: string[] = []
      for (let nth = 0; nth < 10; nth++)
        seen.push(...(bodies(await w.receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 0 })) as string[]))
      return seen.join() !== '0,1,2,0,1,2,0,1,2,0'
    },
  },
  'sqs.fifo.group.prefers-same-group': {
    attributes: FIFO,
    async shows(w) {
      await w.send(9)
      const seen = bodies(await w.receive())
      const ordered = [0, 1, 2].every(
        (group) => seen.filter((body) => Number(body) % 3 === group).join() === [group, group + 3, group + 6].join(),
      )
      return ordered && seen.join() !== '0,3,6,1,4,7,2,5,8'
    },
  },
  'sqs.longpoll.rare-false-empty': {
    async shows(w) {
      await w.send(1)
      const polling = w.receive({ WaitTimeSeconds: 3 })
      await advance(w, 3)
      return (await polling).length === 0
    },
  },
  'sqs.longpoll.empty-only-at-expiry': {
    async shows(w) {
      const began = w.aws.clock.now()
      let took = Infinity
      const polling = w.receive({ WaitTimeSeconds: 10 }).then(() => (took = w.aws.clock.now() - began))
      for (let nth = 0; nth < 11 && took === Infinity; nth++) await advance(w, 1)
      await polling
      return took >= 5000 && took < 10_000
    },
  },
}
/** Those of which a message that is moved back tells. */
const moves = async (adversity: string, rate?: number): Promise<{ ms: number; bodies: string }> => {
  const w = await world(adversity)
  const { QueueUrl: dlq = '' } = await w.sqs.createQueue({ QueueName: 'dead' })
  const policy = JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:${ACCOUNT}:dead`, maxReceiveCount: 1 })
  await w.sqs.setQueueAttributes({ QueueUrl: w.QueueUrl, Attributes: { RedrivePolicy: policy } })
  for (let nth = 0; nth < 10; nth++) await w.sqs.sendMessage({ QueueUrl: dlq, MessageBody: String(nth) })
  const [SourceArn, DestinationArn] = [`arn:aws:sqs:us-east-1:${ACCOUNT}:dead`, `arn:aws:sqs:us-east-1:${ACCOUNT}:q`]
  await w.sqs.startMessageMoveTask({ SourceArn, DestinationArn, ...(rate === undefined ? {} : { MaxNumberOfMessagesPerSecond: rate }) })
  const began = w.aws.clock.now()
  const status = async () => (await w.sqs.listMessageMoveTasks({ SourceArn })).Results?.[0]?.Status
  for (let nth = 0; nth < 1500 && (await status()) === 'RUNNING'; nth++) await w.aws.clock.advance(10)
  return { ms: w.aws.clock.now() - began, bodies: bodies(await w.receive()).join() }
}

test.each(Object.keys(SHOWN))('%s alone does what it says, and calm does not', async (id) => {
  const { attributes = {}, chance = 1, shows } = SHOWN[id]!
  const purge = id.endsWith('-arrive') || id.endsWith('-vanish') ? ',sqs.purge.takes-60s=1' : ''
  expect(await shows(await world(`${id}=${chance}${purge}`, attributes)), 'when it is used').toBe(true)
  expect(await shows(await world('calm', attributes)), 'when all is calm').toBe(false)
})

test('move tasks go at other rates and in another order', async () => {
  const calm = await moves('calm')
  expect(calm).toEqual({ ms: 20, bodies: '0,1,2,3,4,5,6,7,8,9' })
  expect((await moves('sqs.redrive.rate-default-optimised=1')).ms).toBeGreaterThan(20)
  const fixed = await moves('sqs.redrive.rate-fixed=1', 10)
  expect(fixed.ms).toBeGreaterThanOrEqual(830)
  expect(fixed.ms).toBeLessThanOrEqual(1260)
  const reordered = await moves('sqs.redrive.order-oldest-first=1')
  expect(reordered.ms).toBe(20)
  expect(reordered.bodies).not.toBe(calm.bodies)
  expect(reordered.bodies.split(',').sort().join()).toBe(calm.bodies)
})

test('every freedom of the table is tried', () => {
  const tried = [
    ...Object.keys(SHOWN),
    'sqs.purge.takes-60s',
    'sqs.redrive.rate-default-optimised',
    'sqs.redrive.rate-fixed',
    'sqs.redrive.order-oldest-first',
  ]
  expect(FREEDOMS.map(({ id }) => id).sort()).toEqual(tried.sort())
})

/** All that happens in a busy little world. */
const story = async (adversity: string, seed: number): Promise<string> => {
  const w = await world(adversity, {}, seed)
  const told: unknown[] = []
  const tell = async (call: Promise<object>): Promise<void> => {
    const { $metadata: _metadata, ...rest } = (await call.catch((error: unknown) => ({ error: (error as Error).name }) as object)) as {
      $metadata?: unknown
    }
    told.push(rest)
  }
  for (let nth = 0; nth < 60; nth++) {
    await tell(w.sqs.sendMessage({ QueueUrl: w.QueueUrl, MessageBody: String(nth) }))
    await tell(w.sqs.receiveMessage({ QueueUrl: w.QueueUrl, MaxNumberOfMessages: 3, VisibilityTimeout: 2, AttributeNames: ['All'] }))
    await tell(w.sqs.getQueueAttributes({ QueueUrl: w.QueueUrl, AttributeNames: ['All'] }))
    await w.aws.clock.advance(700)
  }
  return JSON.stringify(told)
}

test('the same seed is adverse in the same way, another in another', async () => {
  const hostile = 'hostile,-sqs.error.request-throttled,-sqs.error.internal-failure'
  expect(await story(hostile, 7)).toBe(await story(hostile, 7))
  expect(await story(hostile, 8)).not.toBe(await story(hostile, 7))
})

test('a FIFO queue keeps its promises, however hostile the world is', async () => {
  const w = await world('hostile,-sqs.error.request-throttled,-sqs.error.internal-failure,-sqs.queue.create.usable-after-1s', FIFO)
  await w.send(30)
  const seen: string[] = []
  for (let nth = 0; nth < 400 && seen.length < 30; nth++) {
    for (const { Body, ReceiptHandle } of await w.receive()) {
      seen.push(Body!)
      await w.sqs.deleteMessage({ QueueUrl: w.QueueUrl, ReceiptHandle })
    }
    await w.aws.clock.advance(100)
  }
  for (const group of [0, 1, 2])
    expect(seen.filter((body) => Number(body) % 3 === group)).toEqual(Array.from({ length: 10 }, (_, nth) => String(group + 3 * nth)))
  expect(seen).toHaveLength(30)
})
