import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  Tag,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-sns'
import { isReservedTag, isTagText } from '../aws/text.js'
import { ServiceError } from '../core/errors.js'
import { after, any, known, not } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { invalidParameter, resourceNotFound } from './errors.js'
import { PROPAGATION, TAGS } from './limits.js'
import { topicAt } from './request.js'

/** Lengths are in the API description. @clause sns.tags.key-length-1-128 @clause sns.tags.value-length-0-256 @clause sns.tags.arn-length-1-1011 */
export function checkTags(tags: readonly Tag[], x: Rules): void {
  const keys = new Set<string>()
  for (const { Key = '', Value = '' } of tags) {
    x.orFail('sns.errors.invalid-parameter-400', known(isTagText(Key) && isTagText(Value)), () =>
      invalidParameter('Tags', 'Tag keys and values can have letters, digits, white space, and _.:/=+-@'),
    )
    x.orFail('sns.tags.aws-prefix-reserved', known(!isReservedTag(Key)), () =>
      invalidParameter('Tags', 'Tag keys must not begin with aws:'),
    )
    x.orFail('sns.tags.case-sensitive', known(!keys.has(Key)), () => invalidParameter('Duplicated keys are not allowed.'))
    keys.add(Key)
  }
  checkCount(keys.size, x)
}

function checkCount(count: number, x: Rules): void {
  x.orFail(
    'sns.tags.max-50',
    known(count <= TAGS),
    () => new ServiceError('TagLimitExceededException', 'Could not complete request: tag quota of per resource exceeded'),
  )
}

const taggedAt = (arn: string, c: Context, x: Rules) => topicAt(arn, c, x, 'ResourceArn', resourceNotFound)

/** Of a topic with tags that was deleted a short while ago, and made again. */
function checkStale(arn: string, { region }: Context, x: Rules): void {
  const deleted = region.untagged.get(arn)
  if (deleted === undefined) return
  const isOver = x.now.reached(after(deleted, PROPAGATION))
  if (isOver.certain) region.untagged.delete(arn)
  x.orFail(
    'sns.tags.stale-tag',
    any(isOver, not(x.choices.hidden('sns.tags.stale-tag'))),
    () => new ServiceError('StaleTagException', 'A tag was attached to a topic that has just been deleted.'),
  )
}

/** TagResource. @clause sns.tags.overwrite-same-key @clause sns.tags.unknown-resource */
export function tagResource(input: TagResourceRequest, c: Context, x: Rules): Record<string, never> {
  const { tags } = taggedAt(input.ResourceArn!, c, x)
  const given = input.Tags!
  checkStale(input.ResourceArn!, c, x)
  checkTags(given, x)
  checkCount(new Set([...tags.keys(), ...given.map(({ Key }) => Key)]).size, x)
  for (const { Key = '', Value = '' } of given) tags.set(Key, Value)
  return {}
}

/** UntagResource. @clause sns.tags.untag */
export function untagResource(input: UntagResourceRequest, c: Context, x: Rules): Record<string, never> {
  const { tags } = taggedAt(input.ResourceArn!, c, x)
  for (const key of input.TagKeys!) tags.delete(key)
  return {}
}

/** ListTagsForResource. @clause sns.tags.list */
export function listTagsForResource(input: ListTagsForResourceRequest, c: Context, x: Rules): ListTagsForResourceResponse {
  const { tags } = taggedAt(input.ResourceArn!, c, x)
  return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }
}
