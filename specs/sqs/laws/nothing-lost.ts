import type { Book } from './book.js'
import { emptiesNeeded } from '../../../src/oracle/linear/empties.js'
import type { Told } from '../../../src/oracle/linear/event-log.js'
import type { ClauseId } from '../../../reference/core/reading.js'
import { surelyHere } from './facts.js'
import type { SqsLaw } from './law.js'
import type { MessageRecord, QueueRecord } from './records.js'

/** With which a target may overlook a message that is there. */
export const MAY_OVERLOOK: readonly ClauseId[] = [
  'sqs.receive.short-poll-samples-servers',
  'sqs.longpoll.rare-false-empty',
  'sqs.ec.send-then-receive',
]
/** Messages at the head of a queue that are looked at with each empty answer. */
const LOOKED_AT = 4

/** A message that was sent is there until somebody takes it away. */
export const nothingLost: SqsLaw = {
  name: 'nothing-lost',
  says: 'A message that was sent, and not deleted, expired, moved or purged, is received before its queue answers that it has no more.',
  clauses: ['sqs.receive.short-poll-eventually-all', 'sqs.visibility.expiry-makes-visible-again'],
  open: (verdicts, book) => {
    const needed = emptiesNeeded(MAY_OVERLOOK, book)
    const lost = (message: MessageRecord, line: number): void => {
      const { latest, queue } = message
      verdicts.found({
        clause: latest === undefined ? 'sqs.receive.short-poll-eventually-all' : 'sqs.visibility.expiry-makes-visible-again',
        line,
        earlier: latest?.line ?? (message.sentLine || undefined),
        allowed: `message ${message.id} in ${queue.name}: it was sent, nobody deleted it, and nothing hid it`,
        seen: `${needed === 1 ? 'an empty answer' : `${needed} empty answers`}, and it was never seen ${latest === undefined ? '' : 'again '}afterwards`,
      })
    }
    return {
      received({ message }) {
        if (message.receives === 0 && message.origin === 'sent') verdicts.tested()
      },
      answered({ queue, messages }) {
        if (messages.length > 0) return
        let place = queue.messages.first
        for (let i = 0; i < LOOKED_AT && place !== undefined; i++, place = place.after) {
          const { message } = place
          if (message.owedLine === 0) message.owedLine = owedSince(message, needed, book)?.line ?? 0
        }
      },
      expired(message) {
        if (message.owedLine === 0 || message.deletedFrom !== Infinity) return
        verdicts.tested()
        lost(message, message.owedLine)
      },
      end() {
        for (const queue of book.queues.all()) {
          for (const { message } of queue.messages) {
            const empty = owedSince(message, needed, book)
            if (empty === undefined) continue
            if (message.receives === 0) verdicts.tested()
            lost(message, empty.line)
          }
        }
      },
    }
  },
}

/** The first of the last `needed` empty answers, if each of them was wrong: the message was surely available when it was asked for. */
function owedSince(message: MessageRecord, needed: number, book: Book): Told | undefined {
  const { queue } = message
  const { first, until = 0 } = queue.empties.last(needed) ?? {}
  if (first === undefined || first.sent <= availableBy(message, queue, book)) return undefined
  return message.deletedFrom === Infinity && surelyHere(book, message, first.sent, until) ? first : undefined
}

/** When it is surely available, as long as nobody receives it or a message of its group. */
const availableBy = (message: MessageRecord, queue: QueueRecord, { strictness }: Book): number =>
  Math.max(
    message.availableHi,
    message.group?.availableHi ?? -Infinity,
    queue.fifo && message.group === undefined ? Infinity : queue.floor,
    queue.floor,
  ) +
  strictness.lateness +
  strictness.slack.ms
