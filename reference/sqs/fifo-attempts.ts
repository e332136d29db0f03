import { after, all, any, type Fact, MAYBE, NO, not, type Timer, YES } from '../core/facts.js'
import type { Rules } from './choices.js'
import { invalidValue } from './errors.js'
import { DEDUPLICATION_INTERVAL } from './limits.js'
import { stillHere } from './hidden.js'
import { hide } from './membership.js'
import { unfixed } from './settings.js'
import { Attempt, type Message, type Queue } from './state.js'

/**
 * A FIFO receive that repeats an attempt id gets the same messages under the same receipt handles, and hides them anew: within
 * five minutes of the first attempt, while their visibility timeout lasts, and only if none of them was deleted or changed. If one was,
 * AWS is seen to refuse the id; no page says what is answered instead.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-receiverequestattemptid-request-parameter.html
 * @clause sqs.fifo.attempt.same-id-same-messages
 * @clause sqs.fifo.attempt.same-receipt-handles
 * @clause sqs.fifo.attempt.resets-visibility
 * @clause sqs.fifo.attempt.valid-5min
 * @clause sqs.fifo.attempt.void-if-modified
 * @clause sqs.fifo.attempt.without-id-blocked
 */
export function repeated(queue: Queue, id: string, until: Timer, x: Rules): Attempt['received'] | undefined {
  forget(queue, x)
  const attempt = queue.attemptById.get(id)
  if (attempt === undefined) return undefined
  const [lasts, whole] = [inTime(attempt, x), untouched(queue, attempt, x)]
  x.orFail('sqs.fifo.attempt.void-if-modified', any(any(not(lasts), whole), unfixed(NO, x)), () =>
    invalidValue(
      id,
      'ReceiveRequestAttemptId',
      'The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.',
    ),
  )
  if (!x.choices.repeats(attempt, all(lasts, whole), x)) return undefined
  attempt.hiddenUntil = until
  for (const { message } of attempt.received) hide(queue, message, until, 'sqs.visibility.hides-message-fifo')
  return attempt.received
}

const inTime = (attempt: Attempt, x: Rules): Fact =>
  all(not(x.now.reached(attempt.hiddenUntil)), not(x.now.reached(after(attempt.at, DEDUPLICATION_INTERVAL))))

const untouched = (queue: Queue, attempt: Attempt, x: Rules): Fact =>
  attempt.received.reduce<Fact>((fact, { message }) => all(fact, all(sinceThen(message, attempt), stillHere(queue, message, x))), YES)

/** Nothing has hidden the message anew since, by a change, a receive or a move; unless a request did whose answer nobody saw. */
const sinceThen = (message: Message, { hiddenUntil }: Attempt): Fact =>
  message.hiddenUntil === hiddenUntil ? YES : message.doubt?.hiddenElse === hiddenUntil ? MAYBE : NO

export function rememberAttempt(queue: Queue, id: string, taken: readonly Message[], until: Timer, x: Rules): void {
  const earlier = queue.attemptById.get(id)
  if (earlier !== undefined) queue.attempts.delete(earlier)
  const attempt = new Attempt(
    id,
    x.now.at,
    taken.map((message) => ({ message, handle: message.handle! })),
    until,
  )
  queue.attempts.add(attempt)
  queue.attemptById.set(id, attempt)
}

const FORGOTTEN_AT_ONCE = 100

/** Makes room, each time for more than comes. */
function forget(queue: Queue, x: Rules): void {
  for (let n = 0; n < FORGOTTEN_AT_ONCE; n++) {
    const oldest = queue.attempts.first
    if (oldest === undefined || !x.now.reached(after(oldest.at, DEDUPLICATION_INTERVAL)).certain) return
    queue.attempts.delete(oldest)
    queue.attemptById.delete(oldest.id)
  }
}
