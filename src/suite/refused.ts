import type { LedgerLine } from '../ledger/line.js'
import type { WireError } from './answer.js'
import { toJson } from './print/to-json.js'
import { Breakdown, Refusal, UnknownOperation } from './refusal.js'
import { Divergence } from './verdicts.js'

/** The error that a call must be refused with. What is left out is not looked at. */
export interface ErrorName {
  /** The modern name, that a JSON answer carries: `QueueDoesNotExist`. */
  readonly shape?: string
  /** The legacy code, that a Query answer carries: `AWS.SimpleQueueService.NonExistentQueue`. */
  readonly code?: string
  /** The HTTP status, where it is documented or recorded. Otherwise any status in the 400s will do. */
  readonly status?: number
}

/** Any error that AWS words as the client's: for what is documented to be refused, under a code that no source fixes. */
export const anyClientError: ErrorName = {}

/**
 * The errors that a ledger line names, any of which will do: none where the line infers the code, or gives only a family of them.
 * `QueueDoesNotExist / AWS.SimpleQueueService.NonExistentQueue` is a modern name and its legacy code; `-` stands for neither.
 */
export const errorsOf = (line: Pick<LedgerLine, 'error'>): readonly ErrorName[] => {
  if (line.error === null || /^inferred:|[,*…]/.test(line.error)) return []
  return line.error.split(/;| or /).map((pair) => {
    const [shape, code] = pair.split(' / ').map((name) => name.trim())
    return { ...(shape && shape !== '-' ? { shape } : {}), ...(code ? { code } : shape && shape !== '-' ? { code: shape } : {}) }
  })
}

/**
 * The errors that a clause may ask for: those of its own line, or of another that it names, or what it says itself of its own.
 *
 * @throws TypeError where it asks for more than the evidence of its line carries
 */
export const errorsFor = (
  line: Pick<LedgerLine, 'id' | 'error'>,
  asked: string | ErrorName | undefined,
  find: (id: string) => Pick<LedgerLine, 'error'> | undefined,
): readonly ErrorName[] => {
  if (asked === undefined) return errorsOf(line)
  if (typeof asked === 'string') {
    const other = find(asked)
    const errors = other ? errorsOf(other) : []
    if (errors.length === 0) throw new TypeError(`${line.id} asks for the error of ${asked}, which names none`)
    return errors
  }
  const named = errorsOf(line)
  for (const [member, name] of [
    ['shape', asked.shape],
    ['code', asked.code],
  ] as const) {
    if (name !== undefined && !named.some((one) => one[member] === name))
      throw new TypeError(`${line.id} asks for ${name}, which its line does not name as an error, or infers`)
  }
  return [asked]
}

/** A refusal was due and came, under another name than documented. Nothing is wrong with what the target did; so far as this goes. */
export class MisnamedRefusal extends Divergence {}

/**
 * Waits for a call to be refused with one of the errors.
 *
 * @param misnamed is told of a refusal with another error, which is given back then like any other; unless given, that is thrown
 * @param operationOf the operation that gave an answer, where it is known
 * @returns the refusal, so that its message or moment can be looked at
 * @throws Divergence when the call succeeds, breaks down, or is refused with another error
 * @throws UnknownOperation when the target says that it does not have the operation
 */
export const expectRefusal = async (
  call: Promise<unknown>,
  errors: readonly ErrorName[] | (() => readonly ErrorName[]),
  misnamed: (divergence: MisnamedRefusal) => void = raise,
  operationOf: (answer: unknown) => string | undefined = () => undefined,
): Promise<Refusal> => {
  // What is asked for wrongly is told when the call is over.
  const allowed = typeof errors === 'function' ? await call.then(errors, errors) : errors
  const wanted = allowed.length === 0 ? 'a client error (4xx) worded as AWS words errors' : allowed.map(printError).join(', or ')
  let answer: unknown
  try {
    answer = await call
  } catch (error) {
    if (
      error instanceof UnknownOperation &&
      error.refusal &&
      allowed.some((one) => (one.shape ?? one.code) !== undefined && isThat(error.refusal!, one))
    ) {
      return error.refusal
    }
    if (error instanceof Breakdown) throw new Divergence(`${error.operation} was to be refused, but broke down`, wanted, error.seen)
    if (!(error instanceof Refusal)) throw error
    if (allowed.length === 0 || allowed.some((one) => isThat(error, one))) return error
    misnamed(new MisnamedRefusal(`${error.operation} was refused with another error than documented`, wanted, printRefusal(error)))
    return error
  }
  throw new Divergence(`${operationOf(answer) ?? 'the call'} was to be refused, but succeeded`, wanted, printSuccess(answer))
}

const raise = (divergence: Divergence): never => {
  throw divergence
}

const isThat = ({ error, status }: Refusal, wanted: ErrorName): boolean => {
  const name = error.protocol === 'query' ? wanted.code : wanted.shape
  const found = error.protocol === 'query' ? error.code : error.shape
  return (name === undefined || name === found) && (wanted.status === undefined || wanted.status === status)
}

const printError = ({ shape, code, status }: ErrorName): string => {
  const query = code === undefined || code === shape ? '' : shape === undefined ? code : ` (${code} over Query)`
  return (`${shape ?? ''}${query}` || 'a client error') + (status === undefined ? '' : ` (${status})`)
}

const printRefusal = ({ error, status }: Refusal): string => `${nameOf(error)} (${status}): ${error.message}`

const nameOf = (error: WireError): string => (error.protocol === 'query' ? error.code : error.shape) ?? 'an error without a name'

const printSuccess = (answer: unknown): string => {
  const members = JSON.stringify(toJson(answer ?? {}))
  return members === '{}' ? 'success' : `success: ${members}`
}
