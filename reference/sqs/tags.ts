import type { ListQueueTagsRequest, ListQueueTagsResult, TagQueueRequest, UntagQueueRequest } from '@aws-sdk/client-sqs'
import { isTagText } from '../aws/text.js'
import { any, type Fact, known, NO, YES } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { invalidParameter, missingParameter } from './errors.js'
import { TAG_KEY_LENGTH, TAG_VALUE_LENGTH, TAGS_AT_ONCE } from './limits.js'
import { queueAt } from './request.js'
import { unfixed } from './settings.js'

const characters = (text: string): number => [...text].length

/** Keys and values that differ in case are different. @clause sqs.tags.case-sensitive */
export function checkTags(tags: Readonly<Record<string, string>>, x: Rules): void {
  for (const [key, value] of Object.entries(tags)) {
    checkKey(key, x)
    x.orFail('sqs.tags.value-length', known(characters(value) <= TAG_VALUE_LENGTH), () =>
      invalidParameter(`The tag value must not be longer than ${TAG_VALUE_LENGTH} characters.`),
    )
    x.orFail('sqs.tags.charset', known(isTagText(value)), () =>
      invalidParameter('Tag values may only contain unicode letters, digits, white space, or one of _.:/=+-@'),
    )
    x.orFail('sqs.tags.reserved-prefix', unreserved(value, x), reserved)
  }
}
/** Whether the prefix counts in capitals too is not said. */
const unreserved = (text: string, x: Rules): Fact => (text.startsWith('aws:') ? NO : /^aws:/i.test(text) ? unfixed(NO, x) : YES)
const reserved = () => invalidParameter('Tag keys and values must not start with aws:')

const wrongLength = () => invalidParameter(`Tag keys must be between 1 and ${TAG_KEY_LENGTH} characters in length.`)

function checkKey(key: string, x: Rules): void {
  x.orFail('sqs.tags.key-length', known(key.length >= 1 && characters(key) <= TAG_KEY_LENGTH), wrongLength)
  x.orFail('sqs.tags.charset', known(isTagText(key)), () =>
    invalidParameter('Tag keys may only contain unicode letters, digits, white space, or one of _.:/=+-@'),
  )
  x.orFail('sqs.tags.reserved-prefix', unreserved(key, x), reserved)
}

/** TagQueue adds tags, and replaces the value of a key that is there. No page says that none, or more than 50, are refused; AWS is seen to. @clause sqs.tags.overwrite */
export function tagQueue(input: TagQueueRequest, c: Context, x: Rules): Record<string, never> {
  const queue = queueAt(input.QueueUrl, c, x)
  const tags = input.Tags
  x.orFail('sqs.error.missing-required-any', known(tags !== undefined), () => missingParameter('Tags'))
  const count = Object.keys(tags!).length
  x.orFail('sqs.error.missing-required-any', any(known(count > 0), unfixed(NO, x)), () => missingParameter('Tags'))
  x.orFail('sqs.tags.over-50-not-recommended', any(known(count <= TAGS_AT_ONCE), unfixed(NO, x)), () =>
    invalidParameter(`Too many tags added for queue ${queue.name}.`),
  )
  checkTags(tags!, x)
  for (const [key, value] of Object.entries(tags!)) queue.tags.set(key, value)
  return {}
}

/** UntagQueue removes the keys it names; one that is not there makes no difference. @clause sqs.tags.remove */
export function untagQueue(input: UntagQueueRequest, c: Context, x: Rules): Record<string, never> {
  const queue = queueAt(input.QueueUrl, c, x)
  const keys = input.TagKeys
  x.orFail('sqs.error.missing-required-any', known(keys !== undefined), () => missingParameter('TagKeys'))
  x.orFail('sqs.tags.key-length', any(known(keys!.length > 0), unfixed(NO, x)), wrongLength)
  for (const key of keys!) checkKey(key, x)
  x.orFail('sqs.tags.remove-missing', any(known(keys!.every((key) => queue.tags.has(key))), unfixed(YES, x)), () =>
    invalidParameter('There is no tag with such a key.'),
  )
  for (const key of keys!) queue.tags.delete(key)
  return {}
}

/** ListQueueTags. @clause sqs.tags.add-and-list @clause sqs.tags.none */
export function listQueueTags(input: ListQueueTagsRequest, c: Context, x: Rules): ListQueueTagsResult {
  const queue = queueAt(input.QueueUrl, c, x)
  return queue.tags.size === 0 ? {} : { Tags: Object.fromEntries(queue.tags) }
}
