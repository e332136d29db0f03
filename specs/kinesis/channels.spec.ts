import { clause, fc, type KinesisCase, Refusal, unlessRefused } from './bench.js'
import { channel, channelInput, createChannel, kinds, s3, tables } from './channel.js'

const STATES = ['CREATING', 'ACTIVE', 'UPDATING', 'DELETING', 'FAILED']
const destinationOf = (kind: (typeof kinds)[number], more: object = {}) =>
  kind === 'S3' ? { S3DestinationConfiguration: { ...s3, ...more } } : { S3TablesDestinationConfiguration: { ...tables, ...more } }

/** A channel that is refused as such must be refused whatever it is to deliver to; the same without the fault is not looked at, as it may not be there. */
const refuses = async (t: KinesisCase, change: object, kind: (typeof kinds)[number] = 'S3'): Promise<void> => {
  const stream = await t.stream({ isOnDemand: true })
  await t.refused(t.call('CreateChannel', { ...(await channelInput(t.name(), stream, kind)), ...change }))
}

clause('kinesis.channels.create-reply', {
  axes: { kind: kinds },
  async check(t, { kind }) {
    const stream = await t.stream({ isOnDemand: true })
    const made = await createChannel(t, stream, await channelInput(t.name(), stream, kind))
    t.expect(made.created.ChannelStatus, 'the state in which a channel begins').toBeOneOf(['CREATING', 'ACTIVE'])
    t.expect((await made.active()).ChannelARN, 'the ARN of the channel that became ACTIVE').toBe(made.arn)
  },
})

clause('kinesis.channels.one-destination', {
  axes: { given: ['both', 'neither'] },
  check: (t, { given }) =>
    refuses(
      t,
      given === 'both'
        ? { S3DestinationConfiguration: s3, S3TablesDestinationConfiguration: tables }
        : { S3DestinationConfiguration: undefined },
    ),
})

clause('kinesis.channels.on-demand-only', {
  async check(t) {
    const provisioned = await t.stream()
    await t.refused(t.call('CreateChannel', await channelInput(t.name(), provisioned)))
    await channel(t)
  },
})

const formats =
  (RecordFormatType: string, schema: object = {}) =>
  async (t: KinesisCase, kind: (typeof kinds)[number]) => {
    const stream = await t.stream({ isOnDemand: true })
    const input = await channelInput(t.name(), stream, kind)
    await t.refused(
      t.call('CreateChannel', {
        ...input,
        StreamConfigurationList: [{ StreamARN: await stream.arn(), RecordConfiguration: { RecordFormatType, ...schema } }],
      }),
    )
  }
clause('kinesis.channels.format-gsr-json-not-for-s3', { check: (t) => formats('GSR_JSON')(t, 'S3') })
clause('kinesis.channels.format-raw-not-for-tables', {
  axes: { format: ['STRING', 'BYTE_ARRAY'] },
  check: (t, { format }) => formats(format)(t, 'S3_TABLES'),
})
clause('kinesis.channels.gsr-schema-required-for-tables', { check: (t) => formats('JSON')(t, 'S3_TABLES') })
clause('kinesis.channels.tables.one-table', {
  check: (t) =>
    refuses(
      t,
      destinationOf('S3_TABLES', { S3TablesConfigurationList: new Array<object>(2).fill(tables.S3TablesConfigurationList![0]!) }),
      'S3_TABLES',
    ),
})

clause('kinesis.channels.unknown-stream', {
  async check(t) {
    const stream = await t.stream({ isOnDemand: true })
    const input = await channelInput(t.name(), stream)
    const [one] = input.StreamConfigurationList ?? []
    await t.refused(t.call('CreateChannel', { ...input, StreamConfigurationList: [{ ...one, StreamARN: `${one?.StreamARN}-absent` }] }))
  },
})

clause('kinesis.channels.name-unique', {
  async check(t) {
    const { name, arn, stream } = await channel(t)
    const again = () => channelInput(name, stream).then((input) => t.kinesis.createChannel(input))
    await t.refused(t.kinesis.createChannel(await channelInput(name, await t.stream({ isOnDemand: true }))))
    await t.kinesis.deleteChannel({ ChannelARN: arn })
    // Nobody asks after the channel in between.
    await stream.until('the name is free again', async () => (await unlessRefused(again())) !== undefined)
  },
})

clause('kinesis.channels.two-per-stream', {
  axes: { kind: kinds },
  async check(t, { kind }) {
    const { stream } = await channel(t, kind)
    await channel(t, kind === 'S3' ? 'S3_TABLES' : 'S3', {}, stream)
    await t.refused(t.kinesis.createChannel(await channelInput(t.name(), stream, kind)))
  },
})

const ABSENT = ['DescribeChannel', 'DeleteChannel', 'UpdateChannel'] as const
clause('kinesis.channels.unknown', {
  axes: { operation: ABSENT },
  given: { id: fc.uuid() },
  async check(t, { operation, id }) {
    const ChannelARN = (await (await t.stream({ isOnDemand: true })).arn()).replace(/:stream\/.*/, `:channel/${id}`)
    const more = operation === 'UpdateChannel' ? { S3DestinationConfiguration: { DataFreshnessInSeconds: 600 } } : {}
    await t.refused(t.call(operation, { ChannelARN, ...more }))
  },
})

// ---- descriptions

clause('kinesis.channels.description-members', {
  axes: { kind: kinds },
  given: { isEncrypted: fc.boolean() },
  edges: [{ isEncrypted: true }],
  async check(t, { kind, isEncrypted }) {
    const key = { EncryptionConfiguration: { EncryptionType: 'KMS', KeyId: 'alias/orders' } } as const
    const stream = await t.stream({ isOnDemand: true })
    const making = channel(t, kind, isEncrypted ? key : {}, stream).catch((error: unknown) => {
      if (error instanceof Refusal && error.errorName.startsWith('KMS')) t.undecided('there is no such key')
      throw error
    })
    const made = await making
    const [some, time] = [t.expect.any(String) as string, t.expect.any(Date) as Date]
    const { ServiceExecutionRoleARN } = await channelInput(made.name, made.stream)
    const members = {
      ChannelName: made.name,
      ChannelARN: made.arn,
      ChannelId: some,
      ChannelStatus: some,
      ChannelCreationTimestamp: time,
      ServiceExecutionRoleARN,
    }
    const streams = [{ StreamARN: await made.stream.arn() }]
    for (const description of [made.created, await made.describe()]) {
      t.expect(description, 'the description of the channel').toMatchObject({
        ...members,
        StreamConfigurationList: streams,
        LoggingConfiguration: t.expect.any(Object) as object,
      })
      t.expect(description.EncryptionConfiguration, 'how the data of the channel is encrypted').toEqual(
        isEncrypted ? key.EncryptionConfiguration : undefined,
      )
    }
  },
})

clause('kinesis.channels.description-echoes-destination', {
  axes: { kind: kinds },
  async check(t, { kind }) {
    const { S3DestinationConfiguration, S3TablesDestinationConfiguration } = await (await channel(t, kind)).describe()
    t.expect(S3DestinationConfiguration, 'the S3 destination').toEqual(kind === 'S3' ? s3 : undefined)
    t.expect(S3TablesDestinationConfiguration, 'the destination of tables').toEqual(kind === 'S3' ? undefined : tables)
  },
})

clause('kinesis.channels.description-stream-timestamp', {
  async check(t) {
    const made = await channel(t)
    const { StreamCreationTimestamp, StreamARN } = await made.stream.summary()
    const { StreamConfigurationList } = await made.describe()
    const RecordConfiguration = t.expect.objectContaining({ RecordFormatType: 'JSON' }) as object
    t.expect(StreamConfigurationList, 'the source of the channel').toEqual([{ StreamARN, StreamCreationTimestamp, RecordConfiguration }])
  },
})

clause('kinesis.channels.arn-form', {
  async check(t) {
    const { arn, created } = await channel(t)
    t.expect(arn, 'the ARN of a channel').toMatch(/^arn:aws[^:]*:kinesis:[^:]+:\d{12}:channel\/[^/:]+$/)
    t.expect(created.ChannelId, 'the id of a channel').toMatch(/^.{1,64}$/)
  },
})

clause('kinesis.channels.status-enum', {
  async check(t) {
    const made = await channel(t)
    const { ChannelDescription: updated } = await t.kinesis.updateChannel({
      ChannelARN: made.arn,
      S3DestinationConfiguration: { DataFreshnessInSeconds: 700 },
    })
    await made.active()
    await t.kinesis.deleteChannel({ ChannelARN: made.arn })
    const last = await unlessRefused(made.describe())
    for (const description of [made.created, updated, ...(last === undefined ? [] : [last])])
      t.expect(description?.ChannelStatus, 'the states of channels').toBeOneOf(STATES)
  },
})

clause('kinesis.channels.freshness-default-300', {
  axes: { kind: kinds },
  async check(t, { kind }) {
    const made = await channel(t, kind, destinationOf(kind, { DataFreshnessInSeconds: undefined }))
    const { S3DestinationConfiguration: one, S3TablesDestinationConfiguration: other } = await made.describe()
    t.expect((one ?? other)?.DataFreshnessInSeconds, 'the freshness of a channel that was made without one').toBe(300)
  },
})

clause('kinesis.channels.s3.dlq-optional', {
  async check(t) {
    const made = await channel(t, 'S3', destinationOf('S3', { DeadLetterQueueS3Configuration: undefined }))
    const { S3DestinationConfiguration } = await made.describe()
    t.expect(S3DestinationConfiguration?.DeadLetterQueueS3Configuration?.BucketARN, 'the bucket of what cannot be delivered').toBe(
      s3.StorageConfiguration?.BucketARN,
    )
  },
})

clause('kinesis.channels.logging.always-described', {
  async check(t) {
    const { LoggingConfiguration } = await (await channel(t)).describe()
    t.expect(LoggingConfiguration?.CloudWatchLogs, 'the logging of a channel that was made without').toBeDefined()
  },
})

/** Whether the description spells the defaults out is not stated. */
clause('kinesis.channels.logging.default-names', {
  async check(t) {
    const made = await channel(t, 'S3', { LoggingConfiguration: { CloudWatchLogs: { Enabled: true } } })
    const { LoggingConfiguration, ChannelId } = await made.describe()
    const { LogGroupName: group, LogStreamName: stream } = LoggingConfiguration?.CloudWatchLogs ?? {}
    t.expect(group, 'what the log group may be described as').toBeOneOf([undefined, `/aws/kinesis/${made.name}/${ChannelId}`])
    t.expect(stream, 'what the log stream may be described as').toBeOneOf([undefined, 'DestinationDelivery'])
  },
})

// ---- updates and deletions

for (const id of ['kinesis.channels.update-only-freshness-logging', 'kinesis.channels.update-reply-updating'] as const) {
  clause(id, {
    axes: { kind: kinds },
    given: { seconds: fc.integer({ min: 300, max: 900 }) },
    async check(t, { kind, seconds }) {
      const made = await channel(t, kind)
      const logs = { LoggingConfiguration: { CloudWatchLogs: { Enabled: true, LogGroupName: 'orders', LogStreamName: 'all' } } }
      const logging = await t.kinesis.updateChannel({ ChannelARN: made.arn, ...logs })
      t.expect(logging.ChannelDescription?.ChannelStatus, 'the states of a channel that was told to log').toBeOneOf(['UPDATING', 'ACTIVE'])
      const before = await made.active()
      t.expect(before, 'the description after logging was changed').toMatchObject({
        ...logs,
        ...destinationOf(kind, { DataFreshnessInSeconds: 600 }),
      })
      const freshness = { DataFreshnessInSeconds: seconds }
      const change = kind === 'S3' ? { S3DestinationConfiguration: freshness } : { S3TablesDestinationConfiguration: freshness }
      const { ChannelDescription } = await t.kinesis.updateChannel({ ChannelARN: made.arn, ...change })
      t.expect(ChannelDescription?.ChannelStatus, 'the states of a channel that was told to change').toBeOneOf(['UPDATING', 'ACTIVE'])
      t.expect(await made.active(), 'the description after the freshness was changed').toEqual({
        ...before,
        ...destinationOf(kind, freshness),
      })
    },
  })
}

/** A channel that is CREATING afterwards was so before; of one that was made at once nothing can be said. */
clause('kinesis.channels.update-not-active', {
  async check(t) {
    const stream = await t.stream({ isOnDemand: true })
    const made = await createChannel(t, stream, await channelInput(t.name(), stream))
    const update = t.kinesis.updateChannel({ ChannelARN: made.arn, S3DestinationConfiguration: { DataFreshnessInSeconds: 700 } })
    const isAccepted = (await unlessRefused(update)) !== undefined
    if (!isAccepted || (await made.describe()).ChannelStatus === 'CREATING') await t.refused(update)
    else t.undecided('the channel may have been ACTIVE before it was changed')
  },
})

clause('kinesis.channels.delete-deleting', {
  async check(t) {
    const made = await channel(t)
    await made.deleted()
    await t.refused(made.describe())
  },
})

clause('kinesis.channels.delete-lets-stream-go', {
  async check(t) {
    const made = await channel(t)
    await made.deleted()
    await t.kinesis.deleteStream({ StreamName: made.stream.name })
  },
})
