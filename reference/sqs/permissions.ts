import type { AddPermissionRequest, RemovePermissionRequest } from '@aws-sdk/client-sqs'
import { known } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { invalidParameter, invalidValue, missingParameter, overLimit } from './errors.js'
import { LABEL_LENGTH, POLICY_STATEMENTS, STATEMENT_ACTIONS } from './limits.js'
import { parsePolicy, type Policy, type Statement } from './policy.js'
import { isName, queueAt, required } from './request.js'
import type { Queue } from './state.js'
import { protocol } from './wire.js'

/** What can be permitted: every action but those that only the owner's account can do, and `*`. */
const ACTIONS: ReadonlySet<string> = new Set(['*', ...Object.keys(protocol.operations)])

/**
 * AddPermission writes a statement into the queue's policy: it allows accounts (not users or roles) some actions on the queue.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html
 * @clause sqs.perm.add-creates-statement
 * @clause sqs.perm.add-policy-shape
 * @clause sqs.perm.add-principal-array-or-string
 */
export function addPermission(input: AddPermissionRequest, c: Context, x: Rules): Record<string, never> {
  const queue = queueAt(input.QueueUrl, c, x)
  const label = required(input.Label, 'Label', x)
  const accounts = someOf(input.AWSAccountIds, 'AWSAccountIds', x)
  const actions = someOf(input.Actions, 'Actions', x)
  x.orFail('sqs.perm.label-rules', known(isName(label, LABEL_LENGTH)), () =>
    invalidValue(label, 'Label', `Label can only include alphanumeric characters, hyphens, or underscores. 1 to ${LABEL_LENGTH} in length.`),
  )
  for (const account of accounts)
    x.orFail('sqs.perm.account-principals-only', known(/^\d{12}$/.test(account)), () =>
      invalidValue(`[${accounts.join(', ')}]`, 'PrincipalId', 'Unable to verify.'),
    )
  for (const action of actions)
    x.orFail('sqs.perm.actions-valid', known(ACTIONS.has(action)), () =>
      invalidValue(`SQS:${action}`, 'ActionName', 'Please refer to the appropriate WSDL for a list of valid actions.'),
    )
  x.orFail('sqs.perm.max-7-actions', known(actions.length <= STATEMENT_ACTIONS), () =>
    overLimit(`${actions.length} Actions were found, maximum allowed is ${STATEMENT_ACTIONS}.`),
  )
  const statements = statementsOf(queue)
  x.orFail('sqs.perm.add-duplicate-label', known(!statements.some(({ Sid }) => Sid === label)), () => invalidValue(label, 'Label', 'Already exists.'))
  x.orFail('sqs.perm.overlimit', known(statements.length < POLICY_STATEMENTS), () =>
    overLimit(`${statements.length + 1} statements were found, maximum allowed is ${POLICY_STATEMENTS}.`),
  )
  const statement: Statement = {
    Sid: label,
    Effect: 'Allow',
    Principal: { AWS: oneOrMore(accounts.map(account => `arn:aws:iam::${account}:root`)) },
    Action: oneOrMore(actions.map(action => `SQS:${action}`)),
    Resource: queue.arn,
  }
  keep(queue, [...statements, statement], x)
  return {}
}

/**
 * RemovePermission takes the statement of that label out of the policy, and the policy away with its last statement.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_RemovePermission.html
 * @clause sqs.perm.remove-by-label
 * @clause sqs.perm.remove-last-drops-policy
 */
export function removePermission(input: RemovePermissionRequest, c: Context, x: Rules): Record<string, never> {
  const queue = queueAt(input.QueueUrl, c, x)
  const label = required(input.Label, 'Label', x)
  const statements = statementsOf(queue)
  const rest = statements.filter(({ Sid }) => Sid !== label)
  x.orFail('sqs.perm.remove-unknown-label', known(rest.length < statements.length), () => invalidValue(label, 'Label', "can't find label."))
  keep(queue, rest, x)
  return {}
}

const policyOf = (queue: Queue): Policy | undefined => (queue.settings.Policy === undefined ? undefined : parsePolicy(queue.settings.Policy))
const statementsOf = (queue: Queue): readonly Statement[] => policyOf(queue)?.Statement ?? []
const oneOrMore = (values: readonly string[]): string | readonly string[] => (values.length === 1 ? values[0]! : values)

function keep(queue: Queue, statements: readonly Statement[], x: Rules): void {
  const policy = policyOf(queue) ?? { Version: '2008-10-17', Id: `${queue.arn}/${x.choices.policyId()}` }
  queue.settings.Policy = statements.length === 0 ? undefined : JSON.stringify({ ...policy, Statement: statements })
  queue.modified = x.now.at
}

function someOf(values: readonly string[] | undefined, name: string, x: Rules): readonly string[] {
  x.orFail('sqs.error.missing-required-any', known(values !== undefined), () => missingParameter(name))
  if (values!.length === 0) throw invalidParameter(`The request must contain at least one of ${name}.`)
  return values!
}
