import type { GetDataProtectionPolicyInput, GetDataProtectionPolicyResponse, PutDataProtectionPolicyInput } from '@aws-sdk/client-sns'
import { isObject, list, parseJson } from '../aws/json.js'
import { known } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { invalidParameter } from './errors.js'
import { DATA_PROTECTION_POLICY_LENGTH } from './limits.js'
import { topicAt } from './request.js'
import type { Topic } from './state.js'

/**
 * A data protection policy that can be kept. It is kept and reported; nothing looks for data that it protects.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-data-protection-policies.html
 */
export function checkDataProtectionPolicy(topic: Topic, text: string, x: Rules): string {
  const wrong = (reason: string) => () => invalidParameter('DataProtectionPolicy', reason)
  x.orFail('sns.mdp.put-get-roundtrip', known(!topic.fifo), wrong('Data protection policies are supported on standard topics only'))
  x.orFail(
    'sns.mdp.max-length-30720',
    known(text.length <= DATA_PROTECTION_POLICY_LENGTH),
    wrong(`must be at most ${DATA_PROTECTION_POLICY_LENGTH} characters long`),
  )
  const policy = parseJson(text)
  const statements = isObject(policy) ? list(policy['Statement']) : []
  const isNamed = isObject(policy) && isText(policy['Name']) && policy['Version'] === VERSION
  x.orFail(
    'sns.mdp.put-get-roundtrip',
    known(isNamed && statements.length > 0 && statements.every(isWhole)),
    wrong('The policy is not valid'),
  )
  const operations = statements.map((one) => (isObject(one) && isObject(one['Operation']) ? Object.keys(one['Operation']) : []))
  x.orFail(
    'sns.mdp.put-get-roundtrip',
    known(operations.every((names) => names.length === 1 && OPERATIONS.has(names[0]!))),
    wrong('The policy is not valid'),
  )
  const audits = statements.filter((_, at) => operations[at]![0] === 'Audit')
  x.orFail('sns.mdp.one-policy-one-audit', known(audits.length <= 1), wrong('The policy can have one audit statement'))
  const isInbound = statements.every(
    (one, at) => operations[at]![0] !== 'Deidentify' || (one as { readonly DataDirection?: unknown }).DataDirection === 'Inbound',
  )
  x.orFail('sns.mdp.one-policy-one-audit', known(isInbound), wrong('De-identification is for inbound data only'))
  return text
}
const VERSION = '2021-06-01'
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** A statement says which data, on which way, and whose. */
const isWhole = (statement: unknown): boolean =>
  isObject(statement) &&
  (statement['DataDirection'] === 'Inbound' || statement['DataDirection'] === 'Outbound') &&
  ['DataIdentifier', 'Principal'].every((name) => list(statement[name]).length > 0 && list(statement[name]).every(isText))

const OPERATIONS: ReadonlySet<string> = new Set(['Audit', 'Deidentify', 'Deny'])

/** PutDataProtectionPolicy: the empty text takes the policy away. @clause sns.mdp.empty-removes */
export function putDataProtectionPolicy(input: PutDataProtectionPolicyInput, c: Context, x: Rules): Record<string, never> {
  const topic = topicAt(input.ResourceArn!, c, x, 'ResourceArn')
  const text = input.DataProtectionPolicy!
  topic.dataProtectionPolicy = text === '' ? undefined : checkDataProtectionPolicy(topic, text, x)
  return {}
}

/** GetDataProtectionPolicy. @clause sns.mdp.put-get-roundtrip */
export function getDataProtectionPolicy(input: GetDataProtectionPolicyInput, c: Context, x: Rules): GetDataProtectionPolicyResponse {
  return { DataProtectionPolicy: topicAt(input.ResourceArn!, c, x, 'ResourceArn').dataProtectionPolicy }
}
