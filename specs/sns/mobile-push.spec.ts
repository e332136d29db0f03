import type * as sdk from '@aws-sdk/client-sns'
import { application, device, newToken } from './apps.js'
import { anyClientError, clause, fc, unlessRefused, type SnsCase } from './bench.js'
import { missedBy } from './lists.js'
import { pages } from './pages.js'

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const matching = (pattern: string) => new RegExp(`^${pattern}$`)

// ---- applications

const EVENTS = ['EventEndpointCreated', 'EventEndpointUpdated', 'EventEndpointDeleted'] as const
const applications = async (t: SnsCase): Promise<readonly sdk.PlatformApplication[]> =>
  (await pages((input) => t.sns.listPlatformApplications(input))).flatMap(({ PlatformApplications = [] }) => PlatformApplications)

clause('sns.app.create-arn', {
  given: { length: fc.integer({ min: 100, max: 256 }) },
  edges: [{ length: 256 }],
  async check(t, { length }) {
    const name = t.name('_.-')
    const arn = await application(t, {}, 'GCM', name.padEnd(length, 'x'))
    const [, , , region, account] = (await t.topic()).arn.split(':')
    t.expect(arn, 'the ARN of the application').toMatch(matching(`arn:aws[a-z-]*:sns:${region}:${account}:app/GCM/[A-Za-z0-9_.-]+`))
    t.expect(
      (await applications(t)).map(({ PlatformApplicationArn }) => PlatformApplicationArn),
      'the applications',
    ).toContain(arn)
  },
})

/** A platform may be unknown by now; one that is known is the application's. */
clause('sns.app.platforms', {
  given: { Platform: fc.constantFrom('ADM', 'APNS', 'APNS_SANDBOX', 'GCM', 'BAIDU', 'MPNS', 'WNS') },
  edges: [{ Platform: 'ADM' }, { Platform: 'APNS' }, { Platform: 'APNS_SANDBOX' }, { Platform: 'GCM' }],
  async check(t, { Platform }) {
    const made = await unlessRefused(
      t.sns.createPlatformApplication({
        Name: t.name(),
        Platform,
        Attributes: { PlatformCredential: 'credential', PlatformPrincipal: 'principal' },
      }),
    )
    if (made !== undefined) t.expect(made.PlatformApplicationArn, 'the ARN of the application').toContain(`:app/${Platform}/`)
  },
})

/** Every attribute that can be set is reported, at once and in the list, but for those that are secret. */
clause('sns.app.get-attributes-hide-credentials', {
  axes: { by: ['CreatePlatformApplication', 'SetPlatformApplicationAttributes'], Platform: ['GCM', 'ADM', 'APNS'] },
  async check(t, { by, Platform }) {
    const topic = await t.topic()
    const role = (name: string): string => `arn:aws:iam::${topic.arn.split(':')[4]}:role/${name}`
    const given = {
      SuccessFeedbackSampleRate: '10',
      SuccessFeedbackRoleArn: role('success'),
      FailureFeedbackRoleArn: role('failure'),
      ...Object.fromEntries([...EVENTS, 'EventDeliveryFailure'].map((event) => [event, topic.arn])),
      ...(Platform === 'APNS' ? { ApplePlatformTeamID: 'ABCDE67890', ApplePlatformBundleID: 'com.example.app' } : {}),
    }
    const isNew = by === 'CreatePlatformApplication'
    const PlatformApplicationArn = await application(t, isNew ? given : {}, Platform)
    if (!isNew) await t.sns.setPlatformApplicationAttributes({ PlatformApplicationArn, Attributes: given })
    const { Attributes = {} } = await t.sns.getPlatformApplicationAttributes({ PlatformApplicationArn })
    t.expect(Attributes, 'the attributes').toMatchObject({ Enabled: 'true', ...given })
    const listed = (await applications(t)).find((one) => one.PlatformApplicationArn === PlatformApplicationArn)
    t.expect(listed?.Attributes, 'the attributes in the list').toEqual(Attributes)
    t.expect(
      Object.keys(Attributes).filter((name) => /^Platform(?:Credential|Principal)$/.test(name)),
      'secrets among the attributes',
    ).toEqual([])
  },
})

clause('sns.app.feedback-sample-rate', {
  given: { outside: fc.constantFrom('101', '-1', '1000', 'x'), inside: fc.integer({ min: 0, max: 100 }).map(String) },
  edges: [
    { outside: '101', inside: '100' },
    { outside: '-1', inside: '0' },
  ],
  async check(t, { outside, inside }) {
    const PlatformApplicationArn = await application(t)
    const set = (SuccessFeedbackSampleRate: string) =>
      t.sns.setPlatformApplicationAttributes({ PlatformApplicationArn, Attributes: { SuccessFeedbackSampleRate } })
    await set(inside)
    await t.refused(set(outside))
    const { Attributes = {} } = await t.sns.getPlatformApplicationAttributes({ PlatformApplicationArn })
    t.expect(Attributes['SuccessFeedbackSampleRate'], 'the rate').toBe(inside)
  },
})

/** What is there still, or there no more, may be told a while later. */
const SOON_MS = 20_000

clause('sns.app.delete-hides-endpoints', {
  async check(t) {
    const { application: PlatformApplicationArn, arn } = await device(t)
    const list = () => t.sns.listEndpointsByPlatformApplication({ PlatformApplicationArn })
    t.expect(
      (await list()).Endpoints?.map(({ EndpointArn }) => EndpointArn),
      'the endpoints',
    ).toEqual([arn])
    const other = await device(t)
    await t.sns.deletePlatformApplication({ PlatformApplicationArn })
    await t.settles(async () => t.expect(await unlessRefused(list()), 'what a list gives').toBeUndefined(), SOON_MS)
    await t.refused(list())
    t.expect((await other.attributes())['Token'], 'the token of a device of another application').toBe(other.token)
    t.expect(
      (await applications(t)).map((one) => one.PlatformApplicationArn),
      'the applications',
    ).not.toContain(PlatformApplicationArn)
  },
})

clause('sns.app.list-page-100', {
  axes: { of: ['applications', 'endpoints'] },
  cases: 1,
  async check(t, { of }) {
    const made: string[] = []
    const PlatformApplicationArn = await application(t)
    for (let nth = 0; nth <= 100; nth++)
      made.push(of === 'applications' ? await application(t) : (await device(t, {}, PlatformApplicationArn)).arn)
    const read = async (): Promise<readonly string[]> => {
      const found =
        of === 'applications'
          ? (await pages((input) => t.sns.listPlatformApplications(input))).map(({ PlatformApplications = [] }) =>
              PlatformApplications.map(({ PlatformApplicationArn }) => PlatformApplicationArn!),
            )
          : (await pages((input) => t.sns.listEndpointsByPlatformApplication({ PlatformApplicationArn, ...input }))).map(
              ({ Endpoints = [] }) => Endpoints.map(({ EndpointArn }) => EndpointArn!),
            )
      t.expect(Math.max(...found.map((page) => page.length)), 'how many the largest page has').toBeLessThanOrEqual(100)
      return found.flat()
    }
    // Endpoints are of an application that is the case's own, applications of the account.
    if (of === 'endpoints') t.expect([...(await read())].sort(), 'what the pages have').toEqual([...made].sort())
    else t.expect(await missedBy(made, read), 'applications that no page has').toEqual([])
  },
})

clause('sns.app.events', {
  axes: { event: EVENTS },
  async check(t, { event }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    const PlatformApplicationArn = await application(t, { [event]: topic.arn })
    const { arn: EndpointArn, set } = await device(t, {}, PlatformApplicationArn)
    await set({ CustomUserData: 'data' })
    await t.sns.deleteEndpoint({ EndpointArn })
    const [text] = await inbox.texts(1)
    t.expect(text, 'what the topic is told').toContain(EndpointArn)
    t.expect(text, 'what the topic is told').toContain(event.slice('Event'.length))
    await inbox.never('another event came than the one that the topic is for')
    for (const wrong of ['no-arn', `${topic.arn}-that-is-not-there`]) {
      await t.refused(t.sns.setPlatformApplicationAttributes({ PlatformApplicationArn, Attributes: { [event]: wrong } }))
      await t.refused(application(t, { [event]: wrong }))
    }
  },
})

// ---- endpoints

clause('sns.endpoint.create-arn', {
  async check(t) {
    const { arn, application } = await device(t)
    t.expect(arn, 'the ARN of the endpoint').toMatch(matching(`${application.replace(':app/', ':endpoint/')}/${UUID}`))
  },
})

clause('sns.endpoint.apns-token-hex-400', {
  axes: { Platform: ['APNS', 'APNS_SANDBOX'], by: ['CreatePlatformEndpoint', 'SetEndpointAttributes'] },
  given: {
    wrong: fc.oneof(
      fc.integer({ min: 401, max: 500 }).map((length) => 'a'.repeat(length)),
      fc.constantFrom('token', '12 34', '0x12'),
    ),
    right: fc.stringMatching(/^[0-9a-fA-F]{399}$/).map((text) => `a${text}`),
  },
  edges: [{ wrong: 'a'.repeat(401) }, { wrong: 'token' }],
  async check(t, { Platform, by, wrong, right }) {
    const PlatformApplicationArn = await application(t, {}, Platform)
    const make = async (Token: string) => (await t.sns.createPlatformEndpoint({ PlatformApplicationArn, Token })).EndpointArn
    const EndpointArn = await make('0123456789abcdef')
    const give = (Token: string): Promise<unknown> =>
      by === 'CreatePlatformEndpoint' ? make(Token) : t.sns.setEndpointAttributes({ EndpointArn, Attributes: { Token } })
    const refusal = await t.refused(give(wrong))
    t.tell(() => t.expect(refusal.error.message, 'the message').toContain('no more than 400 hexadecimal characters'))
    await give(right)
  },
})

const userData = fc.stringMatching(/^[A-Za-z0-9 =&]{1,60}$/)

clause('sns.endpoint.create-idempotent', {
  given: { CustomUserData: fc.option(userData, { nil: undefined }) },
  async check(t, { CustomUserData }) {
    const more = CustomUserData === undefined ? {} : { CustomUserData }
    const { arn, application: PlatformApplicationArn, again, set, attributes } = await device(t, more)
    t.expect(await again(more), 'the ARN of the endpoint of the same token').toBe(arn)
    const count = async () => (await t.sns.listEndpointsByPlatformApplication({ PlatformApplicationArn })).Endpoints?.length
    t.expect(await count(), 'how many endpoints there are').toBe(1)
    const Token = newToken()
    await set({ Token })
    t.expect((await attributes())['Token'], 'Token once it is another').toBe(Token)
    t.expect(await again({ Token, ...more }), 'the ARN of the endpoint of the new token').toBe(arn)
    t.expect(await again(more), 'the ARN of an endpoint of the former token').not.toBe(arn)
    t.expect(await count(), 'how many endpoints there are then').toBe(2)
  },
})

clause('sns.endpoint.create-same-token-different-settings', {
  given: {
    more: fc.constantFrom({ CustomUserData: 'other' }, { Attributes: { CustomUserData: 'other' } }, { Attributes: { Enabled: 'false' } }),
  },
  edges: [{ more: { CustomUserData: 'other' } }],
  async check(t, { more }) {
    const made = await device(t, { CustomUserData: 'data' })
    const before = await made.attributes()
    await t.refused(made.again(more))
    t.expect(await made.attributes(), 'the attributes after the refused call').toEqual(before)
  },
})

clause('sns.endpoint.create-does-not-enable', {
  async check(t) {
    const { arn, set, again, attributes } = await device(t)
    await set({ Enabled: 'false' })
    t.expect(await again(), 'the ARN of the endpoint of the same token').toBe(arn)
    t.expect((await attributes())['Enabled'], 'Enabled').toBe('false')
  },
})

clause('sns.endpoint.default-attributes', {
  given: { CustomUserData: fc.option(userData, { nil: undefined }) },
  edges: [{ CustomUserData: undefined }, { CustomUserData: 'data' }],
  async check(t, { CustomUserData }) {
    const more = CustomUserData === undefined ? {} : { CustomUserData }
    const { token, attributes, application: PlatformApplicationArn } = await device(t, more)
    const due = { Enabled: 'true', Token: token, ...more }
    t.expect(await attributes(), 'the attributes').toEqual(due)
    const { Endpoints = [] } = await t.sns.listEndpointsByPlatformApplication({ PlatformApplicationArn })
    t.expect(
      Endpoints.map(({ Attributes }) => Attributes),
      'the attributes in the list',
    ).toEqual([due])
  },
})

clause('sns.endpoint.custom-user-data-attribute-wins', {
  given: { parameter: userData, attribute: userData },
  async check(t, { parameter, attribute }) {
    const { attributes } = await device(t, { CustomUserData: parameter, Attributes: { CustomUserData: attribute } })
    t.expect((await attributes())['CustomUserData'], 'CustomUserData').toBe(attribute)
  },
})

clause('sns.endpoint.custom-user-data-2048', {
  axes: { by: ['CreatePlatformEndpoint', 'SetEndpointAttributes'] },
  given: { letter: fc.constantFrom('a', 'é', '日') },
  edges: [{ letter: 'a' }, { letter: '日' }],
  async check(t, { by, letter }) {
    const bytes = (size: number) =>
      letter.repeat(Math.floor(size / Buffer.byteLength(letter))) + 'a'.repeat(size % Buffer.byteLength(letter))
    const made = await device(t)
    const give = async (CustomUserData: string) =>
      by === 'SetEndpointAttributes' ? made.set({ CustomUserData }) : device(t, { CustomUserData }, made.application)
    await t.refused(give(bytes(2049)))
    await give(bytes(2048))
  },
})

clause('sns.endpoint.invalid-attribute-name', {
  axes: { by: ['CreatePlatformEndpoint', 'SetEndpointAttributes'] },
  given: { name: fc.constantFrom('PlatformPrincipal', 'InvalidKey', 'enabled') },
  edges: [{ name: 'InvalidKey' }],
  async check(t, { by, name }) {
    const made = await device(t)
    const Attributes = { [name]: 'value' }
    const refusal = await t.refused(by === 'SetEndpointAttributes' ? made.set(Attributes) : device(t, { Attributes }, made.application))
    t.expect(refusal.error.message, 'the message').toContain(`Invalid attribute name: ${name}`)
    t.expect(Object.keys(await made.attributes()), 'the names of the attributes').not.toContain(name)
  },
})

clause('sns.endpoint.set-attributes-empty', {
  async check(t) {
    const { set, attributes } = await device(t)
    await t.refused(set({}))
    t.expect((await attributes())['Enabled'], 'Enabled after the refused call').toBe('true')
  },
})

clause('sns.endpoint.set-enabled', {
  async check(t) {
    const { set, attributes } = await device(t)
    for (const Enabled of ['false', 'true']) {
      await set({ Enabled })
      t.expect((await attributes())['Enabled'], 'Enabled').toBe(Enabled)
    }
  },
})

clause('sns.endpoint.publish-disabled', {
  async check(t) {
    const { arn: TargetArn, set } = await device(t)
    await set({ Enabled: 'false' })
    await t.refused(t.sns.publish({ TargetArn, Message: 'text' }))
    await set({ Enabled: 'true' })
    await t.sns.publish({ TargetArn, Message: 'text' })
  },
})

clause('sns.endpoint.publish-app-disabled', {
  async check(t) {
    const { arn: TargetArn, application: PlatformApplicationArn } = await device(t)
    await t.sns.setPlatformApplicationAttributes({ PlatformApplicationArn, Attributes: { Enabled: 'false' } })
    await t.refused(t.sns.publish({ TargetArn, Message: 'text' }))
    await t.sns.setPlatformApplicationAttributes({ PlatformApplicationArn, Attributes: { Enabled: 'true' } })
    await t.sns.publish({ TargetArn, Message: 'text' })
  },
})

clause('sns.endpoint.delete-idempotent', {
  async check(t) {
    const { arn: EndpointArn, application: PlatformApplicationArn } = await device(t)
    await t.sns.deleteEndpoint({ EndpointArn })
    await t.sns.deleteEndpoint({ EndpointArn })
    await t.settles(
      async () =>
        t.expect((await t.sns.listEndpointsByPlatformApplication({ PlatformApplicationArn })).Endpoints ?? [], 'the endpoints').toEqual([]),
      SOON_MS,
    )
  },
})

/** Subscribes a device that is new. */
const subscribed = async (t: SnsCase) => {
  const topic = await t.topic()
  const made = await device(t)
  const { SubscriptionArn } = await topic.subscribe('application', made.arn)
  const listed = async (): Promise<readonly sdk.Subscription[]> => topic.subscriptions()
  return { topic, made, SubscriptionArn, listed }
}

clause('sns.endpoint.delete-keeps-subscription', {
  async check(t) {
    const { made, SubscriptionArn, listed } = await subscribed(t)
    await t.sns.deleteEndpoint({ EndpointArn: made.arn })
    t.expect(
      (await listed()).map((one) => one.SubscriptionArn),
      'the subscriptions of the topic',
    ).toEqual([SubscriptionArn])
  },
})

clause('sns.subscribe.application-endpoint', {
  async check(t) {
    const { topic, made, SubscriptionArn, listed } = await subscribed(t)
    t.expect(await listed(), 'the subscriptions of the topic').toMatchObject([
      { SubscriptionArn, Protocol: 'application', Endpoint: made.arn },
    ])
    t.expect((await topic.publish()).MessageId, 'the id of the message').toBeTypeOf('string')
  },
})

/** Of what a device gets nothing is seen, but what is no message for its platform is refused. */
clause('sns.push.platform-keys-json', {
  async check(t) {
    const { arn: TargetArn } = await device(t)
    const publish = (texts: object) => t.sns.publish({ TargetArn, MessageStructure: 'json', Message: JSON.stringify(texts) })
    const refusal = await t.refused(publish({ gcm: 'lower case', APNS: '{"aps":{"alert":"text"}}' }), anyClientError)
    t.expect(refusal.error.message, 'the message').toContain("JSON must contain an entry for 'default' or 'GCM'")
    for (const malformed of ['no JSON', '"text"', '{"data":"text"}', '{"notification":"text"}'])
      await t.refused(publish({ default: 'text', GCM: malformed }), anyClientError)
    for (const texts of [
      { GCM: '{"data":{"key":"value"}}' },
      { default: 'text' },
      { default: 'text', GCM: '{"notification":{"body":"text"}}' },
    ])
      t.expect((await publish(texts)).MessageId, 'the id of the message').toBeTypeOf('string')
  },
})
