import { clause, fc, topicTypes } from './bench.js'
import { filterOf, gets, messageOf, scopes } from './filtering.js'
import { endpoint } from './over-http.js'

/** A condition, and what it says of a value: as the documentation reads, of the few values that are drawn. */
interface Condition {
  readonly json: unknown
  readonly holds: (value: string | number) => boolean
}
const VALUES = ['a', 'ab', 'abc', 'b', 'bc', 'C', 1, 2, 3.5] as const
const value = fc.constantFrom<string | number>(...VALUES)
const text = fc.constantFrom('a', 'ab', 'b', 'c')
const condition: fc.Arbitrary<Condition> = fc.oneof(
  value.map((one) => ({ json: one, holds: (value: string | number) => value === one })),
  text.map((prefix) => ({ json: { prefix }, holds: (value: string | number) => typeof value === 'string' && value.startsWith(prefix) })),
  text.map((suffix) => ({ json: { suffix }, holds: (value: string | number) => typeof value === 'string' && value.endsWith(suffix) })),
  text.map((one) => ({
    json: { 'equals-ignore-case': one },
    holds: (value: string | number) => typeof value === 'string' && value.toLowerCase() === one,
  })),
  fc
    .uniqueArray(fc.constantFrom('a', 'ab', 'b'), { minLength: 1 })
    .map((others) => ({ json: { 'anything-but': others }, holds: (value: string | number) => !others.some((other) => other === value) })),
  fc
    .integer({ min: 0, max: 4 })
    .map((n) => ({
      json: { numeric: ['>', n, '<=', n + 2] },
      holds: (value: string | number) => typeof value === 'number' && value > n && value <= n + 2,
    })),
)
const list = fc.record({ conditions: fc.array(condition, { minLength: 1, maxLength: 3 }), missing: fc.boolean() })
const names = ['k1', 'k2', 'k3'] as const
const keys = fc.dictionary(fc.constantFrom(...names), list, { minKeys: 1, maxKeys: 3 })
type Keys = Readonly<Record<string, { readonly conditions: readonly Condition[]; readonly missing: boolean }>>
type Policy = { readonly all: Keys; readonly any: readonly [Keys, Keys] | undefined }

/** Within the limits, however keys and combinations are counted: no more than five keys, and than 150 combinations. */
const isSmall = ({ all, any }: Policy): boolean => {
  const some = any ?? []
  const counts = (some: Keys): readonly number[] =>
    Object.values(some).map(({ conditions, missing }) => conditions.length + (missing ? 1 : 0))
  const product = (some: Keys): number => counts(some).reduce((whole, count) => whole * count, 1)
  const branches = some.reduce((sum, some) => sum + product(some), 0)
  return [all, ...some].flatMap(counts).length <= 5 && product(all) * Math.max(1, branches) <= 150
}
const policy: fc.Arbitrary<Policy> = fc.record({ all: keys, any: fc.option(fc.tuple(keys, keys), { nil: undefined }) }).filter(isSmall)

const jsonOf = (some: Keys): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(some).map(([name, { conditions, missing }]) => [
      name,
      [...conditions.map(({ json }) => json), ...(missing ? [{ exists: false }] : [])],
    ]),
  )
const policyOf = ({ all, any }: Policy): object => ({ ...jsonOf(all), ...(any === undefined ? {} : { $or: any.map(jsonOf) }) })

type Properties = Readonly<Record<string, string | number | readonly (string | number)[]>>
const accepts = (some: Keys, message: Properties): boolean =>
  Object.entries(some).every(([name, { conditions, missing }]) => {
    const seen = message[name]
    return seen === undefined ? missing : [seen].flat().some((value) => conditions.some(({ holds }) => holds(value)))
  })
const letsThrough = ({ all, any }: Policy, message: Properties): boolean =>
  accepts(all, message) && (any === undefined || any.some((some) => accepts(some, message)))
const message = fc.dictionary(
  fc.constantFrom(...names),
  fc.oneof({ weight: 3, arbitrary: value }, fc.array(value, { minLength: 1, maxLength: 2 })),
  { maxKeys: 3 },
)

/** Subscriptions with any policies, and messages with any properties: by the plain reading of each policy, a message comes to those that accept it and to no others. */
clause('sns.fanout.all-confirmed-subscriptions', {
  axes: { type: topicTypes, scope: scopes },
  given: { policies: fc.array(policy, { minLength: 1, maxLength: 3 }), messages: fc.array(message, { minLength: 2, maxLength: 6 }) },
  async check(t, { type, scope, policies, messages }) {
    const topic = await t.topic({ type })
    const open = await t.inbox(topic)
    const inboxes = await Promise.all(policies.map((policy) => t.inbox(topic, { attributes: filterOf(scope, policyOf(policy)) })))
    const published = messages.map((properties, nth) => messageOf(scope, properties, nth))
    for (const one of published) await topic.publish(one)
    await gets(t, open, published, [])
    for (const [nth, inbox] of inboxes.entries()) {
      const isDue = messages.map((properties) => letsThrough(policies[nth]!, properties))
      await gets(
        t,
        inbox,
        published.filter((_, at) => isDue[at]),
        published.filter((_, at) => !isDue[at]),
      )
    }
  },
})

clause('sns.fanout.same-message-id-all', {
  axes: { type: topicTypes },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    const inboxes = [await t.inbox(topic), await t.inbox(topic)]
    const { MessageId } = await topic.publish()
    for (const inbox of inboxes)
      t.expect((await inbox.envelopes(1))[0]!.MessageId, 'the MessageId that the subscriber sees').toBe(MessageId)
  },
})

/** However often and in whatever order they come: all that was published, and nothing else. */
for (const { id, type, queue } of [
  { id: 'sns.fanout.at-least-once-standard', type: 'standard', queue: {} },
  { id: 'sns.fanout.order-best-effort-standard', type: 'standard', queue: {} },
  { id: 'sns.fifo.standard-queue-best-effort', type: 'fifo', queue: { type: 'standard' } },
] as const) {
  clause(id, {
    given: { n: fc.integer({ min: 2, max: 12 }) },
    async check(t, { n }) {
      const topic = await t.topic({ type })
      const inbox = await t.inbox(topic, { queue })
      const ids = new Map<string | undefined, string>()
      for (let nth = 0; nth < n; nth++) ids.set((await topic.publish({ Message: `text ${nth}` })).MessageId, `text ${nth}`)
      const seen = (await inbox.envelopes(n)).map(({ MessageId, Message }): [string, string] => [MessageId, Message])
      t.expect(new Map(seen), 'the messages that came, by their ids').toEqual(ids)
    },
  })
}

const ONCE = { DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: { numRetries: 0, minDelayTarget: 1, maxDelayTarget: 1 } }) }

clause('sns.fanout.independent-failures', {
  door: true,
  async check(t) {
    const topic = await t.topic()
    const [{ door }, inbox] = [await endpoint(t, topic), await t.inbox(topic)]
    door.replies(() => ({ status: 500 }))
    for (const Message of ['first', 'second']) await topic.publish({ Message })
    t.expect([...(await inbox.texts(2))].sort(), 'what the queue got').toEqual(['first', 'second'])
  },
})

clause('sns.fanout.failed-delivery-keeps-subscription', {
  door: true,
  async check(t) {
    const topic = await t.topic()
    const { door, subscriptionArn: SubscriptionArn, notifications } = await endpoint(t, topic, ONCE)
    door.replies(() => ({ status: 500 }))
    await topic.publish({ Message: 'first' })
    await notifications(1)
    const { Attributes = {} } = await t.sns.getSubscriptionAttributes({ SubscriptionArn })
    t.expect(Attributes['PendingConfirmation'], 'PendingConfirmation after the delivery failed').toBe('false')
    door.replies(() => ({}))
    await topic.publish({ Message: 'second' })
    await notifications(2)
  },
})
