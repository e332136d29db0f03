import type { Offers } from './choices.js'
import type { Index, Message, Queue } from './state.js'

/** An index that knows time: what a server finds candidates by, and wakes its long polls. */
export interface ServerIndex extends Index, Offers {
  /** The message from whose sending the longest time has passed. */
  readonly oldest: Message | undefined
  /** When that was, in milliseconds since 1970; `Infinity` where there is none. */
  readonly oldestAt: number
  /** The next instant at which a hidden message comes back. */
  readonly nextVisible: number
  /** Whether there is anything to offer. */
  readonly hasReady: boolean
  /** Called when a message joined or was hidden anew: something may become available. */
  changed: (() => void) | undefined
  /** Brings back what is visible again at `now`, up to `most` messages. Returns whether that was all. */
  catchUp(now: number, most?: number): boolean
}

/** Makes the index of a queue. */
export type MakeIndex = (fifo: boolean) => ServerIndex

/** A server's queues have no other index. */
export function indexOf({ index }: Queue): ServerIndex {
  if (!knowsTime(index)) throw new TypeError('This queue is not one of a server.')
  return index
}
const knowsTime = (index: Index): index is ServerIndex => 'catchUp' in index
