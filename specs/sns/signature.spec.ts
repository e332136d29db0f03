import { clause, fc } from './bench.js'
import type { Envelope } from './bench.js'
import { confirming } from './over-http.js'
import { signedOf, verifies, versionOf } from './signed.js'

const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' }).map((some) => `m${some}`)
const subject = fc.option(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ,.;!?"'-]{0,60}$/), { nil: undefined })
const none = fc.constant(undefined)

/** What is published, and by which version it is signed; the default is the first. */
const rows = [
  { id: 'sns.signature.v1-sha1', attributes: fc.constantFrom(undefined, '1'), Message: text, Subject: none, more: none },
  { id: 'sns.signature.v2-sha256', attributes: fc.constant('2'), Message: text, Subject: none, more: none },
  {
    id: 'sns.signature.string-to-sign-notification',
    attributes: fc.constantFrom(undefined, '2'),
    Message: text,
    Subject: subject,
    more: none,
  },
  {
    id: 'sns.signature.attributes-not-signed',
    attributes: fc.constantFrom(undefined, '2'),
    Message: text,
    Subject: none,
    more: fc.constant({ key: { DataType: 'String', StringValue: 'value' } }),
  },
  {
    id: 'sns.signature.unescaped-values',
    attributes: fc.constantFrom(undefined, '2'),
    Message: fc
      .array(fc.constantFrom('"', '\\', '\n', '\t', '/', '<', 'é', '日', '\\n', 'a'), { minLength: 1, maxLength: 20 })
      .map((some) => `"${some.join('')}\n`),
    Subject: fc.constantFrom('say "hello"', 'back\\slash'),
    more: none,
  },
] as const

for (const { id, attributes, Message, Subject, more } of rows) {
  const isOfVersion = id === 'sns.signature.v1-sha1' || id === 'sns.signature.v2-sha256'
  clause(id, {
    given: {
      version: attributes as fc.Arbitrary<'1' | '2' | undefined>,
      Message,
      Subject: Subject as fc.Arbitrary<string | undefined>,
      more,
    },
    async check(t, { version, Message, Subject, more }) {
      const topic = await t.topic({ attributes: version === undefined ? {} : { SignatureVersion: version } })
      const inbox = await t.inbox(topic)
      await topic.publish({
        Message,
        ...(Subject === undefined ? {} : { Subject }),
        ...(more === undefined ? {} : { MessageAttributes: more }),
      })
      const [document] = await inbox.envelopes(1)
      t.expect([document!.Message, document!.Subject], 'the message and its subject').toEqual([Message, Subject])
      // Which version is the default is a line of its own; what is signed is the same for both.
      await verifies(t, document!, isOfVersion ? (version ?? '1') : versionOf(document!), signedOf(document!))
    },
  })
}

clause('sns.signature.string-to-sign-confirmation', {
  door: true,
  given: { version: fc.constantFrom(undefined, '2' as const) },
  async check(t, { version }) {
    const topic = await t.topic({ attributes: version === undefined ? {} : { SignatureVersion: version } })
    const { body } = await confirming(t, topic)
    const document = JSON.parse(body) as Envelope
    await verifies(t, document, versionOf(document), ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'])
  },
})
