import type { CreateTopicInput, CreateTopicResponse, ListTopicsInput, ListTopicsResponse } from '@aws-sdk/client-sns'
import { known } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { invalidParameter } from './errors.js'
import type { Topic } from './state.js'

const SUFFIX = '.fifo'

/**
 * CreateTopic: makes a topic, or finds the one of that name.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 * @clause sns.topics.create-returns-arn
 * @clause sns.topics.create-idempotent-same-name
 */
export function createTopic(input: CreateTopicInput, c: Context, x: Rules): CreateTopicResponse {
  const { region } = c
  const name = input.Name ?? ''
  const fifo = input.Attributes?.['FifoTopic'] === 'true'
  checkName(name, fifo, x)
  const arn = `arn:aws:sns:${region.region}:${region.account}:${name}`
  if (!region.topics.has(arn)) region.topics.set(arn, newTopic(arn, name, fifo, c, x))
  return { TopicArn: arn }
}

function checkName(name: string, fifo: boolean, x: Rules): void {
  const wrong = () => invalidParameter('Topic Name')
  x.orFail('sns.topics.name-length-1-256', known(name.length >= 1 && name.length <= 256), wrong)
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
  created: x.now.at,
  deleted: undefined,
  attributes: new Map(),
  policy: '',
  tags: new Map(),
  dataProtectionPolicy: undefined,
  subscriptions: new Map(),
  deletions: 0,
  sequence: 0,
  published: new Map(),
  archive: [],
})

/** ListTopics: of this account and region. @clause sns.topics.names-scoped-per-region @clause sns.topics.list-page-100 */
export function listTopics(input: ListTopicsInput, { region }: Context, x: Rules): ListTopicsResponse {
  const candidates = [...region.topics.values()].map(topic => ({ item: { TopicArn: topic.arn }, key: topic.arn, there: known(topic.deleted === undefined) }))
  const { items, next } = x.choices.page(candidates, 100, input.NextToken)
  return { Topics: [...items], NextToken: next }
}
