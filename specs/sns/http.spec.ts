import { createHash } from 'node:crypto'
import { clause, fc } from './bench.js'
import type { Envelope } from './bench.js'
import type { confirming } from './over-http.js'
import { endpoint, isNotification, ON_ITS_WAY, unlessTwice } from './over-http.js'

const HEADER = 'x-amz-sns-'

/** What each line says of a notification over HTTP. */
const claims = {
  'sns.http.post': ({ method, body }) => [
    [method, (JSON.parse(body) as Envelope).Type],
    ['POST', 'Notification'],
  ],
  'sns.http.content-type-default': ({ headers }) => [headers['content-type'], 'text/plain; charset=UTF-8'],
  'sns.http.user-agent': ({ headers }) => [headers['user-agent'], 'Amazon Simple Notification Service Agent'],
  'sns.http.header-topic-arn': ({ headers, body }) => [headers[`${HEADER}topic-arn`], (JSON.parse(body) as Envelope).TopicArn],
  'sns.http.header-message-type': ({ headers, body }) => [headers[`${HEADER}message-type`], (JSON.parse(body) as Envelope).Type],
  'sns.http.accept-encoding-keepalive': ({ headers }) => [
    [headers['accept-encoding']?.replaceAll(' ', ''), headers['connection']?.toLowerCase()],
    ['gzip,deflate', 'keep-alive'],
  ],
} satisfies Readonly<Record<string, (request: Awaited<ReturnType<typeof confirming>>) => readonly [seen: unknown, due: unknown]>>

/** The message that asks to confirm is one as well, but for what is said of notifications alone. */
for (const [id, claim] of Object.entries(claims)) {
  clause(id, {
    door: true,
    async check(t) {
      const topic = await t.topic()
      const { notifications, door } = await endpoint(t, topic)
      await topic.publish()
      const requests = id === 'sns.http.post' ? await notifications(1) : [door.requests[0]!, ...(await notifications(1))]
      for (const request of requests) {
        const [seen, due] = claim({ ...request, door })
        t.expect(seen, 'what the request says').toEqual(due)
      }
    },
  })
}

clause('sns.http.header-subscription-arn', {
  door: true,
  async check(t) {
    const topic = await t.topic()
    const { door, notifications, subscriptionArn } = await endpoint(t, topic)
    await topic.publish()
    t.expect(door.requests[0]!.headers[`${HEADER}subscription-arn`], 'the header of the message that asks to confirm').toBe(undefined)
    t.expect((await notifications(1))[0]!.headers[`${HEADER}subscription-arn`], 'the header of a notification').toBe(subscriptionArn)
  },
})

/** How much earlier than documented a retry may be: jitter is documented, its size is not. */
const JITTER = 0.5

/** A retry a second later, so that nobody waits long. */
const retries = (numRetries: number) => ({
  DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: { numRetries, minDelayTarget: 1, maxDelayTarget: 1 } }),
})

/** The first of two attempts fails so, and the second is the same message. */
for (const { id, status } of [
  { id: 'sns.http.header-message-id', status: [500] },
  { id: 'sns.http.success-range', status: [500, 502, 503, 504, 599] },
] as const) {
  clause(id, {
    door: true,
    given: { status: fc.constantFrom<number>(...status) },
    async check(t, { status }) {
      const topic = await t.topic()
      const { door, notifications } = await endpoint(t, topic, retries(2))
      door.replies(() => (door.requests.filter(isNotification).length === 1 ? { status } : {}))
      const { MessageId } = await topic.publish()
      for (const { headers, body } of await notifications(2)) {
        t.expect(
          [headers[`${HEADER}message-id`], (JSON.parse(body) as Envelope).MessageId],
          'the id in the header and in the body',
        ).toEqual([MessageId, MessageId])
      }
    },
  })
}

clause('sns.http.timeout-is-retried', {
  door: true,
  async check(t) {
    const topic = await t.topic()
    const { door, notifications } = await endpoint(t, topic, retries(2))
    door.replies(() => (door.requests.filter(isNotification).length === 1 ? undefined : {}))
    const { MessageId } = await topic.publish()
    const tries = await notifications(2)
    t.expect(
      tries.map(({ headers }) => headers[`${HEADER}message-id`]),
      'the ids of the attempts',
    ).toEqual([MessageId, MessageId])
  },
})

/** A retry comes only when the attempt has failed, at the earliest fifteen seconds after it was sent. */
clause('sns.http.timeout-15s', {
  door: true,
  async check(t) {
    const topic = await t.topic()
    const { door, notifications } = await endpoint(t, topic, retries(2))
    door.replies(async () => {
      if (door.requests.filter(isNotification).length === 1) await t.time.sleep(20_000)
      return {}
    })
    await topic.publish()
    const [first, second] = await notifications(2, 45_000)
    t.expect(second!.at - first!.at, 'the milliseconds from an attempt that is not answered to the next').toBeGreaterThan(
      t.time.least(14_500),
    )
  },
})

clause('sns.http.default-three-retries-20s', {
  door: true,
  async check(t) {
    const topic = await t.topic()
    const { door, notifications } = await endpoint(t, topic)
    door.replies(() => ({ status: 500 }))
    await topic.publish()
    const tries = await notifications(4, 150_000, 45_000)
    for (const [nth, { at }] of tries.slice(1).entries()) {
      t.expect(at - tries[nth]!.at, 'the milliseconds between two attempts').toBeGreaterThan(t.time.least(20_000 * JITTER))
    }
    const fifth = await door.came(5, 40_000, isNotification)
    if (fifth.length > 4) unlessTwice(t)
    t.expect(fifth.length, 'the number of attempts').toBe(4)
  },
})

/** Fifteen seconds until the attempt is given up, and twenty more. */
clause('sns.http.timeout-retry-35s', {
  door: true,
  async check(t) {
    const topic = await t.topic()
    const { door, notifications } = await endpoint(t, topic)
    door.replies(async () => {
      if (door.requests.filter(isNotification).length === 1) await t.time.sleep(20_000)
      return {}
    })
    await topic.publish()
    const [first, second] = await notifications(2, 120_000)
    const pause = second!.at - first!.at
    t.expect(pause, 'the milliseconds from an attempt that is not answered to the next').toBeGreaterThan(
      t.time.least(14_500 + 20_000 * JITTER),
    )
  },
})

/** Of endpoints over HTTPS, so it is looked at where the target is reached from such a one. */
clause('sns.http.basic-digest-auth', {
  door: true,
  axes: { scheme: ['Basic', 'Digest'] },
  given: { more: fc.subarray(['qop="auth"', 'algorithm=MD5', 'opaque="seen"']) },
  edges: [{ more: ['qop="auth"'] }, { more: ['algorithm=MD5', 'qop="auth"', 'opaque="seen"'] }, { more: [] }],
  async check(t, { scheme, more }) {
    const door = await t.door()
    const url = new URL(door.secureUrl ?? t.lacks('the target is not reached from an endpoint over TLS'))
    const topic = await t.topic()
    Object.assign(url, { username: 'user', password: 'secret' })
    const challenge = scheme === 'Basic' ? 'Basic realm="place"' : ['Digest realm="place"', 'nonce="once"', ...more].join(', ')
    door.replies(({ headers }) =>
      headers['authorization'] === undefined ? { status: 401, headers: { 'www-authenticate': challenge } } : {},
    )
    const { SubscriptionArn } = await topic.subscribe('https', url.href)
    const [first, second] = await door.came(2, ON_ITS_WAY)
    t.expect(first?.headers['authorization'], 'the authorization of the first request').toBe(undefined)
    const given = second?.headers['authorization'] ?? ''
    if (scheme === 'Basic') t.expect(given, 'the authorization').toBe(`Basic ${Buffer.from('user:secret').toString('base64')}`)
    else t.expect(digestHolds(given, url.pathname + url.search, more), `whether ${given} answers the challenge`).toBe(true)
    const { Attributes = {} } = await t.sns.getSubscriptionAttributes({ SubscriptionArn })
    t.expect(Attributes['Endpoint'], 'the endpoint that is reported').toContain('user:****@')
    const nobody = await t.door()
    nobody.replies(() => ({ status: 401, headers: { 'www-authenticate': challenge } }))
    await topic.subscribe('https', nobody.secureUrl!)
    await nobody.came(1, ON_ITS_WAY)
    await t.time.sleep(1000)
    t.expect(
      nobody.requests.filter(({ headers }) => headers['authorization'] !== undefined).length,
      'how many requests have an authorization where the endpoint has no user',
    ).toBe(0)
  },
})

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
/** By RFC 2617, of `user` with the password `secret` at `place`. */
const digestHolds = (given: string, uri: string, parts: readonly string[]): boolean => {
  const part = (name: string): string => new RegExp(`[ ,]${name}="?([^",]*)"?`).exec(given)?.[1] ?? ''
  const [own, asked] = [md5('user:place:secret'), md5(`POST:${uri}`)]
  if (parts.includes('opaque="seen"') !== (part('opaque') === 'seen')) return false
  const more = part('qop') === '' ? '' : `${part('nc')}:${part('cnonce')}:${part('qop')}:`
  return (
    given.startsWith('Digest ') &&
    part('nonce') === 'once' &&
    part('realm') === 'place' &&
    part('uri') === uri &&
    part('response') === md5(`${own}:once:${more}${asked}`)
  )
}
