import table from '../../reference/sns/constraints.json' with { type: 'json' }
import { sns } from '../../reference/sns/index.js'
import { sqs } from '../../reference/sqs/index.js'
import type { ClauseId } from '../../reference/core/reading.js'
import { arrivals } from '../sqs/arrivals.js'
import { binding as sqsBinding } from '../sqs/binding.js'
import { admitting } from './admitting.js'
import { type Asking, inStep } from '../../src/oracle/lockstep/lockstep.js'
import { type Derivation, DerivedWalker, flawsOf, movesOf } from '../../src/oracle/walk/derived.js'
import type { Dice } from '../../src/oracle/walk/dice.js'
import type { Walks } from '../../src/oracle/walk/walks.js'

/** The clause that says what an operation does when it is asked well. */
const CLAUSES: Readonly<Record<string, ClauseId>> = {
  CreateTopic: 'sns.topics.create-returns-arn',
  DeleteTopic: 'sns.topics.delete-idempotent',
  GetTopicAttributes: 'sns.attributes.topic-default-set',
  SetTopicAttributes: 'sns.attributes.display-name-roundtrip',
  ListTopics: 'sns.topics.list-page-100',
  Subscribe: 'sns.subscribe.sqs-immediate',
  Unsubscribe: 'sns.unsubscribe.idempotent',
  GetSubscriptionAttributes: 'sns.subattrs.default-set-sqs',
  SetSubscriptionAttributes: 'sns.subattrs.filter-policy-returned-json',
  ListSubscriptions: 'sns.list.all-subscriptions-100',
  ListSubscriptionsByTopic: 'sns.list.by-topic-fields',
  Publish: 'sns.publish.returns-message-id',
  PublishBatch: 'sns.batch.response-lists',
  TagResource: 'sns.tags.overwrite-same-key',
  UntagResource: 'sns.tags.untag',
  ListTagsForResource: 'sns.tags.list',
  AddPermission: 'sns.permissions.add-single-action',
  RemovePermission: 'sns.permissions.remove-by-label',
}

/** Attributes with values that fit them, as they are set most often; the derived requests draw name and value apart. */
const SUBSCRIPTION_SETTINGS: readonly (readonly [name: string, value: string])[] = [
  ['RawMessageDelivery', 'true'],
  ['RawMessageDelivery', 'false'],
  ['FilterPolicy', '{"kind":["a"]}'],
  ['FilterPolicy', '{"kind":[{"anything-but":["a","b"]}]}'],
  ['FilterPolicy', '{"kind":[{"prefix":"a"},{"exists":false}]}'],
  ['FilterPolicy', '{}'],
  ['FilterPolicyScope', 'MessageAttributes'],
]
const TOPIC_SETTINGS: readonly (readonly [name: string, value: string])[] = [
  ['DisplayName', 'shown'],
  ['SignatureVersion', '2'],
  ['TracingConfig', 'Active'],
  ['DeliveryPolicy', '{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":5,"maxDelayTarget":9,"numRetries":2}}}'],
  ['DeliveryPolicy', '{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":9,"maxDelayTarget":5}}}'],
  ['ContentBasedDeduplication', 'false'],
  ['FifoThroughputScope', 'MessageGroup'],
]

const derivation: Derivation = {
  constraints: table,
  weights: {
    CreateTopic: 4,
    DeleteTopic: 1,
    GetTopicAttributes: 4,
    SetTopicAttributes: 5,
    ListTopics: 2,
    Subscribe: 5,
    Unsubscribe: 2,
    GetSubscriptionAttributes: 4,
    SetSubscriptionAttributes: 5,
    ListSubscriptions: 2,
    ListSubscriptionsByTopic: 3,
    Publish: 10,
    PublishBatch: 4,
    TagResource: 2,
    UntagResource: 1,
    ListTagsForResource: 2,
    AddPermission: 2,
    RemovePermission: 1,
  },
  names: {
    QueueUrl: ['QueueUrl'],
    QueueArn: ['QueueArn'],
    TopicArn: ['TopicArn'],
    ResourceArn: ['TopicArn'],
    SubscriptionArn: ['SubscriptionArn'],
    NextToken: ['NextToken'],
  },
  likely: {
    'Publish.TargetArn': 0,
    'Publish.PhoneNumber': 0,
    'Publish.TopicArn': 1,
    NextToken: 0,
    DataProtectionPolicy: 0,
    Attributes: 0.4,
    ReturnSubscriptionArn: 0.5,
  },
  values: {
    Name: (dice, known) => `${known.where.prefix}topic-${dice.integer(0, 3)}`,
    'CreateTopic.Attributes': (dice) => dice.pick([{}, { DisplayName: 'shown' }, { SignatureVersion: '2' }, { TracingConfig: 'Active' }]),
    'SetTopicAttributes.AttributeName': (dice) => dice.pick(['DisplayName', 'SignatureVersion', 'TracingConfig', 'Nonsense']),
    'SetTopicAttributes.AttributeValue': (dice) => dice.pick(['shown', '1', '2', 'Active', 'PassThrough']),
    Protocol: () => 'sqs',
    Endpoint: (dice, known) => known.pick(['QueueArn'], dice),
    'Subscribe.Attributes': (dice) =>
      dice.pick([
        { RawMessageDelivery: 'true' },
        { FilterPolicy: '{"kind":["a"]}' },
        { FilterPolicy: TWO_KEYS },
        { FilterPolicy: '{"kind":[{"prefix":"a"}]}', FilterPolicyScope: 'MessageBody' },
      ]),
    'SetSubscriptionAttributes.AttributeName': (dice) => dice.pick(['RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope', 'Nonsense']),
    'SetSubscriptionAttributes.AttributeValue': (dice) => dice.pick(['true', 'false', '{"kind":["a","b"]}', '{"kind":', 'MessageBody']),
    Message: (dice) => `message-${dice.integer(0, 99)}`,
    MessageStructure: () => undefined,
    MessageAttributes: (dice) => ({
      kind: { DataType: 'String', StringValue: dice.pick(['a', 'b', 'ab']) },
      ...(dice.chance(0.5) ? { colour: { DataType: 'String', StringValue: dice.pick(['red', 'blue']) } } : {}),
    }),
    MessageDeduplicationId: () => undefined,
    MessageGroupId: (dice) => (dice.chance(0.9) ? dice.pick(['g', 'h']) : undefined),
    PublishBatchRequestEntries: (dice) =>
      Array.from({ length: dice.integer(1, 3) }, (_, nth) => ({ Id: `e${nth}`, Message: `m-${dice.integer(0, 99)}` })),
    Tags: (dice) => [{ Key: dice.pick(['a', 'b', 'c']), Value: dice.pick(['1', '2']) }],
    TagKeys: (dice) => [dice.pick(['a', 'b', 'c'])],
    Label: (dice) => `label-${dice.integer(0, 2)}`,
    AWSAccountId: () => ['111122223333'],
    ActionName: (dice) => [dice.pick(['Publish', 'GetTopicAttributes'])],
  },
  besides: [
    {
      weight: 4,
      draw: (dice, known) => {
        const SubscriptionArn = known.pick(['SubscriptionArn'], dice)
        const [AttributeName, AttributeValue] = dice.pick(SUBSCRIPTION_SETTINGS)
        return SubscriptionArn === undefined
          ? undefined
          : { operation: 'SetSubscriptionAttributes', input: { SubscriptionArn, AttributeName, AttributeValue } }
      },
    },
    {
      weight: 2,
      draw: (dice, known) => {
        const TopicArn = known.pick(['TopicArn'], dice)
        const [AttributeName, AttributeValue] = dice.pick(TOPIC_SETTINGS)
        return TopicArn === undefined ? undefined : { operation: 'SetTopicAttributes', input: { TopicArn, AttributeName, AttributeValue } }
      },
    },
    {
      weight: 12,
      draw: (dice, known) => {
        const QueueUrl = known.pick(['QueueUrl'], dice)
        if (QueueUrl === undefined || !QueueUrl.includes('queue')) return undefined
        const input = {
          QueueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: dice.chance(0.3) ? 3 : 0,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }
        return { service: 'sqs', operation: 'ReceiveMessage', input, patienceMs: 15_000 }
      },
    },
  ],
  follow: ({ operation, input, outcome }) => {
    if (operation !== 'ReceiveMessage' || outcome.kind !== 'answered') return []
    const { Messages = [] } = outcome.output as { readonly Messages?: readonly { readonly ReceiptHandle?: string }[] }
    return Messages.map(({ ReceiptHandle }) => ({
      service: 'sqs',
      operation: 'DeleteMessage',
      input: { QueueUrl: input['QueueUrl'], ReceiptHandle },
    }))
  },
  *opening(dice, known) {
    const { prefix } = known.where
    for (const end of dice.chance(0.4) ? ['', '.fifo'] : ['']) {
      const isFifo = end !== ''
      yield {
        operation: 'CreateTopic',
        input: {
          Name: `${prefix}topic-0${end}`,
          ...(isFifo ? { Attributes: { FifoTopic: 'true', ContentBasedDeduplication: 'true' } } : {}),
        },
      }
      const TopicArn = known.of('TopicArn').at(-1)
      for (const kind of ['true', 'false', ...(dice.chance(0.3) ? ['dead'] : [])]) {
        yield {
          service: 'sqs',
          operation: 'CreateQueue',
          input: { QueueName: `${prefix}queue-${kind}${end}`, ...(isFifo ? { Attributes: { FifoQueue: 'true' } } : {}) },
        }
        const QueueUrl = known.of('QueueUrl').at(-1)
        yield { service: 'sqs', operation: 'GetQueueAttributes', input: { QueueUrl, AttributeNames: ['QueueArn'] } }
        const QueueArn = known.of('QueueArn').at(-1)
        if (TopicArn === undefined || QueueArn === undefined) return
        yield { service: 'sqs', operation: 'SetQueueAttributes', input: { QueueUrl, Attributes: { Policy: admitting(QueueArn) } } }
        yield {
          operation: 'Subscribe',
          input: {
            TopicArn,
            Protocol: 'sqs',
            ReturnSubscriptionArn: true,
            ...(kind === 'dead'
              ? toNobody(QueueArn)
              : { Endpoint: QueueArn, Attributes: { RawMessageDelivery: kind, ...filtering(kind, dice) } }),
          },
        }
      }
    }
  },
}

const TWO_KEYS = '{"kind":["a","ab"],"colour":["red"]}'
const filtering = (kind: string, dice: Dice): object => (kind === 'false' && dice.chance(0.3) ? { FilterPolicy: TWO_KEYS } : {})

/** A queue that there is not, so that all goes to the dead-letter queue. */
const toNobody = (deadLetterTargetArn: string): object => ({
  Endpoint: deadLetterTargetArn.replace('queue-dead', 'no-queue'),
  Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) },
})

const lastPart = (text: unknown, separator: string): string | undefined =>
  typeof text === 'string' ? text.split(separator).at(-1) : undefined

/** The names of the queues that a subscription may put messages into. */
const fedBy = ({ Endpoint, Attributes }: Readonly<Record<string, unknown>>): readonly (string | undefined)[] => {
  const { RedrivePolicy = '' } = (Attributes ?? {}) as { readonly RedrivePolicy?: string }
  const [, dead] = /"deadLetterTargetArn"\s*:\s*"([^"]*)"/.exec(RedrivePolicy) ?? []
  return [lastPart(Endpoint, ':'), ...(dead === undefined ? [] : [lastPart(dead, ':')])]
}

/** What changes who is delivered to, and how; and the freedoms to know of it late, by so many milliseconds. */
const CHANGES = new Set(['Unsubscribe', 'SetSubscriptionAttributes', 'DeleteTopic'])
const BEHIND: readonly ClauseId[] = ['sns.unsubscribe.stops-delivery', 'sns.filter.change-eventual-15min', 'sns.raw.toggle-takes-effect']
const BEHIND_MS = 15 * 60_000
/** When the last of them was, and the endpoints of subscriptions. */
const changes = (mirror: Asking) => mirror.memory(() => ({ at: -Infinity, endpoints: new Map<unknown, string>() }))

const moves = movesOf(derivation)
const flaws = flawsOf(derivation)

/** SNS, as it is walked: judged in step with its reference. */
export const walks: Walks = {
  judged: inStep({
    service: 'sns',
    services: [sns, sqs],
    clauses: CLAUSES,
    joins: (own) => {
      const fed = new Set(own.filter(({ operation }) => operation === 'Subscribe').flatMap(({ input }) => fedBy(input)))
      return ({ service, input }) => service === 'sqs' && fed.has(lastPart(input['QueueUrl'], '/') ?? lastPart(input['QueueName'], '/'))
    },
    comparing: {
      given: (member) => /(?:Arn|Id|Token|SequenceNumber|QueueUrl)$/.test(member),
      free: (member) =>
        /^(?:Owner|Policy|EffectiveDeliveryPolicy|SubscriptionsConfirmed|SubscriptionsPending|SubscriptionsDeleted)$/.test(member),
      unordered: { Topics: 'TopicArn', Subscriptions: 'SubscriptionArn', Tags: 'Key', Successful: 'Id', Failed: 'Id' },
    },
    busy: new Set([
      'Throttled',
      'ThrottledException',
      'Throttling',
      'ThrottlingException',
      'ConcurrentAccess',
      'StaleTag',
      'ConcurrentAccessException',
      'StaleTagException',
    ]),
    judge({ operation, input, outcome }, mirror) {
      const known = changes(mirror)
      if (CHANGES.has(operation)) known.at = mirror.now
      if (operation === 'Subscribe' && outcome.kind === 'answered')
        known.endpoints.set((outcome.output as Readonly<Record<string, unknown>>)['SubscriptionArn'], String(input['Endpoint']))
      // Nothing is said of the subscription from now on, so nor of another of its endpoint, which may be the same.
      const endpoint = known.endpoints.get(input['SubscriptionArn'])
      if (outcome.kind === 'lost' && CHANGES.has(operation) && endpoint !== undefined) mirror.estrange(endpoint)
      return undefined
    },
    // What was received is deleted in the mirror when it is judged.
    unjudged: new Set(['DeleteMessage']),
    special: {
      'sqs.ReceiveMessage': arrivals({
        nothingInvented: 'sns.fanout.same-message-id-all',
        nothingLost: 'sns.fanout.all-confirmed-subscriptions',
        inOrder: 'sns.fifo.order-within-group',
        repeats: 'sns.fanout.at-least-once-standard',
        mayBeBehind: (mirror) =>
          mirror.now < changes(mirror).at + BEHIND_MS + mirror.strictness.lateness &&
          BEHIND.some((freedom) => mirror.strictness.tolerates(freedom)),
      }),
    },
    excuses: {
      PublishBatch: ['sns.batch.partial-failure-200'],
      GetSubscriptionAttributes: ['sns.subattrs.get-lingers-after-unsubscribe', 'sns.topics.delete-subscription-attributes-linger'],
      SetSubscriptionAttributes: ['sns.subattrs.set-after-unsubscribe'],
      ListSubscriptions: ['sns.unsubscribe.deletes', 'sns.topics.delete-removes-subscriptions'],
      ListSubscriptionsByTopic: ['sns.unsubscribe.deletes', 'sns.topics.delete-removes-subscriptions', 'sns.list.by-topic-unknown'],
    },
    pages: { ListTopics: 'Topics', ListSubscriptions: 'Subscriptions', ListSubscriptionsByTopic: 'Subscriptions' },
    naming: (member) => /Arn$|^Name$|^QueueUrl$|^Endpoint$/.test(member),
  }),
  reference: sns,
  others: [{ reference: sqs, binding: sqsBinding }],
  moves: moves.length,
  flaws: flaws.length,
  begin: (setup, where) => new DerivedWalker(derivation, moves, flaws, setup, where),
}
