import { isAbove } from '../../../src/oracle/linear/numbered-log.js'
import { acceptedBefore } from './facts.js'
import type { SqsLaw } from './law.js'
import { members, text } from '../../../src/oracle/linear/members.js'

/** Sequence numbers rise in the order in which a group's messages were accepted, and stay with their message. */
export const sequenceNumbers: SqsLaw = {
  name: 'sequence-numbers',
  says: 'Of two messages of a group, the one that was surely accepted later has the higher sequence number, and shows it when it is received.',
  clauses: ['sqs.fifo.order.sequence-number-increasing', 'sqs.fifo.order.sequence-number-same-on-receive'],
  open: (verdicts) => ({
    sent(message, { line }) {
      const { group, sequenceNumber: number } = message
      if (group === undefined || number === undefined || message.isDoubtful) return
      const { top } = group
      if (top?.sequenceNumber === undefined) {
        group.top = message
        return
      }
      const highest = top.sequenceNumber
      const isLater = (): boolean => acceptedBefore(top, message)
      const isHigher = isAbove(number, highest)
      if (isLater()) {
        verdicts.tested()
        if (!isHigher)
          verdicts.suspect(message.acceptHi, () => isLater() && !message.isDoubtful && !message.isContentOpen && !top.isContentOpen, {
            clause: 'sqs.fifo.order.sequence-number-increasing',
            line,
            earlier: top.sentLine,
            allowed: `a SequenceNumber above ${highest}, which message ${top.id} of group ${group.id} has`,
            seen: number,
          })
      }
      if (isHigher) group.top = message
    },
    received({ message, raw }, { line }) {
      const shown = text(members(raw['Attributes'])?.['SequenceNumber'])
      if (shown === undefined || message.sequenceNumber === undefined || message.origin !== 'sent') return
      verdicts.tested()
      if (shown !== message.sequenceNumber)
        verdicts.found({
          clause: 'sqs.fifo.order.sequence-number-same-on-receive',
          line,
          earlier: message.sentLine,
          allowed: `SequenceNumber ${message.sequenceNumber}, as the send of message ${message.id} was answered`,
          seen: shown,
        })
    },
  }),
}
