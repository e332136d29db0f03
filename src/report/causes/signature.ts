import type { Failure, Step } from '../../suite/result.js'

/** In which way a target parts from what is documented: what divergences of one cause have in common. */
export type Manner =
  /** An operation answers with what is neither a success nor an error of AWS. */
  | { readonly kind: 'breaks'; readonly operation: string; readonly status: string }
  /** An operation refuses what is documented to succeed. */
  | { readonly kind: 'refuses'; readonly operation: string; readonly error: string; readonly text: string }
  /** An operation does what is documented to be refused. */
  | { readonly kind: 'accepts'; readonly operation: string; readonly error: string | undefined }
  /** What is refused is refused by another name. */
  | { readonly kind: 'misnames'; readonly documented: string; readonly seen: string }
  /** Members that an answer should have are not in it. */
  | { readonly kind: 'lacks'; readonly member: string }
  /** Anything else: the claim that broke, without the values that were drawn. */
  | { readonly kind: 'differs'; readonly claim: string }

/** What the first answer of a failing history says about why the clause could not hold. */
export const mannerOf = (failure: Failure): Manner =>
  broken(failure) ?? refused(failure) ?? accepted(failure) ?? misnamed(failure) ?? lacking(failure) ?? differing(failure)

const lastOperation = ({ history }: Failure): string => history.at(-1)?.operation ?? 'the operation'

const broken = ({ message, seen }: Failure): Manner | undefined => {
  const [, told] = /(\w+) (?:was to be refused, but )?broke down/.exec(message) ?? []
  // Walks say it in what was seen: `500 StartMessageMoveTask broke down`.
  const [, status, operation] = /^(\d{3}) (\w+) broke down/.exec(seen) ?? []
  const name = told ?? operation
  return name === undefined ? undefined : { kind: 'breaks', operation: name, status: status ?? /^\d{3}/.exec(seen)?.[0] ?? 'nothing' }
}

const refused = ({ message, cause, seen }: Failure): Manner | undefined => {
  const [, told] = /(\w+) was refused(?:, which is documented to succeed|$)/.exec(message) ?? []
  const [, caused] = /^(\w+) is refused with /.exec(cause ?? '') ?? []
  const operation = told ?? caused
  if (operation === undefined) return undefined
  const [, error = 'an error', text = ''] = /^(\S+) \(\d+\): (.*)/s.exec(seen) ?? []
  return { kind: 'refuses', operation, error, text: general(text) }
}

const accepted = (failure: Failure): Manner | undefined => {
  const [, told] = /(\w+) was to be refused, but succeeded/.exec(failure.message) ?? []
  const [, walked] = failure.seen === 'success' ? (/^the error (\w+)$/.exec(failure.allowed) ?? []) : []
  if (told === undefined && walked === undefined) return undefined
  const [named] = failure.allowed.split(/ \/ |, or | \(/)
  const error = walked ?? (named?.startsWith('a client error') ? undefined : named)
  return { kind: 'accepts', operation: told ?? lastOperation(failure), error }
}

const misnamed = ({ message, allowed, seen }: Failure): Manner | undefined => {
  const [, walkedAllowed] = /^the error (\w+)$/.exec(allowed) ?? []
  const [, walkedSeen] = /^the error (\S+)$/.exec(seen) ?? []
  if (walkedAllowed !== undefined && walkedSeen !== undefined) return { kind: 'misnames', documented: walkedAllowed, seen: walkedSeen }
  if (!message.includes('refused with another error than documented')) return undefined
  const name = (text: string): string => text.split(/ \/ |, or | \(/)[0] ?? text
  return { kind: 'misnames', documented: name(allowed), seen: name(seen) }
}

/** `{"KmsMasterKeyId":"alias/aws/sqs"}` was due, `{}` came: the target does not know the member. */
const lacking = ({ allowed, seen }: Failure): Manner | undefined => {
  const due = membersOf(allowed)
  const came = membersOf(seen)
  if (due === undefined || came === undefined) return undefined
  const member = Object.keys(due).find((name) => !(name in came))
  return member === undefined || Object.keys(due).some((name) => name in came && due[name] !== came[name])
    ? undefined
    : { kind: 'lacks', member }
}

const membersOf = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}

const differing = ({ message }: Failure): Manner => ({ kind: 'differs', claim: general(message.split(': expected ')[0] ?? message) })

/** A text without what differs from case to case: numbers, quoted values, placeholders. */
const general = (text: string): string =>
  text
    .split('\n')[0]!
    .replace(/<[^<>]*>/g, '…')
    .replace(/(["'`]).*?\1/g, '…')
    .replace(/\d+/g, 'n')
    .slice(0, 120)

/** A history, and the service whose clause it is about. */
export interface Told {
  readonly service: string
  readonly history: readonly Step[]
}

/** The service whose operation it is: SQS and Kinesis both have a `CreateQueue`. */
export const serviceCalled = ({ service, history }: Told, operation: string): string =>
  history.findLast((step) => step.operation === operation)?.service ?? service

/** The operations that answered well somewhere in these histories, as `sqs CreateQueue`: what breaks of them breaks on some input alone. */
export const workingOperations = (told: readonly Told[]): ReadonlySet<string> =>
  new Set(
    told.flatMap(({ service, history }) =>
      history.flatMap((step) => (step.output === undefined ? [] : [`${step.service ?? service} ${step.operation}`])),
    ),
  )
