import type { Message as ReceivedMessage } from '@aws-sdk/client-sqs'
import { after, either, Instant, MAYBE, YES } from '../../../reference/core/facts.js'
import { doubtOf, mayHaveGoneTo, unplace } from '../../../reference/sqs/belief.js'
import { type Message, type MoveTask, NOWHERE, type Queue, movedMessage } from '../../../reference/sqs/state.js'
import { deadLetterMove, lastBefore, leadsOn } from '../../../reference/sqs/hidden.js'
import { join, leave } from '../../../reference/sqs/membership.js'
import { mayHaveBeenSwept } from '../../../reference/sqs/purge.js'
import type { Judging } from './judging.js'
import { alike } from './matching-content.js'
import { receivedBeforeSeen, receivedThere } from './lost-receives.js'
import { showsTime } from './time-shown.js'

/** A message that a move task may have taken away, of which a received one may be the new self. */
export interface Taken {
  readonly old: Message
  readonly task: MoveTask
  /** Where the task put it; from there it may have gone on to a dead-letter queue. */
  readonly to: Queue
  /** Its deduplication id there; unknown on a standard queue, and where it may have come by more than one move. */
  readonly id: string | undefined
}

/**
 * All that a stranger in a queue may be the new self of.
 *
 * @param isExplained whether it may be something else; then what is unlikely is left out
 */
export function takenFor(seen: ReceivedMessage, queue: Queue, isExplained: boolean, x: Judging): readonly Taken[] {
  const { region, byId, unnamed, unseenReceives } = x.beliefs
  const since = ({ started }: MoveTask): Instant => new Instant(started.lo, x.now.at.hi)
  const tasks = [...region.moveTasks.values()].flat().filter((task) => showsTime(seen.Attributes?.SentTimestamp, since(task), x))
  if (tasks.length === 0) return []
  const same = alike([...unnamed, ...byId.values()], seen, x)
  const pairs = tasks.flatMap((task) => same.map((old) => ({ old, task, to: destinationOf(old, task, queue), id: idThere(old, task) })))
  // It goes on only after it was received, which nobody saw; and then it says from where.
  const leads = ({ old, to }: Taken): boolean => to === queue || (!x.cameStraight() && unseenReceives.has(to) && leadsTo(to, queue, old, x))
  const found = pairs.filter((pair) => leads(pair) && showsId(pair, seen) && isTaken(pair, x))
  if (isExplained) return wentOn(seen) ? [] : found
  if (found.length > 0) return found
  // More than one task may have taken it, one after the other.
  return pairs.filter((pair) => pair.old.here !== 'yes' || isTaken(pair, x)).map((pair) => ({ ...pair, to: queue, id: undefined }))
}

/** It shows that a redrive policy moved it, so no task put it where it is. */
const wentOn = ({ Attributes: shown }: ReceivedMessage): boolean => shown?.DeadLetterQueueSourceArn !== undefined

const destinationOf = ({ queue, deadLetterSource }: Message, { source, destination }: MoveTask, seenIn: Queue): Queue =>
  destination ?? (queue === source ? deadLetterSource : queue) ?? seenIn

/** In a FIFO dead-letter queue the message's id was its deduplication id. */
const idThere = (message: Message, { source }: MoveTask): string | undefined =>
  message.queue === source ? message.deduplicationId : message.id

/** In a dead-letter queue to which it went on it has another id. */
const showsId = ({ id }: Taken, seen: ReceivedMessage): boolean => {
  const shown = seen.Attributes?.MessageDeduplicationId
  return shown === undefined || wentOn(seen) || shown === id
}

/** May the task have taken it? */
function isTaken({ old: message, task }: Taken, x: Judging): boolean {
  const { queue: from, here, doubt } = message
  const ended = x.beliefs.endedTasks.get(task)
  if (ended !== undefined && message.sent.lo > ended.hi) return false
  if (mayHaveGoneTo(message).includes(task.source)) return true
  if (here === 'no') return from === task.source && doubt?.taken === true
  return from === task.source || (leadsTo(from, task.source, message, x) && deadLetterMove.when(from, message, x).possible)
}

/**
 * The message that a task brought: a new one with an old one's content. Where it may as well be the new self of another, or one whose
 * answer nobody saw, it is what all of these can be.
 *
 * @param lost messages of unseen answers that it may be instead
 */
export function brought(seen: ReceivedMessage, taken: readonly Taken[], lost: readonly Message[], queue: Queue, x: Judging): Message {
  const way = taken.find((one) => (one.to === queue) !== wentOn(seen)) ?? taken[0]!
  const { old, id } = way
  // Where it may have been sent here, no move need have led it here.
  const to = lost.length > 0 ? queue : way.to
  const isSure = lost.length === 0 && taken.every((one) => one.old === old)
  for (const one of taken) goneWith(one.old, isSure)
  const sent = new Instant(Math.min(...taken.map((one) => one.task.started.lo), ...lost.map((one) => one.sent.lo)), x.now.at.hi)
  const hiddenUntil = lost.reduce((timer, one) => either(timer, one.hiddenUntil), after(sent, 0))
  const moved = movedMessage(to, seen.MessageId!, ++x.beliefs.region.seq, old, sent, hiddenUntil, '')
  if (queue.fifo) moved.deduplicationId = (lost.length === 0 && taken.every((one) => one.id === id) ? id : undefined) ?? ''
  doubtOf(moved)
  if (taken.some((one) => x.beliefs.outside.has(one.old))) x.beliefs.outside.add(moved)
  join(to, moved, x.choices)
  if (!isSure) unplace(moved)
  if (lost.length > 0) x.beliefs.mayBe.set(moved, lost)
  receivedBeforeSeen(moved, x)
  if (to !== queue) receivedThere(moved, queue, x)
  else mayHaveComeBy(taken, moved, x)
  mayHaveBeenSwept(to, moved, sent, x)
  return moved
}

/** Where it is not told that it came straight from a task, it may have come from the queue to which another took it. */
function mayHaveComeBy(taken: readonly Taken[], moved: Message, x: Judging): void {
  for (const via of new Set(taken.map((one) => one.to))) {
    const last = via === moved.queue ? NOWHERE : lastBefore(via, moved.queue, moved, x)
    if (last.length === 0) continue
    receivedThere(moved, via, x)
    doubtOf(moved).cameBackFrom = last
  }
}

function goneWith(old: Message, isSure: boolean): void {
  leave(old.queue, old, isSure ? YES : MAYBE, 'sqs.redrive.new-identity')
  if (!isSure || old.doubt === undefined) return
  old.doubt.taken = false
  old.doubt.wentTo = NOWHERE
}

/** May redrive policies have moved the message from one of the queues to the other since it was last hidden? */
export const leadsTo = (from: Queue, to: Queue, message: Message, x: Judging): boolean => from === to || leadsOn(from, to, message, x)
