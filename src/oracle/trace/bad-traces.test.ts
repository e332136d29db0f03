import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { NOON, toyExchange } from '../toy.fixture.js'
import { readAll, source, written } from './trace.fixture.js'

const HEADER = '{"touchstone":"trace","version":1}'
const good = {
  sent: NOON,
  received: NOON + 5,
  client: '1',
  service: 'toy',
  region: 'r-1',
  account: '111111111111',
  operation: 'Get',
  request: { Name: 'a' },
  response: { Value: 'x' },
}
const line = (change: Readonly<Record<string, unknown>> = {}): string => JSON.stringify({ ...good, ...change })
const file = (...lines: string[]): string => [...lines, ''].join('\n')
/** A good line, and then the same with one thing changed. */
const with3 = (change: Readonly<Record<string, unknown>>): string => file(HEADER, line(), line(change))

test.each<[string, string | Uint8Array, RegExp]>([
  ['nothing at all', '', /^a\.ndjson: the trace is empty; its first line should be \{"touchstone"/],
  ['no header', file(line()), /^a\.ndjson:1: this is no trace/],
  [
    'another version',
    file('{"touchstone":"trace","version":2}'),
    /:1: the trace has version the number 2; this touchstone reads version 1/,
  ],
  [
    'an account that is a number',
    file('{"touchstone":"trace","version":1,"account":111111111111}'),
    /:1: "account" should be a text of 12 digits/,
  ],
  ['a slack that is a number', file('{"touchstone":"trace","version":1,"slack":5}'), /:1: "slack" should be \{"ms"/],
  ['compressed', gzipSync(HEADER), /^a\.ndjson: the file is compressed; give it through a pipe: gunzip -c a\.ndjson \| touchstone check -/],
  ['UTF-16', Buffer.from(`\ufeff${HEADER}`, 'utf16le'), /:1: the line is UTF-16 text/],
  ['not UTF-8', Buffer.concat([Buffer.from(file(HEADER)), Buffer.from([0x22, 0xff, 0x22, 0x0a])]), /:2: the line is not UTF-8/],
  [
    'a last line that was cut short',
    file(HEADER, line()) + line().slice(0, 40),
    /:3: the file was cut short in the middle of this line; delete the line/,
  ],
  ['a line that is not JSON', file(HEADER, line(), line().slice(0, 40), line()), /:3: the line is not JSON/],
  ['a line that is a list', file(HEADER, '[]'), /:2: the line is not a JSON object/],
  ['a second header', file(HEADER, line(), HEADER), /:3: a second header; one trace stands in one file/],
  ['lines after the end', file(HEADER, line(), '{"touchstone":"end","exchanges":1}', line()), /:4: something follows the end/],
  [
    'fewer lines than its end says',
    file(HEADER, line(), '{"touchstone":"end","exchanges":2}'),
    /:3: the last line speaks of 2 exchanges, and 1 stand before it; if you changed/,
  ],
  ['an end without counts', file(HEADER, '{"touchstone":"end"}'), /:2: the last line should be \{"touchstone":"end"/],
  ...['sent', 'received', 'client', 'service', 'region', 'operation', 'request'].map((member): [string, string, RegExp] => [
    `no ${member}`,
    with3({ [member]: undefined }),
    new RegExp(`:3: "${member}" is missing`),
  ]),
  ['an empty client', with3({ client: '' }), /:3: "client" should be a text, and is the text ""/],
  ['no outcome', with3({ response: undefined }), /:3: "response", "error" and "lost" are missing; exactly one/],
  ['response and error', with3({ error: { code: 'No' } }), /:3: "response" and "error" are both given/],
  ['received before sent', with3({ received: NOON - 2 }), /:3: "received" lies 2 ms before "sent"/],
  [
    'seconds for milliseconds',
    with3({ sent: NOON / 1000 }),
    /:3: "sent" is the number \d+(\.\d+)?, which looks like seconds; give milliseconds/,
  ],
  [
    'a time without its zone',
    with3({ sent: '2026-01-31T12:00:00' }),
    /:3: "sent" is the text "2026-01-31T12:00:00", which has no time zone; end it with Z/,
  ],
  ['a time that is none', with3({ sent: 'noon' }), /:3: "sent" is the text "noon"; a time is written as "2026-/],
  ['a 13th month', with3({ sent: '2026-13-31T12:00:00Z' }), /:3: "sent" is/],
  ['an instant that is a list', with3({ sent: [] }), /:3: "sent" is a list; give milliseconds/],
  [
    'an unknown service',
    with3({ service: 'toys' }),
    /:3: the service is the text "toys", which touchstone does not know; --service toy leaves it out/,
  ],
  ['a service called as objects have members', with3({ service: 'constructor' }), /:3: the service is the text "constructor"/],
  [
    'an unknown operation',
    with3({ operation: 'Gett' }),
    /:3: the operation is the text "Gett", which toy does not have; did you mean Get\?/,
  ],
  ['a request that is a text', with3({ request: '{}' }), /:3: "request" should be an object, and is the text "\{\}"/],
  [
    'a wrong type in a request',
    with3({ operation: 'Put', request: { Words: ['a', 5] } }),
    /:3: "request.Words\[1\]" should be a text, and is the number 5/,
  ],
  ['bytes that are not base64', with3({ operation: 'Put', request: { Bytes: '???' } }), /:3: "request.Bytes" should be bytes in base64/],
  [
    'a wrong type in a response',
    with3({ response: { Tags: { a: {} } } }),
    /:3: "response.Tags.a" should be a text, and is an object; if that is what came, write it as "lost"/,
  ],
  ['an error that is a text', with3({ response: undefined, error: 'No' }), /:3: "error" is the text "No"; give \{"code"/],
  ['an error without its code', with3({ response: undefined, error: { message: 'no' } }), /:3: "error.code" is nothing/],
  [
    'a status that is a text',
    with3({ response: undefined, error: { code: 'No', status: '400' } }),
    /:3: "error.status" should be an HTTP status/,
  ],
  [
    'a failure of the service as an error',
    with3({ response: undefined, error: { code: 'No', status: 503 } }),
    /:3: "error.status" is 503: .*write it as "lost"/,
  ],
  ['lost without a reason', with3({ response: undefined, lost: true }), /:3: "lost" is true; give the reason/],
  [
    'two accounts',
    with3({ account: '222222222222' }),
    /:3: the account is 222222222222, and 111111111111 in line 2; .*give --account 111111111111 or --account 222222222222/,
  ],
  ['two regions', with3({ region: 'r-2' }), /:3: the region is r-2, and r-1 in line 2; .*give --region r-1 or --region r-2/],
])('a trace with %s is refused, by name and line', async (_what, content, why) => {
  await expect(readAll([source(content)])).rejects.toThrow(why)
})

test('what is left out is counted, with the reason and the first line', async () => {
  const content = file(
    '{"touchstone":"trace","version":1,"colour":"red"}',
    line({ account: '222222222222' }),
    line({ extra: 1, response: { Value: 'x', Ghost: 1 } }),
    line({ response: { Ghost: 2 }, account: undefined }),
    line({ region: 'r-2' }),
    line({ service: 'toys' }),
    line({ operation: 'Put', request: { Count: '5' }, response: undefined, error: { code: 'SerializationException' } }),
  )
  const { exchanges, facts } = await readAll([source(content)], { account: '111111111111', region: 'r-1', services: ['toy'] })
  expect(exchanges.map(({ outcome }) => outcome)).toEqual([
    { kind: 'answered', output: { Value: 'x' } },
    { kind: 'answered', output: {} },
  ])
  expect(facts.leftOut.map(({ why, count, first }) => `${count} × ${why} (${first.line})`)).toEqual([
    '1 × the member header.colour, which nobody knows (1)',
    '1 × an exchange of another account: 222222222222 (2)',
    '1 × the member extra, which nobody knows (3)',
    '2 × the member response.Ghost, which nobody knows (3)',
    '1 × an exchange of another region: r-2 (5)',
    '1 × an exchange of another service: toys (6)',
    '1 × an exchange refused, and of a form that the API description does not have (7)',
  ])
})

test('a change in the bytes of a trace that was written whole is noticed', async () => {
  const content = await written([toyExchange([0, 1], 'Put', { Name: 'a', Value: 'first' }, {})])
  await expect(readAll([source(content.replace('first', 'worst'))])).rejects.toThrow(
    /^a\.ndjson:3: the bytes before the last line are not those that were written; if you changed/,
  )
})

test('a time as a text is as exact as its digits', async () => {
  const read = async (sent: string, received: string) =>
    (await readAll([source(file(HEADER, line({ sent, received })))])).exchanges.map((one) => [
      one.sent - NOON,
      Math.round((one.received - NOON) * 1000) / 1000,
    ])[0]
  expect(await read('2026-01-31T12:00:00Z', '2026-01-31T13:00:00+01:00')).toEqual([0, 1000])
  expect(await read('2026-01-31T12:00:00.012Z', '2026-01-31T12:00:00.012Z')).toEqual([12, 13])
  expect(await read('2026-01-31T12:00:00.0125z', '2026-01-31T12:00:00.012500Z')).toEqual([12.5, 12.501])
})
