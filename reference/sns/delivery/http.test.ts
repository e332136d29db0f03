import { createHash } from 'node:crypto'
import {
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
} from '@aws-sdk/client-sns'
import { expect, test } from 'vitest'
import type { DoorAnswer, DoorRequest } from '../../index.js'
import { bytesOf } from '../../wire/request.js'
import { ACCOUNT, setUp, type Setup } from './setup.fixture.js'

const HOST = 'hooks.example.com'
const json = (request: DoorRequest) => JSON.parse(request.body) as Record<string, string>

/** An endpoint that confirms what it is asked to confirm, and answers notifications as it is told. */
function endpoint(
  { aws }: Setup,
  answer: (request: DoorRequest, number: number) => DoorAnswer | undefined | Promise<DoorAnswer | undefined> = () => undefined,
) {
  const confirmations: DoorRequest[] = []
  const notifications: { readonly request: DoorRequest; readonly at: number }[] = []
  aws.door(HOST, async (request) => {
    if (request.headers['x-amz-sns-message-type'] !== 'Notification') {
      confirmations.push(request)
      return undefined
    }
    notifications.push({ request, at: aws.world(ACCOUNT).clock.now() - Date.UTC(2026, 0, 1) })
    return answer(request, notifications.length)
  })
  /** Opens a link of a message, as a browser does. */
  const open = async (link: string) =>
    Buffer.from(await bytesOf((await aws.request({ method: 'GET', path: link.slice(link.indexOf('/?')) })).body)).toString()
  const confirm = async () => {
    await aws.world(ACCOUNT).clock.advance(0)
    return open(json(confirmations.at(-1)!)['SubscribeURL']!)
  }
  return { confirmations, notifications, open, confirm, times: () => notifications.map(({ at }) => at / 1000) }
}
const publish = (setup: Setup, TopicArn: string, Message = 'm') => setup.sns.send(new PublishCommand({ TopicArn, Message }))
const advance = (setup: Setup, seconds: number) => setup.aws.world(ACCOUNT).clock.advance(seconds * 1000)

test('an endpoint confirms, gets notifications with their headers, and gives up its subscription, by links alone', async () => {
  const setup = setUp()
  const door = endpoint(setup)
  const t = await setup.topic('t')
  const arn = await setup.subscribe(t, 'https', `https://${HOST}/x?y=1`)
  await publish(setup, t, 'too early')
  expect(await door.confirm()).toContain(`<SubscriptionArn>${arn}</SubscriptionArn>`)
  const [asked] = door.confirmations
  const headers = {
    'content-type': 'text/plain; charset=UTF-8',
    'user-agent': 'Amazon Simple Notification Service Agent',
    'accept-encoding': 'gzip,deflate',
    'x-amz-sns-topic-arn': t,
  }
  expect(asked!.headers).toEqual({
    ...headers,
    connection: 'Keep-Alive',
    'x-amz-sns-message-type': 'SubscriptionConfirmation',
    'x-amz-sns-message-id': json(asked!)['MessageId'],
  })
  expect(json(asked!)['Message']).toBe(
    `You have chosen to subscribe to the topic ${t}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
  )

  const { MessageId } = await publish(setup, t)
  await advance(setup, 0)
  expect(door.notifications).toHaveLength(1)
  const { request } = door.notifications[0]!
  expect(request).toMatchObject({ method: 'POST', url: `https://${HOST}/x?y=1` })
  expect(request.headers).toEqual({
    ...headers,
    connection: 'Keep-Alive',
    'x-amz-sns-message-type': 'Notification',
    'x-amz-sns-message-id': MessageId,
    'x-amz-sns-subscription-arn': arn,
  })
  expect(json(request)).toMatchObject({ Type: 'Notification', Message: 'm', MessageId })

  expect(await door.open(json(request)['UnsubscribeURL']!)).toContain('UnsubscribeResponse')
  await advance(setup, 0)
  expect(json(door.confirmations[1]!)).toMatchObject({ Type: 'UnsubscribeConfirmation' })
  expect(door.confirmations[1]!.headers['x-amz-sns-subscription-arn']).toBe(arn)
  await publish(setup, t, 'nobody hears')
  await door.confirm()
  await publish(setup, t, 'back again')
  await advance(setup, 0)
  expect(door.notifications.map(({ request: one }) => json(one)['Message'])).toEqual(['m', 'back again'])
})

test('raw delivery is the text alone, under the content type of the policy; confirmations stay as they are', async () => {
  const setup = setUp()
  const door = endpoint(setup)
  const t = await setup.topic('t')
  await setup.subscribe(t, 'http', `http://${HOST}/`, {
    RawMessageDelivery: 'true',
    DeliveryPolicy: JSON.stringify({ requestPolicy: { headerContentType: 'application/json' } }),
  })
  await door.confirm()
  expect(door.confirmations[0]!.headers).toMatchObject({ 'content-type': 'text/plain; charset=UTF-8' })
  await publish(setup, t, '{"own":1}')
  await advance(setup, 0)
  const { request } = door.notifications[0]!
  expect(request.body).toBe('{"own":1}')
  expect(request.headers).toMatchObject({ 'x-amz-sns-rawdelivery': 'true', 'content-type': 'application/json' })
})

test.each<[what: string, answer: DoorAnswer, times: readonly number[], isDead: boolean]>([
  ['5xx is tried three times more, 20 s apart', { status: 503 }, [0, 20, 40, 60], true],
  ['4xx is given up at once', { status: 404 }, [0], true],
  ['429 is given up at once', { status: 429 }, [0], true],
  ['a redirect is not followed, and given up at once', { status: 302, headers: { location: `http://${HOST}/` } }, [0], true],
  ['204 is success', { status: 204 }, [0], false],
])('by default %s', async (_what, answer, times, isDead) => {
  const setup = setUp()
  const door = endpoint(setup, () => answer)
  const [t, dead] = [await setup.topic('t'), await setup.queue('dead')]
  await setup.subscribe(t, 'http', `http://${HOST}/`, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead }) })
  await door.confirm()
  await publish(setup, t)
  await advance(setup, 3600)
  expect(door.times()).toEqual(times)
  expect(new Set(door.notifications.map(({ request }) => request.headers['x-amz-sns-message-id'])).size).toBe(1)
  expect(await setup.receive(dead)).toHaveLength(isDead ? 1 : 0)
})

test('all phases of a policy: at once, before the backoff, the backoff, after it', async () => {
  const setup = setUp()
  const door = endpoint(setup, (_request, number) => ({ status: number <= 9 ? 500 : 200 }))
  const t = await setup.topic('t')
  const healthyRetryPolicy = {
    numRetries: 12,
    minDelayTarget: 2,
    maxDelayTarget: 10,
    numNoDelayRetries: 2,
    numMinDelayRetries: 2,
    numMaxDelayRetries: 3,
    backoffFunction: 'linear',
  }
  await setup.subscribe(t, 'http', `http://${HOST}/`, { DeliveryPolicy: JSON.stringify({ healthyRetryPolicy }) })
  await door.confirm()
  await publish(setup, t)
  await advance(setup, 3600)
  // Backoff of five: 2, 4, 6, 8, 10.
  expect(door.times()).toEqual([0, 0, 0, 2, 4, 6, 10, 16, 24, 34])
})

test('an endpoint that cannot be reached is tried again, and gets the message when it is back', async () => {
  const setup = setUp()
  const door = endpoint(setup)
  const t = await setup.topic('t')
  await setup.subscribe(t, 'http', `http://${HOST}/`)
  await door.confirm()
  setup.aws.door(HOST, () => {
    throw new Error('not here')
  })
  await publish(setup, t)
  await advance(setup, 30)
  const back = endpoint(setup)
  await advance(setup, 30)
  expect(back.times()).toEqual([40])
})

test('at most so many deliveries a second as the policy says, none lost', async () => {
  const setup = setUp()
  const door = endpoint(setup)
  const t = await setup.topic('t')
  await setup.sns.send(
    new SetTopicAttributesCommand({
      TopicArn: t,
      AttributeName: 'DeliveryPolicy',
      AttributeValue: JSON.stringify({ http: { defaultThrottlePolicy: { maxReceivesPerSecond: 4 } } }),
    }),
  )
  await setup.subscribe(t, 'http', `http://${HOST}/`)
  await door.confirm()
  for (let i = 0; i < 10; i++) await publish(setup, t, `m${i}`)
  await advance(setup, 10)
  expect(door.times()).toEqual([0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.25])
  expect(door.notifications.map(({ request }) => json(request)['Message'])).toEqual(Array.from({ length: 10 }, (_, i) => `m${i}`))
})

test('who unsubscribes gets no more retries, and a reset forgets what was on its way', async () => {
  const setup = setUp()
  const door = endpoint(setup, () => ({ status: 500 }))
  const t = await setup.topic('t')
  await setup.subscribe(t, 'http', `http://${HOST}/`)
  await door.confirm()
  await publish(setup, t)
  await advance(setup, 1)
  await door.open(json(door.notifications[0]!.request)['UnsubscribeURL']!)
  await advance(setup, 100)
  expect(door.notifications).toHaveLength(1)

  await door.confirm()
  let answer: ((answer: DoorAnswer) => void) | undefined
  setup.aws.door(HOST, () => new Promise((resolve) => (answer = resolve)))
  await publish(setup, t)
  await new Promise((resolve) => setTimeout(resolve, 5))
  setup.aws.world(ACCOUNT).reset()
  answer!({ status: 500 })
  const later = endpoint(setup)
  await advance(setup, 100)
  expect(later.notifications).toEqual([])
})

test('credentials of the URL are sent to who challenges for them, by Basic or Digest, and starred when read', async () => {
  const setup = setUp()
  const t = await setup.topic('t')
  const md5 = (text: string) => createHash('md5').update(text).digest('hex')
  const seen: (string | undefined)[] = []
  const link: string[] = []
  let challenge = 'Basic realm="x"'
  setup.aws.door(HOST, ({ headers: { authorization }, body, url }) => {
    seen.push(authorization)
    expect(url).toBe(`https://${HOST}/in`)
    if (authorization === undefined) return { status: 401, headers: { 'WWW-Authenticate': challenge } }
    link.push(json({ body } as DoorRequest)['SubscribeURL']!)
    return undefined
  })
  const arn = await setup.subscribe(t, 'https', `https://us%40er:p%3Ass@${HOST}/in`)
  await advance(setup, 0)
  expect(seen).toEqual([undefined, `Basic ${Buffer.from('us@er:p:ss').toString('base64')}`])
  await setup.aws.request({ method: 'GET', path: link[0]!.slice(link[0]!.indexOf('/?')) })
  const { Attributes } = await setup.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }))
  expect(Attributes!['Endpoint']).not.toContain('ss@')

  challenge = 'Digest realm="r", nonce="n", qop="auth", opaque="o"'
  await publish(setup, t)
  await advance(setup, 0)
  const digest = Object.fromEntries([...seen[3]!.matchAll(/(\w+)="?([^",]+)"?/g)].map(([, name, value]) => [name, value])) as Record<
    string,
    string
  >
  const expected = md5(`${md5('us@er:r:p:ss')}:n:00000001:${digest['cnonce']}:auth:${md5('POST:/in')}`)
  expect(digest).toMatchObject({ username: 'us@er', realm: 'r', nonce: 'n', uri: '/in', response: expected, opaque: 'o' })
})

test('links lead to the topic of their account and region, without a signature', async () => {
  const setup = setUp()
  const door = endpoint(setup)
  const t = await setup.topic('t')
  await setup.subscribe(t, 'http', `http://${HOST}/`)
  await advance(setup, 0)
  const link = json(door.confirmations[0]!)['SubscribeURL']!
  expect(await door.open(link.replace('us-east-1', 'eu-west-1'))).toContain('Invalid parameter: Topic')
  expect(await door.open(link.slice(0, -4))).toContain('Invalid parameter: Token')
  expect(await door.open(link)).toContain('ConfirmSubscriptionResponse')
  const { Subscriptions } = await setup.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: t }))
  expect(Subscriptions).toHaveLength(1)
})

test('a status log tells of every failure and of the sampled successes', async () => {
  const setup = setUp()
  const door = endpoint(setup, (_request, number) => ({ status: number === 1 ? 200 : 400, body: 'said so' }))
  const role = `arn:aws:iam::${ACCOUNT}:role/log`
  const t = await setup.topic('t', {
    HTTPSuccessFeedbackRoleArn: role,
    HTTPFailureFeedbackRoleArn: role,
    HTTPSuccessFeedbackSampleRate: '100',
  })
  await setup.subscribe(t, 'http', `http://${HOST}/`)
  await door.confirm()
  await publish(setup, t)
  await publish(setup, t)
  await advance(setup, 0)
  const logs = setup.aws
    .world(ACCOUNT)
    .outbox()
    .filter(({ kind }) => kind === 'log')
  expect(logs.map(({ to }) => to)).toEqual([`sns/us-east-1/${ACCOUNT}/t`, `sns/us-east-1/${ACCOUNT}/t/Failure`])
  expect(JSON.parse(logs[1]!.body)).toMatchObject({
    notification: { topicArn: t, timestamp: '2026-01-01 00:00:00.000' },
    delivery: { destination: `http://${HOST}/`, providerResponse: 'said so', statusCode: 400, attempts: 1 },
    status: 'FAILURE',
  })
  await setup.sns.send(new SetTopicAttributesCommand({ TopicArn: t, AttributeName: 'HTTPFailureFeedbackRoleArn', AttributeValue: '' }))
  await publish(setup, t)
  await advance(setup, 0)
  expect(
    setup.aws
      .world(ACCOUNT)
      .outbox()
      .filter(({ kind }) => kind === 'log'),
  ).toHaveLength(2)
})

test('a subscription policy is changed while a message waits for its retry', async () => {
  const setup = setUp()
  const door = endpoint(setup, () => ({ status: 500 }))
  const t = await setup.topic('t')
  const arn = await setup.subscribe(t, 'http', `http://${HOST}/`)
  await door.confirm()
  await publish(setup, t)
  await advance(setup, 1)
  await setup.sns.send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn: arn,
      AttributeName: 'DeliveryPolicy',
      AttributeValue: JSON.stringify({ healthyRetryPolicy: { numRetries: 2, minDelayTarget: 5, maxDelayTarget: 5 } }),
    }),
  )
  await advance(setup, 100)
  expect(door.times()).toEqual([0, 20, 25])
})
