import { cbor } from '@smithy/core/cbor'
import { expect, test } from 'vitest'
import { answerOf, readError } from './answer.js'

const errorIn = (body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): ReturnType<typeof readError> =>
  readError(
    answerOf({ status: 400, headers, body: typeof body === 'string' ? new TextEncoder().encode(body) : body, sent: 0, received: 0 }),
  )

test('an error is read from JSON, from CBOR and from XML', () => {
  const typed = { __type: 'com.toy#Gone', message: 'it is gone' }
  expect(errorIn(JSON.stringify(typed))).toEqual({ protocol: 'json', shape: 'Gone', message: 'it is gone' })
  expect(errorIn(cbor.serialize(typed), { 'content-type': 'application/x-amz-cbor-1.1' })).toEqual({
    protocol: 'cbor',
    shape: 'Gone',
    message: 'it is gone',
  })
  const xml = '<ErrorResponse><Error><Type>Sender</Type><Code>Toy.Gone</Code><Message>it is &lt;gone&gt;</Message></Error></ErrorResponse>'
  expect(errorIn(xml)).toEqual({ protocol: 'query', code: 'Toy.Gone', type: 'Sender', message: 'it is <gone>' })
})

test('text in CDATA is read as it stands in it', () => {
  const xml = '<Error><Code><![CDATA[Gone]]></Code><Message><![CDATA[a < b &amp; c]]> &amp; d</Message></Error>'
  expect(errorIn(xml)).toEqual({ protocol: 'query', code: 'Gone', message: 'a < b &amp; c & d' })
})

test('what is not worded as AWS words errors is none', () => {
  for (const body of ['', '<html></html>', '[]', '{"message":"no name"}', '<Error><Code></Code></Error>'])
    expect(errorIn(body)).toBeUndefined()
  expect(errorIn('not CBOR', { 'content-type': 'application/cbor' })).toBeUndefined()
})
