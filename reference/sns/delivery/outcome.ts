import { NotReachable } from '../../core/ports.js'
import { ServiceError } from '../../core/errors.js'

/** How an attempt to deliver ended. */
export type Outcome =
  | { readonly delivered: true; readonly response: string; readonly status: number }
  /**
   * `isPermanent`: the endpoint is not there, or does not want it: a client-side error, and not tried again. `tookMs` is time that the attempt took of
   * the endpoint's, though the world's clock may not have moved. `isNobodyThere`: no connection could be made.
   */
  | {
      readonly delivered: false
      readonly isPermanent: boolean
      readonly response: string
      readonly status: number
      readonly tookMs?: number
      readonly isNobodyThere?: boolean
    }

export const DELIVERED: Outcome = { delivered: true, response: '', status: 200 }

export const refused = (response: string): Outcome => ({ delivered: false, isPermanent: true, response, status: 400 })

/** Errors of a service that is there, and that may take the message later. */
const PASSING: ReadonlySet<string> = new Set([
  'InternalError',
  'InternalFailure',
  'KmsThrottled',
  'ProvisionedThroughputExceededException',
  'RequestThrottled',
  'ServiceException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'ThrottlingException',
  'TooManyRequestsException',
])

/**
 * What an AWS service made of a delivery.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html#why-do-message-deliveries-fail
 * @clause sns.dlq.client-error-immediately
 * @clause sns.lambda.dlq-envelope
 */
export function failed(error: unknown): Outcome {
  if (error instanceof NotReachable) return refused(error.message)
  if (!(error instanceof ServiceError)) throw error
  const isPermanent = !PASSING.has(error.shape)
  return { delivered: false, isPermanent, response: `${error.shape}: ${error.message}`, status: isPermanent ? 400 : 500 }
}

/** The outcome of a call to a service. */
export function outcomeOf(call: () => unknown): Outcome | Promise<Outcome> {
  try {
    const answer = call()
    return answer instanceof Promise ? answer.then(() => DELIVERED, failed) : DELIVERED
  } catch (error) {
    return failed(error)
  }
}
