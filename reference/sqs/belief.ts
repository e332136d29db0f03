import { all, type Fact, known, MAYBE, NO, not, YES } from '../core/facts.js'
import type { Rules } from './choices.js'
import { Doubt, type Message, NOWHERE, type Queue } from './state.js'

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
