import { createHash } from 'node:crypto'
import type { PublishBatchRequestEntry } from '@aws-sdk/client-sns'
import { isObject, parseJson } from '../aws/json.js'
import { sizeOfAttributes } from '../aws/message-attributes.js'
import { isPunctuated } from '../aws/text.js'
import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import { invalidParameter } from './errors.js'
import { ID_LENGTH, MESSAGE_BYTES, SUBJECT_LENGTH } from './limits.js'
import { checkAttributes } from './message-attributes.js'
import type { Notification, PlatformEndpoint, Topic } from './state.js'

/** What Publish and an entry of PublishBatch say of a message. */
export type Given = Omit<PublishBatchRequestEntry, 'Id'>

/** A message that can be published. */
export interface Checked {
  readonly content: Pick<Notification, 'message' | 'texts' | 'subject' | 'attributes' | 'groupId' | 'deduplicationId'>
  /** Bytes of the message and its attributes. @clause sns.publish.size-is-bytes @clause sns.publish.size-counts-attributes @clause sns.structure.size-is-whole-message */
  readonly size: number
}

/**
 * Holds a message to what it must be, wherever it goes; its size is checked last.
 *
 * @clause sns.publish.message-required
 * @clause sns.publish.subject-optional
 * @clause sns.publish.unicode-preserved
 * @clause sns.structure.no-partial-delivery
 */
export function check(given: Given, to: Topic | PlatformEndpoint | undefined, x: Rules): Checked {
  const { Message: message = '', Subject: subject, MessageStructure: structure, MessageAttributes: attributes = {} } = given
  x.orFail('sns.publish.empty-message', known(message !== ''), () => invalidParameter('Empty message'))
  if (subject !== undefined) checkSubject(subject, x)
  x.orFail('sns.structure.value-json-only', known(structure === undefined || structure === '' || structure === 'json'), () =>
    invalidParameter('MessageStructure'),
  )
  const endpoint = to !== undefined && 'application' in to ? to : undefined
  const texts = structure === 'json' ? readTexts(message, endpoint, x) : undefined
  checkAttributes(attributes, x)
  const topic = to !== undefined && 'subscriptions' in to ? to : undefined
  const { groupId, deduplicationId } = checkIds(given, topic, x)
  return {
    content: { message, texts, subject, attributes, groupId, deduplicationId },
    size: Buffer.byteLength(message) + sizeOfAttributes(attributes),
  }
}

/** @clause sns.publish.size-custom-limit */
export const limitOf = (topic: Topic | undefined): number => Number(topic?.attributes.get('MaximumMessageSize') ?? MESSAGE_BYTES)

/** The subject does not count. */
export function checkSize({ size }: Checked, topic: Topic | undefined, x: Rules): void {
  x.orFail('sns.publish.max-size-256k', known(size <= limitOf(topic)), () => invalidParameter('Message too long'))
}

function checkSubject(subject: string, x: Rules): void {
  const wrong = () => invalidParameter('Subject')
  x.orFail('sns.publish.subject-empty-rejected', known(subject !== ''), wrong)
  x.orFail('sns.publish.subject-max-100', known([...subject].length <= SUBJECT_LENGTH), wrong)
  x.orFail('sns.publish.subject-no-control-chars', known(!/\p{Cc}/u.test(subject)), wrong)
}

/**
 * The texts for the protocols. What is no text is passed over; for a device the platform's own text is enough.
 *
 * @clause sns.structure.non-string-value-ignored
 * @clause sns.structure.unknown-keys-ignored
 * @clause sns.structure.value-unescaped
 * @clause sns.structure.empty-string-value-ok
 */
function readTexts(message: string, endpoint: PlatformEndpoint | undefined, x: Rules): ReadonlyMap<string, string> {
  const value = parseJson(message)
  x.orFail('sns.structure.invalid-json-rejected', known(isObject(value)), () =>
    invalidParameter('Message Structure - JSON message body failed to parse'),
  )
  const texts = new Map(Object.entries(value as object).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  if (endpoint === undefined) {
    x.orFail('sns.structure.default-required', known(texts.has('default')), () =>
      invalidParameter('Message Structure - No default entry in JSON message body'),
    )
    return texts
  }
  const { platform } = endpoint.application
  x.orFail('sns.structure.default-required', known(texts.has('default') || texts.has(platform)), () =>
    invalidParameter(`JSON must contain an entry for 'default' or '${platform}'.`),
  )
  const payload = texts.get(platform)
  if (platform === 'GCM' && payload !== undefined)
    x.orFail('sns.push.platform-keys-json', known(isPushPayload(parseJson(payload))), () =>
      invalidParameter('Message', `Invalid notification for protocol ${platform}: Notification payload is malformed`),
    )
  return texts
}

const isPushPayload = (value: unknown): boolean =>
  isObject(value) && ['data', 'notification'].every((name) => value[name] === undefined || isObject(value[name]))

/**
 * A FIFO topic needs a group and a deduplication id, which may be that of the content; any topic takes a group.
 *
 * @clause sns.batch.fifo-group-required
 * @clause sns.batch.fifo-dedup-required
 * @clause sns.publish.group-id-optional-standard
 * @clause sns.publish.group-id-standard-absent-ok
 * @clause sns.publish.group-id-standard-validated
 * @clause sns.fifo.dedup-content-sha256
 * @clause sns.fifo.dedup-content-ignores-attributes
 * @clause sns.fifo.dedup-explicit-overrides-content
 * @clause sns.fifo.dedup-explicit-equal-to-hash
 */
function checkIds({ MessageGroupId: groupId, MessageDeduplicationId: given, Message = '' }: Given, topic: Topic | undefined, x: Rules) {
  const isId = (id: string) => id.length >= 1 && id.length <= ID_LENGTH && isPunctuated(id)
  const fifo = topic?.fifo === true
  x.orFail('sns.fifo.group-id-required', known(!fifo || groupId !== undefined), () =>
    invalidParameter('The MessageGroupId parameter is required for FIFO topics'),
  )
  x.orFail('sns.publish.group-id-charset-128', known(groupId === undefined || isId(groupId)), () =>
    invalidParameter(
      'MessageGroupId',
      `MessageGroupId can only include alphanumeric and punctuation characters. 1 to ${ID_LENGTH} in length`,
    ),
  )
  x.orFail('sns.publish.dedup-id-fifo-only', known(fifo || given === undefined), () =>
    invalidParameter(
      'MessageDeduplicationId',
      'The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    ),
  )
  x.orFail('sns.publish.dedup-id-charset-128', known(given === undefined || isId(given)), () =>
    invalidParameter(
      'MessageDeduplicationId',
      `MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to ${ID_LENGTH} in length`,
    ),
  )
  if (!fifo) return { groupId, deduplicationId: undefined }
  const byContent = topic.attributes.get('ContentBasedDeduplication') === 'true'
  x.orFail('sns.fifo.dedup-id-or-content-required', known(byContent || given !== undefined), () =>
    invalidParameter('The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly'),
  )
  return { groupId, deduplicationId: given ?? createHash('sha256').update(Message).digest('hex') }
}
