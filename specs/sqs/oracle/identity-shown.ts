import { after, either, type Fact, Instant, Timer, YES } from '../../../reference/core/facts.js'
import type { Line } from '../../../reference/core/line.js'
import type { ClauseId } from '../../../reference/core/reading.js'
import { accepted, doubtOf, mayHaveGoneTo } from '../../../reference/sqs/belief.js'
import { DEDUPLICATION_INTERVAL } from '../../../reference/sqs/limits.js'
import { leave } from '../../../reference/sqs/membership.js'
import type { Accepted, Content, FifoMessage, Message } from '../../../reference/sqs/state.js'
import { Inadmissible } from '../../../src/oracle/admitting.js'
import type { Judging } from './judging.js'

/** Which of the messages that it may be a copy of a send was answered with the id of. */
export function copyShown(duplicate: Fact, twins: readonly Accepted[], content: Content, x: Judging): Accepted | undefined {
  const { copies } = x.beliefs
  const id = idShown(x)
  recognise(id, twins, x)
  const isThat = ({ message }: Accepted): boolean => message.id === id
  const twin = twins.find(isThat)
  if (twin !== undefined) return twin
  // If one of those was accepted, this is a copy: one of all was, and nobody will ever know which. They are one message, unless it is a copy of another.
  const unseen = twins.filter(({ message }) => message.id === '' && message.here !== 'no' && sameContent(message, content))
  const isOneOfThem =
    unseen.length > 0 && !duplicate.certain && twins.every((one) => unseen.includes(one) || !accepted(one.message).possible)
  if (isOneOfThem && unseen.every(({ at }) => isRemembered(at, x))) unite(unseen, id, x)
  if (duplicate.certain) copies.add(id)
  return twins.find(isThat)
}

/** The message id that a send was answered with. */
export const idShown = (x: Judging): string => x.observed.required('MessageId', 'sqs.send.returns-message-id')

/** A message that a move task may have brought is the one after all whose answer nobody saw: its copy has its id. */
function recognise(id: string, twins: readonly Accepted[], x: Judging): void {
  const message = x.beliefs.byId.get(id)
  const mayBe = message && x.beliefs.mayBe.get(message)
  const twin = mayBe && twins.find((one) => mayBe.includes(one.message))
  if (message === undefined || twin === undefined) return
  x.beliefs.unnamed.delete(twin.message)
  leave(twin.message.queue, twin.message, YES, 'sqs.fifo.dedup.window-5min')
  twin.message = message
}

const isRemembered = (at: Instant, x: Judging): boolean => !x.now.reached(after(at, DEDUPLICATION_INTERVAL)).possible

function unite(unseen: readonly Accepted[], id: string, x: Judging): void {
  const { unnamed, byId } = x.beliefs
  if (byId.has(id)) throw new Inadmissible('sqs.send.message-id-unique', 'an id that no other message has', id)
  const [{ message }, ...others] = unseen as [Accepted, ...Accepted[]]
  // One of all was accepted, and what may have taken it since may have come too early for another.
  const isThere = unseen.every((one) => !mayBeTaken(one.message))
  for (const one of unseen) unnamed.delete(one.message)
  for (const other of others) {
    leave(other.message.queue, other.message, YES, 'sqs.fifo.dedup.window-5min')
    doubtOf(other.message).accepted = 'no'
  }
  byId.set(id, message)
  const whole = new Instant(Math.min(...unseen.map(({ at }) => at.lo)), x.now.at.hi)
  const { ms, most } = message.hiddenUntil
  const timers = [...unseen.map((one) => one.message.hiddenUntil), new Timer(new Instant(x.now.at.hi), ms, most)]
  message.id = id
  message.sequenceNumber = x.observed.text('SequenceNumber')
  message.hiddenUntil = timers.reduce(either)
  message.sent = whole
  for (const one of unseen) one.at = whole
  const doubt = doubtOf(message)
  doubt.receives = Math.max(...unseen.map((one) => doubtOf(one.message).receives))
  doubt.accepted = 'yes'
  if (isThere) message.here = 'yes'
}

/** What takes a message away although nobody saw it. */
const TAKING: ReadonlySet<ClauseId> = new Set<ClauseId>([
  'sqs.purge.deletes-all',
  'sqs.queue.delete.nonempty-allowed',
  'sqs.redrive.new-identity',
])
const mayBeTaken = (message: Message): boolean => TAKING.has(message.goneBy) || mayHaveGoneTo(message).length > 0

/** The sequence number that a send was answered with, above those sent before in its group. */
export function sequenceNumberShown(duplicate: Fact, group: Line<FifoMessage> | undefined, x: Judging): string {
  const number = x.observed.required('SequenceNumber', 'sqs.fifo.order.sequence-number-128bit')
  if (duplicate.possible) return number
  const last = group?.last
  if (last?.sequenceNumber && last.doubt === undefined && last.deadLetterSource === undefined) {
    const rises =
      number.length > last.sequenceNumber.length || (number.length === last.sequenceNumber.length && number > last.sequenceNumber)
    if (!rises)
      throw new Inadmissible(
        'sqs.fifo.order.sequence-number-increasing',
        `a number above ${last.sequenceNumber}, which was sent before`,
        number,
      )
  }
  return number
}

export const sameContent = (a: Content, b: Content): boolean =>
  a.body === b.body && a.group === b.group && JSON.stringify(a.attributes) === JSON.stringify(b.attributes)
