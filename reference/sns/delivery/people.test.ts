import {
  CreatePlatformApplicationCommand,
  CreatePlatformEndpointCommand,
  PublishCommand,
  SetEndpointAttributesCommand,
} from '@aws-sdk/client-sns'
import { expect, test } from 'vitest'
import { ACCOUNT, setUp, type Setup } from './setup.fixture.js'

const outbox = ({ aws }: Setup) => aws.world(ACCOUNT).outbox()
const linkIn = (body: string): string => /\/\?Action=\S+/.exec(body)![0]

test('mail: a link confirms, the text comes with a way out, email-json as the document', async () => {
  const setup = setUp()
  const t = await setup.topic('t', { DisplayName: 'Shop' })
  await setup.subscribe(t, 'email', 'a@example.com')
  await setup.subscribe(t, 'email-json', 'b@example.com')
  const [plain, json] = outbox(setup)
  expect(plain).toMatchObject({
    kind: 'email',
    to: 'a@example.com',
    from: 'Amazon Web Services Notifications <no-reply@sns.amazonaws.com>',
    subject: 'AWS Notification - Subscription Confirmation',
  })
  expect(JSON.parse(json!.body)).toMatchObject({ Type: 'SubscriptionConfirmation', TopicArn: t })
  await setup.sns.send(new PublishCommand({ TopicArn: t, Message: 'too early' }))
  expect(outbox(setup)).toHaveLength(2)
  await setup.aws.request({ method: 'GET', path: linkIn(plain!.body) })
  await setup.aws.request({ method: 'GET', path: linkIn((JSON.parse(json!.body) as { SubscribeURL: string }).SubscribeURL) })
  await setup.sns.send(new PublishCommand({ TopicArn: t, Message: 'sale', Subject: 'Now' }))
  const [, , text, document] = outbox(setup)
  expect(text).toMatchObject({ kind: 'email', from: 'Shop <no-reply@sns.amazonaws.com>', subject: 'Now' })
  expect(text!.body).toMatch(/^sale\n\n--\n/)
  expect(JSON.parse(document!.body)).toMatchObject({ Type: 'Notification', Message: 'sale', Subject: 'Now' })
  // Whoever has the link ends the subscription, and gets a last message with a way back.
  await setup.aws.request({ method: 'GET', path: linkIn(text!.body) })
  await setup.sns.send(new PublishCommand({ TopicArn: t, Message: 'gone' }))
  expect(
    outbox(setup)
      .slice(4)
      .map(({ kind, to, subject }) => [kind, to, subject]),
  ).toEqual([
    ['email', 'a@example.com', 'AWS Notification - Unsubscribe Confirmation'],
    ['email-json', 'b@example.com', 'AWS Notification Message'],
  ])
})

test('SMS: the display name stands before the text; who has not verified a number in the sandbox sends nothing', async () => {
  const open = setUp({ relax: ['sns.sms.sandbox-publish-unverified'] })
  const t = await open.topic('t', { DisplayName: 'Shop of many things' })
  await open.subscribe(t, 'sms', '+15551234567')
  await open.sns.send(new PublishCommand({ TopicArn: t, Message: '{"default":"d","sms":"short"}', MessageStructure: 'json' }))
  await open.sns.send(
    new PublishCommand({
      PhoneNumber: '+15557654321',
      Message: 'direct',
      MessageAttributes: {
        'AWS.SNS.SMS.SenderID': { DataType: 'String', StringValue: 'me' },
        other: { DataType: 'String', StringValue: 'x' },
      },
    }),
  )
  expect(outbox(open)).toMatchObject([
    { kind: 'sms', to: '+15551234567', body: 'Shop of ma> short' },
    { kind: 'sms', to: '+15557654321', from: 'me', body: 'direct', attributes: { 'AWS.SNS.SMS.SenderID': 'me' } },
  ])
  const closed = setUp()
  await closed.subscribe(await closed.topic('t'), 'sms', '+15551234567')
  await closed.sns.send(new PublishCommand({ TopicArn: await closed.topic('t'), Message: 'm' }))
  expect(outbox(closed)).toEqual([])
})

test('push: what the message has for the platform, else its text in the form of the platform; a disabled endpoint gets none', async () => {
  const setup = setUp()
  const t = await setup.topic('t')
  const endpoint = async (Platform: string) => {
    const app = await setup.sns.send(
      new CreatePlatformApplicationCommand({ Name: Platform, Platform, Attributes: { PlatformCredential: 'c', PlatformPrincipal: 'p' } }),
    )
    const { EndpointArn } = await setup.sns.send(
      new CreatePlatformEndpointCommand({ PlatformApplicationArn: app.PlatformApplicationArn, Token: 'abcdef0123456789' }),
    )
    return EndpointArn!
  }
  const [gcm, adm] = [await endpoint('GCM'), await endpoint('ADM')]
  for (const arn of [gcm, adm]) await setup.subscribe(t, 'application', arn)
  await setup.sns.send(
    new PublishCommand({ TopicArn: t, Message: JSON.stringify({ default: 'd', GCM: '{"data":{"k":1}}' }), MessageStructure: 'json' }),
  )
  expect(outbox(setup)).toMatchObject([
    { kind: 'push', to: gcm, body: '{"data":{"k":1}}', attributes: { Platform: 'GCM', Token: 'abcdef0123456789' } },
    { kind: 'push', to: adm, body: '{"data":{"default":"d"}}' },
  ])
  await setup.sns.send(new SetEndpointAttributesCommand({ EndpointArn: gcm, Attributes: { Enabled: 'false' } }))
  await setup.sns.send(new PublishCommand({ TopicArn: t, Message: 'm' }))
  expect(
    outbox(setup)
      .slice(2)
      .map(({ to }) => to),
  ).toEqual([adm])
})
