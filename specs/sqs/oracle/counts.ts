import { all, type Fact, known, not } from '../../../reference/core/facts.js'
import { mayHaveGoneTo, present } from '../../../reference/sqs/belief.js'
import type { Counts, Rules } from '../../../reference/sqs/choices.js'
import { deadLetterMove, hiddenTransitions } from '../../../reference/sqs/hidden.js'
import { queueByArn } from '../../../reference/sqs/request.js'
import { valuesOf } from '../../../reference/sqs/settings.js'
import type { Message, MoveTask, Queue } from '../../../reference/sqs/state.js'
import type { Beliefs } from './beliefs.js'

/** How many messages of each kind there are at least and at most. @param isFed whether other services may put messages in */
export function countsOf(queue: Queue, { byId, unseenReceives }: Beliefs, isFed: boolean, x: Rules): Counts {
  const visible: [number, number] = [0, 0]
  const inFlight: [number, number] = [0, 0]
  const delayed: [number, number] = [0, 0]
  const count = (range: [number, number], fact: Fact) => {
    if (fact.certain) range[0]++
    if (fact.possible) range[1]++
  }
  for (const message of queue.messages.values()) {
    const here = stays(queue, message, x)
    const shown = x.now.reached(message.hiddenUntil)
    const received = message.receivedHere ? known(true) : message.doubt !== undefined && message.doubt.receives > 0 ? UNSURE : known(false)
    count(visible, all(here, shown))
    count(inFlight, all(here, all(received, not(shown))))
    count(delayed, all(here, all(not(received), not(shown))))
  }
  if (isFed) delayed[1] = Infinity
  if (isFed || mayArrive(queue, byId.values(), x)) {
    visible[1] = Infinity
    // What came unseen may have been received unseen, too.
    if (unseenReceives.get(queue)?.some(({ until }) => !x.now.reached(until).certain)) inFlight[1] = Infinity
  }
  return { visible, inFlight, delayed }
}

const UNSURE: Fact = { possible: true, certain: false, assume: () => {}, deny: () => {} }

/** A message that is due to move to a dead-letter queue may move at the next receive only. */
function stays(queue: Queue, message: Message, x: Rules): Fact {
  let fact = present(message, x)
  for (const transition of hiddenTransitions) {
    const due = transition.when(queue, message, x)
    fact = all(fact, transition === deadLetterMove && due.possible ? UNSURE : not(due))
  }
  return fact
}

function some<T>(things: Iterable<T>, holds: (thing: T) => boolean): boolean {
  for (const thing of things) if (holds(thing)) return true
  return false
}

/** Whether messages of other queues may have come here unseen. */
function mayArrive(queue: Queue, everyMessage: Iterable<Message>, x: Rules): boolean {
  const { region } = queue
  const leads = (from: Queue) =>
    valuesOf(from, 'RedrivePolicy', x).some((policy) => policy && queueByArn(policy.deadLetterTargetArn, region) === queue)
  const brings = ({ destination }: MoveTask): boolean => destination === undefined || destination === queue
  return (
    some(region.moveTasks.values(), (tasks) => tasks.some(brings)) ||
    some(region.queues.values(), leads) ||
    some(everyMessage, (message) => mayHaveGoneTo(message).includes(queue))
  )
}
