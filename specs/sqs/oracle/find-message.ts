import type { Message as ReceivedMessage } from '@aws-sdk/client-sqs'
import { after, either, Instant, MAYBE, YES } from '../../../reference/core/facts.js'
import { doubtOf, unplace } from '../../../reference/sqs/belief.js'
import { deadLetterMove, expiry } from '../../../reference/sqs/hidden.js'
import { join, leave } from '../../../reference/sqs/membership.js'
import { mayHaveBeenSwept } from '../../../reference/sqs/purge.js'
import { queueByArn } from '../../../reference/sqs/request.js'
import { valuesOf } from '../../../reference/sqs/settings.js'
import { Message, type MoveTask, type Queue } from '../../../reference/sqs/state.js'
import { Inadmissible } from '../../../src/oracle/admitting.js'
import type { Admit } from './admit.js'
import { receivedBeforeSeen } from './unseen-receives.js'

/** The message that a received one is: known by its id, or else one whose id nobody has seen yet. */
export function messageOf(seen: ReceivedMessage, queue: Queue, x: Admit): Message {
  const { beliefs } = x
  const { MessageId: id, Body: body } = seen
  if (id === undefined || id === '') throw new Inadmissible('sqs.receive.fields', 'a message with its MessageId', 'one without')
  const known = beliefs.byId.get(id)
  if (known !== undefined && known.content.body === body) {
    refuseStray(known, queue, x)
    return numbered(known, seen)
  }
  const found = unnamed(seen, queue, x)
  if (found !== undefined) return named(found, seen, queue, x)
  const message = known ?? redriven(seen, queue, x) ?? unnamed(seen, queue, x, () => true)
  if (message === undefined && beliefs.copies.has(id)) throw new Inadmissible('sqs.fifo.dedup.window-5min', 'no message that was sent as a copy of another', id)
  if (message === undefined) throw new Inadmissible('sqs.send.message-id-same-on-receive', 'a message that was sent to this queue', `${id}, which nobody sent`)
  return message.id === '' ? named(message, seen, queue, x) : numbered(message, seen)
}

/** The message that nobody saw accepted has the id that was seen; unless a move task brought another of the same content. */
function named(message: Message, seen: ReceivedMessage, queue: Queue, x: Admit): Message {
  const { unnamed, byId } = x.beliefs
  const others = broughtBy(seen, queue, x)
  for (const { task, candidates } of others) for (const one of candidates) if (one !== message) goneWith(task, one, false)
  if (others.length > 0) {
    message.sent = new Instant(message.sent.lo, x.now.at.hi)
    unplace(message)
  }
  unnamed.delete(message)
  message.id = seen.MessageId!
  byId.set(message.id, message)
  return numbered(message, seen)
}

/** Of all ways from one queue to another only a dead-letter move keeps a message's id. */
function refuseStray({ id, queue: from, here, doubt }: Message, queue: Queue, x: Admit): void {
  if (here !== 'yes' || doubt?.wentTo === queue || leadsTo(from, queue, x)) return
  const isMoved = [...x.beliefs.region.moveTasks.values()].flat().some(({ source }) => leadsTo(from, source, x))
  throw isMoved
    ? new Inadmissible('sqs.redrive.new-identity', 'an id of its own for a message that a move task brought', id)
    : new Inadmissible('sqs.send.message-id-same-on-receive', 'a message that was sent to this queue', `${id}, which is in ${from.name}`)
}

/** The sequence number of a message whose answer nobody saw is told by its first receive. */
export function numbered(message: Message, { Attributes: shown }: ReceivedMessage): Message {
  if (message.sequenceNumber === '' && shown?.SequenceNumber !== undefined) message.sequenceNumber = shown.SequenceNumber
  return message
}

const leadsTo = (from: Queue, to: Queue, x: Admit): boolean =>
  from === to || valuesOf(from, 'RedrivePolicy', x).some(policy => policy !== undefined && queueByArn(policy.deadLetterTargetArn, from.region) === to)

/** A message whose answer nobody saw. @param isSent whether it may have been sent when the message that was seen says it was */
function unnamed(seen: ReceivedMessage, queue: Queue, x: Admit, isSent = (message: Message) => saysItsTime(seen, message, queue, x)): Message | undefined {
  const { Body: body, Attributes: shown } = seen
  const group = shown?.MessageGroupId
  const mayBe = (message: Message): boolean => {
    const { content, here, queue: from } = message
    if (here === 'no' || content.body !== body || (group !== undefined && content.group !== group)) return false
    return leadsTo(from, queue, x) && !expiry.when(from, message, x).certain && isSent(message)
  }
  const candidates = [...x.beliefs.unnamed].filter(mayBe)
  if (candidates.length > 1) confuse(candidates)
  return candidates[0]
}

/** A move between FIFO queues gives a message another time. */
function saysItsTime({ Attributes: shown }: ReceivedMessage, { queue: from, sent }: Message, queue: Queue, x: Admit): boolean {
  const time = shown?.SentTimestamp
  return time === undefined || (queue.fifo && from !== queue) || x.maySay(sent, Number(time))
}

/** Nobody can tell which of these is which: what is known of one is known of all. */
function confuse(messages: readonly Message[]): void {
  const hiddenUntil = messages.map(message => message.hiddenUntil).reduce(either)
  const sent = new Instant(Math.min(...messages.map(message => message.sent.lo)), Math.max(...messages.map(message => message.sent.hi)))
  const receives = Math.max(...messages.map(message => message.doubt?.receives ?? 0))
  for (const message of messages) {
    message.hiddenUntil = hiddenUntil
    message.sent = sent
    doubtOf(message).receives = receives
  }
}

/** A message that a move task brought here is a new one with an old one's content. */
function redriven(seen: ReceivedMessage, queue: Queue, x: Admit): Message | undefined {
  const { beliefs } = x
  const ways = broughtBy(seen, queue, x)
  const [first] = ways
  if (first === undefined) return undefined
  const { task, candidates } = first
  const old = candidates[0]!
  for (const one of candidates) goneWith(task, one, candidates.length === 1)
  const { content } = old
  const sent = new Instant(Math.min(...ways.map(way => way.task.started.lo)), x.now.at.hi)
  const number = queue.fifo ? (seen.Attributes?.SequenceNumber ?? '') : undefined
  const kept = queue.fifo ? { ...content, deduplicationId: seen.Attributes?.MessageDeduplicationId ?? idThere(old, task) } : content
  const moved = new Message(seen.MessageId!, ++beliefs.region.seq, kept, queue, sent, after(sent, 0), 'sqs.delay.queue-hides-new', number, old.senderId)
  doubtOf(moved)
  join(queue, moved, x.choices)
  receivedBeforeSeen(moved, x)
  mayHaveBeenSwept(queue, moved, sent, x)
  return moved
}

interface Brought {
  readonly task: MoveTask
  readonly candidates: readonly Message[]
}

/** The tasks that may have brought the message here, and of which messages it may be made. */
const broughtBy = (seen: ReceivedMessage, queue: Queue, x: Admit): readonly Brought[] =>
  [...x.beliefs.region.moveTasks.values()]
    .flat()
    .map(task => ({ task, candidates: taken(seen, task, queue, x) }))
    .filter(({ candidates }) => candidates.length > 0)

/** The task took this message away, or one of several that nobody can tell from it. */
function goneWith({ source }: MoveTask, message: Message, isOnly: boolean): void {
  const doubt = doubtOf(message)
  if (isOnly) {
    leave(message.queue, message, YES, 'sqs.redrive.new-identity')
    message.here = 'no'
    doubt.taken = false
    doubt.wentTo = undefined
  } else if (message.here !== 'no') {
    leave(message.queue, message, MAYBE, 'sqs.redrive.new-identity')
    if (message.queue === source) doubt.taken = true
    else doubt.wentTo = source
  }
}

/** In a FIFO dead-letter queue the message's id was its deduplication id. */
const idThere = (message: Message, { source }: MoveTask): string | undefined =>
  message.queue === source ? message.content.deduplicationId : message.id

/** The messages any of which the task may have moved to this queue. */
function taken(seen: ReceivedMessage, task: MoveTask, to: Queue, x: Admit): readonly Message[] {
  const { beliefs } = x
  const ended = beliefs.endedTasks.get(task)
  const mayBe = (message: Message): boolean => {
    const { queue: from, here, doubt } = message
    const { MessageGroupId: group, MessageDeduplicationId: deduplicationId } = seen.Attributes ?? {}
    if (message.content.body !== seen.Body || (group !== undefined && group !== message.content.group)) return false
    if (deduplicationId !== undefined && deduplicationId !== idThere(message, task)) return false
    if (ended !== undefined && message.sent.lo > ended.hi) return false
    const origin = from === task.source ? message.deadLetterSource : from
    if ((task.destination ?? origin ?? to) !== to) return false
    if (doubt?.wentTo === task.source) return true
    if (here === 'no') return from === task.source && doubt?.taken === true
    return from === task.source || (leadsTo(from, task.source, x) && deadLetterMove.when(from, message, x).possible)
  }
  const all = [...beliefs.unnamed, ...beliefs.byId.values()]
  const same = all.filter(message => message.content.body === seen.Body)
  const ways = [mayBe, (message: Message) => mayHaveWandered(message, x), ({ here }: Message) => here !== 'yes']
  return ways.map(way => same.filter(way)).find(({ length }) => length > 0) ?? []
}

/** It may have gone from queue to queue unseen, by more than one move. */
const mayHaveWandered = (message: Message, x: Admit): boolean => {
  const { here, doubt, queue } = message
  return here === 'no' ? doubt?.taken === true || doubt?.wentTo !== undefined : x.choices.redriven(queue, message).possible
}
