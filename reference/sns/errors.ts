import { ServiceError } from '../core/errors.js'

/**
 * The errors of SNS in AWS's wording. @param about the member that is wrong, and what is wrong with it where AWS says so
 *
 * @clause sns.errors.invalid-parameter-400
 */
export const invalidParameter = (about: string, reason?: string) =>
  new ServiceError('InvalidParameterException', `Invalid parameter: ${about}${reason === undefined ? '' : ` Reason: ${reason}`}`)

/** Faults of message attributes have a code of their own. */
export const invalidValue = (message: string) => new ServiceError('InvalidParameterValueException', message)

/**
 * What AWS's framework finds before the service does: one sentence for each constraint that is not met.
 *
 * @clause sns.errors.validation-error-code
 */
export const validationError = (...faults: readonly string[]) =>
  new ServiceError('ValidationError', `${faults.length} validation error${faults.length === 1 ? '' : 's'} detected: ${faults.join('; ')}`)

export const isNull = (path: string) => `Value null at '${path}' failed to satisfy constraint: Member must not be null`

/** @clause sns.errors.notfound-404 */
export const notFound = (what: string) => new ServiceError('NotFoundException', `${what} does not exist`)
export const topicNotFound = () => notFound('Topic')

/** Tagging has a code of its own for it. */
export const resourceNotFound = () => new ServiceError('ResourceNotFoundException', 'Resource does not exist')

export const authorizationError = (message: string) => new ServiceError('AuthorizationErrorException', message)
