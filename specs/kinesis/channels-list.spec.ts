import type * as sdk from '@aws-sdk/client-kinesis'
import { clause, type KinesisCase } from './bench.js'
import { channel, channelInput, createChannel } from './channel.js'

/** All pages of a listing. */
const listed = async (t: KinesisCase, input: sdk.ListChannelsCommandInput): Promise<readonly sdk.ChannelSummary[]> => {
  const found: sdk.ChannelSummary[] = []
  let NextToken: string | undefined
  do {
    const page: sdk.ListChannelsCommandOutput = await t.kinesis.listChannels({
      ...input,
      ...(NextToken === undefined ? {} : { NextToken }),
    })
    found.push(...(page.ChannelSummaries ?? []))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return found
}
const arnsOf = (summaries: readonly sdk.ChannelSummary[]): readonly string[] => summaries.map(({ ChannelARN = '' }) => ChannelARN).sort()

clause('kinesis.channels.list.filter-by-stream', {
  async check(t) {
    const [one, other] = [await channel(t), await channel(t)]
    const StreamFilter = [{ StreamARN: await one.stream.arn() }]
    t.expect(arnsOf(await listed(t, { StreamFilter })), 'the channels of one stream').toEqual([one.arn])
    const both = [...StreamFilter, { StreamARN: await other.stream.arn() }]
    t.expect(arnsOf(await listed(t, { StreamFilter: both })), 'the channels of two streams').toEqual([one.arn, other.arn].sort())
  },
})

clause('kinesis.channels.list.over-100-capped', {
  async check(t) {
    const { stream, arn } = await channel(t)
    const { ChannelSummaries = [] } = await t.kinesis.listChannels({
      MaxResults: 10_000,
      StreamFilter: [{ StreamARN: await stream.arn() }],
    })
    t.expect(arnsOf(ChannelSummaries), 'the channels of a page that may hold more than 100').toEqual([arn])
  },
})

clause('kinesis.channels.list.summary-members', {
  async check(t) {
    const stream = await t.stream({ isOnDemand: true })
    const { StreamARN, StreamCreationTimestamp } = await stream.summary()
    const made = await createChannel(t, stream, await channelInput(t.name(), stream))
    // Nobody describes it meanwhile: the listing itself has to follow its state.
    let summary: sdk.ChannelSummary | undefined
    await stream.until('the listing shows the channel as ACTIVE', async () => {
      ;[summary] = await listed(t, { StreamFilter: [{ StreamARN }] })
      if (summary?.ChannelStatus === 'FAILED') t.undecided('the channel cannot deliver to where it was told to')
      return summary?.ChannelStatus === 'ACTIVE'
    })
    const { ChannelId, ChannelStatus, ChannelCreationTimestamp } = await made.describe()
    const members = {
      ChannelName: made.name,
      ChannelARN: made.arn,
      ChannelId,
      ChannelStatus,
      ChannelCreationTimestamp,
      ChannelDestinationType: 'S3',
    }
    t.expect(summary, 'the summary of the channel').toMatchObject({ ...members, Streams: [{ StreamARN, StreamCreationTimestamp }] })
  },
})

/** Both kinds on one stream, a page each. */
for (const id of ['kinesis.channels.list.destination-type', 'kinesis.channels.list.no-token-at-end'] as const) {
  clause(id, {
    async check(t) {
      const made = await channel(t, 'S3')
      const other = await channel(t, 'S3_TABLES', {}, made.stream)
      const found = await listed(t, { MaxResults: 1, StreamFilter: [{ StreamARN: await made.stream.arn() }] })
      const types = Object.fromEntries(
        found.map(({ ChannelARN = '', ChannelDestinationType }) => [ChannelARN, ChannelDestinationType] as const),
      )
      t.expect(types, 'the channels on all pages, and where they deliver to').toEqual({ [made.arn]: 'S3', [other.arn]: 'S3_TABLES' })
    },
  })
}
