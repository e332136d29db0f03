import { ServiceError } from '../core/errors.js'
import type { Output } from '../core/service.js'
import type { Adverse } from './adverse.js'
import type { Region } from './state.js'

/** What becomes of a request on its way: it may be refused for no fault of its own, or fail, whether or not it took effect. */
export function disturbed(adverse: Adverse, answer: () => Output | Promise<Output>): Output | Promise<Output> {
  if (adverse.uses('sqs.error.request-throttled')) throw new ServiceError('RequestThrottled', 'Rate exceeded')
  if (!adverse.uses('sqs.error.internal-failure')) return inAnyOrder(adverse, answer())
  const failure = FAILURES[adverse.pick(FAILURES.length)]!()
  if (adverse.pick(2) === 0) throw failure
  const lost = (): never => {
    throw failure
  }
  try {
    const output = answer()
    return output instanceof Promise ? output.then(lost, lost) : lost()
  } catch (error) {
    throw error instanceof ServiceError ? failure : error
  }
}

const FAILURES = [
  () => new ServiceError('InternalFailure', 'The request processing has failed because of an unknown error.'),
  () => new ServiceError('ServiceUnavailable', 'The request has failed due to a temporary failure of the server.'),
]

/** @clause sqs.batch.result-order-unspecified */
function inAnyOrder(adverse: Adverse, output: Output | Promise<Output>): Output | Promise<Output> {
  if (output instanceof Promise) return output
  const { Successful: done, Failed: failed } = output
  if ((!Array.isArray(done) && !Array.isArray(failed)) || !adverse.uses('sqs.batch.result-order-unspecified')) return output
  const shuffled = (list: unknown): unknown => (Array.isArray(list) ? adverse.shuffled(list) : list)
  return { ...output, Successful: shuffled(done), Failed: shuffled(failed) }
}

/** The latest move task goes at another rate than it was asked to. */
export function paced(adverse: Adverse, { running }: Region): void {
  const task = [...running].at(-1)
  if (task === undefined || task.moved > 0) return
  const { rate } = task
  if (rate === undefined) {
    if (adverse.uses('sqs.redrive.rate-default-optimised')) task.pace = 5 + adverse.pick(496)
  } else if (adverse.uses('sqs.redrive.rate-fixed')) task.pace = rate * (0.8 + adverse.pick(401) / 1000)
}
