import { md5 } from '../../../reference/sqs/digest.js'
import type { SqsLaw } from './law.js'
import { mayMove } from './facts.js'
import { mayHoldRedriven } from './queues.js'
import { members, text, type Members } from '../../../src/oracle/linear/members.js'
import type { MessageRecord } from './records.js'

const shown = (body: string): string => JSON.stringify(body.length > 60 ? `${body.slice(0, 57)}…` : body)

/** Nothing is received that was not sent; and it is received as it was sent. */
export const receivedWasSent: SqsLaw = {
  name: 'received-was-sent',
  says: 'A message that is received was sent to that queue, or moved there, and its body and attributes are unchanged.',
  clauses: [
    'sqs.send.message-id-same-on-receive',
    'sqs.send.body-returned-verbatim',
    'sqs.send.md5-of-body',
    'sqs.receive.md5ofbody',
    'sqs.dlq.body-and-attributes-kept',
    'sqs.redrive.body-unchanged',
    'sqs.mattr.filter.exact',
  ],
  open: (verdicts, book) => {
    const neverSent = (message: MessageRecord): void => {
      const [first] = message.deliveries
      if (first === undefined) return
      // Another service may have put it in.
      if (book.strictness.isFed === true) return verdicts.undecided()
      const { queue, md5: body } = message
      if (mayHoldRedriven(queue, first.received, book)) {
        if (book.bodies.has(body)) return
        return verdicts.found({
          clause: 'sqs.redrive.body-unchanged',
          line: first.line,
          earlier: undefined,
          allowed: 'a message with a body that somebody sent',
          seen: `message ${message.id} in ${queue.name}, which has a new id after a move task, and a body that nobody sent`,
        })
      }
      for (const origin of book.queues.all())
        if ((origin === queue || mayMove(book, origin, queue)) && book.lostSends.take(origin, body, first.received) !== undefined) return
      // A lost send may have been taken for the origin of a message that a move task brought.
      const isUnsure = book.lostSends.overflowed || mayHoldRedriven(queue, Number.MAX_VALUE, book)
      if (isUnsure && book.bodies.has(body)) return verdicts.undecided()
      verdicts.found({
        clause: 'sqs.send.message-id-same-on-receive',
        line: first.line,
        earlier: undefined,
        allowed: 'only messages whose ids were answered to a send, or whose body was sent by a request that had no answer',
        seen: `message ${message.id} from ${queue.name}, which no send was answered with`,
      })
    }
    const differs = (message: MessageRecord, digest: string, line: number, at: number, body?: string): void => {
      const { md5: expected, queue } = message
      if (digest === expected || message.isContentOpen) return
      verdicts.suspect(at, () => !message.isContentOpen, {
        clause: message.origin === 'moved' ? 'sqs.dlq.body-and-attributes-kept' : 'sqs.send.body-returned-verbatim',
        line,
        earlier: message.sentLine || undefined,
        allowed: `message ${message.id} with the body that was sent, with MD5 ${expected}`,
        seen: `${body === undefined ? 'a body' : shown(body)} (MD5 ${digest}) from ${queue.name}`,
      })
    }
    return {
      sent(message, send) {
        verdicts.tested()
        const { line } = send
        const shownMd5 = text(send.output['MD5OfMessageBody'])
        if (shownMd5 !== undefined && shownMd5 !== send.md5)
          verdicts.found({
            clause: 'sqs.send.md5-of-body',
            line,
            earlier: undefined,
            allowed: `MD5OfMessageBody ${send.md5}`,
            seen: shownMd5,
          })
        const first = message.deliveries[0]
        if (first === undefined || message.origin !== 'sent') return
        if (send.receivedMd5 !== undefined) differs(message, send.receivedMd5, first.line, first.received)
        if (first.received < message.acceptLo)
          verdicts.suspect(first.received, () => first.received < message.acceptLo, {
            clause: 'sqs.send.message-id-same-on-receive',
            line: first.line,
            earlier: line,
            allowed: 'a message that was sent before it was received',
            seen: `message ${message.id}, which was sent only after its receive was answered`,
          })
      },
      received({ message, raw }, { line, received }) {
        verdicts.tested()
        const body = text(raw['Body']) ?? ''
        const digest = md5(body)
        const told = text(raw['MD5OfBody'])
        if (told !== undefined && told !== digest)
          verdicts.found({ clause: 'sqs.receive.md5ofbody', line, earlier: undefined, allowed: `MD5OfBody ${digest}`, seen: told })
        if (message.isContentOpen || message.md5 === '') return
        const earlier = message.sentLine || undefined
        differs(message, digest, line, received, body)
        const changed =
          message.attributes === undefined ? undefined : changedAttribute(message.attributes, members(raw['MessageAttributes']))
        if (changed !== undefined)
          verdicts.suspect(received, () => !message.isContentOpen, {
            clause: message.origin === 'moved' ? 'sqs.dlq.body-and-attributes-kept' : 'sqs.mattr.filter.exact',
            line,
            earlier,
            allowed: `the attribute ${changed} as it was sent, or not at all`,
            seen: 'an attribute that differs from it',
          })
      },
      moved(moved, { message, delivery }, { line, sent, received, queue }) {
        const from = message.queue
        if (message.origin === 'unexplained' || message.origin === 'adopted' || from.key === queue.key) return
        const isBack = hasBeenIn(message, queue)
        if (mayMove(book, from, queue)) return
        if (isBack && !queue.fifo && book.strictness.tolerates('sqs.receive.duplicate-after-delete-standard'))
          return verdicts.used('sqs.receive.duplicate-after-delete-standard')
        verdicts.suspect(received, () => !mayMove(book, from, queue) && !(isBack && message.deliveries[0]!.sent >= sent), {
          clause: isBack ? 'sqs.dlq.move-after-max-receives' : 'sqs.send.message-id-same-on-receive',
          line,
          earlier: moved.sentLine || message.deliveries[0]?.line,
          allowed: `message ${moved.id} in ${from.name} only, or in a dead-letter queue of it`,
          seen: `it was received from ${queue.name} under handle ${delivery.handle.slice(0, 24)}`,
        })
      },
      end() {
        for (const message of book.unexplained) neverSent(message)
      },
    }
  },
}

function hasBeenIn(message: MessageRecord, queue: MessageRecord['queue']): boolean {
  for (let older = message.from; older !== undefined; older = older.from) if (older.queue === queue) return true
  return false
}

/** The name of an attribute that was received other than it was sent. */
function changedAttribute(sent: Members, received: Members | undefined): string | undefined {
  for (const name in received) {
    const was = members(sent[name])
    const is = members(received[name])
    if (was === undefined || is === undefined || !isSame(was, is)) return name
  }
  return undefined
}

function isSame(a: Members, b: Members): boolean {
  if (a['DataType'] !== b['DataType']) return false
  const [text1, text2] = [a['StringValue'], b['StringValue']]
  // Needless zeros of a number are removed.
  if (text1 !== text2 && !(String(a['DataType']).startsWith('Number') && Number(text1) === Number(text2))) return false
  const [bytes1, bytes2] = [a['BinaryValue'], b['BinaryValue']]
  if (bytes1 instanceof Uint8Array && bytes2 instanceof Uint8Array) return Buffer.compare(bytes1, bytes2) === 0
  return bytes1 === bytes2
}
