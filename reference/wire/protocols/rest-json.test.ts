import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols'
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols'
import { TypeRegistry } from '@smithy/core/schema'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ServiceError } from '../../core/errors.js'
import type { Call, Service } from '../../core/service.js'
import { embed } from '../../server/reference.js'
import { Routes } from '../rest/routes.js'

const NS = 'com.example.shelf'
const [STRING, NUMBER, BOOLEAN, TIMESTAMP, HTTP_DATE, SECONDS, BLOB, LIST, MAP] = [0, 1, 2, 4, 6, 7, 21, 64, 128]

/** Every place in which a member can stand. */
const Label = [3, NS, 'Label', 0, ['colour', 'size'], [STRING, NUMBER]]
const PutInput = [3, NS, 'PutInput', 0,
  ['Shelf', 'Path', 'Count', 'Flags', 'When', 'More', 'Kind', 'Marks', 'Until', 'Since', 'Meta', 'Body', 'Nested', 'Bytes', 'At'],
  [
    [STRING, { httpLabel: 1 }], [STRING, { httpLabel: 1 }], [NUMBER, { httpQuery: 'count' }], [LIST | STRING, { httpQuery: 'flag' }],
    [TIMESTAMP, { httpQuery: 'when' }], [MAP | STRING, { httpQueryParams: 1 }], [BOOLEAN, { httpHeader: 'X-Kind' }],
    [LIST | STRING, { httpHeader: 'X-Marks' }], [HTTP_DATE, { httpHeader: 'X-Until' }], [LIST | HTTP_DATE, { httpHeader: 'X-Since' }],
    [MAP | STRING, { httpPrefixHeaders: 'x-meta-' }], STRING, () => Label, BLOB, TIMESTAMP,
  ],
] // prettier-ignore
const PutOutput = [3, NS, 'PutOutput', 0,
  ['Status', 'Etag', 'Marks', 'Meta', 'Until', 'Body', 'Nested', 'Bytes'],
  [
    [NUMBER, { httpResponseCode: 1 }], [STRING, { httpHeader: 'ETag' }], [LIST | STRING, { httpHeader: 'X-Marks' }],
    [MAP | STRING, { httpPrefixHeaders: 'x-meta-' }], [SECONDS, { httpHeader: 'X-Until' }], STRING, () => Label, BLOB,
  ],
] // prettier-ignore
const RawInput = [3, NS, 'RawInput', 0, ['Shelf', 'Content'], [[STRING, { httpLabel: 1 }], [BLOB, { httpPayload: 1 }]]] // prettier-ignore
const RawOutput = [3, NS, 'RawOutput', 0, ['Content'], [[BLOB, { httpPayload: 1 }]]]
const NotThere = [-3, NS, 'NotThere', { error: 'client', httpError: 404 }, ['message'], [STRING]]
const operations: Readonly<Record<string, readonly unknown[]>> = {
  Put: [9, NS, 'Put', { http: ['PUT', '/shelves/{Shelf}/things/{Path+}', 201] }, () => PutInput, () => PutOutput],
  Raw: [9, NS, 'Raw', { http: ['POST', '/shelves/{Shelf}/raw?now', 200] }, () => RawInput, () => RawOutput],
  Gone: [9, NS, 'Gone', { http: ['DELETE', '/shelves/{Shelf}', 204] }, () => RawInput, () => RawOutput],
}

const calls: Call[] = []
let answer: Readonly<Record<string, unknown>> | ServiceError = {}
const shelf: Service = {
  id: 'shelf',
  freedoms: [],
  protocol: { namespace: NS, operations, errors: { NotThere }, unmodelledErrors: {}, restJson: {} },
  open: () => ({
    call(call) {
      calls.push(call)
      if (answer instanceof ServiceError) throw answer
      return answer
    },
  }),
}
const aws = embed([shelf], {})
const authorization = 'AWS4-HMAC-SHA256 Credential=111111111111/20260101/eu-west-1/shelf/aws4_request, SignedHeaders=host, Signature=0'

/** The SDK's own reading of the same schemas. */
const sdk = new AwsRestJsonProtocol({ defaultNamespace: NS, errorTypeRegistries: [TypeRegistry.for(NS)] } as never)
const context = { endpoint: () => Promise.resolve({ protocol: 'http:', hostname: 'shelf.test', path: '/' }), base64Encoder: (bytes: Uint8Array) => Buffer.from(bytes).toString('base64') } // prettier-ignore

const queryText = (query: HttpRequest['query']): string =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => [value ?? ''].flat().map((one): [string, string] => [name, one])),
  ).toString()

const send = async (operation: string, input: object) => {
  const schema = operations[operation]!
  const request = (await sdk.serializeRequest({ traits: schema[3], input: schema[4], output: schema[5], name: operation } as never, input as never, context as never)) as unknown as HttpRequest // prettier-ignore
  const query = queryText(request.query)
  return aws.request({
    method: request.method,
    path: request.path + (query === '' ? '' : `?${query}`),
    headers: { ...request.headers, authorization },
    body: request.body as string | Uint8Array,
  })
}

const date = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000))
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
const token = fc.stringMatching(/^[A-Za-z0-9 ,"!-]*[A-Za-z0-9]$/).map((one) => one.trim())
const name = fc.stringMatching(/^[a-z]{1,8}$/)
const label = fc.record({ colour: text, size: fc.integer() }, { requiredKeys: [] })
const bytes = fc.uint8Array({ maxLength: 20 })
const metaOf = (keys: fc.Arbitrary<string>) => fc.dictionary(keys, fc.stringMatching(/^[a-z0-9]{1,9}$/), { minKeys: 1 })

const putInput = fc.record(
  {
    Shelf: text,
    Path: fc.array(text.filter((one) => !/[./]/.test(one)), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
    Count: fc.integer(), Flags: fc.array(text, { minLength: 1 }), When: date, Kind: fc.boolean(), Marks: fc.array(token, { minLength: 1 }), Until: date,
    Since: fc.array(date, { minLength: 1 }), Meta: metaOf(name), Body: text, Nested: label, Bytes: bytes, At: date,
  },
  { requiredKeys: ['Shelf', 'Path'] },
) // prettier-ignore

test('a request as the SDK spells it is read as it was meant, wherever its members stand', async () => {
  await fc.assert(
    fc.asyncProperty(putInput, async (input) => {
      calls.length = 0
      answer = {}
      expect((await send('Put', input)).status).toBe(201)
      const [{ input: read, operation, region } = {} as Call] = calls
      expect([operation, region]).toEqual(['Put', 'eu-west-1'])
      const { More, ...rest } = read
      expect(rest).toEqual(input)
      expect(Object.keys(More as object).sort()).toEqual(Object.keys({ ...(input.Count === undefined ? {} : { count: 1 }), ...(input.Flags ? { flag: 1 } : {}), ...(input.When ? { when: 1 } : {}) }).sort()) // prettier-ignore
    }),
    { numRuns: 200 },
  )
})

const putOutput = fc.record(
  { Status: fc.constantFrom(200, 202), Etag: name, Marks: fc.array(token, { minLength: 1 }), Meta: metaOf(name), Until: date, Body: text, Nested: label, Bytes: bytes },
  { requiredKeys: [] },
) // prettier-ignore

test('an answer is read by the SDK as it was meant', async () => {
  await fc.assert(
    fc.asyncProperty(putOutput, async (output) => {
      answer = output
      const raw = await send('Put', { Shelf: 's', Path: 'p' })
      expect(raw.status).toBe(output.Status ?? 201)
      const headers = Object.fromEntries(Object.entries(raw.headers).map(([key, value]) => [key.toLowerCase(), value]))
      const response = new HttpResponse({ statusCode: raw.status, headers, body: new TextEncoder().encode(raw.body as string) })
      const schema = operations['Put']!
      const { $metadata, ...read } = (await sdk.deserializeResponse({ traits: schema[3], input: schema[4], output: schema[5], name: 'Put' } as never, { ...context, base64Decoder: (one: string) => new Uint8Array(Buffer.from(one, 'base64')), streamCollector: (one: unknown) => Promise.resolve(one), utf8Encoder: (one: Uint8Array) => new TextDecoder().decode(one) } as never, response)) as unknown as Record<string, unknown> // prettier-ignore
      expect($metadata).toBeDefined()
      expect({ ...read, Status: undefined }).toEqual({ Meta: {}, ...output, Status: undefined })
    }),
    { numRuns: 200 },
  )
})

test('a payload is the body as it is, and a template tells operations apart by its query', async () => {
  answer = { Content: new Uint8Array([1, 2]) }
  calls.length = 0
  const { status, headers, body } = await aws.request({
    path: '/shelves/a%2Fb/raw?now',
    headers: { authorization },
    body: new Uint8Array([7]),
  })
  expect([status, headers['Content-Type'], body]).toEqual([200, 'application/octet-stream', new Uint8Array([1, 2])])
  expect(calls[0]?.input).toEqual({ Shelf: 'a/b', Content: new Uint8Array([7]) })
  expect((await aws.request({ path: '/shelves/a/raw', headers: { authorization } })).status).toBe(404)
})

test('errors are told by header and body, and what cannot be read is refused', async () => {
  answer = new ServiceError('NotThere', 'no such shelf')
  const gone = await aws.request({ method: 'DELETE', path: '/shelves/a', headers: { authorization } })
  expect([gone.status, gone.headers['x-amzn-ErrorType'], gone.body]).toEqual([404, 'NotThere', '{"message":"no such shelf"}'])
  answer = {}
  const put = (path: string, body = '', headers = {}) => aws.request({ method: 'PUT', path, body, headers: { authorization, ...headers } })
  const refused = [
    await put('/shelves/a/things/b?count=many'),
    await put('/shelves/a/things/b?when=never'),
    await put('/shelves/a/things/b', '', { 'X-Kind': 'maybe' }),
    await put('/shelves/a/things/b', '{'),
    await put('/shelves/a/things/b', '{"Body":5}'),
    await put('/shelves/%ff/things/b'),
  ]
  expect(refused.map(({ status, headers }) => `${status} ${headers['x-amzn-ErrorType']}`)).toEqual(
    Array(6).fill('400 SerializationException'),
  )
  expect((await put('/nowhere')).headers['x-amzn-ErrorType']).toBe('UnknownOperationException')
})

test('without a signature the path tells the service, and what has none is another protocol’s', async () => {
  answer = {}
  expect((await aws.request({ method: 'DELETE', path: '/shelves/a' })).status).toBe(204)
  expect((await aws.request({ path: '/' })).body).toMatch(/MissingAction/)
})

test('of templates the most literal goes first', () => {
  const routes = new Routes<string>()
  for (const uri of ['/{Bucket}', '/{Bucket}/{Key+}', '/{Bucket}/{Key+}?tagging', '/health', '/{Bucket}/index']) routes.add('GET', uri, uri)
  const found = (path: string, query = '') => routes.find('GET', path, new URLSearchParams(query))
  expect(found('/health')?.to).toBe('/health')
  expect(found('/b/')).toEqual({ to: '/{Bucket}', labels: { Bucket: 'b' } })
  expect(found('/b/index')?.to).toBe('/{Bucket}/index')
  expect(found('/b/index/x')).toEqual({ to: '/{Bucket}/{Key+}', labels: { Bucket: 'b', Key: 'index/x' } })
  expect(found('/b/k', 'tagging')?.to).toBe('/{Bucket}/{Key+}?tagging')
  expect([found('/'), routes.find('PUT', '/b', new URLSearchParams())]).toEqual([undefined, undefined])
})
