import { expect, test } from 'vitest'
import type { HttpRequest, Scope, Target } from '../targets/target.js'
import { signingOf } from './signing.js'

/** The account, moment and service of the examples that AWS publishes for its signature. */
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const now = Date.UTC(2015, 7, 30, 12, 36)
const target = { endpoint: 'https://example.amazonaws.com', isVirtual: false, credentials } as Target
const scope = { region: 'us-east-1', clock: { now: () => now } } as Scope
const get: HttpRequest = { method: 'GET', path: '/', headers: {}, body: '' }

const signatureOf = ({ headers }: HttpRequest): string | undefined => /Signature=(.*)/.exec(headers['authorization'] ?? '')?.[1]

test.each([
  [get, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [{ ...get, path: '/?Param2=value2&Param1=value1' }, 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
  [{ ...get, method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    { ...get, method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'Param1=value1' },
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
])('a request to an endpoint has the signature that AWS asks for: %o', async (request, signature) => {
  expect(signatureOf(await signingOf('service', target, scope)(request))).toBe(signature)
})

test('the path of the endpoint is part of what is signed', async () => {
  const below = { ...target, endpoint: `${target.endpoint}/below` }
  const signed = await signingOf('service', below, scope)({ ...get, path: '/?Action=ListQueues' })
  expect(signed.path).toBe('/below/?Action=ListQueues')
  expect(signatureOf(signed)).not.toBe(signatureOf(await signingOf('service', target, scope)({ ...get, path: '/?Action=ListQueues' })))
})

test('temporary credentials send their token', async () => {
  const temporary = { ...target, credentials: { ...credentials, sessionToken: 'token' } }
  expect((await signingOf('service', temporary, scope)(get)).headers).toMatchObject({
    host: 'example.amazonaws.com',
    'x-amz-security-token': 'token',
  })
})

test('what says itself who sends it is left as it is, and an embedded target needs no signature', async () => {
  const own = { ...get, headers: { authorization: 'nobody' } }
  expect(await signingOf('service', target, scope)(own)).toEqual(own)
  const { headers } = await signingOf('service', { ...target, isVirtual: true }, { ...scope, account: '123456789012' })(get)
  expect(headers).toEqual({
    authorization: expect.stringMatching(/Credential=123456789012\/20150830\/us-east-1\/service\/aws4_request.*Signature=0+$/) as string,
  })
})
