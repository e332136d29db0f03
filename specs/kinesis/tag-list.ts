import type * as sdk from '@aws-sdk/client-kinesis'
import type { KinesisCase } from './case.js'

/** All tags of a stream, page by page of whatever size the target has. */
export const tagsOfStream = async (t: KinesisCase, StreamName: string): Promise<readonly sdk.Tag[]> => {
  const all: sdk.Tag[] = []
  for (;;) {
    const after = all.at(-1)?.Key
    const { Tags = [], HasMoreTags } = await t.kinesis.listTagsForStream({
      StreamName,
      ...(after === undefined ? {} : { ExclusiveStartTagKey: after }),
    })
    all.push(...Tags)
    if (HasMoreTags !== true || Tags.length === 0) return all
  }
}
