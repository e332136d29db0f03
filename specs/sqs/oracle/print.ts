import type { Instant, Timer } from '../../../reference/core/facts.js'
import { mayHaveGoneTo } from '../../../reference/sqs/belief.js'
import { type Accepted, type Doubt, type Message, type Queue } from '../../../reference/sqs/state.js'
import type { Beliefs } from './beliefs.js'
import { SeenIndex } from './seen-index.js'

/**
 * Equal texts for equal beliefs: a search that came to the same beliefs by another order of the same exchanges need not go on. So it holds
 * all that the order can change; what follows from the exchanges alone (handles, ids of copies, tokens) is left out.
 */
export function print(beliefs: Beliefs): string {
  const { region, byId, unnamed, mayBe, strangers, offset, unsureTags, unsureTasks } = beliefs
  const parts: string[] = [`${offset.lo} ${offset.hi}`]
  for (const queue of region.queues.values()) parts.push(printQueue(queue), printUnseenReceives(queue, beliefs))
  for (const [name, deleted] of region.deleted) parts.push(name, printed(deleted))
  for (const tasks of region.moveTasks.values())
    for (const task of tasks) {
      const { handle, status, moved, started } = task
      parts.push(handle, status, String(moved), printed(started), printed(beliefs.endedTasks.get(task)), String(unsureTasks.has(task)))
    }
  for (const message of unnamed) parts.push(printMessage(message))
  for (const [message, others] of mayBe) parts.push(keyOf(message), others.map(keyOf).join())
  parts.push([...strangers].join(), [...unsureTags].join())
  // Of those that are gone it matters where they may have gone.
  for (const message of byId.values())
    if (message.here === 'no' && (mayHaveGoneTo(message).length > 0 || message.doubt?.taken === true)) parts.push(printMessage(message))
  return parts.join(' ')
}

function printQueue(queue: Queue): string {
  const { name, made, created, modified, deleted, mayBeDeleted, purged, settings, changes, tags, index } = queue
  const parts = [
    name,
    made,
    ...[created, modified, deleted, mayBeDeleted, purged].map(printed),
    JSON.stringify(settings),
    JSON.stringify(changes),
    JSON.stringify([...tags]),
  ]
  for (const message of queue.messages.values()) parts.push(printMessage(message))
  for (const [group, line] of queue.groups) parts.push(group, [...line].map(keyOf).join())
  if (index instanceof SeenIndex && queue.fifo) parts.push(JSON.stringify([...index.changedAt]))
  for (const one of queue.accepted) parts.push(printAccepted(one))
  for (const { id, received, hiddenUntil } of queue.attempts)
    parts.push(id, received.map(({ handle }) => handle).join(), printTimer(hiddenUntil))
  return parts.join(' ')
}

/** With those that may have been accepted in its place. */
function printAccepted(accepted: Accepted): string {
  const all = [accepted, ...(accepted.rivals ?? [])]
  return all.map(({ message, at }) => `${keyOf(message)},${printed(at)},${message.doubt?.accepted ?? '-'}`).join()
}

const printUnseenReceives = (queue: Queue, { unseenReceives }: Beliefs): string =>
  (unseenReceives.get(queue) ?? [])
    .map(({ at, until, times, attempt, most }) => [printed(at), printTimer(until), times, attempt, most].join())
    .join(' ')

function printMessage(message: Message): string {
  const {
    queue,
    here,
    receives,
    receivedHere,
    handle,
    hiddenUntil,
    sent,
    sequenceNumber,
    deadLetterSource,
    firstReceived,
    lastReceived,
    deduplicationId,
    doubt,
  } = message
  return [
    keyOf(message),
    queue.name,
    here,
    receives,
    receivedHere,
    handle,
    printTimer(hiddenUntil),
    printed(sent),
    sequenceNumber,
    deadLetterSource?.name,
    printed(firstReceived),
    printed(lastReceived),
    deduplicationId,
    printDoubt(doubt),
  ].join()
}

function printDoubt(doubt: Doubt | undefined): string {
  if (doubt === undefined) return ''
  const { accepted, receives, handle, wentTo, cameBackFrom, taken, goneFrom, mayGoUntil, hiddenElse, unplaced } = doubt
  return [
    accepted,
    receives,
    handle,
    names(wentTo),
    names(cameBackFrom),
    taken,
    ...[goneFrom, mayGoUntil, hiddenElse].map(printTimer),
    unplaced,
  ].join(' ')
}

const names = (queues: readonly Queue[]): string => queues.map(({ name }) => name).join('+')
const printed = (instant: Instant | undefined): string => (instant === undefined ? '-' : `${instant.lo}-${instant.hi}`)
const printTimer = (timer: Timer | undefined): string => (timer === undefined ? '-' : `${printed(timer.from)}+${timer.ms}-${timer.most}`)
const keyOf = ({ id, seq, body }: Message): string => (id === '' ? `${seq}?${body}` : id)
