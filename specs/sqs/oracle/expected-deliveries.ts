import type { ReceiveMessageRequest } from '@aws-sdk/client-sqs'
import { type Fact, Instant, type Now } from '../../../reference/core/facts.js'
import type { ClauseId } from '../../../reference/core/reading.js'
import { unplace } from '../../../reference/sqs/belief.js'
import type { Choices, Rules } from '../../../reference/sqs/choices.js'
import { deadLetterMove, expiry, mayHaveLeft } from '../../../reference/sqs/hidden.js'
import { deliverable } from '../../../reference/sqs/receive.js'
import type { Message, Queue } from '../../../reference/sqs/state.js'
import { Inadmissible, noteOnce } from '../../../src/oracle/admitting.js'
import type { Admit } from './admit.js'
import { mayBlockUnseen } from './fed-messages.js'
import { SeenIndex } from './seen-index.js'

/** The third reading: of a message that is not in an answer, was it surely forbidden, and by which rule, or surely deliverable? */
class Probe implements Rules {
  forbiddenBy: ClauseId | undefined
  isSure = true

  constructor(
    readonly now: Now,
    readonly choices: Choices,
    private readonly tolerates: (freedom: ClauseId) => boolean,
  ) {}

  /** What follows concerns another message. */
  begins(): void {
    this.isSure = true
  }

  rule(id: ClauseId, fact: Fact, freedom?: ClauseId): boolean {
    if (freedom !== undefined && this.tolerates(freedom)) {
      if (!fact.certain) this.isSure = false
      return true
    }
    if (!fact.possible) {
      this.forbiddenBy = id
      return false
    }
    if (!fact.certain) this.isSure = false
    return true
  }

  orFail(): void {}

  fires(): boolean {
    return false
  }
}

/** Looks at every message that a receive did not return: which rules were tested here, and was one of them owed? */
export function probe(queue: Queue, input: ReceiveMessageRequest, x: Admit): void {
  const { messages: answer } = x.observed
  const taken = answer.map(({ MessageId }) => x.beliefs.byId.get(MessageId!)!)
  const hasRoom = answer.length < (input.MaxNumberOfMessages ?? 1)
  const complete = queue.fifo ? answer.length === 0 : hasRoom
  const now = new Probe(x.now, x, (freedom) => x.tolerates(freedom))
  for (const message of queue.messages.values()) {
    if (taken.includes(message)) continue
    now.begins()
    const may = deliverable(queue, message, taken, now)
    if (!may) {
      noteOnce(x.tested, now.forbiddenBy!)
      if (now.forbiddenBy === deadLetterMove.id && complete && isNext(queue, message) && x.promises(COMPLETE)) goes(queue, message, x)
    } else if (complete && now.isSure && isOwed(queue, message, x)) {
      noteOnce(x.tested, promise(message))
      throw new Inadmissible(
        promise(message),
        `the message ${message.id} in the answer`,
        answer.length === 0 ? 'no message' : `${answer.length} messages, and room for it`,
      )
    }
  }
}

/** A message that is due was moved, by this receive or by an earlier one. */
function goes(queue: Queue, message: Message, x: Admit): void {
  if (x.redriven(queue, message).possible) {
    // Unless a task took it away before.
    mayHaveLeft(queue, message, x)
    message.here = 'maybe'
    return
  }
  const due = message.hiddenUntil.end
  const mayBeGone = message.here === 'maybe' || expiry.when(queue, message, x).possible
  deadLetterMove.then(queue, message, x)
  if (mayBeGone) message.here = 'maybe'
  if (queue.fifo) message.sent = new Instant(due, x.now.at.hi)
  unplace(message)
}

/** Where none of these is granted, an answer with room holds whatever is available. */
const COMPLETE: readonly ClauseId[] = ['sqs.receive.may-return-fewer', 'sqs.receive.short-poll-samples-servers', 'sqs.ec.send-then-receive']

const changedAt = ({ index }: Queue, { group }: Message): number | undefined =>
  index instanceof SeenIndex ? index.changedAt.get(group) : undefined

/** Has it been deliverable for longer than things may be late? Its timers have ended by then. */
function isOwed(queue: Queue, message: Message, x: Admit): boolean {
  if (!x.promises(COMPLETE)) return false
  const lately = x.now.at.lo - x.lateness
  if (message.sent.hi > lately || mayBlockUnseen(queue, x)) return false
  if (queue.fifo && (changedAt(queue, message) ?? 0) > lately) return false
  return message.here === 'yes'
}

/** On a FIFO queue only the first of a group is looked at. */
const isNext = (queue: Queue, message: Message): boolean => !queue.fifo || queue.groups.get(message.group!)?.first === message

/** The clause that promises the message. */
function promise({ receives, doubt, hiddenBy, hiddenUntil, deadLetterSource }: Message): ClauseId {
  if (receives + (doubt?.receives ?? 0) === 0) return hiddenUntil.most > 0 ? hiddenBy : 'sqs.receive.short-poll-eventually-all'
  if (deadLetterSource !== undefined && hiddenUntil.most === 0) return 'sqs.dlq.move-after-max-receives'
  return hiddenBy.startsWith('sqs.visibility.change') ? hiddenBy : 'sqs.visibility.expiry-makes-visible-again'
}
