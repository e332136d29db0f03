/**
 * Resource policies, evaluated as AWS documents it. A service compiles a policy when it is set and asks at each request:
 *
 *     const policy = compilePolicy(text)             // throws MalformedPolicy
 *     allows(policy, {
 *       principal: { service: 'sns.amazonaws.com', sourceArn: topicArn, sourceAccount: account },
 *       action: 'sqs:SendMessage',
 *       resource: queueArn,
 *       context: { 'aws:SecureTransport': 'true' },
 *     })
 *
 * Keys that say who asks (`aws:PrincipalArn`, `aws:SourceArn`, `aws:SourceAccount` …) need not be given. A policy says nothing about what the owner's
 * account may do by policies of its own users and roles: a service that lets the owner do everything but what is denied asks for `decide`.
 */
import { compileCondition, type Meets } from './conditions.js'
import type { RequestContext } from './variables.js'
import { MalformedPolicy, readDocument, type PolicyDocument, type Statement } from './document.js'
import { isPrincipal, keysOf, nameOf, type Requester } from './principals.js'
import { withoutVariables, withVariables } from './variables.js'
import { resource, wildcard } from './wildcard.js'

export { MalformedPolicy }
export type { Requester } from './principals.js'

export interface AccessRequest {
  readonly principal: Requester
  /** `sqs:SendMessage` */
  readonly action: string
  /** The ARN of what is asked for. */
  readonly resource: string
  /** Values of condition keys, under any casing of their names; an absent key is left out. */
  readonly context?: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** The condition keys of every request at an instant, in milliseconds. How it came, over TLS or not, services are not told: each is taken for one that came as it should. */
export const keysAt = (ms: number): Readonly<Record<string, string>> => ({
  'aws:SecureTransport': 'true',
  'aws:CurrentTime': new Date(ms).toISOString(),
  'aws:EpochTime': String(Math.floor(ms / 1000)),
})

/** What a policy says of a request: an explicit deny wins over every allow, and what nothing allows is implicitly denied. */
export type Decision = 'allow' | 'explicit-deny' | 'implicit-deny'

export interface CompiledPolicy {
  readonly document: PolicyDocument
  readonly statements: readonly CompiledStatement[]
  /** Whether it denies anybody anything. */
  readonly denies: boolean
}

interface CompiledStatement {
  readonly of: Statement
  readonly isDeny: boolean
  /** Whether it is about that action on that resource, whoever asks. */
  isAbout(request: AccessRequest, context: RequestContext): boolean
  applies(request: AccessRequest, context: RequestContext): boolean
}

/** @throws MalformedPolicy */
export const compilePolicy = (text: string): CompiledPolicy => {
  const document = readDocument(text)
  const statements = document.statements.map((statement) => compile(statement, document.version === '2012-10-17'))
  return { document, statements, denies: statements.some(({ isDeny }) => isDeny) }
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html */
export const decide = (policy: CompiledPolicy, request: AccessRequest): Decision => {
  const context = contextOf(request)
  let decision: Decision = 'implicit-deny'
  for (const { isDeny, applies } of policy.statements) {
    if ((decision === 'allow' && !isDeny) || !applies(request, context)) continue
    if (isDeny) return 'explicit-deny'
    decision = 'allow'
  }
  return decision
}

/** Whom a policy denies what is asked, where nobody knows who asks: everybody by a statement without conditions, or else some, in so far as conditions are met. */
export const whomItDenies = (
  policy: CompiledPolicy,
  asked: Pick<AccessRequest, 'action' | 'resource'>,
): 'everybody' | 'some' | 'nobody' => {
  const request: AccessRequest = { ...asked, principal: { anonymous: true } }
  const context = contextOf(request)
  const denials = policy.statements.filter(({ isDeny, isAbout }) => isDeny && isAbout(request, context))
  if (denials.length === 0) return 'nobody'
  const isForAll = ({ of: { conditions, principals }, applies }: CompiledStatement): boolean =>
    conditions.length === 0 && !principals.isNegated && applies(request, context)
  return denials.some(isForAll) ? 'everybody' : 'some'
}

/** Whether the policy alone allows the request. */
export const allows = (policy: CompiledPolicy, request: AccessRequest): boolean => decide(policy, request) === 'allow'

const compiled = new WeakMap<object, { readonly text: string; readonly policy: CompiledPolicy | undefined }>()

/** The policy that a queue, topic or stream has now, compiled when it is first asked for. A text that is no policy allows nothing: `undefined`, as none. */
export const policyOf = (holder: object, text: string | undefined): CompiledPolicy | undefined => {
  if (text === undefined) return undefined
  let known = compiled.get(holder)
  if (known?.text !== text) compiled.set(holder, (known = { text, policy: compiledOrNone(text) }))
  return known.policy
}

const compiledOrNone = (text: string): CompiledPolicy | undefined => {
  try {
    return compilePolicy(text)
  } catch (error) {
    if (error instanceof MalformedPolicy) return undefined
    throw error
  }
}

/** AWS's sentence on a request that is denied. @param action as the service writes it: `SNS:Publish`, `sqs:sendmessage` */
export const denial = (principal: Requester, action: string, resource: string, decision: Exclude<Decision, 'allow'>): string =>
  `User: ${nameOf(principal)} is not authorized to perform: ${action} on resource: ${resource} ` +
  (decision === 'explicit-deny'
    ? 'with an explicit deny in a resource-based policy'
    : `because no resource-based policy allows the ${action} action`)

const compile = (of: Statement, hasVariables: boolean): CompiledStatement => {
  const { effect, principals, actions, resources, conditions } = of
  const isAction = actions.of.map((name) => wildcard(name.toLowerCase()))
  const about = resources ?? { isNegated: true, of: [] }
  const isResource = about.of.map((name) => (hasVariables ? withVariables(name, RESOURCES) : withoutVariables(resource(name))))
  const met: readonly Meets[] = conditions.map((condition) => compileCondition(condition, hasVariables))
  const isAbout = ({ action, resource: asked }: AccessRequest, context: RequestContext): boolean => {
    const lower = action.toLowerCase()
    return (
      isAction.some((matches) => matches(lower)) !== actions.isNegated &&
      isResource.some((matches) => matches(context)(asked)) !== about.isNegated
    )
  }
  return {
    of,
    isDeny: effect === 'Deny',
    isAbout,
    applies: (request, context) =>
      principals.of.some((named) => isPrincipal(named, request.principal)) !== principals.isNegated &&
      isAbout(request, context) &&
      met.every((meets) => meets(context)),
  }
}

const RESOURCES = { compile: resource, hasWildcards: true }

const contextOf = ({ principal, context = {} }: AccessRequest): RequestContext => {
  const known = new Map<string, readonly string[]>()
  for (const [key, value] of [...Object.entries(keysOf(principal)), ...Object.entries(context)]) {
    if (value !== undefined) known.set(key.toLowerCase(), typeof value === 'string' ? [value] : value)
  }
  return known
}
