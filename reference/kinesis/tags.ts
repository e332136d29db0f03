import type * as sdk from '@aws-sdk/client-kinesis'
import { known } from '../core/facts.js'
import type { ClauseId } from '../core/reading.js'
import type { Rules } from './choices.js'
import { invalid, notActive } from './errors.js'
import { TAGS } from './limits.js'
import { streamOf } from './request.js'
import { resourceOf } from './resources.js'
import type { Context } from './state.js'

/** Some pages admit `%`, some `:`, and none refuses both. */
const ALLOWED = /^[\p{L}\p{N}\p{Z}\s_.:/=+\-@%]*$/u
const RESERVED = /^aws:/i

/**
 * Adds tags, and replaces the value of a key that is there. Keys and values that differ in case are different.
 *
 * @clause kinesis.tags.add
 * @clause kinesis.tags.case-sensitive
 */
export function addTags(
  id: ClauseId,
  tags: Map<string, string>,
  added: Readonly<Record<string, string>>,
  whose: string,
  c: Context,
  x: Rules,
): void {
  for (const [key, value] of Object.entries(added)) {
    x.orFail('kinesis.tags.aws-prefix', known(!RESERVED.test(key)), () => invalid('Tag keys that begin with aws: are reserved.'))
    x.orFail('kinesis.tags.charset', known(ALLOWED.test(key) && ALLOWED.test(value)), () =>
      invalid('Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @'),
    )
  }
  const size = new Set([...tags.keys(), ...Object.keys(added)]).size
  x.orFail(id, known(size <= TAGS), () =>
    invalid(
      `Failed to add tags to ${whose} under account ${c.region.account} because a given ${whose.split(' ')[0]!} cannot have more than ` +
        `${TAGS} tags associated with it.`,
    ),
  )
  for (const [key, value] of Object.entries(added)) tags.set(key, value)
}

export function addTagsToStream(input: sdk.AddTagsToStreamInput, c: Context, x: Rules): object {
  const stream = streamOf(input, c, x)
  x.orFail('kinesis.streams.tags-not-updatable-until-active', known(stream.serves), () => notActive(stream.name, stream.status, c.region))
  addTags('kinesis.tags.max-50', stream.tags, input.Tags!, `stream ${stream.name}`, c, x)
  return {}
}

/** A key that is not there makes no difference. @clause kinesis.tags.remove */
export function removeTagsFromStream(input: sdk.RemoveTagsFromStreamInput, c: Context, x: Rules): object {
  const stream = streamOf(input, c, x)
  x.orFail('kinesis.streams.tags-not-updatable-until-active', known(stream.serves), () => notActive(stream.name, stream.status, c.region))
  for (const key of input.TagKeys!) stream.tags.delete(key)
  return {}
}

const sorted = (tags: ReadonlyMap<string, string>): { Key: string; Value: string }[] =>
  [...tags].map(([Key, Value]) => ({ Key, Value })).sort((a, b) => (a.Key < b.Key ? -1 : 1))

/** @clause kinesis.tags.list-shape @clause kinesis.tags.list-exclusive-start */
export function listTagsForStream(input: sdk.ListTagsForStreamInput, c: Context, x: Rules): object {
  const { ExclusiveStartTagKey: start, Limit: limit = TAGS } = input
  const tags = sorted(streamOf(input, c, x).tags).filter(({ Key }) => start === undefined || Key > start)
  return { Tags: tags.slice(0, limit), HasMoreTags: tags.length > limit }
}

/**
 * Streams, consumers, queues and channels: their tags by their ARNs. A stream's are those of the stream operations.
 *
 * @clause kinesis.tags.resource-api @clause kinesis.tags.resource-and-stream-same @clause kinesis.tags.queue @clause kinesis.tags.consumer
 * @clause kinesis.channels.tag-arn-admitted
 */
export function tagResource(input: sdk.TagResourceInput, c: Context, x: Rules): object {
  const { tags, what } = resourceOf(input.ResourceARN!, 'kinesis.tags.resource-unknown', c, x)
  addTags('kinesis.tags.max-50', tags, input.Tags!, what, c, x)
  return {}
}

/** @clause kinesis.tags.untag-ignores-missing */
export function untagResource(input: sdk.UntagResourceInput, c: Context, x: Rules): object {
  const { tags } = resourceOf(input.ResourceARN!, 'kinesis.tags.resource-unknown', c, x)
  for (const key of input.TagKeys!) tags.delete(key)
  return {}
}

/** @clause kinesis.tags.list-for-resource-whole */
export function listTagsForResource(input: sdk.ListTagsForResourceInput, c: Context, x: Rules): object {
  return { Tags: sorted(resourceOf(input.ResourceARN!, 'kinesis.tags.resource-unknown', c, x).tags) }
}
