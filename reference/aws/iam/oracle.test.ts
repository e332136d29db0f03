import { runSimulation } from '@cloud-copilot/iam-simulate'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePolicy, decide, type Decision, type Requester } from './policy.js'

/**
 * Drawn policies and drawn requests, decided here and by another implementation. The two are known to part, and are not held against each other, on:
 * - a star at the end of an inner part of a resource's ARN, which is documented to go on beyond the colon, and does not there;
 * - a condition without values, which AWS refuses when the policy is set;
 * - a block of all addresses (`0.0.0.0/0`), in which the other finds none;
 * - dates in seconds since 1970, which the other takes for milliseconds;
 * - `NotIpAddress` of IPv4 blocks for a request by IPv6: it is none of them, and the other says otherwise;
 * - policy variables.
 */
const OWNER = '222222222222'
const OTHER = '111111111111'
const QUEUE = `arn:aws:sqs:us-east-1:${OWNER}:orders`
const TOPIC = `arn:aws:sns:us-east-1:${OTHER}:news`

const requesters: readonly Requester[] = [
  { account: OTHER },
  { account: OTHER, arn: `arn:aws:iam::${OTHER}:user/ann` },
  { account: OTHER, arn: `arn:aws:iam::${OTHER}:role/reader` },
  { account: OTHER, arn: `arn:aws:sts::${OTHER}:assumed-role/reader/session` },
  { account: '333333333333', arn: 'arn:aws:iam::333333333333:user/ann' },
  { service: 'sns.amazonaws.com', sourceArn: TOPIC, sourceAccount: OTHER },
  { service: 'events.amazonaws.com', sourceArn: `arn:aws:events:us-east-1:${OWNER}:rule/r`, sourceAccount: OWNER },
]
const nameOf = (requester: Requester): string =>
  'account' in requester ? (requester.arn ?? `arn:aws:iam::${requester.account}:root`) : 'service' in requester ? requester.service : ''

const principals = fc.oneof(
  fc.constant('*'),
  fc.record({ AWS: fc.constantFrom('*', OTHER, '333333333333', `arn:aws:iam::${OTHER}:root`) }),
  fc.record({
    AWS: fc.subarray(
      requesters.flatMap((one) => ('account' in one && one.arn !== undefined ? [one.arn] : [])),
      { minLength: 1 },
    ),
  }),
  fc.record({ Service: fc.constantFrom('sns.amazonaws.com', ['events.amazonaws.com', 's3.amazonaws.com']) }),
)
const actions = fc.constantFrom(
  '*',
  'sqs:*',
  'SQS:SendMessage',
  'sqs:Send*',
  'sqs:?endMessage',
  'sqs:ReceiveMessage',
  'sns:*',
  'sqs:*e*Message',
  ['sqs:GetQueueUrl', 'sqs:SendMessage'],
)
const resources = fc.constantFrom(
  '*',
  QUEUE,
  `${QUEUE}*`,
  'arn:aws:sqs:*',
  `arn:aws:sqs:us-*-1:${OWNER}:orders`,
  'arn:aws:sqs:us-east-1:2*2:o*s',
  `arn:aws:sqs:us-east-?:${OWNER}:order?`,
  `arn:aws:sqs:us-east-1:${OWNER}:other`,
  [TOPIC, QUEUE],
)

const texts = fc.constantFrom('', 'a', 'b', 'A', 'ab', 'a*', '*b', 'a?c', 'abc', '*')
const numbers = fc.constantFrom('1', '2', '10', '1.5', '-3', '1.0')
const dates = fc.constantFrom('2026-01-01T00:00:00Z', '2026-06-30T12:00:00Z', '2025-12-31T23:59:59Z', '2026-01-01T01:00:00+01:00')
const addresses = fc.constantFrom('203.0.113.0/24', '203.0.113.7', '198.51.100.0/25', '128.0.0.0/1', '10.0.0.0/8')
const arns = fc.constantFrom(
  TOPIC,
  'arn:aws:sns:*:*:*',
  `arn:aws:sns:us-east-1:${OTHER}:n*`,
  `arn:aws:sns:us-*:${OTHER}:news`,
  `arn:aws:events:*:${OWNER}:rule/*`,
  'arn:aws:sns:us-east-1:*',
)

/** Operators with the key that they are tried on, values of the policy, and values of the request. */
const kinds = [
  {
    key: 'aws:PrincipalTag/Team',
    operators: ['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'StringNotEquals', 'StringNotEqualsIgnoreCase', 'StringNotLike'],
    wanted: texts,
    given: texts.filter((text) => !/[*?]/.test(text)),
  },
  {
    key: 'aws:MultiFactorAuthAge',
    operators: [
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThan',
      'NumericLessThanEquals',
      'NumericGreaterThan',
      'NumericGreaterThanEquals',
    ],
    wanted: numbers,
    given: numbers,
  },
  {
    key: 'aws:CurrentTime',
    operators: ['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals'],
    wanted: dates,
    given: dates,
  },
  { key: 'aws:SecureTransport', operators: ['Bool'], wanted: fc.constantFrom('true', 'false'), given: fc.constantFrom('true', 'false') },
  {
    key: 'aws:SourceIp',
    operators: ['IpAddress', 'NotIpAddress'],
    wanted: addresses,
    given: fc.constantFrom('203.0.113.7', '198.51.100.200', '10.1.2.3'),
  },
  {
    key: 'aws:SourceArn',
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    wanted: arns,
    given: fc.constantFrom(TOPIC, `arn:aws:sns:eu-west-1:${OTHER}:news`, `arn:aws:events:us-east-1:${OWNER}:rule/r`),
  },
] as const
const SET_KEY = 'aws:TagKeys'

const condition = fc.oneof(
  ...kinds.map(({ key, operators, wanted }) =>
    fc
      .tuple(fc.constantFrom(...operators), fc.constantFrom('', 'IfExists'), fc.array(wanted, { minLength: 1, maxLength: 3 }))
      .map(([operator, end, values]) => [operator + end, key, values] as const),
  ),
  fc
    .tuple(
      fc.constantFrom('ForAllValues', 'ForAnyValue'),
      fc.constantFrom('StringEquals', 'StringLike', 'StringNotEquals', 'StringNotLike'),
      fc.array(texts, { minLength: 1, maxLength: 3 }),
    )
    .map(([set, operator, values]) => [`${set}:${operator}`, SET_KEY, values] as const),
  fc
    .tuple(fc.constantFrom(SET_KEY, ...kinds.map(({ key }) => key)), fc.constantFrom('true', 'false'))
    .map(([key, value]) => ['Null', key, [value]] as const),
)
const conditions = fc.array(condition, { maxLength: 3 }).map((all) => {
  const block: Record<string, Record<string, readonly string[]>> = {}
  for (const [operator, key, values] of all) block[operator] = { ...block[operator], [key]: values }
  return block
})

const either = <T>(name: string, values: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.tuple(fc.constantFrom(name, name, name, `Not${name}`), values).map(([as, value]) => ({ [as]: value }))
const statement = fc
  .tuple(
    fc.constantFrom('Allow', 'Allow', 'Deny'),
    either('Principal', principals),
    either('Action', actions),
    either('Resource', resources),
    conditions,
  )
  .map(([Effect, principal, action, about, Condition]) => ({
    // AWS does not support NotPrincipal with Allow.
    Effect: 'NotPrincipal' in principal ? 'Deny' : Effect,
    ...principal,
    ...action,
    ...about,
    Condition,
  }))
const policies = fc.record({
  Version: fc.constantFrom('2008-10-17', '2012-10-17'),
  Statement: fc.array(statement, { minLength: 1, maxLength: 4 }),
})

const contexts = fc.record(
  {
    ...Object.fromEntries(kinds.map(({ key, given }) => [key, given as fc.Arbitrary<string | string[]>])),
    [SET_KEY]: fc.array(
      texts.filter((text) => text !== '' && !/[*?]/.test(text)),
      { minLength: 1, maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
)

const DECISIONS: Readonly<Record<string, Decision>> = {
  Allowed: 'allow',
  ExplicitlyDenied: 'explicit-deny',
  ImplicitlyDenied: 'implicit-deny',
}

test('drawn policies decide on drawn requests as another implementation says', async () => {
  const seen = new Map<Decision, number>()
  await fc.assert(
    fc.asyncProperty(policies, fc.constantFrom(...requesters), contexts, async (policy, requester, drawn) => {
      // Here the keys of the source need not be given.
      const known =
        'service' in requester ? { ...drawn, 'aws:SourceArn': requester.sourceArn, 'aws:SourceAccount': requester.sourceAccount } : drawn
      const context = 'service' in requester ? { ...drawn, 'aws:SourceArn': undefined } : drawn
      const everything = {
        name: 'everything',
        policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      }
      const simulated = await runSimulation(
        {
          request: {
            principal: nameOf(requester),
            action: 'sqs:SendMessage',
            resource: { resource: QUEUE, accountId: OWNER },
            contextVariables: known,
          },
          identityPolicies: 'account' in requester ? [everything] : [],
          serviceControlPolicies: [],
          resourceControlPolicies: [],
          resourcePolicy: policy,
        },
        {},
      )
      if (simulated.resultType !== 'single') throw new Error(JSON.stringify(simulated))
      const decision = decide(compilePolicy(JSON.stringify(policy)), {
        principal: requester,
        action: 'sqs:SendMessage',
        resource: QUEUE,
        context,
      })
      seen.set(decision, (seen.get(decision) ?? 0) + 1)
      expect(decision).toBe(DECISIONS[simulated.overallResult])
    }),
    { numRuns: 1000, seed: 1 },
  )
  // Were the draws too narrow, the two would agree on one answer.
  expect([...seen.keys()].sort()).toEqual(['allow', 'explicit-deny', 'implicit-deny'])
  for (const count of seen.values()) expect(count).toBeGreaterThan(100)
})
