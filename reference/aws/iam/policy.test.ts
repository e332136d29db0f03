import { performance } from 'node:perf_hooks'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { allows, compilePolicy, decide, MalformedPolicy, type AccessRequest, type Requester } from './policy.js'
import { resource, wildcard } from './wildcard.js'

const QUEUE = 'arn:aws:sqs:us-east-1:222222222222:orders'
const TOPIC = 'arn:aws:sns:us-east-1:111111111111:news'
const topic: Requester = { service: 'sns.amazonaws.com', sourceArn: TOPIC, sourceAccount: '111111111111' }

const policyOf = (...statements: readonly object[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((one) => ({ Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: QUEUE, ...one })),
  })
const asked = (change: Partial<AccessRequest> = {}): AccessRequest => ({
  principal: topic,
  action: 'sqs:SendMessage',
  resource: QUEUE,
  ...change,
})
const allowed = (statement: object, change?: Partial<AccessRequest>): boolean => allows(compilePolicy(policyOf(statement)), asked(change))

/** The policies that AWS documents for queues, topics and streams. */
describe('allows', () => {
  it('lets a topic send to a queue, by its service and the source it acts for, and no other topic', () => {
    const statement = {
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: { ArnEquals: { 'aws:SourceArn': TOPIC } },
    }
    expect(allowed(statement)).toBe(true)
    expect(allowed(statement, { principal: { ...topic, sourceArn: `${TOPIC}2` } })).toBe(false)
    expect(allowed(statement, { principal: { ...topic, service: 's3.amazonaws.com' } })).toBe(false)
    expect(allowed(statement, { principal: { account: '111111111111' } })).toBe(false)
    expect(allowed(statement, { action: 'sqs:ReceiveMessage' })).toBe(false)
    expect(allowed(statement, { resource: `${QUEUE}2` })).toBe(false)
    expect(allowed({ ...statement, Principal: '*' })).toBe(true)
    expect(allowed({ Condition: { StringEquals: { 'AWS:SourceAccount': '111111111111' } } })).toBe(true)
    expect(allowed({ Condition: { StringEquals: { 'aws:sourceaccount': '333333333333' } } })).toBe(false)
  })

  it('takes an account for everybody in it, and a role for all its sessions', () => {
    const ann = { account: '111111111111', arn: 'arn:aws:iam::111111111111:user/ann' }
    const session = { account: '111111111111', arn: 'arn:aws:sts::111111111111:assumed-role/reader/s1' }
    const by = (AWS: string | readonly string[], principal: Requester): boolean => allowed({ Principal: { AWS } }, { principal })
    for (const name of ['111111111111', 'arn:aws:iam::111111111111:root', '*'])
      expect([ann, session, { account: ann.account }].map((who) => by(name, who))).toEqual([true, true, true])
    expect(by(['333333333333', ann.arn], ann)).toBe(true)
    expect(by(ann.arn, { account: ann.account })).toBe(false)
    expect(by('arn:aws:iam::111111111111:role/reader', session)).toBe(true)
    expect(by('arn:aws:iam::111111111111:role/read', session)).toBe(false)
    expect(by('333333333333', ann)).toBe(false)
  })

  it('tells those signed in elsewhere, canonical users and the unknown from accounts', () => {
    expect(allowed({ Principal: { Federated: 'accounts.google.com' } }, { principal: { federated: 'accounts.google.com' } })).toBe(true)
    expect(allowed({ Principal: { CanonicalUser: 'abc' } }, { principal: { canonicalUser: 'abc' } })).toBe(true)
    expect(allowed({ Principal: '*' }, { principal: { anonymous: true } })).toBe(true)
    expect(allowed({ Principal: { AWS: '111111111111' } }, { principal: { anonymous: true } })).toBe(false)
  })

  it('restricts who subscribes to a topic by protocol and endpoint', () => {
    const statement = {
      Action: 'SNS:Subscribe',
      Resource: TOPIC,
      Condition: { StringLike: { 'sns:Endpoint': '*@example.com' }, StringEquals: { 'SNS:Protocol': ['email', 'email-json'] } },
    }
    const subscribing = { principal: { account: '333333333333' }, action: 'sns:Subscribe', resource: TOPIC }
    expect(allowed(statement, { ...subscribing, context: { 'sns:Endpoint': 'ann@example.com', 'sns:Protocol': 'email' } })).toBe(true)
    expect(allowed(statement, { ...subscribing, context: { 'sns:Endpoint': 'ann@example.org', 'sns:Protocol': 'email' } })).toBe(false)
    expect(allowed(statement, { ...subscribing, context: { 'sns:Endpoint': 'ann@example.com', 'sns:Protocol': 'sms' } })).toBe(false)
    expect(allowed(statement, subscribing)).toBe(false)
  })

  it('lets an explicit deny win in any order, and denies what nothing allows', () => {
    const deny = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': false } } }
    for (const statements of [
      [deny, {}],
      [{}, deny],
    ]) {
      const policy = compilePolicy(policyOf(...statements))
      expect(decide(policy, asked({ context: { 'aws:SecureTransport': 'false' } }))).toBe('explicit-deny')
      expect(decide(policy, asked({ context: { 'aws:SecureTransport': 'true' } }))).toBe('allow')
      expect(decide(policy, asked({ resource: 'arn:aws:sqs:us-east-1:222222222222:other' }))).toBe('implicit-deny')
    }
  })

  it('denies all but the named by NotPrincipal, NotAction and NotResource', () => {
    const but = (not: object) => compilePolicy(policyOf({}, { Effect: 'Deny', ...not }))
    const ann = { account: '111111111111' }
    const notAnn = but({ Principal: undefined, NotPrincipal: { AWS: '111111111111' } })
    expect([allows(notAnn, asked({ principal: ann })), allows(notAnn, asked())]).toEqual([true, false])
    const notSend = but({ Action: undefined, NotAction: 'sqs:send*' })
    expect([allows(notSend, asked()), allows(notSend, asked({ action: 'sqs:ReceiveMessage' }))]).toEqual([true, false])
    expect(allows(but({ Resource: undefined, NotResource: QUEUE }), asked())).toBe(true)
    expect(allows(but({ Resource: undefined, NotResource: TOPIC }), asked())).toBe(false)
  })

  it('is about its own resource where a statement names none', () => {
    expect(allowed({ Resource: undefined })).toBe(true)
  })

  it('holds IPv6 addresses, whole blocks and dates in seconds to their conditions', () => {
    const given = (condition: object, context: AccessRequest['context']): boolean =>
      allowed({ Condition: condition }, { context: context! })
    expect(given({ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '2001:db8::/32'] } }, { 'aws:SourceIp': '2001:db8::1' })).toBe(true)
    expect(given({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, { 'aws:SourceIp': '2001:db8::1' })).toBe(true)
    expect(given({ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, { 'aws:SourceIp': '198.51.100.1' })).toBe(true)
    expect(given({ IpAddress: { 'aws:SourceIp': 'nonsense/8' } }, { 'aws:SourceIp': '198.51.100.1' })).toBe(false)
    expect(given({ DateLessThan: { 'aws:CurrentTime': 1767225600 } }, { 'aws:CurrentTime': '2025-12-31T23:59:59Z' })).toBe(true)
    expect(given({ BinaryEquals: { key: 'QmluYXJ5' } }, { key: 'QmluYXJ5' })).toBe(true)
    expect(given({ 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'team' } }, {})).toBe(false)
  })

  it('puts in what the request has for a variable, literally, and matches nothing without it', () => {
    const own = (Resource: string, context: AccessRequest['context']): boolean =>
      allowed({ Resource }, { resource: 'arn:aws:sqs:us-east-1:222222222222:ann-orders', context: context! })
    const name = 'arn:aws:sqs:us-east-1:222222222222:${aws:username}-*'
    expect(own(name, { 'aws:username': 'ann' })).toBe(true)
    expect(own(name, { 'aws:username': '*' })).toBe(false)
    expect(own(name, {})).toBe(false)
    expect(own(name.replace('username', "username, 'ann'"), {})).toBe(true)
    expect(allowed({ Condition: { StringLike: { key: 'a${*}' } } }, { context: { key: 'a*' } })).toBe(true)
    expect(allowed({ Condition: { StringLike: { key: 'a${*}' } } }, { context: { key: 'ab' } })).toBe(false)
    const old = compilePolicy(policyOf({ Condition: { StringEquals: { key: '${aws:username}' } } }).replace('2012-10-17', '2008-10-17'))
    expect(allows(old, asked({ context: { key: '${aws:username}' } }))).toBe(true)
  })
})

test.each([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['no statement', '{"Statement":[]}'],
  ['another version', '{"Version":"2020-01-01","Statement":{"Effect":"Allow","Principal":"*","Action":"*"}}'],
  ['an unknown element', '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Foo":1}}'],
  ['no effect', policyOf({ Effect: 'Maybe' })],
  ['no principal', policyOf({ Principal: undefined })],
  ['an unknown kind of principal', policyOf({ Principal: { Google: 'x' } })],
  ['a principal and its opposite', policyOf({ NotPrincipal: '*' })],
  ['no action', policyOf({ Action: [] })],
  ['an unknown operator', policyOf({ Condition: { StringSounds: { key: 'x' } } })],
  ['a condition on an object', policyOf({ Condition: { StringEquals: { key: {} } } })],
  ['Null with IfExists', policyOf({ Condition: { NullIfExists: { key: 'true' } } })],
])('a policy with %s is malformed', (_, text) => {
  expect(() => compilePolicy(text)).toThrow(MalformedPolicy)
})

describe('wildcards', () => {
  it('stand for any characters, and for any one', () => {
    const cases: readonly [pattern: string, matching: readonly string[], other: readonly string[]][] = [
      ['*', ['', 'abc'], []],
      ['a*c', ['ac', 'abc', 'acc'], ['a', 'ca', 'acb']],
      ['a?c', ['abc', 'a?c'], ['ac', 'abbc']],
      ['*ab*ab', ['abab', 'xababab'], ['ab', 'aba']],
      ['a*?', ['ab', 'abc'], ['a']],
      ['?*b?', ['abc', 'abbc'], ['bc', 'ab']],
    ]
    for (const [pattern, matching, other] of cases) {
      for (const text of matching) expect(wildcard(pattern)(text), `${pattern} ${text}`).toBe(true)
      for (const text of other) expect(wildcard(pattern)(text), `${pattern} ${text}`).toBe(false)
    }
  })

  it('stay within a part of a resource, but for a star at its end', () => {
    expect(resource('arn:aws:sqs:*:orders')(QUEUE)).toBe(true)
    expect(resource('arn:aws:sqs:us-*-1:222222222222:orders')(QUEUE)).toBe(true)
    expect(resource('arn:aws:sqs:us*2222:orders')(QUEUE)).toBe(false)
    expect(resource('arn:aws:sqs:us-east-1?222222222222:orders')(QUEUE)).toBe(false)
    expect(resource('arn:aws:sqs:us-east-1:222222222222:ord?rs')(QUEUE)).toBe(true)
  })

  it('are what an expression of the same meaning is', () => {
    const parts = fc.array(fc.constantFrom('a', 'b', ':', '*', '?', '😀'), { maxLength: 70 }).map((letters) => letters.join(''))
    const texts = fc.array(fc.constantFrom('a', 'b', ':', '😀', '.'), { maxLength: 70 }).map((letters) => letters.join(''))
    /** A text that the pattern may well match. */
    const near = fc.tuple(parts, fc.infiniteStream(fc.constantFrom('', 'a', ':', 'ab', '😀'))).map(([pattern, drawn]) => {
      const text = pattern.replace(/[*?]/g, (wild) => (wild === '*' ? drawn.next().value : 'b') as string)
      return [pattern, text] as const
    })
    const means = (pattern: string, star: string, one: string): RegExp =>
      new RegExp(`^${pattern.replace(/\*+/g, star).replaceAll('?', one)}$`, 'su')
    fc.assert(
      fc.property(fc.oneof(fc.tuple(parts, texts), near), ([pattern, text]) => {
        // An engine that goes back would take ever for many stars.
        fc.pre(pattern.split('*').length < 6)
        expect(wildcard(pattern)(text)).toBe(means(pattern, '.*', '.').test(text))
        const inParts = pattern
          .replace(/\*+(?=:|$)/g, '\u0000')
          .replace(/\*+/g, '[^:]*')
          .replaceAll('\u0000', '.*')
          .replaceAll('?', '[^:]')
        if (!/\*\*/.test(pattern)) expect(resource(pattern)(text)).toBe(new RegExp(`^${inParts}$`, 'su').test(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('take no longer for many stars', () => {
    const began = performance.now()
    expect(wildcard('a*'.repeat(2000) + 'b')('a'.repeat(20_000))).toBe(false)
    expect(resource('a*a'.repeat(300) + 'b')('a'.repeat(20_000))).toBe(false)
    expect(wildcard('a?*'.repeat(4700) + 'b')('a'.repeat(60_000))).toBe(false)
    expect(performance.now() - began).toBeLessThan(3000)
  })
})
