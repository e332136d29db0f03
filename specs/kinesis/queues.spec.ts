import { clause, fc, unlessRefused } from './bench.js'
import { createQueue, queueInput } from './record-queue.js'

const STATES = ['CREATING', 'ACTIVE', 'UPDATING', 'DELETING']
const PROVISIONED = { isOnDemand: false }

clause('kinesis.queues.create-reply', {
  async check(t) {
    const stream = await t.stream({ isOnDemand: true })
    const name = t.name()
    const queue = await createQueue(t, stream, await queueInput(name, stream, {}))
    t.expect(queue.created.QueueName, 'the name in the answer').toBe(name)
    t.expect(queue.created.QueueStatus, 'the state in which a queue begins').toBeOneOf(['CREATING', 'ACTIVE'])
    t.expect((await queue.active()).QueueARN, 'the ARN of the queue that became ACTIVE').toBe(queue.arn)
  },
})

clause('kinesis.queues.description-members', {
  async check(t) {
    const queue = await t.queue()
    const streams = [{ StreamARN: await queue.stream.arn() }]
    const members = {
      QueueName: queue.name,
      QueueARN: queue.arn,
      QueueStatus: t.expect.any(String) as string,
      QueueCreationTimestamp: t.expect.any(Date) as Date,
    }
    for (const description of [
      queue.created,
      await queue.describe(),
      (await queue.update({ VisibilityTimeoutSeconds: 60 })).QueueDescription,
    ]) {
      t.expect(description, 'the description of the queue').toMatchObject({ ...members, StreamConfigurationList: streams })
    }
  },
})

clause('kinesis.queues.status-enum', {
  async check(t) {
    const stream = await t.stream({ isOnDemand: true })
    const queue = await createQueue(t, stream, await queueInput(t.name(), stream, {}))
    const states = [queue.created.QueueStatus, (await queue.describe()).QueueStatus]
    await queue.active()
    states.push((await queue.update({ VisibilityTimeoutSeconds: 60 })).QueueDescription?.QueueStatus)
    await queue.active()
    await t.call('DeleteQueue', { QueueARN: queue.arn })
    const last = await unlessRefused(queue.describe())
    for (const state of [...states, ...(last === undefined ? [] : [last.QueueStatus])])
      t.expect(state, 'the state of a queue').toBeOneOf(STATES)
  },
})

clause('kinesis.queues.on-demand-only', {
  async check(t) {
    const [provisioned, onDemand] = [await t.stream(PROVISIONED), await t.stream({ isOnDemand: true })]
    await t.refused(t.call('CreateQueue', await queueInput(t.name(), provisioned, {})))
    await t.queue({ stream: onDemand })
  },
})

clause('kinesis.queues.one-stream', {
  given: { n: fc.constantFrom(2, 3) },
  async check(t, { n }) {
    const stream = await t.stream({ isOnDemand: true })
    const StreamConfigurationList = new Array<object>(n).fill({ StreamARN: await stream.arn() })
    await t.refused(t.call('CreateQueue', { QueueName: t.name(), StreamConfigurationList }))
    await t.queue({ stream })
  },
})

clause('kinesis.queues.arn-not-from-name', {
  async check(t) {
    const { arn, name, stream } = await t.queue()
    const id = /^arn:aws[^:]*:kinesis:[^:]*:\d{12}:queue\/([^/:]+)$/.exec(arn)?.[1]
    t.expect(id, `the id in the ARN ${arn}`).toBeDefined()
    t.expect(id, 'the id of a queue, which is not its name').not.toBe(name)
    t.expect(arn.split(':').slice(0, 5), 'the Region and account of the ARN').toEqual((await stream.arn()).split(':').slice(0, 5))
  },
})

clause('kinesis.queues.name-unique', {
  async check(t) {
    const { name, stream } = await t.queue()
    const other = await t.stream({ isOnDemand: true })
    await t.refused(t.call('CreateQueue', await queueInput(name, other, {})))
    await t.refused(t.call('CreateQueue', await queueInput(name, stream, {})))
  },
})

clause('kinesis.queues.unknown-stream', {
  async check(t) {
    const stream = await t.stream({ isOnDemand: true })
    const StreamARN = `${await stream.arn()}-absent`
    await t.refused(t.call('CreateQueue', { QueueName: t.name(), StreamConfigurationList: [{ StreamARN }] }))
  },
})

const ABSENT = [
  ['DescribeQueue', {}],
  ['DeleteQueue', {}],
  ['UpdateQueue', { QueueAttributes: { VisibilityTimeoutSeconds: 60 } }],
  ['ReceiveQueueRecords', { WaitTimeSeconds: 1 }],
] as const
clause('kinesis.queues.unknown', {
  axes: { operation: ABSENT.map(([operation]) => operation) },
  given: { id: fc.stringMatching(/^[a-z0-9]{20,30}$/) },
  async check(t, { operation, id }) {
    const [, more] = ABSENT.find(([name]) => name === operation)!
    const QueueARN = (await (await t.stream({ isOnDemand: true })).arn()).replace(/:stream\/.*/, `:queue/${id}`)
    await t.refused(t.call(operation, { QueueARN, ...more }))
  },
})

clause('kinesis.queues.timestamp-only-with-at-timestamp', {
  given: { type: fc.constantFrom('LATEST' as const, 'TRIM_HORIZON' as const) },
  edges: [{ type: 'LATEST' }, { type: 'TRIM_HORIZON' }],
  async check(t, { type }) {
    const stream = await t.stream({ isOnDemand: true })
    const Timestamp = new Date(t.time.now())
    await t.refused(t.call('CreateQueue', await queueInput(t.name(), stream, { position: { Type: type, Timestamp } })))
    await t.queue({ stream, position: { Type: 'AT_TIMESTAMP', Timestamp } })
  },
})

clause('kinesis.queues.effective-position-when-active', {
  given: { type: fc.constantFrom('LATEST' as const, 'TRIM_HORIZON' as const) },
  edges: [{ type: 'LATEST' }, { type: 'TRIM_HORIZON' }],
  async check(t, { type }) {
    const queue = await t.queue({ position: { Type: type } })
    const { created } = queue
    const positionOf = ({ StreamConfigurationList: [one] = [] }: typeof created) => one?.StartingPosition
    if (created.QueueStatus === 'CREATING')
      t.expect(positionOf(created)?.Timestamp, 'the effective start of a queue that is being made').toBeUndefined()
    t.expect(positionOf(await queue.describe()), 'the position of a queue that is ACTIVE').toEqual({
      Type: type,
      Timestamp: t.expect.any(Date) as Date,
    })
  },
})

const HOUR = 3_600_000
/** The effective start is approximate: half an hour is more than that can be. */
clause('kinesis.queues.at-timestamp-clamped', {
  given: { hours: fc.integer({ min: 1, max: 1000 }) },
  async check(t, { hours }) {
    const given = t.time.now() - hours * HOUR
    const queue = await t.queue({ position: { Type: 'AT_TIMESTAMP', Timestamp: new Date(given) } })
    const [one] = (await queue.active()).StreamConfigurationList ?? []
    const effective = one?.StartingPosition?.Timestamp?.getTime() ?? 0
    t.expect(effective - given, 'milliseconds from the start that was asked for to the effective one').toBeGreaterThan((hours - 0.5) * HOUR)
  },
})

clause('kinesis.queues.visibility-default-30', {
  async check(t) {
    const { QueueAttributes } = await (await t.queue()).describe()
    t.expect(QueueAttributes?.VisibilityTimeoutSeconds, 'the timeout of a queue that was made without one').toBe(30)
  },
})

clause('kinesis.queues.dlq-default-6', {
  async check(t) {
    const { QueueAttributes } = await (await t.queue()).describe()
    t.expect(QueueAttributes?.DeadLetterConfiguration, 'how a queue that was made without saying so deals with dead letters').toEqual({
      TargetType: 'BUILT_IN',
      MaxReceiveCount: 6,
    })
  },
})

clause('kinesis.queues.tags-on-create', {
  given: { n: fc.integer({ min: 1, max: 50 }) },
  edges: [{ n: 50 }],
  async check(t, { n }) {
    const tags = Object.fromEntries(Array.from({ length: n }, (_, nth) => [`key-${nth}`, `value ${nth}`]))
    const queue = await t.queue({ tags })
    const { Tags = [] } = await t.kinesis.listTagsForResource({ ResourceARN: queue.arn })
    t.expect(Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])), 'the tags of the queue').toEqual(tags)
  },
})

clause('kinesis.queues.does-not-change-stream', {
  async check(t) {
    const stream = await t.stream({ isOnDemand: true })
    const { ShardId: shard } = await stream.put('before')
    const queue = await t.queue({ stream })
    await stream.put('after')
    await queue.live.one()
    t.expect(await stream.texts(await stream.iterator(undefined, shard), 2), 'the records of the shard').toEqual(['before', 'after'])
  },
})

clause('kinesis.queues.update-async', {
  given: { seconds: fc.integer({ min: 0, max: 43_200 }).filter((seconds) => seconds !== 30), isDead: fc.boolean() },
  edges: [{ isDead: true }, { isDead: false }],
  async check(t, { seconds, isDead }) {
    const DeadLetterConfiguration = isDead ? ({ TargetType: 'BUILT_IN', MaxReceiveCount: 3 } as const) : ({ TargetType: 'NONE' } as const)
    const queue = await t.queue({ attributes: { DeadLetterConfiguration } })
    const { QueueDescription } = await queue.update({ VisibilityTimeoutSeconds: seconds })
    t.expect(QueueDescription?.QueueStatus, 'the state of a queue that was told to change').toBeOneOf(['UPDATING', 'ACTIVE'])
    t.expect((await queue.describe()).QueueStatus, 'the state of a queue that is changed').toBeOneOf(['UPDATING', 'ACTIVE'])
    const { QueueAttributes } = await queue.active()
    t.expect(QueueAttributes, 'the attributes after one was changed').toEqual({
      VisibilityTimeoutSeconds: seconds,
      DeadLetterConfiguration,
    })
    await queue.update({ DeadLetterConfiguration: { TargetType: 'BUILT_IN', MaxReceiveCount: 9 } })
    t.expect((await queue.active()).QueueAttributes, 'the attributes after the other was changed').toEqual({
      VisibilityTimeoutSeconds: seconds,
      DeadLetterConfiguration: { TargetType: 'BUILT_IN', MaxReceiveCount: 9 },
    })
  },
})

/** A queue that is CREATING afterwards was so before; of one that was made at once nothing can be said. */
clause('kinesis.queues.update-not-active', {
  async check(t) {
    const stream = await t.stream({ isOnDemand: true })
    const queue = await createQueue(t, stream, await queueInput(t.name(), stream, {}))
    const update = queue.update({ VisibilityTimeoutSeconds: 60 })
    const isAccepted = (await unlessRefused(update)) !== undefined
    if (!isAccepted || (await queue.describe()).QueueStatus === 'CREATING') await t.refused(update)
    else t.undecided('the queue may have been ACTIVE before it was changed')
  },
})

clause('kinesis.queues.position-fixed', {
  given: { type: fc.constantFrom('LATEST' as const, 'TRIM_HORIZON' as const) },
  async check(t, { type }) {
    const queue = await t.queue({ position: { Type: type } })
    const before = (await queue.describe()).StreamConfigurationList
    await queue.update({ VisibilityTimeoutSeconds: 60 })
    t.expect((await queue.active()).StreamConfigurationList, 'stream and position after an update').toEqual(before)
  },
})

clause('kinesis.queues.delete', {
  async check(t) {
    const queue = await t.queue()
    const { ShardId } = await queue.stream.put('kept')
    const record = await queue.live.one()
    await queue.deleted()
    await t.refused(queue.live.receive(), 'kinesis.queues.unknown')
    t.expect(
      (await unlessRefused(queue.live.acknowledge(record)))?.Successful ?? [],
      'handles of a deleted queue that are still good',
    ).toEqual([])
    t.expect(await queue.stream.texts(await queue.stream.iterator(undefined, ShardId), 1), 'the records of the stream').toEqual(['kept'])
  },
})

clause('kinesis.queues.delete-then-unknown', {
  async check(t) {
    const queue = await t.queue()
    await queue.deleted()
    await t.refused(queue.describe())
  },
})

clause('kinesis.queues.delete-frees-stream', {
  axes: { then: ['deleted', 'provisioned'] },
  async check(t, { then }) {
    const queue = await t.queue()
    await queue.deleted()
    if (then === 'deleted') await t.kinesis.deleteStream({ StreamName: queue.stream.name })
    else await t.kinesis.updateStreamMode({ StreamARN: await queue.stream.arn(), StreamModeDetails: { StreamMode: 'PROVISIONED' } })
  },
})
