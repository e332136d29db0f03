import type { AddPermissionRequest, RemovePermissionRequest } from '@aws-sdk/client-sqs'
import { permission } from '../aws/iam/permissions.js'
import { isName } from '../aws/text.js'
import { any, known, NO } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { invalidValue, missingParameter, overLimit } from './errors.js'
import { LABEL_LENGTH, POLICY_BYTES, POLICY_PRINCIPALS, POLICY_STATEMENTS, STATEMENT_ACTIONS } from './limits.js'
import { countPrincipals, parsePolicy, type Policy, type Statement } from './policy.js'
import { queueAt, required } from './request.js'
import { change, editUnseen, settingIs, unfixed } from './settings.js'
import type { Queue } from './state.js'
import { protocol } from './wire.js'

const ACTIONS: ReadonlySet<string> = new Set(['*', ...Object.keys(protocol.operations)])
/**
 * What no permission for another account applies to.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html
 * @clause sqs.policy.cross-account-excluded
 */
export const OWNERS: ReadonlySet<string> = new Set([
  'AddPermission',
  'CancelMessageMoveTask',
  'CreateQueue',
  'DeleteQueue',
  'ListMessageMoveTasks',
  'ListQueues',
  'ListQueueTags',
  'RemovePermission',
  'SetQueueAttributes',
  'StartMessageMoveTask',
  'TagQueue',
  'UntagQueue',
])

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
  const accounts = given(input.AWSAccountIds, 'AWSAccountIds', x)
  const actions = given(input.Actions, 'Actions', x)
  const unverified = () => invalidValue(`[${accounts.join(', ')}]`, 'PrincipalId', 'Unable to verify.')
  x.orFail('sqs.perm.account-principals-only', any(known(accounts.length > 0), unfixed(NO, x)), unverified)
  x.orFail('sqs.perm.actions-valid', any(known(actions.length > 0), unfixed(NO, x)), () => missingParameter('Actions'))
  x.orFail('sqs.perm.label-rules', known(isName(label, LABEL_LENGTH)), () =>
    invalidValue(
      label,
      'Label',
      `Label can only include alphanumeric characters, hyphens, or underscores. 1 to ${LABEL_LENGTH} in length.`,
    ),
  )
  for (const account of accounts) x.orFail('sqs.perm.account-principals-only', known(/^\d{12}$/.test(account)), unverified)
  for (const action of actions) {
    x.orFail('sqs.perm.actions-valid', known(ACTIONS.has(action)), () =>
      invalidValue(`SQS:${action}`, 'ActionName', 'Please refer to the appropriate WSDL for a list of valid actions.'),
    )
    x.orFail('sqs.perm.actions-valid', any(known(!OWNERS.has(action)), unfixed(NO, x)), () =>
      invalidValue(`SQS:${action}`, 'ActionName', 'Only the queue owner is allowed to invoke this action.'),
    )
  }
  x.orFail('sqs.perm.max-7-actions', known(actions.length <= STATEMENT_ACTIONS), () =>
    overLimit(`${actions.length} Actions were found, maximum allowed is ${STATEMENT_ACTIONS}.`),
  )
  const statementsAre = (fact: (statements: readonly Statement[]) => boolean) =>
    settingIs(queue, 'Policy', (policy) => known(fact(statementsOf(policy))), x)
  x.orFail(
    'sqs.perm.add-duplicate-label',
    statementsAre((statements) => !statements.some(({ Sid }) => Sid === label)),
    () => invalidValue(label, 'Label', 'Already exists.'),
  )
  x.orFail(
    'sqs.perm.overlimit',
    statementsAre((statements) => statements.length < POLICY_STATEMENTS),
    () => overLimit(`${POLICY_STATEMENTS + 1} statements were found, maximum allowed is ${POLICY_STATEMENTS}.`),
  )
  const statement: Statement = permission(
    label,
    accounts,
    actions.map((action) => `SQS:${action}`),
    queue.arn,
  )
  const add = edited(queue, (statements) => [...statements, statement])
  const fits = settingIs(queue, 'Policy', (policy) => known(isWithin(add(policy)!)), x)
  // How the service writes the document down, and so its length, is not fixed to the byte.
  x.orFail('sqs.policy.quota-size', any(fits, unfixed(NO, x)), () =>
    overLimit(`The policy would have more than ${POLICY_PRINCIPALS} principals, or more than ${POLICY_BYTES} bytes.`),
  )
  rewrite(queue, add, x)
  return {}
}
const isWithin = (policy: string): boolean =>
  Buffer.byteLength(policy) <= POLICY_BYTES && countPrincipals(statementsOf(policy)) <= POLICY_PRINCIPALS

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
  const isThere = settingIs(queue, 'Policy', (policy) => known(statementsOf(policy).some(({ Sid }) => Sid === label)), x)
  x.orFail('sqs.perm.remove-unknown-label', isThere, () => invalidValue(label, 'Label', "can't find label."))
  rewrite(
    queue,
    edited(queue, (statements) => statements.filter(({ Sid }) => Sid !== label)),
    x,
  )
  return {}
}

const parsed = (text: string | undefined): Policy | undefined => (text === undefined ? undefined : parsePolicy(text))
const statementsOf = (text: string | undefined): readonly Statement[] => parsed(text)?.Statement ?? []

type Edit = (text: string | undefined) => string | undefined

/** Changes the statements of a policy; a new policy has the Id that AWS gives it. */
const edited =
  (queue: Queue, edit: (statements: readonly Statement[]) => readonly Statement[]): Edit =>
  (text) => {
    const statements = edit(statementsOf(text))
    const fresh = { Version: '2008-10-17', Id: `${queue.arn}/SQSDefaultPolicy` }
    return statements.length === 0 ? undefined : JSON.stringify({ ...(parsed(text) ?? fresh), Statement: statements })
  }

/** Changes the queue's policy, whichever it is. */
function rewrite(queue: Queue, edit: Edit, x: Rules): void {
  editUnseen(queue, 'Policy', edit)
  change(queue, { ...queue.settings, Policy: edit(queue.settings.Policy) }, new Set(), x)
  queue.modified = x.now.at
}

function given(values: readonly string[] | undefined, name: string, x: Rules): readonly string[] {
  x.orFail('sqs.error.missing-required-any', known(values !== undefined), () => missingParameter(name))
  return values!
}
