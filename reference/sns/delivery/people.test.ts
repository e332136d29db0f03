import {
  CheckIfPhoneNumberIsOptedOutCommand,
  CreatePlatformApplicationCommand,
  CreatePlatformEndpointCommand,
  CreateSMSSandboxPhoneNumberCommand,
  ListPhoneNumbersOptedOutCommand,
  OptInPhoneNumberCommand,
  PublishCommand,
  SetEndpointAttributesCommand,
  SetPlatformApplicationAttributesCommand,
  SetSMSAttributesCommand,
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

test('SMS: the account’s sender and type stand in for what a message does not say, and a log tells what came of each', async () => {
  const setup = setUp({ relax: ['sns.sms.sandbox-publish-unverified'] })
  const send = (PhoneNumber: string, type?: string) =>
    setup.sns.send(
      new PublishCommand({
        PhoneNumber,
        Message: 'm',
        ...(type !== undefined && { MessageAttributes: { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: type } } }),
      }),
    )
  await setup.sns.send(
    new SetSMSAttributesCommand({
      attributes: {
        DefaultSenderID: 'Shop',
        DefaultSMSType: 'Transactional',
        DeliveryStatusIAMRole: 'arn:aws:iam::123456789012:role/log',
        DeliveryStatusSuccessSamplingRate: '100',
      },
    }),
  )
  await send('+15551234567')
  await send('+15551234567', 'Promotional')
  const [first, , second] = outbox(setup)
  expect([first, second]).toMatchObject([
    { kind: 'sms', from: 'Shop', attributes: { 'AWS.SNS.SMS.SMSType': 'Transactional' } },
    { kind: 'sms', from: 'Shop', attributes: { 'AWS.SNS.SMS.SMSType': 'Promotional' } },
  ])
  setup.aws.world(ACCOUNT).takeSms('+15551234567', 'stop')
  await send('+15551234567')
  const logs = outbox(setup).filter(({ kind }) => kind === 'log')
  const group = `sns/us-east-1/${ACCOUNT}/DirectPublishToPhoneNumber`
  expect(logs.map(({ to }) => to)).toEqual([group, group, `${group}/Failure`])
  expect(JSON.parse(logs[2]!.body)).toMatchObject({
    delivery: { destination: '+15551234567', smsType: 'Transactional', providerResponse: 'Phone number is opted out' },
    status: 'FAILURE',
  })
})

test('a phone that answers STOP gets nothing more until it is opted in, which may be once in thirty days', async () => {
  const setup = setUp({ relax: ['sns.sms.sandbox-publish-unverified'] })
  const phoneNumber = '+15551234567'
  const isOut = async () => (await setup.sns.send(new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber }))).isOptedOut
  const { takeSms } = setup.aws.world(ACCOUNT)
  await setup.subscribe(await setup.topic('t'), 'sms', phoneNumber)
  takeSms(phoneNumber, 'Thanks!')
  expect(await isOut()).toBe(false)
  takeSms(phoneNumber, ' Unsubscribe\n')
  expect(await isOut()).toBe(true)
  expect((await setup.sns.send(new ListPhoneNumbersOptedOutCommand({}))).phoneNumbers).toEqual([phoneNumber])
  await expect(setup.sns.send(new CreateSMSSandboxPhoneNumberCommand({ PhoneNumber: phoneNumber }))).rejects.toThrow('opted out')
  await setup.sns.send(new PublishCommand({ TopicArn: await setup.topic('t'), Message: 'to nobody' }))
  await setup.sns.send(new OptInPhoneNumberCommand({ phoneNumber }))
  await setup.sns.send(new PublishCommand({ TopicArn: await setup.topic('t'), Message: 'again' }))
  expect(outbox(setup).map(({ body }) => body)).toEqual(['again'])
  takeSms(phoneNumber, 'STOP')
  await expect(setup.sns.send(new OptInPhoneNumberCommand({ phoneNumber }))).rejects.toThrow('30 days')
  await setup.aws.world(ACCOUNT).clock.advance(30 * 86_400_000)
  await setup.sns.send(new OptInPhoneNumberCommand({ phoneNumber }))
  expect(await isOut()).toBe(false)
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

test('push: whatever is said of Enabled in whatever case holds, and an application has one endpoint of a token', async () => {
  const { sns } = setUp()
  const { PlatformApplicationArn } = await sns.send(
    new CreatePlatformApplicationCommand({ Name: 'app', Platform: 'GCM', Attributes: { PlatformCredential: 'c' } }),
  )
  const create = async (Token: string, Attributes = {}) =>
    (await sns.send(new CreatePlatformEndpointCommand({ PlatformApplicationArn, Token, Attributes }))).EndpointArn!
  const endpoint = await create('t', { Enabled: 'FALSE' })
  expect(await create('t', { Enabled: 'False' })).toBe(endpoint)
  const push = () => sns.send(new PublishCommand({ TargetArn: endpoint, Message: 'm' }))
  await expect(push()).rejects.toThrow('Endpoint is disabled')
  await sns.send(new SetEndpointAttributesCommand({ EndpointArn: endpoint, Attributes: { Enabled: 'True' } }))
  await push()
  await sns.send(new SetPlatformApplicationAttributesCommand({ PlatformApplicationArn, Attributes: { Enabled: 'False' } }))
  await expect(push()).rejects.toThrow('Platform application is disabled')
  const other = await create('u')
  await expect(sns.send(new SetEndpointAttributesCommand({ EndpointArn: other, Attributes: { Token: 't' } }))).rejects.toThrow(
    'already exists with the same Token',
  )
})

test('push: an application logs what came of its messages, and tells a topic of those that never arrive', async () => {
  const setup = setUp()
  const { sns } = setup
  const role = 'arn:aws:iam::123456789012:role/log'
  const [t, failures] = [await setup.topic('t'), await setup.topic('failures')]
  const queue = await setup.queue('q')
  await setup.subscribe(failures, 'sqs', queue)
  const Attributes = {
    PlatformCredential: 'c',
    EventDeliveryFailure: failures,
    SuccessFeedbackRoleArn: role,
    FailureFeedbackRoleArn: role,
    SuccessFeedbackSampleRate: '100',
  }
  const { PlatformApplicationArn } = await sns.send(new CreatePlatformApplicationCommand({ Name: 'app', Platform: 'GCM', Attributes }))
  const { EndpointArn } = await sns.send(new CreatePlatformEndpointCommand({ PlatformApplicationArn, Token: 'token' }))
  await setup.subscribe(t, 'application', EndpointArn!)
  await sns.send(new PublishCommand({ TargetArn: EndpointArn, Message: 'direct' }))
  await sns.send(new PublishCommand({ TopicArn: t, Message: 'by topic' }))
  await sns.send(new SetEndpointAttributesCommand({ EndpointArn, Attributes: { Enabled: 'false' } }))
  const { MessageId } = await sns.send(new PublishCommand({ TopicArn: t, Message: 'lost' }))
  const group = `sns/us-east-1/${ACCOUNT}/app/GCM/app`
  const logs = outbox(setup).filter(({ kind }) => kind === 'log')
  expect(logs.map(({ to }) => to)).toEqual([group, group, `${group}/Failure`])
  expect(JSON.parse(logs[2]!.body)).toMatchObject({ delivery: { token: 'token' }, status: 'FAILURE' })
  const [told, ...others] = (await setup.receive(queue)).map(({ Body }) => JSON.parse(Body!) as { Subject: string; Message: string })
  expect(others).toEqual([])
  expect(told!.Subject).toBe('DeliveryFailure event for app app (GCM)')
  expect(JSON.parse(told!.Message)).toMatchObject({
    EventType: 'DeliveryFailure',
    FailureMessage: 'Endpoint is disabled',
    EndpointArn,
    MessageId,
    Resource: PlatformApplicationArn,
  })
})
