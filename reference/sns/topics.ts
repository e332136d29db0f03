import type { CreateTopicInput, CreateTopicResponse, DeleteTopicInput, ListTopicsInput, ListTopicsResponse } from '@aws-sdk/client-sns'
import { ServiceError } from '../core/errors.js'
import { known, YES } from '../core/facts.js'
import { archives } from './archive.js'
import type { Context, Rules } from './choices.js'
import { checkDataProtectionPolicy } from './data-protection.js'
import { invalidParameter } from './errors.js'
import { FIFO_TOPICS, STANDARD_TOPICS, TOPIC_NAME_LENGTH } from './limits.js'
import { each, orderOf, page } from './pages.js'
import { defaultPolicy } from './policy.js'
import { checkTopicArn, wrongAmongAttributes } from './request.js'
import type { Topic } from './state.js'
import { remove } from './subscriptions.js'
import { checkTags } from './tags.js'
import { isSetting, readTopicAttribute } from './topic-attributes.js'

const SUFFIX = '.fifo'

/**
 * CreateTopic: makes a topic, or finds the one of that name if every attribute and tag that is given is as the topic has it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 * @clause sns.topics.create-returns-arn
 * @clause sns.topics.create-idempotent-same-name
 * @clause sns.topics.create-repeat-keeps-attributes
 * @clause sns.topics.recreate-after-delete-new-tags
 * @clause sns.attributes.signature-version-set
 */
export function createTopic(input: CreateTopicInput, c: Context, x: Rules): CreateTopicResponse {
  const { region } = c
  const name = input.Name!
  const { FifoTopic: kind, ...given } = input.Attributes ?? {}
  const fifo = kind?.toLowerCase() === 'true'
  checkName(name, fifo, x)
  const arn = `arn:aws:sns:${region.region}:${region.account}:${name}`
  const asked = newTopic(arn, name, fifo, c, x)
  for (const [attribute, value] of Object.entries(given)) {
    x.orFail('sns.attributes.set-unknown-topic-attribute', known(isSetting(attribute)), () =>
      wrongAmongAttributes(`Unknown attribute ${attribute}`),
    )
    readTopicAttribute(asked, attribute, value, wrongAmongAttributes, x)
  }
  const tags = input.Tags ?? []
  checkTags(tags, x)
  for (const { Key = '', Value = '' } of tags) asked.tags.set(Key, Value)
  if (input.DataProtectionPolicy) asked.dataProtectionPolicy = checkDataProtectionPolicy(asked, input.DataProtectionPolicy, x)
  const found = region.topics.get(arn)
  if (found?.deleted === undefined && found !== undefined) {
    checkSame(found, asked, given, x)
    return { TopicArn: arn }
  }
  const [quota, most] = fifo
    ? (['sns.topics.quota-fifo-1000', FIFO_TOPICS] as const)
    : (['sns.topics.quota-standard-100000', STANDARD_TOPICS] as const)
  const count = fifo ? region.fifoTopics : region.topics.size - region.fifoTopics
  x.orFail(
    quota,
    known(count < most),
    () => new ServiceError('TopicLimitExceededException', `Topic limit exceeded: an account can have ${most} topics of this kind.`),
  )
  if (fifo) region.fifoTopics++
  region.topics.set(arn, asked)
  return { TopicArn: arn }
}

/**
 * @clause sns.topics.create-repeat-equal-attributes-ok
 * @clause sns.topics.create-repeat-new-attribute-error
 * @clause sns.topics.create-fifo-false-ignored
 */
function checkSame(found: Topic, asked: Topic, given: Readonly<Record<string, string>>, x: Rules): void {
  const isSame = (name: string): boolean => {
    if (name === 'Policy') return found.policy === asked.policy
    // An attribute that was never set differs from any value but the one that is reported in its stead.
    const unset = name === 'DisplayName' ? '' : name === 'ContentBasedDeduplication' ? 'false' : undefined
    return (found.attributes.get(name) ?? unset) === (asked.attributes.get(name) ?? unset) && asked.attributes.get(name) !== undefined
  }
  x.orFail('sns.topics.create-repeat-different-attributes-error', known(Object.keys(given).every(isSame)), () =>
    wrongAmongAttributes('Topic already exists with different attributes'),
  )
  x.orFail(
    'sns.topics.create-repeat-different-tags-error',
    known([...asked.tags].every(([key, value]) => found.tags.get(key) === value)),
    () => invalidParameter('Tags', 'Topic already exists with different tags'),
  )
}

/** The length is that of the whole name. @clause sns.topics.type-immutable */
function checkName(name: string, fifo: boolean, x: Rules): void {
  const wrong = () => invalidParameter('Topic Name')
  x.orFail('sns.topics.name-length-1-256', known(name.length >= 1 && name.length <= TOPIC_NAME_LENGTH), wrong)
  if (fifo) x.orFail('sns.topics.fifo-name-suffix-required', known(name.endsWith(SUFFIX)), wrong)
  else x.orFail('sns.topics.fifo-suffix-without-attribute', known(!name.endsWith(SUFFIX)), wrong)
  x.orFail('sns.topics.name-charset', known(/^[A-Za-z0-9_-]+$/.test(fifo ? name.slice(0, -SUFFIX.length) : name)), wrong)
}

const newTopic = (arn: string, name: string, fifo: boolean, { region }: Context, x: Rules): Topic => ({
  arn,
  name,
  owner: region.account,
  region: region.region,
  fifo,
  number: ++region.made,
  created: x.now.at,
  deleted: undefined,
  attributes: new Map(),
  policy: defaultPolicy(arn, region.account),
  tags: new Map(),
  dataProtectionPolicy: undefined,
  subscriptions: new Map(),
  byEndpoint: new Map(),
  pending: 0,
  deletions: 0,
  filters: 0,
  sequence: 0,
  published: new Map(),
  archive: [],
  archivedSince: undefined,
})

/**
 * DeleteTopic: the topic goes with its subscriptions. One that is not there is no fault.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html
 * @clause sns.topics.delete-idempotent
 * @clause sns.topics.delete-nonexistent-ok
 * @clause sns.topics.delete-removes-subscriptions
 */
export function deleteTopic(input: DeleteTopicInput, c: Context, x: Rules): Record<string, never> {
  const arn = input.TopicArn!
  checkTopicArn(arn, c, x)
  const topic = c.region.topics.get(arn)
  if (topic === undefined || topic.deleted !== undefined) return {}
  x.orFail(
    'sns.topics.delete-invalidstate',
    known(!archives(topic)),
    () => new ServiceError('InvalidStateException', 'Invalid state: Cannot delete a topic with an ArchivePolicy'),
  )
  for (const subscription of [...topic.subscriptions.values()]) remove(subscription, c, x)
  topic.deleted = x.now.at
  if (topic.tags.size > 0) c.region.untagged.set(arn, x.now.at)
  if (topic.fifo) c.region.fifoTopics--
  c.region.topics.delete(arn)
  return {}
}

/** ListTopics: of this account and region. @clause sns.topics.names-scoped-per-region @clause sns.topics.list-page-100 */
export function listTopics(input: ListTopicsInput, { region }: Context, x: Rules): ListTopicsResponse {
  const candidates = each(region.topics.values(), ({ arn, number }) => ({ item: { TopicArn: arn }, key: orderOf(number), there: YES }))
  const { items, next } = page(candidates, input.NextToken, x)
  return { Topics: [...items], NextToken: next }
}
