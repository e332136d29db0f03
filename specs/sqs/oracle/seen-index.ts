import type { Index, Message, Queue } from '../../../reference/sqs/state.js'
import { either, Instant } from '../../../reference/core/facts.js'
import { unplace } from '../../../reference/sqs/belief.js'
import { Inadmissible } from '../../../src/oracle/admitting.js'
import type { Beliefs } from './beliefs.js'

/** The message may be an earlier one of the same deduplication id, of which nobody saw whether it was accepted: then its times are that one's. */
function mayBeRival(message: Message): void {
  const accepted = message.queue.acceptedById.get(message.deduplicationId ?? '')
  if (accepted?.message !== message) return
  for (const { message: other, at } of accepted.rivals ?? []) {
    const { hiddenUntil, sent, doubt } = other
    if (doubt?.accepted !== 'maybe') continue
    message.hiddenUntil = either(message.hiddenUntil, hiddenUntil)
    message.sent = new Instant(Math.min(message.sent.lo, sent.lo), message.sent.hi)
    if (message.id !== '') accepted.at = new Instant(Math.min(accepted.at.lo, at.lo), accepted.at.hi)
    unplace(message)
  }
}

/** An observer finds messages by their ids; it need not find candidates. It remembers when the groups of a FIFO queue last changed. */
export class SeenIndex implements Index {
  readonly inFlight = 0
  readonly delayed = 0
  readonly visible = 0
  readonly changedAt = new Map<string | undefined, number>()

  constructor(private readonly beliefs: Beliefs) {}

  joined(message: Message): void {
    this.hid(message)
    if (message.doubt?.accepted === 'maybe') mayBeRival(message)
    if (message.doubt?.unplaced === true) unplace(message)
    const { byId, unnamed } = this.beliefs
    if (message.id === '') {
      unnamed.add(message)
      return
    }
    const other = byId.get(message.id)
    if (other !== undefined && other !== message)
      throw new Inadmissible('sqs.send.message-id-unique', 'an id that no other message has', message.id)
    byId.set(message.id, message)
  }

  hid({ group }: Message): void {
    this.changedAt.set(group, this.beliefs.now)
  }

  left(message: Message): void {
    this.hid(message)
  }

  emptied({ messages }: Queue, tell: (message: Message) => void): void {
    for (const message of messages.values()) tell(message)
  }
}
