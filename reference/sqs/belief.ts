import { all, type Fact, known, MAYBE, NO, not, type Timer, YES } from '../core/facts.js'
import type { Rules } from './choices.js'
import type { Message, Queue } from './state.js'

export const NOWHERE: readonly Queue[] = []

/**
 * What an observer does not know of a message: requests whose answers nobody saw may have reached it. A server has no such doubts.
 */
export class Doubt {
  /** Whether it was accepted when it was sent, or not at all. */
  accepted: 'yes' | 'maybe' | 'no' = 'yes'
  /** Receives that nobody saw the answer of. */
  receives = 0
  /** Whether such a receive may have given it another handle since. */
  handle = false
  /** Until when it is hidden, unless a request of which nobody saw the answer hid it anew. */
  hiddenElse: Timer | undefined
  /** The dead-letter queues to one of which it may have gone unseen. */
  wentTo = NOWHERE
  /** The queues from one of which it may have come back, after one unseen move on the other. */
  cameBackFrom = NOWHERE
  /** Whether a move task may have taken it away unseen. */
  taken = false
  /** From then on it is surely gone, if it is not in its queue already. */
  goneFrom: Timer | undefined
  /** Until then a purge may take it, also after it was seen. */
  mayGoUntil: Timer | undefined
  /** Of its place in its group nothing is known but what the instants of the sends tell. */
  unplaced = false
}

export const doubtOf = (message: Message): Doubt => (message.doubt ??= new Doubt())

/** Where it may have gone unseen, as a dead letter. */
export const mayHaveGoneTo = ({ doubt }: Message): readonly Queue[] => doubt?.wentTo ?? NOWHERE

/** Is the message in its queue, as far as answers tell? */
export function present(message: Message, x: Rules): Fact {
  if (message.here === 'yes') return YES
  if (message.here !== 'maybe') return NO
  const { goneFrom, mayGoUntil } = doubtOf(message)
  const open: Fact = {
    possible: true,
    certain: false,
    assume: () => {
      // What a purge may take yet is there now, which tells nothing of later.
      if (goneFrom === undefined && (mayGoUntil === undefined || x.now.reached(mayGoUntil).certain)) message.here = 'yes'
      if (message.doubt) message.doubt.accepted = 'yes'
    },
    deny: () => {
      message.here = 'no'
    },
  }
  return goneFrom === undefined ? open : all(open, not(x.now.reached(goneFrom)))
}

/** Was the message in its queue at some instant since `then`? What surely takes it away by now may have come too late. */
export function presentSince(message: Message, then: number, x: Rules): Fact {
  const goneFrom = message.here === 'maybe' ? message.doubt?.goneFrom : undefined
  return goneFrom !== undefined && then < goneFrom.from.hi + goneFrom.most ? MAYBE : present(message, x)
}

/** Was the message accepted as a new one? */
export function accepted({ doubt }: Message): Fact {
  if (doubt === undefined || doubt.accepted === 'yes') return YES
  if (doubt.accepted === 'no') return NO
  // A send that was given an id of its own may be a copy all the same: it does not tell that this one was not accepted.
  return { ...MAYBE, assume: () => void (doubt.accepted = 'yes') }
}

/** Was the message received that many times? */
export const receivedAtLeast = (message: Message, times: number): Fact =>
  message.receives >= times ? YES : message.receives + (message.doubt?.receives ?? 0) >= times ? MAYBE : NO

/** Is that handle the message's latest? */
export const isLatest = (message: Message, handle: string): Fact =>
  message.handle !== handle ? NO : message.doubt?.handle === true ? MAYBE : YES

/** Nothing is known of the message's place in its group but what the instants of the sends tell. */
export function unplace(message: Message): void {
  doubtOf(message).unplaced = true
  message.queue.hasUnplaced = true
}

/** Does one message stand before another in their group, as the line has them? Where a place is not known, the instants of the sends tell. */
export function standsBefore(other: Message, message: Message, inLine: boolean): Fact {
  if (other.doubt?.unplaced !== true && message.doubt?.unplaced !== true) return known(inLine)
  if (other.sent.hi <= message.sent.lo) return YES
  return message.sent.hi <= other.sent.lo ? NO : MAYBE
}
