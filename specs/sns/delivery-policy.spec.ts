import { anyClientError, clause, fc, unlessRefused } from './bench.js'
import type { SnsCase } from './bench.js'
import { endpoint, isNotification, unlessTwice } from './over-http.js'

type Retries = Readonly<Record<string, number | string>>
const three = { numRetries: 3, minDelayTarget: 1, maxDelayTarget: 20 }

/** An http subscription that waits for its confirmation, and has attributes already. Nobody is reached at that address. */
const pending = async (t: SnsCase): Promise<string> => {
  const topic = await t.topic()
  return (await topic.subscribe('http', (await t.door()).url)).SubscriptionArn!
}
const setOf = async (
  t: SnsCase,
  on: string,
): Promise<(part: { readonly retry?: Retries; readonly throttle?: object; readonly request?: object }) => Promise<object>> => {
  if (on === 'topic') {
    const topic = await t.topic()
    return ({ retry, throttle, request }) =>
      topic.set(
        'DeliveryPolicy',
        JSON.stringify({ http: { defaultHealthyRetryPolicy: retry, defaultThrottlePolicy: throttle, defaultRequestPolicy: request } }),
      )
  }
  const SubscriptionArn = await pending(t)
  return ({ retry: healthyRetryPolicy, throttle: throttlePolicy, request: requestPolicy }) =>
    t.sns.setSubscriptionAttributes({
      SubscriptionArn,
      AttributeName: 'DeliveryPolicy',
      AttributeValue: JSON.stringify({ healthyRetryPolicy, throttlePolicy, requestPolicy }),
    })
}

/** A hundred retries, each a minute after the one before but those without delay: sixty of them take the longest time there is. */
const SIXTY = { numRetries: 100, minDelayTarget: 60, maxDelayTarget: 60 }
/** What is refused, and what is just inside. */
const retryRows: readonly { readonly id: string; readonly beyond: readonly Retries[]; readonly within: readonly Retries[] }[] = [
  {
    id: 'sns.dpolicy.num-retries-0-100',
    beyond: [{ numRetries: -1 }, { numRetries: 101 }, { numRetries: 1.5 }, { numRetries: 'three' }],
    within: [{ numRetries: 0 }, { numRetries: 100 }],
  },
  {
    id: 'sns.dpolicy.min-delay-range',
    beyond: [{ minDelayTarget: 0 }, { minDelayTarget: 21 }, { minDelayTarget: 'one' }],
    within: [{ minDelayTarget: 1 }, { minDelayTarget: 20 }],
  },
  {
    id: 'sns.dpolicy.max-delay-range',
    beyond: [{ numRetries: 1, maxDelayTarget: 3601 }, { minDelayTarget: 9, maxDelayTarget: 8 }, { maxDelayTarget: 'twenty' }],
    within: [
      { numRetries: 1, maxDelayTarget: 3600 },
      { minDelayTarget: 9, maxDelayTarget: 9 },
    ],
  },
  {
    id: 'sns.dpolicy.phase-counts-nonnegative',
    beyond: [{ numNoDelayRetries: -1 }, { numMinDelayRetries: -1 }, { numMaxDelayRetries: -1 }, { numMinDelayRetries: 0.5 }],
    within: [
      { numNoDelayRetries: 0, numMinDelayRetries: 0, numMaxDelayRetries: 0 },
      { numNoDelayRetries: 1, numMinDelayRetries: 1, numMaxDelayRetries: 1 },
    ],
  },
  {
    id: 'sns.dpolicy.backoff-functions',
    beyond: [{ backoffFunction: 'quadratic' }, { backoffFunction: '' }],
    within: ['linear', 'arithmetic', 'geometric', 'exponential'].map((backoffFunction) => ({ backoffFunction })),
  },
  {
    id: 'sns.dpolicy.total-retry-time-3600',
    beyond: [
      { numRetries: 100, minDelayTarget: 60, maxDelayTarget: 60 },
      { ...SIXTY, numNoDelayRetries: 39 },
      { ...SIXTY, numNoDelayRetries: 39, numMinDelayRetries: 20, numMaxDelayRetries: 20 },
      { ...SIXTY, numNoDelayRetries: 1, numMaxDelayRetries: 99 },
      { numRetries: 3, minDelayTarget: 1, maxDelayTarget: 3600, numMaxDelayRetries: 2 },
    ],
    within: [
      { numRetries: 100, minDelayTarget: 30, maxDelayTarget: 30 },
      { ...SIXTY, numNoDelayRetries: 40 },
      { ...SIXTY, numNoDelayRetries: 40, numMinDelayRetries: 20, numMaxDelayRetries: 20 },
      { ...SIXTY, numNoDelayRetries: 40, numMaxDelayRetries: 60 },
      { numRetries: 1, minDelayTarget: 1, maxDelayTarget: 3600, numMaxDelayRetries: 1 },
    ],
  },
]

for (const { id, beyond, within } of retryRows) {
  clause(id, {
    door: true,
    axes: { on: ['topic', 'subscription'] },
    given: { outside: fc.constantFrom(...beyond), inside: fc.constantFrom(...within) },
    edges: beyond.map((outside) => ({ outside })),
    cases: Math.max(beyond.length, within.length),
    async check(t, { on, outside, inside }) {
      const set = await setOf(t, on)
      await t.refused(set({ retry: { ...three, ...outside } }), anyClientError)
      await set({ retry: { ...three, ...inside } })
    },
  })
}

clause('sns.dpolicy.max-receives-min-1', {
  door: true,
  axes: { on: ['topic', 'subscription'] },
  given: { outside: fc.oneof(fc.integer({ min: -5, max: 0 }), fc.constant('ten')), inside: fc.integer({ min: 1, max: 1000 }) },
  edges: [{ outside: 0, inside: 1 }, { outside: 'ten' }],
  async check(t, { on, outside, inside }) {
    const set = await setOf(t, on)
    await t.refused(set({ throttle: { maxReceivesPerSecond: outside } }), anyClientError)
    await set({ throttle: { maxReceivesPerSecond: inside } })
  },
})

clause('sns.dpolicy.content-type-values', {
  door: true,
  axes: { on: ['topic', 'subscription'] },
  given: {
    outside: fc.constantFrom('foo/bar', 'none'),
    inside: fc.constantFrom('text/plain', 'application/json', 'application/xml', 'text/csv'),
  },
  async check(t, { on, outside, inside }) {
    const set = await setOf(t, on)
    await t.refused(set({ request: { headerContentType: outside } }))
    await set({ request: { headerContentType: inside } })
  },
})

const DEFAULT_RETRIES = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: 'linear',
}
clause('sns.dpolicy.default-topic-effective', {
  axes: { type: ['standard', 'fifo'] },
  async check(t, { type }) {
    const { EffectiveDeliveryPolicy = '{}' } = await (await t.topic({ type })).attributes()
    t.expect(JSON.parse(EffectiveDeliveryPolicy), 'the policy in effect').toEqual({
      http: {
        defaultHealthyRetryPolicy: DEFAULT_RETRIES,
        disableSubscriptionOverrides: false,
        defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
      },
    })
  },
})

clause('sns.dpolicy.topic-format', {
  given: {
    retry: fc.record({
      numRetries: fc.integer({ min: 0, max: 20 }),
      minDelayTarget: fc.integer({ min: 1, max: 9 }),
      maxDelayTarget: fc.integer({ min: 9, max: 60 }),
    }),
    rate: fc.integer({ min: 1, max: 99 }),
  },
  async check(t, { retry, rate }) {
    const topic = await t.topic()
    const http = {
      defaultHealthyRetryPolicy: retry,
      disableSubscriptionOverrides: true,
      defaultThrottlePolicy: { maxReceivesPerSecond: rate },
      defaultRequestPolicy: { headerContentType: 'application/json' },
    }
    const set = (policy: unknown) => topic.set('DeliveryPolicy', JSON.stringify(policy))
    for (const wrong of [{ http: { ...http, unknownPolicy: {} } }, { ...http }, { http: [] }, [], 'text']) await t.refused(set(wrong))
    for (const part of ['defaultHealthyRetryPolicy', 'defaultThrottlePolicy', 'defaultRequestPolicy'])
      await t.refused(set({ http: { ...http, [part]: 'text' } }))
    await t.refused(topic.set('DeliveryPolicy', '{"http":'))
    await set({ http })
    const { DeliveryPolicy = '{}', EffectiveDeliveryPolicy = '{}' } = await topic.attributes()
    t.expect(JSON.parse(DeliveryPolicy), 'the policy that is reported').toMatchObject({ http })
    t.expect(JSON.parse(EffectiveDeliveryPolicy), 'the policy in effect').toMatchObject({ http })
    // What is left out is by default.
    await set({ http: { defaultHealthyRetryPolicy: { numRetries: retry.numRetries } } })
    const { http: effective } = JSON.parse((await topic.attributes())['EffectiveDeliveryPolicy'] ?? '{}') as { readonly http?: object }
    t.expect(effective, 'the policy in effect of one that has only numRetries').toMatchObject({
      defaultHealthyRetryPolicy: { ...DEFAULT_RETRIES, numRetries: retry.numRetries },
      disableSubscriptionOverrides: false,
    })
  },
})

const attributesOf = async (t: SnsCase, SubscriptionArn: string, name: string): Promise<object> =>
  JSON.parse((await t.sns.getSubscriptionAttributes({ SubscriptionArn })).Attributes?.[name] ?? '{}') as object

clause('sns.dpolicy.subscription-format', {
  door: true,
  given: { rate: fc.integer({ min: 1, max: 99 }) },
  async check(t, { rate }) {
    const SubscriptionArn = await pending(t)
    const policy = {
      healthyRetryPolicy: three,
      throttlePolicy: { maxReceivesPerSecond: rate },
      requestPolicy: { headerContentType: 'application/json' },
    }
    const set = (value: unknown) =>
      t.sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName: 'DeliveryPolicy', AttributeValue: JSON.stringify(value) })
    for (const wrong of [{ ...policy, unknownPolicy: {} }, [], 'text']) await t.refused(set(wrong))
    for (const part of Object.keys(policy)) await t.refused(set({ ...policy, [part]: 'text' }))
    for (const member of Object.keys(three)) {
      const refusal = await t.refused(set({ ...policy, healthyRetryPolicy: { ...three, [member]: undefined } }))
      if (member === 'minDelayTarget')
        t.tell(() => t.expect(refusal.error.message, 'the message').toContain(`healthyRetryPolicy.${member} must be specified`))
    }
    await set({ ...policy, sicklyRetryPolicy: null, guaranteed: false })
    const reported = await attributesOf(t, SubscriptionArn, 'DeliveryPolicy')
    t.expect(reported, 'the policy that is reported').toMatchObject(policy)
    await set(reported)
    t.expect(await attributesOf(t, SubscriptionArn, 'DeliveryPolicy'), 'the policy that is reported').toEqual(reported)
  },
})

clause('sns.dpolicy.subscription-normalised', {
  door: true,
  given: { headerContentType: fc.constantFrom('application/json', 'text/csv') },
  async check(t, { headerContentType }) {
    const { subscriptionArn } = await endpoint(t, await t.topic(), {
      DeliveryPolicy: JSON.stringify({ requestPolicy: { headerContentType } }),
    })
    const due = {
      healthyRetryPolicy: null,
      sicklyRetryPolicy: null,
      throttlePolicy: null,
      requestPolicy: { headerContentType },
      guaranteed: false,
    }
    t.expect(await attributesOf(t, subscriptionArn, 'DeliveryPolicy'), 'the policy that is reported').toEqual(due)
  },
})

/** The topic says one thing, its subscription another. */
for (const { id } of [{ id: 'sns.dpolicy.subscription-effective-merges' }, { id: 'sns.dpolicy.subscription-overrides-topic' }]) {
  clause(id, {
    door: true,
    given: { own: fc.integer({ min: 5, max: 20 }) },
    async check(t, { own }) {
      const http = {
        disableSubscriptionOverrides: false,
        defaultHealthyRetryPolicy: three,
        defaultRequestPolicy: { headerContentType: 'application/json' },
      }
      const topic = await t.topic({ attributes: { DeliveryPolicy: JSON.stringify({ http }) } })
      const { subscriptionArn } = await endpoint(t, topic, {
        DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: { ...three, numRetries: own } }),
      })
      const due = { healthyRetryPolicy: { numRetries: own }, requestPolicy: { headerContentType: 'application/json' } }
      t.expect(await attributesOf(t, subscriptionArn, 'EffectiveDeliveryPolicy'), 'the policy in effect').toMatchObject(due)
      const plain = await endpoint(t, topic)
      t.expect(await attributesOf(t, plain.subscriptionArn, 'EffectiveDeliveryPolicy'), 'the policy in effect without one').toMatchObject({
        healthyRetryPolicy: three,
        requestPolicy: due.requestPolicy,
      })
      const bare = await endpoint(t, await t.topic())
      t.expect(await attributesOf(t, bare.subscriptionArn, 'EffectiveDeliveryPolicy'), 'the policy in effect by default').toMatchObject({
        healthyRetryPolicy: DEFAULT_RETRIES,
        requestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
      })
    },
  })
}

clause('sns.dpolicy.content-type-set', {
  door: true,
  axes: { on: ['topic', 'subscription'], raw: ['true', 'false'] },
  given: { type: fc.constantFrom('application/json', 'text/csv', 'application/xml') },
  async check(t, { on, raw, type: headerContentType }) {
    const topic = await t.topic({
      attributes: on === 'topic' ? { DeliveryPolicy: JSON.stringify({ http: { defaultRequestPolicy: { headerContentType } } }) } : {},
    })
    const own = on === 'topic' ? {} : { DeliveryPolicy: JSON.stringify({ requestPolicy: { headerContentType } }) }
    const { notifications } = await endpoint(t, topic, { RawMessageDelivery: raw, ...own })
    await topic.publish()
    t.expect((await notifications(1))[0]!.headers['content-type']?.split(';')[0], 'the content type of the notification').toBe(
      headerContentType,
    )
  },
})

/** How far from documented a delay may be: jitter is documented, its size is not. */
const JITTER = 0.5
const gaps = (requests: readonly { readonly at: number }[]): readonly number[] =>
  requests.slice(1).map(({ at }, nth) => at - requests[nth]!.at)

/** Fails every attempt, and gives the pauses between those that came: `n` and no more, or as few as `least`. */
const attempts = async (t: SnsCase, policy: Retries, n: number, wait: number, least = n): Promise<readonly number[]> => {
  const topic = await t.topic({ attributes: { DeliveryPolicy: JSON.stringify({ http: { defaultHealthyRetryPolicy: policy } }) } })
  const { door, notifications } = await endpoint(t, topic)
  door.replies(() => ({ status: 500 }))
  await topic.publish()
  const came = await notifications(least, wait, 20_000)
  const more = await door.came(n + 1, 10_000, isNotification)
  if (more.length > n) unlessTwice(t)
  t.expect(more.length, 'the number of attempts').toBeLessThanOrEqual(n)
  return gaps(came)
}

for (const { id } of [{ id: 'sns.retries.phases-order' }, { id: 'sns.dpolicy.backoff-retries-formula' }]) {
  clause(id, {
    door: true,
    async check(t) {
      const policy = {
        numRetries: 5,
        numNoDelayRetries: 1,
        numMinDelayRetries: 1,
        numMaxDelayRetries: 1,
        minDelayTarget: 1,
        maxDelayTarget: 8,
        backoffFunction: 'linear',
      }
      const pauses = await attempts(t, policy, 6, 60_000)
      const most = (seconds: number) => t.time.most(1000 * seconds * (1 + JITTER)) + t.profile.lateness
      const least = (seconds: number) => t.time.least(1000 * seconds * JITTER)
      const [none = 0, first = 0, second = 0, third = 0, last = 0] = pauses
      t.expect(none, 'the pause of the phase without delay').toBeLessThan(t.time.most(500) + t.profile.lateness)
      t.expect(first, 'the pause of the pre-backoff phase').toBeGreaterThan(least(1))
      t.expect(second, 'the first pause of the backoff').toBeLessThan(most(1))
      t.expect(third, 'the last pause of the backoff').toBeGreaterThan(least(8))
      t.expect(last, 'the pause of the post-backoff phase').toBeGreaterThan(least(8))
      // No backoff between the two.
      const [before = 0, after = 0] = await attempts(t, { ...policy, numRetries: 2, numNoDelayRetries: 0 }, 3, 60_000)
      t.expect(before, 'the pause of the pre-backoff phase').toBeLessThan(most(1))
      t.expect(after, 'the pause of the post-backoff phase').toBeGreaterThan(least(8))
    },
  })
}

/** The first pause of the backoff and its last, by whatever function; those between are drawn in a figure only. */
clause('sns.retries.backoff-first-last', {
  door: true,
  axes: { backoffFunction: ['linear', 'arithmetic', 'geometric', 'exponential'] },
  async check(t, { backoffFunction }) {
    const [first = 0, , , last = 0] = await attempts(t, { numRetries: 4, minDelayTarget: 1, maxDelayTarget: 4, backoffFunction }, 5, 60_000)
    t.expect(first, 'the first pause').toBeGreaterThan(t.time.least(1000 * JITTER))
    t.expect(first, 'the first pause').toBeLessThan(t.time.most(1000 * (1 + JITTER)) + t.profile.lateness)
    t.expect(last, 'the last pause').toBeGreaterThan(t.time.least(4000 * JITTER))
  },
})

/** Whether the first attempt counts as one of them is not clear from the documentation. */
for (const { id, numRetries } of [
  { id: 'sns.retries.total-attempts', numRetries: [0, 1, 2] },
  { id: 'sns.dpolicy.topic-applies-to-all-http', numRetries: [0] },
]) {
  clause(id, {
    door: true,
    given: { numRetries: fc.constantFrom(...numRetries) },
    cases: 2,
    check: async (t, { numRetries }) =>
      void (await attempts(t, { numRetries, minDelayTarget: 1, maxDelayTarget: 1 }, numRetries + 1, 30_000, Math.max(1, numRetries))),
  })
}

clause('sns.retries.stop-on-success', {
  door: true,
  async check(t) {
    const topic = await t.topic({
      attributes: {
        DeliveryPolicy: JSON.stringify({ http: { defaultHealthyRetryPolicy: { numRetries: 3, minDelayTarget: 1, maxDelayTarget: 1 } } }),
      },
    })
    const { door, notifications } = await endpoint(t, topic)
    door.replies(() => (door.requests.filter(isNotification).length === 1 ? { status: 500 } : {}))
    await topic.publish()
    await notifications(2, 30_000, 20_000)
    const { length } = await door.came(3, 10_000, isNotification)
    if (length > 2) unlessTwice(t)
    t.expect(length, 'the number of attempts').toBe(2)
  },
})

clause('sns.dpolicy.max-receives-throttles', {
  door: true,
  async check(t) {
    const topic = await t.topic()
    const { notifications } = await endpoint(t, topic, { DeliveryPolicy: JSON.stringify({ throttlePolicy: { maxReceivesPerSecond: 1 } }) })
    for (let n = 0; n < 5; n++) await topic.publish()
    const came = await notifications(5, 30_000)
    t.expect(came[4]!.at - came[0]!.at, 'the milliseconds from the first of five deliveries to the last').toBeGreaterThan(
      t.time.least(3000),
    )
  },
})

/** A policy for queues may be refused, or kept; used it is not: twenty messages come to a queue as fast as ever, one a second or not. */
clause('sns.dpolicy.http-only', {
  async check(t) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    const AttributeValue = JSON.stringify({ throttlePolicy: { maxReceivesPerSecond: 1 } })
    const name = { SubscriptionArn: inbox.subscriptionArn, AttributeName: 'DeliveryPolicy' }
    await unlessRefused(t.sns.setSubscriptionAttributes({ ...name, AttributeValue }))
    for (let n = 0; n < 2; n++) await topic.publishBatch(Array.from({ length: 10 }, () => ({})))
    await inbox.texts(20)
  },
})
