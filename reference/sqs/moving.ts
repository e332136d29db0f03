import { after, NO, type Timer, YES } from '../core/facts.js'
import type { Rules } from './choices.js'
import { DEFAULT_MOVE_RATE } from './limits.js'
import { join, leave } from './membership.js'
import { inTurn } from './receive.js'
import { type Message, movedMessage, type MoveTask, type Queue, type Region } from './state.js'

/**
 * What move tasks have done by now. A task moves the messages that were visible when it started, oldest first, at its rate.
 *
 * @clause sqs.redrive.rate-fixed
 * @clause sqs.redrive.rate-default-optimised
 * @clause sqs.redrive.order-oldest-first
 * @clause sqs.redrive.interleaves-with-producers
 * @clause sqs.redrive.inflight-not-moved
 */
export function runMoveTasks(region: Region, x: Rules): void {
  for (const task of region.running) {
    while (isActive(task) && x.fires(x.now.reached(nextStep(task)))) {
      if (task.stops !== undefined && task.stops.end <= nextMove(task).end) {
        end(task, 'CANCELLED', region)
        break
      }
      const message = task.moved < (task.toMove ?? 0) ? oldestVisible(task.source, x) : undefined
      if (message === undefined) end(task, task.stops === undefined ? 'COMPLETED' : 'CANCELLED', region)
      else moveBack(message, task, x)
    }
  }
}

const isActive = ({ status }: MoveTask): boolean => status === 'RUNNING' || status === 'CANCELLING'

/** When a task does something next: it moves a message, or stops. */
export const nextStep = (task: MoveTask): Timer =>
  task.stops !== undefined && task.stops.end < nextMove(task).end ? task.stops : nextMove(task)

const nextMove = (task: MoveTask): Timer => after(task.started, (task.moved * 1000) / (task.pace ?? task.rate ?? DEFAULT_MOVE_RATE))

function end(task: MoveTask, status: MoveTask['status'], region: Region): void {
  task.status = status
  region.running.delete(task)
}

function oldestVisible(source: Queue, x: Rules): Message | undefined {
  x.choices.settle(source, x)
  const offers = x.choices.offers(source, x)
  try {
    for (let message = offers.next(false); message !== undefined; message = offers.next(false))
      if (x.fires(x.now.reached(message.hiddenUntil)) && (!source.fifo || inTurn(source, message, [], x))) return message
    return undefined
  } finally {
    offers.done()
  }
}

/**
 * A moved message is a new message with the old one's content: a new id, a new time of sending, no receives.
 *
 * @clause sqs.redrive.new-identity
 * @clause sqs.redrive.body-unchanged
 * @clause sqs.retention.redrive-resets
 * @clause sqs.redrive.ordinary-messages-need-origin
 */
function moveBack(message: Message, task: MoveTask, x: Rules): void {
  const { region } = task.source
  const to = task.destination ?? message.deadLetterSource
  if (to === undefined) {
    task.failure = 'CouldNotDetermineMessageSource'
    end(task, 'FAILED', region)
    return
  }
  if (region.queues.get(to.name) !== to) {
    task.failure = 'AWS.SimpleQueueService.NonExistentQueue'
    end(task, 'FAILED', region)
    return
  }
  leave(task.source, message, YES, 'sqs.redrive.new-identity')
  const seq = ++region.seq
  const number = to.fifo ? x.choices.sequenceNumber(NO, to, message, seq) : ''
  join(to, movedMessage(to, x.choices.newId(), seq, message, x.now.at, after(x.now.at, 0), number))
  task.moved++
}
