import type { Answer, WireError } from './answer.js'
import { Divergence, Undecided, Unsupported } from './verdicts.js'

/** The target refused a call with an error as AWS words it and a status in the 400s. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly operation: string,
    readonly status: number,
    /** The error as it stood in the answer. */
    readonly error: WireError,
    readonly answer: Answer,
  ) {
    super(`${operation} was refused: ${errorName(error)} (${status}) ${error.message}`.trim())
  }

  /** The modern name (`QueueDoesNotExist`) on JSON, the legacy code on Query. */
  get errorName(): string {
    return errorName(this.error)
  }
}

/** The target answered a call with something that is neither a success nor an error of AWS: a crash, a 5xx, a page, a broken body. */
export class Breakdown extends Divergence {
  constructor(
    readonly operation: string,
    message: string,
    allowed: string,
    seen: string,
    /** Of the answer, where there was one. */
    readonly status?: number,
  ) {
    super(message, allowed, seen)
  }
}

/** No answer came: the connection broke, or nothing came in time. Nobody knows whether the call took effect, and silence breaks no documented rule. */
export class Silence extends Undecided {
  constructor(
    readonly operation: string,
    why: string,
  ) {
    super(`${operation} had no answer, and nobody knows whether it took effect: ${why}`)
  }
}

/** Refused because the target does not know the operation or the protocol, by its own word. */
export class UnknownOperation extends Unsupported {
  constructor(
    readonly operation: string,
    readonly refusal: Refusal | undefined,
    message: string,
  ) {
    super(message)
  }
}

const errorName = (error: WireError): string => error.shape ?? error.code ?? 'an error'

const UNKNOWN = new Set([
  'UnknownOperationException',
  'UnknownOperation',
  'InvalidAction',
  'MissingAction',
  'ActionNotFoundException',
  'NotImplemented',
  'NotImplementedException',
  'NotImplementedError',
  'NotSupported',
  'UnsupportedProtocol',
])

/** How AWS's own front words it, under whatever error, that a target names no operation that it knows. */
const NAMES_NONE = /Unable to determine service\/operation name/i
/** How servers word it that fail on what they do not have: `The StartMessageMoveTask action has not been implemented`. */
const SAYS_SO = /\bnot (?:yet |been |currently )?(?:implemented|supported)\b|\bNotImplemented(?:Error)?\b|\bunknown (?:action|operation)\b/i
/** What a page of many lines holds further down is not about the request. */
const MOST_READ = 4000

/**
 * Whether the target says with this answer that it does not have the operation or the protocol: by an error's name, by the status for that, or where it fails
 * by the words of the failure.
 */
export const saysUnknown = (status: number, error: WireError | undefined, text = ''): boolean =>
  status === 501 ||
  (error !== undefined && [error.shape, error.code].some((name) => name !== undefined && UNKNOWN.has(name))) ||
  NAMES_NONE.test(error?.message ?? '') ||
  (status >= 500 && SAYS_SO.test(error?.message || text.slice(0, MOST_READ)))
