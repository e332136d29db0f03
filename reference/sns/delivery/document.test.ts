import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bytesOf, textOf } from '../../core/late-text.js'
import type { Notification, Subscription, Topic } from '../state.js'
import { lateDocument, notificationDocument } from './document.js'

const drawn = fc.record({
  fifo: fc.boolean(),
  version: fc.constantFrom('1', '2'),
  message: fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
  subject: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), { nil: undefined }),
  value: fc.string({ unit: fc.constantFrom('a', '\t', '\r', '\0', 'é', '\u{1f600}', '\uffff'), maxLength: 5 }),
})

test('a document that nobody has read is as long as it will be, and the same that others get', () => {
  fc.assert(
    fc.property(drawn, ({ fifo, version, message, subject, value }) => {
      const topic = { arn: 'arn:aws:sns:us-east-1:1:t', fifo, attributes: new Map([['SignatureVersion', version]]) } as unknown as Topic
      const subscription = { arn: `${topic.arn}:s`, origin: 'http://127.0.0.1:1', protocol: 'sqs' } as Subscription
      const notification = {
        messageId: 'id',
        timestamp: 0,
        message,
        subject,
        attributes: { name: { DataType: 'String', StringValue: value } },
        sequenceNumber: fifo ? '1' : undefined,
      } as unknown as Notification
      const late = lateDocument(topic, subscription, notification)
      const text = textOf(late)
      expect(bytesOf(late)).toBe(Buffer.byteLength(text))
      expect(typeof late === 'string').toBe(/[\ufffe\uffff]/.test(text))
      expect(text).toBe(notificationDocument(topic, subscription, { ...notification }))
      const read = JSON.parse(text) as Record<string, unknown>
      expect(read['Message']).toBe(message)
      expect(read['UnsubscribeURL']).toContain(subscription.arn)
      expect('Signature' in read).toBe(!fifo)
    }),
  )
})
