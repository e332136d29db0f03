import type { Offers } from './choices.js'
import { Propose } from './propose.js'
import { indexOf } from './server-index.js'
import type { Message, Queue } from './state.js'

/**
 * A reading that refuses some of what it is offered and looks at several messages before it takes one, as a service of many servers does:
 * whatever an index offers must be there again for the next receive, where it stood.
 */
export class Wary extends Propose {
  override offers(queue: Queue): Offers {
    const index = indexOf(queue)
    const now = this.now.at.lo
    const second = Math.floor(now / 1000)
    // What is hidden, one index offers and the other does not.
    const isRefused = ({ seq, receives, hiddenUntil }: Message): boolean =>
      hiddenUntil.end > now || (seq * 7 + receives * 3 + second) % 4 === 0
    const next = (taken: boolean): Message | undefined => {
      let message = index.next(taken)
      while (message !== undefined && isRefused(message)) message = index.next(false)
      return message
    }
    const done = (): void => index.done()
    if (queue.fifo) return { next, done }
    const looked: Message[] = []
    const fromLooked = (): Message | undefined => {
      while (looked.length <= second % 3) {
        const message = next(false)
        if (message === undefined) break
        looked.push(message)
      }
      return looked.pop()
    }
    return { next: fromLooked, done }
  }
}
