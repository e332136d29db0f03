/** A policy document in one form: every element that may be one value or a list is a list. */
export interface PolicyDocument {
  readonly version: '2008-10-17' | '2012-10-17'
  readonly id: string | undefined
  readonly statements: readonly Statement[]
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export interface Statement {
  readonly sid: string | undefined
  readonly effect: 'Allow' | 'Deny'
  readonly principals: OneOf<readonly NamedPrincipal[]>
  readonly actions: OneOf<readonly string[]>
  /** Absent where the policy is about the resource it belongs to. */
  readonly resources: OneOf<readonly string[]> | undefined
  readonly conditions: readonly Condition[]
}

/** What an element lets in (`Action`), or what its opposite leaves out (`NotAction`). */
export interface OneOf<T> {
  readonly isNegated: boolean
  readonly of: T
}

/** `*` under `AWS` is everybody. */
export interface NamedPrincipal {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser'
  readonly name: string
}

/** One operator on one key: `{"StringLike": {"aws:PrincipalArn": ["…"]}}`. */
export interface Condition {
  /** As it is written: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

/** Why a text is no policy, for a service to word. */
export class MalformedPolicy extends Error {
  override readonly name = 'MalformedPolicy'
}

/**
 * Reads a policy of a resource. A service has rules of its own besides: on sizes, counts, actions, resources.
 *
 * @throws MalformedPolicy
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export const readDocument = (text: string): PolicyDocument => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new MalformedPolicy('The policy is not JSON.')
  }
  const document = object(value, 'The policy')
  only(document, ['Version', 'Id', 'Statement'], 'The policy')
  const { Version: version = '2008-10-17', Id: id, Statement: given } = document
  if (version !== '2008-10-17' && version !== '2012-10-17') throw new MalformedPolicy('Version is neither 2008-10-17 nor 2012-10-17.')
  if (id !== undefined && typeof id !== 'string') throw new MalformedPolicy('Id is not a string.')
  const statements = listed(given)
  if (statements.length === 0) throw new MalformedPolicy('The policy has no Statement.')
  return { version, id, statements: statements.map(readStatement) }
}

const ELEMENTS = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']

const readStatement = (value: unknown): Statement => {
  const statement = object(value, 'A statement')
  only(statement, ELEMENTS, 'A statement')
  const { Sid: sid, Effect: effect, Condition: conditions = {} } = statement
  if (sid !== undefined && typeof sid !== 'string') throw new MalformedPolicy('Sid is not a string.')
  if (effect !== 'Allow' && effect !== 'Deny') throw new MalformedPolicy('Effect is neither Allow nor Deny.')
  const principals = eitherOf(statement, 'Principal', readPrincipals)
  if (principals === undefined) throw new MalformedPolicy('A statement has no Principal.')
  const actions = eitherOf(statement, 'Action', strings)
  if (actions === undefined) throw new MalformedPolicy('A statement has no Action.')
  return { sid, effect, principals, actions, resources: eitherOf(statement, 'Resource', strings), conditions: readConditions(conditions) }
}

/** `Action` or `NotAction`, of which a statement has one. */
const eitherOf = <T>(statement: JsonObject, name: string, read: (value: unknown, name: string) => T): OneOf<T> | undefined => {
  const { [name]: given, [`Not${name}`]: opposite } = statement
  if (given !== undefined && opposite !== undefined) throw new MalformedPolicy(`A statement has both ${name} and Not${name}.`)
  if (given !== undefined) return { isNegated: false, of: read(given, name) }
  return opposite === undefined ? undefined : { isNegated: true, of: read(opposite, `Not${name}`) }
}

const TYPES = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const

const readPrincipals = (value: unknown, name: string): readonly NamedPrincipal[] => {
  if (value === '*') return [{ type: 'AWS', name: '*' }]
  const given = object(value, name)
  only(given, TYPES, name)
  const principals = TYPES.flatMap((type) =>
    given[type] === undefined ? [] : strings(given[type], name).map((one) => ({ type, name: one })),
  )
  if (principals.length === 0) throw new MalformedPolicy(`${name} names nobody.`)
  return principals
}

const readConditions = (value: unknown): readonly Condition[] =>
  Object.entries(object(value, 'Condition')).flatMap(([operator, keys]) =>
    Object.entries(object(keys, operator)).map(([key, values]) => ({ operator, key, values: listed(values).map(scalar) })),
  )

/** Numbers and booleans may stand without quotes. */
const scalar = (value: unknown): string => {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw new MalformedPolicy('A condition compares with something that is no string, number or boolean.')
  }
  return String(value)
}

const strings = (value: unknown, name: string): readonly string[] => {
  const all = listed(value)
  if (all.length === 0 || !all.every((one) => typeof one === 'string'))
    throw new MalformedPolicy(`${name} is neither a string nor a list of strings.`)
  return all
}

type JsonObject = Readonly<Record<string, unknown>>

const object = (value: unknown, name: string): JsonObject => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new MalformedPolicy(`${name} is not an object.`)
  return value as JsonObject
}

const only = (value: JsonObject, names: readonly string[], what: string): void => {
  const other = Object.keys(value).find((name) => !names.includes(name))
  if (other !== undefined) throw new MalformedPolicy(`${what} has an element "${other}" that is not known.`)
}

const listed = (value: unknown): readonly unknown[] => (value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value])
