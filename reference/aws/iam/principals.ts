import type { Principal } from '../../core/ports.js'
import type { NamedPrincipal } from './document.js'

/** Who makes a request: an account or one of its users and roles, a service for one of its resources, one signed in elsewhere, nobody known. */
export type Requester = Principal | { readonly federated: string } | { readonly canonicalUser: string } | { readonly anonymous: true }

/** The ARN by which a principal of an account acts: the account itself unless it has another. */
const arnOf = ({ account, arn }: { readonly account: string; readonly arn?: string }): string => arn ?? `arn:aws:iam::${account}:root`

/**
 * Whether a policy's principal is the one that makes the request. An account, written as its id or as the ARN of its root, is everybody in it; a
 * role is every session of it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export const isPrincipal = ({ type, name }: NamedPrincipal, requester: Requester): boolean => {
  switch (type) {
    case 'AWS':
      if (name === '*') return true
      if (!('account' in requester)) return false
      return (ACCOUNT.exec(name)?.[1] ?? name) === requester.account || name === arnOf(requester) || name === roleOf(arnOf(requester))
    case 'Service':
      return 'service' in requester && requester.service === name
    case 'Federated':
      return 'federated' in requester && requester.federated === name
    case 'CanonicalUser':
      return 'canonicalUser' in requester && requester.canonicalUser === name
  }
}

const ACCOUNT = /^arn:[a-z-]+:iam::(\d{12}):root$/

/** The role of a session: `arn:aws:sts::123456789012:assumed-role/name/session` is one of `arn:aws:iam::123456789012:role/name`. */
const roleOf = (arn: string): string | undefined => {
  const [, partition, account, role] = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(arn) ?? []
  return role === undefined ? undefined : `arn:${partition}:iam::${account}:role/${role}`
}

/** How AWS calls a requester in what it tells people. */
export const nameOf = (requester: Requester): string => {
  if ('account' in requester) return arnOf(requester)
  if ('service' in requester) return requester.service
  return 'federated' in requester ? requester.federated : 'canonicalUser' in requester ? requester.canonicalUser : 'anonymous'
}

/**
 * The condition keys that say who makes a request, by their documented names.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const keysOf = (requester: Requester): Readonly<Record<string, string>> => {
  if ('account' in requester) {
    return {
      'aws:PrincipalAccount': requester.account,
      'aws:PrincipalArn': roleOf(arnOf(requester)) ?? arnOf(requester),
      'aws:PrincipalIsAWSService': 'false',
    }
  }
  if ('service' in requester) {
    return {
      'aws:PrincipalIsAWSService': 'true',
      'aws:PrincipalServiceName': requester.service,
      'aws:SourceArn': requester.sourceArn,
      'aws:SourceAccount': requester.sourceAccount,
    }
  }
  return { 'aws:PrincipalIsAWSService': 'false' }
}
