import type { ServiceBinding } from './binding.js'
import type { Ticket } from './clients.js'
import { answerOf, readError } from './answer.js'

/** How often a removal is tried at most, and after how many milliseconds at first; each time twice as long. */
const AGAIN = { most: 6, ms: 50 }

/**
 * Makes a call again while the service is too busy for it, or fails: for removals, which do no more when they are made twice.
 *
 * @param call is given a ticket of its own each time
 */
export const insist = async <T>(
  { throttled }: Pick<ServiceBinding['troubles'], 'throttled'>,
  ticket: Ticket,
  call: (ticket: Ticket) => Promise<T>,
): Promise<T> => {
  for (let attempts = 1; ; attempts++) {
    const own: Ticket = { ...ticket }
    try {
      return await call(own)
    } catch (error) {
      if (attempts >= AGAIN.most || own.answer === undefined || !isTrouble(throttled, own.answer)) throw error
      await ticket.scope.clock.sleep(AGAIN.ms * 2 ** (attempts - 1))
    }
  }
}

const isTrouble = (throttled: ReadonlySet<string>, answer: NonNullable<Ticket['answer']>): boolean => {
  if (answer.status >= 500 && answer.status !== 501) return true
  const error = readError(answerOf(answer))
  return [error?.shape, error?.code].some((name) => name !== undefined && throttled.has(name))
}
