import type { AddPermissionInput, RemovePermissionInput } from '@aws-sdk/client-sns'
import { permission, rootOf } from '../aws/iam/permissions.js'
import { compilePolicy, MalformedPolicy } from '../aws/iam/policy.js'
import { isObject, list, oneOrMore, parseJson } from '../aws/json.js'
import { known } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { invalidParameter } from './errors.js'
import { POLICY_BYTES, POLICY_STATEMENTS, STATEMENT_PRINCIPALS } from './limits.js'
import { topicAt, type Wrong } from './request.js'
import type { Topic } from './state.js'

/** What a topic's policy can allow, in the order of the default policy. @clause sns.attributes.policy-default-actions */
const ACTIONS = ['GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic', 'Subscribe', 'ListSubscriptionsByTopic', 'Publish'] // prettier-ignore
/** `Receive` stood in default policies until 2017 and is still taken. */
const KNOWN: ReadonlySet<string> = new Set(
  [...ACTIONS, 'Receive', 'GetDataProtectionPolicy', 'PutDataProtectionPolicy'].map((action) => action.toLowerCase()),
)

export interface Policy {
  readonly Version?: unknown
  readonly Id?: unknown
  readonly Statement: readonly Statement[]
}
export interface Statement {
  readonly Sid?: string
  readonly Effect: string
  readonly Principal: unknown
  readonly Action: unknown
  readonly Resource: unknown
  readonly Condition?: unknown
}

/**
 * The policy of a new topic allows its owner everything, and nobody else anything.
 *
 * @clause sns.attributes.policy-default-document
 * @clause sns.permissions.default-owner-only
 */
export const defaultPolicy = (arn: string, owner: string): string =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ACTIONS.map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': owner } },
      },
    ],
  })

const outOfScope = 'Policy statement action out of service scope!'

/**
 * A policy as it is kept: accounts are named by their ARNs. Whatever is wrong with it is told in the same two words.
 *
 * @clause sns.attributes.policy-set
 */
export function readPolicy(topic: Topic, text: string, wrong: Wrong, x: Rules): string {
  const malformed = () => wrong('Policy Error: null')
  x.orFail('sns.attributes.policy-set', known(text !== ''), () => wrong('Policy is empty'))
  x.orFail('sns.attributes.policy-max-30kb', known(Buffer.byteLength(text) <= POLICY_BYTES), malformed)
  x.orFail('sns.attributes.policy-ascii-only', known(/^\p{ASCII}*$/u.test(text)), malformed)
  const policy = parseJson(text)
  const statements = isObject(policy) ? list(policy['Statement']) : []
  x.orFail('sns.attributes.policy-max-100-statements', known(statements.length <= POLICY_STATEMENTS), malformed)
  const sids = new Set<unknown>()
  for (const statement of statements) {
    x.orFail('sns.attributes.policy-set', known(isStatement(statement)), malformed)
    const { Sid, Principal, Action, Resource } = statement as Statement
    const principals = isObject(Principal) ? Object.values(Principal).flatMap(list) : list(Principal)
    x.orFail(
      'sns.attributes.policy-principals-1-200',
      known(principals.length >= 1 && principals.length <= STATEMENT_PRINCIPALS),
      malformed,
    )
    x.orFail('sns.attributes.policy-unique-sids', known(Sid === undefined || !sids.has(Sid)), malformed)
    sids.add(Sid)
    x.orFail('sns.attributes.policy-set', known(!list(Action).some((action) => /^sns:\*$/i.test(String(action)))), malformed)
    x.orFail('sns.permissions.add-invalid-action', known(list(Action).every(isInScope)), () => wrong(outOfScope))
    x.orFail('sns.attributes.policy-one-resource', known(list(Resource).length === 1 && list(Resource)[0] === topic.arn), malformed)
  }
  x.orFail('sns.attributes.policy-set', known(isReadable(text)), malformed)
  return statements.some((statement) => namesAccount((statement as Statement).Principal))
    ? JSON.stringify({ ...(policy as object), Statement: statements.map(withArns) })
    : text
}

function isReadable(text: string): boolean {
  try {
    compilePolicy(text)
    return true
  } catch (error) {
    if (error instanceof MalformedPolicy) return false
    throw error
  }
}

const isStatement = (value: unknown): boolean =>
  isObject(value) && (value['Effect'] === 'Allow' || value['Effect'] === 'Deny') && 'Principal' in value && 'Action' in value

/** An action of topics, or a pattern that has some. */
const isInScope = (action: unknown): boolean => {
  const [service, name, ...rest] = String(action).toLowerCase().split(':')
  if (service === '*' && name === undefined) return true
  if (service !== 'sns' || name === undefined || rest.length > 0) return false
  return name.includes('*') || name.includes('?') ? true : KNOWN.has(name)
}

const ACCOUNT = /^\d{12}$/
const awsOf = (principal: unknown): readonly unknown[] => (isObject(principal) ? list(principal['AWS']) : [])
const namesAccount = (principal: unknown): boolean => awsOf(principal).some((one) => ACCOUNT.test(String(one)))
const arnOf = (principal: unknown): unknown => (ACCOUNT.test(String(principal)) ? rootOf(String(principal)) : principal)
/** @clause sns.attributes.policy-account-to-arn */
const withArns = (statement: unknown): unknown => {
  const { Principal, ...rest } = statement as Statement
  return namesAccount(Principal)
    ? { ...rest, Principal: { ...(Principal as object), AWS: oneOrMore(awsOf(Principal).map(arnOf)) } }
    : statement
}

/**
 * AddPermission appends a statement that allows accounts some actions.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html
 * @clause sns.permissions.add-single-action
 * @clause sns.permissions.add-multiple-actions
 * @clause sns.permissions.add-keeps-existing
 * @clause sns.permissions.add-required-members
 * @clause sns.permissions.add-no-conditions
 */
export function addPermission(input: AddPermissionInput, c: Context, x: Rules): Record<string, never> {
  const topic = topicAt(input.TopicArn!, c, x)
  const policy = JSON.parse(topic.policy) as Policy
  const statements = list(policy.Statement) as readonly Statement[]
  const label = input.Label!
  x.orFail('sns.permissions.add-duplicate-label', known(!statements.some(({ Sid }) => Sid === label)), () =>
    invalidParameter('Statement already exists'),
  )
  const actions = input.ActionName!.map((action) => `SNS:${action}`)
  x.orFail('sns.permissions.add-invalid-action', known(actions.every((action) => isInScope(action) && action !== 'SNS:*')), () =>
    invalidParameter(outOfScope),
  )
  const accounts = input.AWSAccountId!
  x.orFail('sns.attributes.policy-set', known(accounts.every((account) => ACCOUNT.test(account))), () =>
    invalidParameter('Policy Error: PrincipalNotFound'),
  )
  x.orFail('sns.attributes.policy-max-100-statements', known(statements.length < POLICY_STATEMENTS), () =>
    invalidParameter('Policy Error: null'),
  )
  topic.policy = JSON.stringify({ ...policy, Statement: [...statements, permission(label, accounts, actions, topic.arn)] })
  return {}
}

/** RemovePermission takes the statement of that label away. @clause sns.permissions.remove-by-label */
export function removePermission(input: RemovePermissionInput, c: Context, x: Rules): Record<string, never> {
  const topic = topicAt(input.TopicArn!, c, x)
  const policy = JSON.parse(topic.policy) as Policy
  topic.policy = JSON.stringify({
    ...policy,
    Statement: list(policy.Statement).filter((statement) => (statement as Statement).Sid !== input.Label),
  })
  return {}
}
