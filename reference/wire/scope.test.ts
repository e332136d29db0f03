import { expect, test } from 'vitest'
import type { Incoming } from './request.js'
import { accountOf, Scopes } from './scope.js'

const request = (authorization?: string, query = ''): Incoming => ({
  method: 'POST',
  path: '/',
  query,
  headers: { authorization },
  body: '',
  origin: 'http://x',
  signal: undefined,
})
const scopes = new Scopes('000000000000')

test('the scope of a signed request', () => {
  const signed = 'AWS4-HMAC-SHA256 Credential=123456789012/20260101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=00'
  expect(scopes.of(request(signed))).toEqual({ accessKey: '123456789012', region: 'eu-west-1', service: 'sqs', account: '123456789012' })
  expect(scopes.of(request(signed))).toBe(scopes.of(request(signed)))
})

test('the scope of a presigned request', () => {
  const query = 'Action=ListQueues&X-Amz-Credential=123456789012%2F20260101%2Feu-west-1%2Fsqs%2Faws4_request&X-Amz-Signature=0'
  expect(scopes.of(request(undefined, query))).toMatchObject({ region: 'eu-west-1', account: '123456789012' })
})

test.each([
  undefined,
  '',
  'Bearer x',
  'AWS4-HMAC-SHA256 Credential=',
  'AWS4-HMAC-SHA256 Credential=////',
  `AWS4-HMAC-SHA256 Credential=${'x'.repeat(5000)}`,
])('what is no scope is the default account in the default region: %s', (authorization) => {
  expect(scopes.of(request(authorization))).toMatchObject({ region: 'us-east-1', account: '000000000000' })
})

test('accounts', () => {
  expect(accountOf('123456789012', '000000000000')).toBe('123456789012')
  for (const dummy of ['test', 'dummy', 'x', '12345', undefined]) expect(accountOf(dummy, '111111111111')).toBe('111111111111')
  const own = accountOf('AKIAIOSFODNN7EXAMPLE', '000000000000')
  expect(own).toMatch(/^\d{12}$/)
  expect(accountOf('AKIAIOSFODNN7EXAMPLE', '111111111111')).toBe(own)
  expect(accountOf('AKIAIOSFODNN7EXAMPLF', '000000000000')).not.toBe(own)
})
