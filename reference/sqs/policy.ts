import { isObject, list, parseJson } from '../aws/json.js'
import { known } from '../core/facts.js'
import type { Rules } from './choices.js'
import { invalidAttributeValue, overLimit } from './errors.js'
import { POLICY_BYTES, POLICY_CONDITIONS, POLICY_PRINCIPALS, POLICY_STATEMENTS, STATEMENT_ACTIONS } from './limits.js'

export interface Policy {
  readonly Version?: unknown
  readonly Id?: unknown
  readonly Statement: readonly Statement[]
}
export interface Statement {
  readonly Sid?: string
  readonly Effect?: unknown
  readonly Principal?: unknown
  readonly Action?: unknown
  readonly Resource?: unknown
  readonly Condition?: unknown
}

/**
 * A queue policy as it is given: a JSON policy document within the quotas. It is kept and reported; access.ts and owner.ts hold
 * requests to it.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
 * @clause sqs.policy.set-and-get
 */
export function readPolicy(text: string, x: Rules): string {
  const policy = parsePolicy(text)
  x.orFail('sqs.policy.invalid-rejected', known(policy !== undefined), () => invalidAttributeValue('Policy'))
  x.orFail('sqs.policy.quota-size', known(Buffer.byteLength(text) <= POLICY_BYTES), () =>
    invalidAttributeValue('Policy', `A policy can have at most ${POLICY_BYTES} bytes.`),
  )
  const { Statement: statements } = policy!
  const within = (count: number, most: number, what: string) =>
    x.orFail('sqs.policy.quota-counts', known(count <= most), () => overLimit(`${count} ${what} were found, maximum allowed is ${most}.`))
  within(statements.length, POLICY_STATEMENTS, 'statements')
  within(countPrincipals(statements), POLICY_PRINCIPALS, 'principals')
  within(sum(statements, conditions), POLICY_CONDITIONS, 'conditions')
  for (const statement of statements) within(list(statement.Action).length, STATEMENT_ACTIONS, 'actions')
  return text
}

/** The document, or `undefined` where the text is none. */
export function parsePolicy(text: string): Policy | undefined {
  const value = parseJson(text)
  if (!isObject(value)) return undefined
  const statements = list(value['Statement'])
  if (statements.length === 0 || !statements.every(isStatement)) return undefined
  const { Version } = value
  if (Version !== undefined && Version !== '2008-10-17' && Version !== '2012-10-17') return undefined
  return { ...value, Statement: statements as Statement[] }
}

const isStatement = (value: unknown): boolean =>
  isObject(value) &&
  (value['Effect'] === 'Allow' || value['Effect'] === 'Deny') &&
  ('Action' in value || 'NotAction' in value) &&
  ('Principal' in value || 'NotPrincipal' in value)

const sum = (statements: readonly Statement[], count: (statement: Statement) => number): number =>
  statements.reduce((total, statement) => total + count(statement), 0)

/** The accounts, users and services that a statement is about. */
const principals = ({ Principal: given }: Statement): readonly unknown[] =>
  isObject(given) ? Object.values(given).flatMap(list) : list(given)

export const countPrincipals = (statements: readonly Statement[]): number => sum(statements, (statement) => principals(statement).length)

const conditions = ({ Condition: given }: Statement): number =>
  isObject(given) ? Object.values(given).flatMap((keys) => (isObject(keys) ? Object.keys(keys) : [])).length : 0
