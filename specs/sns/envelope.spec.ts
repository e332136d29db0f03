import { clause, fc } from './bench.js'
import type { Envelope } from './bench.js'
import { endpoint } from './over-http.js'
import { certificateOf } from './signed.js'

const subject = fc.option(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ,.;!?-]{0,60}$/), { nil: undefined })
const attributes = fc.option(fc.constant({ key: { DataType: 'String', StringValue: 'value' } }), { nil: undefined })
const published = {
  Message: fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme-ascii' }).map((text) => `m${text}`),
  Subject: subject,
  MessageAttributes: attributes,
}

const FIELDS = [
  'Type',
  'MessageId',
  'TopicArn',
  'Message',
  'Timestamp',
  'SignatureVersion',
  'Signature',
  'SigningCertURL',
  'UnsubscribeURL',
]
/** Clocks may be apart by so many milliseconds. */
const APART = 60_000

/** What is published without what is undefined, and the names of the members of a document that it adds. */
const partsOf = ({
  Subject,
  MessageAttributes,
}: {
  readonly Subject: string | undefined
  readonly MessageAttributes: object | undefined
}) => ({
  input: {
    ...(Subject === undefined ? {} : { Subject }),
    ...(MessageAttributes === undefined ? {} : { MessageAttributes: MessageAttributes as Record<string, { DataType: string }> }),
  },
  more: [...(Subject === undefined ? [] : ['Subject']), ...(MessageAttributes === undefined ? [] : ['MessageAttributes'])],
})

clause('sns.envelope.sqs-fields', {
  given: published,
  async check(t, { Message, ...rest }) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    const { input, more } = partsOf(rest)
    await topic.publish({ Message, ...input })
    const [document] = await inbox.envelopes(1)
    t.expect(Object.keys(document!).sort(), 'the names of the members').toEqual([...FIELDS, ...more].sort())
  },
})

clause('sns.envelope.http-fields', {
  door: true,
  given: published,
  async check(t, { Message, ...rest }) {
    const topic = await t.topic()
    const { notifications } = await endpoint(t, topic)
    const { input, more } = partsOf(rest)
    await topic.publish({ Message, ...input })
    const [request] = await notifications(1)
    t.expect(Object.keys(JSON.parse(request!.body) as object).sort(), 'the names of the members').toEqual([...FIELDS, ...more].sort())
  },
})

clause('sns.envelope.fifo-no-signature', {
  given: published,
  async check(t, { Message, ...rest }) {
    const topic = await t.topic({ type: 'fifo' })
    const inbox = await t.inbox(topic)
    const { input, more } = partsOf(rest)
    await topic.publish({ Message, ...input })
    const [document] = await inbox.envelopes(1)
    t.expect(Object.keys(document!).sort(), 'the names of the members').toEqual(
      [...FIELDS.filter((name) => !/^Sign/.test(name)), 'SequenceNumber', ...more].sort(),
    )
  },
})

/** What each line says of the document of a message that was published. */
const claims: Readonly<
  Record<
    string,
    (seen: {
      readonly document: Envelope
      readonly Message: string
      readonly subscriptionArn: string
    }) => readonly [seen: unknown, due: unknown]
  >
> = {
  'sns.envelope.type-notification': ({ document }) => [document.Type, 'Notification'],
  'sns.envelope.subject-omitted': ({ document }) => ['Subject' in document, false],
  'sns.envelope.message-is-string': ({ document, Message }) => [document.Message, Message],
  'sns.envelope.unsubscribe-url': ({ document, subscriptionArn }) => {
    const { pathname, searchParams } = new URL(document.UnsubscribeURL ?? 'none:')
    return [
      [pathname, [...searchParams]],
      [
        '/',
        [
          ['Action', 'Unsubscribe'],
          ['SubscriptionArn', subscriptionArn],
        ],
      ],
    ]
  },
}

for (const [id, claim] of Object.entries(claims)) {
  clause(id, {
    axes: { type: ['standard', 'fifo'] },
    given: { Message: fc.oneof(fc.json(), fc.constantFrom('{"a":1}', '[1]', '1', 'null', '"text"', 'text')) },
    async check(t, { type, Message }) {
      const topic = await t.topic({ type })
      const inbox = await t.inbox(topic)
      await topic.publish({ Message })
      const [document] = await inbox.envelopes(1)
      const [seen, due] = claim({ document: document!, Message, subscriptionArn: inbox.subscriptionArn })
      t.expect(seen, 'what the document says').toEqual(due)
    },
  })
}

clause('sns.envelope.timestamp-format', {
  axes: { type: ['standard', 'fifo'] },
  async check(t, { type }) {
    const topic = await t.topic({ type })
    const inbox = await t.inbox(topic)
    const { lo, hi } = t.time.of(await topic.publish())
    const { Timestamp } = (await inbox.envelopes(1))[0]!
    t.expect(Timestamp, 'the Timestamp').toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    t.expect(
      Date.parse(Timestamp) > lo - APART && Date.parse(Timestamp) < hi + APART,
      `whether ${Timestamp} is about when it was published`,
    ).toBe(true)
  },
})

/** Which host and scheme are the Region's is left out: an endpoint of one's own has others. */
clause('sns.envelope.signing-cert-url', {
  async check(t) {
    const topic = await t.topic()
    const inbox = await t.inbox(topic)
    await topic.publish()
    const { SigningCertURL = '' } = (await inbox.envelopes(1))[0]!
    t.expect(SigningCertURL, 'the SigningCertURL').toMatch(/^https?:\/\/.*\/SimpleNotificationService-[0-9a-f]+\.pem$/)
    t.expect((await certificateOf(t, SigningCertURL)).publicKey.asymmetricKeyType, 'the type of the key').toBe('rsa')
  },
})
