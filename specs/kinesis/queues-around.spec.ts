import type * as sdk from '@aws-sdk/client-kinesis'
import { anyClientError, clause, fc, unlessRefused } from './bench.js'
import { channel } from './channel.js'
import { createQueue, isRefused, queueInput, textOf } from './record-queue.js'

/** What queues and channels mean for what is around them. */
const HOUR = 3_600_000

clause('kinesis.streams.delete-with-queues-refused', {
  given: { EnforceConsumerDeletion: fc.boolean() },
  edges: [{ EnforceConsumerDeletion: true }, { EnforceConsumerDeletion: false }],
  async check(t, { EnforceConsumerDeletion }) {
    const queue = await t.queue()
    const { name: StreamName } = queue.stream
    // Which code it is, no page says.
    await t.refused(t.kinesis.deleteStream({ StreamName, EnforceConsumerDeletion }), anyClientError)
    t.expect(await queue.stream.status(), 'the state of the stream that has a queue').toBe('ACTIVE')
    await queue.deleted()
    await t.kinesis.deleteStream({ StreamName })
    await queue.stream.gone()
  },
})

clause('kinesis.streams.delete-with-channels-refused', {
  async check(t) {
    const made = await channel(t)
    const { name: StreamName } = made.stream
    await t.refused(t.kinesis.deleteStream({ StreamName, EnforceConsumerDeletion: true }), anyClientError)
    t.expect(await made.stream.status(), 'the state of the stream that has a channel').toBe('ACTIVE')
  },
})

clause('kinesis.modes.update-blocked-by-queues', {
  async check(t) {
    const queue = await t.queue()
    const change = { StreamARN: await queue.stream.arn(), StreamModeDetails: { StreamMode: 'PROVISIONED' as const } }
    await t.refused(t.kinesis.updateStreamMode(change), anyClientError)
    t.expect((await queue.stream.summary()).StreamModeDetails?.StreamMode, 'the mode of the stream that has a queue').toBe('ON_DEMAND')
    await queue.deleted()
    await queue.stream.change(t.kinesis.updateStreamMode(change))
    t.expect((await queue.stream.summary()).StreamModeDetails?.StreamMode, 'the mode when it has none').toBe('PROVISIONED')
  },
})

clause('kinesis.tags.queue', {
  given: { value: fc.string({ unit: fc.constantFrom('a', 'B', '1', '-'), maxLength: 10 }) },
  async check(t, { value }) {
    const queue = await t.queue({ tags: { old: 'one', gone: 'two' } })
    const { arn: ResourceARN } = queue
    const tags = async () => {
      const { Tags = [] }: sdk.ListTagsForResourceCommandOutput = await t.kinesis.listTagsForResource({ ResourceARN })
      return Object.fromEntries(Tags.map(({ Key, Value = '' }) => [Key ?? '', Value] as const))
    }
    t.expect(await tags(), 'the tags that it was made with').toEqual({ old: 'one', gone: 'two' })
    await t.kinesis.tagResource({ ResourceARN, Tags: { old: value, added: 'three' } })
    t.expect(await tags(), 'the tags, one of them overwritten').toEqual({ old: value, added: 'three', gone: 'two' })
    await t.kinesis.untagResource({ ResourceARN, TagKeys: ['gone'] })
    t.expect(await tags(), 'the tags that are left').toEqual({ old: value, added: 'three' })
    // Nobody asks after the queue itself.
    await t.call('DeleteQueue', { QueueARN: ResourceARN })
    await queue.stream.until('the tags are gone with the queue', () => isRefused(tags(), 'ResourceNotFoundException'))
  },
})

clause('kinesis.resource-policy.queue', {
  async check(t) {
    const { arn: ResourceARN } = await t.queue()
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ResourceARN.split(':')[4]}:root` },
          Action: ['kinesis:ReceiveQueueRecords'],
          Resource: ResourceARN,
        },
      ],
    })
    await t.kinesis.putResourcePolicy({ ResourceARN, Policy })
    const shown = (await t.kinesis.getResourcePolicy({ ResourceARN })).Policy
    t.expect(JSON.parse(shown || '{}'), 'the policy').toEqual(JSON.parse(Policy))
    await t.kinesis.deleteResourcePolicy({ ResourceARN })
    // A resource without one is answered with an empty policy, or as if nothing were there.
    const after = await unlessRefused(t.kinesis.getResourcePolicy({ ResourceARN }))
    t.expect(after?.Policy || '{}', 'the policy after it was deleted').not.toContain('ReceiveQueueRecords')
  },
})

/** A day has to go by. What was received before, and may be delivered again, is as old as what was not. */
clause('kinesis.queues.retention-bound', {
  axes: { record: ['never received', 'in flight', 'dead'] },
  async check(t, { record }) {
    const most = { TargetType: 'BUILT_IN', MaxReceiveCount: record === 'dead' ? 1 : 100 } as const
    const queue = await t.queue({ attributes: { VisibilityTimeoutSeconds: 1, DeadLetterConfiguration: most } })
    const old = await queue.stream.put('old')
    if (record !== 'never received') {
      const received = await queue.live.one({ VisibilityTimeoutSeconds: 1 })
      await t.time.pass(t.time.after(received, 1000))
      if (record === 'dead') await t.time.pass(t.time.after(await queue.dead.one({ VisibilityTimeoutSeconds: 1 }), 1000))
    }
    await t.time.pass(t.time.after(old, 25 * HOUR))
    await queue.dead.none('the record is too old to be a dead letter', 1)
    await queue.stream.put('new')
    t.expect(
      (await queue.live.eventually(1, { VisibilityTimeoutSeconds: 600 })).map(textOf),
      'what the queue delivers after 25 hours',
    ).toEqual(['new'])
    await queue.live.none('the record is too old to be delivered', 1)
  },
})

clause('kinesis.describe.summary-counts-follow', {
  async check(t) {
    const stream = await t.stream({ isOnDemand: true })
    // The SDK's client does not know the first of them.
    const counts = async () => {
      const { StreamDescriptionSummary: seen } = (await t.json('DescribeStreamSummary', { StreamName: stream.name })).json() as {
        readonly StreamDescriptionSummary?: { readonly QueueCount?: number; readonly ChannelCount?: number }
      }
      return `${seen?.QueueCount ?? 0} queues and ${seen?.ChannelCount ?? 0} channels`
    }
    const shows = (due: string) => stream.until(`the summary shows ${due}`, async () => (await counts()) === due)
    const queue = await createQueue(t, stream, await queueInput(t.name(), stream, {}))
    await queue.active()
    await shows('1 queues and 0 channels')
    const made = await channel(t, 'S3', {}, stream)
    await shows('1 queues and 1 channels')
    await queue.deleted()
    await made.deleted()
    await shows('0 queues and 0 channels')
  },
})
