import { oneOrMore } from '../json.js'

/** The ARN by which AWS keeps an account as a principal. */
export const rootOf = (account: string): string => `arn:aws:iam::${account}:root`

/** The statement that AddPermission writes into the policy of a resource: it allows accounts some actions, and has no conditions. */
export const permission = (label: string, accounts: readonly string[], actions: readonly string[], resource: string) =>
  ({
    Sid: label,
    Effect: 'Allow',
    Principal: { AWS: oneOrMore(accounts.map(rootOf)) },
    Action: oneOrMore(actions),
    Resource: resource,
  }) as const
