import type * as sdk from '@aws-sdk/client-kinesis'
import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import { exceeded, expiredToken, inUse, invalid, missing } from './errors.js'
import { CONSUMERS, CONSUMERS_ADVANTAGE, CONSUMERS_IN_CREATION, DURATION, TOKEN_LIFE } from './limits.js'
import { begin, relaxable, settle, streamOf } from './request.js'
import { notExpired, openToken, sameSecond } from './shards.js'
import { Consumer, type Context, type Stream } from './state.js'
import { addTags } from './tags.js'

/** Consumers and queues of a stream share one limit. @clause kinesis.queues.counts-as-consumer */
export const hasRoom = ({ consumers, queues }: Stream, { region }: Context): boolean =>
  consumers.size + queues.size < (region.commitment.isEnabled ? CONSUMERS_ADVANTAGE : CONSUMERS)

/**
 * RegisterStreamConsumer: the consumer is CREATING until it is ACTIVE.
 *
 * @clause kinesis.efo.register-reply @clause kinesis.efo.becomes-active @clause kinesis.efo.name-reusable-across-streams
 * @clause kinesis.efo.reregister-new-arn
 */
export function registerConsumer(input: sdk.RegisterStreamConsumerInput, c: Context, x: Rules): object {
  const stream = streamOf({ StreamARN: input.StreamARN }, c, x)
  const name = input.ConsumerName!
  settleConsumers(stream, x)
  x.orFail('kinesis.errors.resource-in-use-meaning', known(stream.serves), () =>
    inUse(`Stream ${stream.name} under account ${c.region.account} not ACTIVE or UPDATING, instead in state ${stream.status}`),
  )
  x.orFail('kinesis.efo.duplicate-name', known(!stream.consumers.has(name)), () =>
    inUse(`Consumer ${name} under stream ${stream.name} already exists for account ${c.region.account}.`),
  )
  x.orFail('kinesis.efo.limit-20', known(hasRoom(stream, c)), () =>
    exceeded(`Stream ${stream.name} under account ${c.region.account} has as many consumers and queues as it can have.`),
  )
  const inCreation = [...stream.consumers.values()].filter(({ status }) => status === 'CREATING').length
  relaxable(
    'kinesis.efo.limit-5-creating',
    () => known(inCreation < CONSUMERS_IN_CREATION),
    () => exceeded(TOO_MANY),
    c,
    x,
  )
  const consumer = new Consumer(name, stream, newTime(stream, name, x))
  addTags('kinesis.efo.register-tags', consumer.tags, input.Tags ?? {}, consumer.what, c, x)
  stream.consumers.set(name, consumer)
  begin('kinesis.efo.becomes-active', consumer, 'CREATING', DURATION.create, () => (consumer.status = 'ACTIVE'), c, x)
  const { ConsumerName, ConsumerARN, ConsumerCreationTimestamp } = shown(consumer)
  return { Consumer: { ConsumerName, ConsumerARN, ConsumerStatus: 'CREATING', ConsumerCreationTimestamp } }
}
const TOO_MANY = `No more than ${CONSUMERS_IN_CREATION} consumers of a stream can be in state CREATING at once.`

/** ARNs hold whole seconds, and one that is made again has another: it counts as made in the next second. */
const newTime = (stream: Stream, name: string, x: Rules): number => {
  const last = stream.lastConsumers.get(name)
  const now = x.now.at.lo
  const time = last !== undefined && Math.floor(now / 1000) <= Math.floor(last / 1000) ? (Math.floor(last / 1000) + 1) * 1000 : now
  stream.lastConsumers.set(name, time)
  return time
}

const settleConsumers = ({ consumers }: Stream, x: Rules): void => {
  for (const consumer of [...consumers.values()]) settle(consumer, x)
}

const shown = ({ name, arn, status, createdAt }: Consumer) => ({
  ConsumerName: name,
  ConsumerARN: arn,
  ConsumerStatus: status,
  ConsumerCreationTimestamp: new Date(createdAt),
})

/**
 * A consumer by its ARN, by its name and its stream's ARN, or by all three.
 *
 * @clause kinesis.efo.describe-by-arn
 */
export function consumerOf(input: sdk.DescribeStreamConsumerInput, c: Context, x: Rules): Consumer {
  const { ConsumerARN: arn, ConsumerName: name, StreamARN: streamArn } = input
  x.orFail('kinesis.efo.describe-insufficient-ids', known(arn !== undefined || (name !== undefined && streamArn !== undefined)), () =>
    invalid('Either ConsumerARN, or both StreamARN and ConsumerName must be provided.'),
  )
  const ofArn = arn === undefined ? undefined : partsOf(arn)
  const agrees =
    arn === undefined || ((name === undefined || name === ofArn?.name) && (streamArn === undefined || streamArn === ofArn?.streamArn))
  x.orFail('kinesis.efo.describe-all-three', known(agrees), () =>
    invalid('ConsumerARN, ConsumerName and StreamARN do not name the same consumer.'),
  )
  const stream = streamOf({ StreamARN: streamArn ?? ofArn!.streamArn }, c, x)
  const consumer = stream.consumers.get(name ?? ofArn!.name)
  if (consumer !== undefined) settle(consumer, x)
  const isThere = consumer !== undefined && stream.consumers.has(consumer.name) && (arn === undefined || consumer.arn === arn)
  x.orFail('kinesis.efo.describe-unknown', known(isThere), () =>
    missing(`Consumer ${name ?? arn!} under stream ${stream.name} under account ${c.region.account} not found.`),
  )
  return consumer!
}

const partsOf = (arn: string): { readonly streamArn: string; readonly name: string } => {
  const at = arn.indexOf('/consumer/')
  return { streamArn: arn.slice(0, at), name: arn.slice(at + '/consumer/'.length).split(':')[0]! }
}

/** @clause kinesis.efo.describe-members */
export function describeConsumer(input: sdk.DescribeStreamConsumerInput, c: Context, x: Rules): object {
  const consumer = consumerOf(input, c, x)
  return { ConsumerDescription: { ...shown(consumer), StreamARN: consumer.stream.arn } }
}

/** @clause kinesis.efo.deregister */
export function deregisterConsumer(input: sdk.DeregisterStreamConsumerInput, c: Context, x: Rules): object {
  const consumer = consumerOf(input, c, x)
  if (consumer.status === 'DELETING') return {}
  begin('kinesis.efo.deregister', consumer, 'DELETING', DURATION.delete, () => remove(consumer), c, x)
  return {}
}

function remove(consumer: Consumer): void {
  consumer.stream.consumers.delete(consumer.name)
  for (const subscription of consumer.subscriptions.values()) subscription.wake()
}

const CONSUMERS_OF_PAGE = 100

/** @clause kinesis.efo.list-members @clause kinesis.efo.list-default-100 */
export function listConsumers(input: sdk.ListStreamConsumersInput, c: Context, x: Rules): object {
  const { NextToken: token, StreamCreationTimestamp: createdAt } = input
  const stream = streamOf({ StreamARN: input.StreamARN }, c, x)
  x.orFail('kinesis.list-shards.creation-timestamp', known(createdAt === undefined || sameSecond(createdAt, stream.createdAt)), () =>
    missing(`Stream ${stream.name} under account ${c.region.account} not found.`),
  )
  let start = ''
  if (token !== undefined) {
    x.orFail('kinesis.efo.list-pages', known(createdAt === undefined), () =>
      invalid('NextToken and StreamCreationTimestamp cannot be provided together.'),
    )
    const [number, last, madeAt] = openToken('kinesis.efo.list-pages', 'consumers', token, x)
    x.orFail('kinesis.efo.list-pages', notExpired(madeAt as number, TOKEN_LIFE, x), expiredToken)
    x.orFail('kinesis.efo.list-pages', known(number === stream.number), () => invalid('The NextToken is not valid.'))
    start = last as string
  }
  settleConsumers(stream, x)
  const names = [...stream.consumers.keys()].filter((name) => name > start).sort()
  const page = names.slice(0, Math.min(input.MaxResults ?? CONSUMERS_OF_PAGE, CONSUMERS_OF_PAGE))
  return {
    Consumers: page.map((name) => shown(stream.consumers.get(name)!)),
    NextToken: page.length < names.length ? x.choices.seal('consumers', [stream.number, page.at(-1)!, x.now.at.lo]) : undefined,
  }
}
