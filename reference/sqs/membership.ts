import type { Fact } from '../core/facts.js'
import { Line } from '../core/line.js'
import type { ClauseId } from '../core/reading.js'
import type { Choices } from './choices.js'
import { FifoMessage, type Message, type Queue } from './state.js'

/** A message joins a queue: at the end of its group, where the queue has groups that keep an order. */
export function join(queue: Queue, message: Message, byHiddenMove?: Choices): void {
  message.queue = queue
  queue.messages.set(message.seq, message)
  if (message instanceof FifoMessage) {
    const group = groupOf(queue, message.group!)
    if (byHiddenMove === undefined) group.add(message)
    else byHiddenMove.enqueue(group, message)
  }
  queue.index.joined(message)
}

/**
 * A group exists as long as it has messages, and again when it has new ones; there may be any number of groups.
 *
 * @clause sqs.fifo.group.empty-group-reusable
 * @clause sqs.fifo.group.unlimited
 * @clause sqs.fifo.group.case-sensitive
 */
function groupOf(queue: Queue, id: string): Line<FifoMessage> {
  let group = queue.groups.get(id)
  if (group === undefined) queue.groups.set(id, (group = new Line()))
  return group
}

/** A message leaves its queue, as far as that is certain. `by` is the clause that took it away. */
export function leave(queue: Queue, message: Message, really: Fact, by: ClauseId): void {
  if (!really.possible || message.queue !== queue) return
  // Where an answer showed that it is gone, it still stands where it stood.
  if (message.here !== 'no') {
    message.here = really.certain ? 'no' : 'maybe'
    message.goneBy = by
    if (message.here === 'maybe') return
  }
  if (!queue.messages.has(message.seq)) return
  if (message instanceof FifoMessage) {
    const group = queue.groups.get(message.group!)
    group?.delete(message)
    if (group?.size === 0) queue.groups.delete(message.group!)
  }
  queue.messages.delete(message.seq)
  queue.index.left(message)
}

/**
 * Every message leaves, received or not, however many there are: only those are told that someone may still ask about, apart from the queue. A receive
 * attempt knows its messages, and so does an observer.
 */
export function emptied(queue: Queue, by: ClauseId): void {
  const tell = (message: Message): void => {
    message.here = 'no'
    message.goneBy = by
  }
  for (const { received } of queue.attempts)
    for (const { message } of received) if (queue.messages.get(message.seq) === message) tell(message)
  queue.index.emptied(queue, tell)
  queue.messages.clear()
  queue.groups.clear()
}

/** Hides a message until a timer ends. */
export function hide(queue: Queue, message: Message, until: Message['hiddenUntil'], by: ClauseId): void {
  message.hiddenUntil = until
  message.hiddenBy = by
  if (message.doubt !== undefined) message.doubt.hiddenElse = undefined
  queue.index.hid(message)
}
