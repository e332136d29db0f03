import type { ServiceBinding } from './binding.js'
import type { Ticket } from './clients.js'
import { answerOf, readError } from './answer.js'

/** How often a removal is tried at most, and after how many milliseconds at first; each time twice as long. */
const AGAIN = { most: 6, ms: 50, mostMs: 1600 }
/** The same of one that is refused since something else is not done yet: a change of the resource, or the removal of what stands on it. */
const HELD = { most: 24, ms: 250, mostMs: 5000 }

/**
 * Makes a call again while the service is too busy for it, or fails, or something else is not done yet: for removals, which do no more when they are
 * made twice.
 *
 * @param call is given a ticket of its own each time
 */
export const insist = async <T>(
  { throttled, held = NONE }: Pick<ServiceBinding['troubles'], 'throttled' | 'held'>,
  ticket: Ticket,
  call: (ticket: Ticket) => Promise<T>,
): Promise<T> => {
  for (let attempts = 1; ; attempts++) {
    const own: Ticket = { ...ticket }
    try {
      return await call(own)
    } catch (error) {
      const { answer } = own
      if (answer === undefined) throw error
      const isHeld = isNamed(held, answer)
      const { most, ms, mostMs } = isHeld ? HELD : AGAIN
      if (attempts >= most || !(isHeld || isTrouble(throttled, answer))) throw error
      await ticket.scope.clock.sleep(Math.min(mostMs, ms * 2 ** (attempts - 1)))
    }
  }
}

const NONE: ReadonlySet<string> = new Set()
const isTrouble = (throttled: ReadonlySet<string>, answer: NonNullable<Ticket['answer']>): boolean =>
  (answer.status >= 500 && answer.status !== 501) || isNamed(throttled, answer)

const isNamed = (names: ReadonlySet<string>, answer: NonNullable<Ticket['answer']>): boolean => {
  const error = readError(answerOf(answer))
  return [error?.shape, error?.code].some((name) => name !== undefined && names.has(name))
}
