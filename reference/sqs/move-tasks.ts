import type {
  CancelMessageMoveTaskRequest,
  CancelMessageMoveTaskResult,
  ListMessageMoveTasksRequest,
  ListMessageMoveTasksResult,
  ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskRequest,
  StartMessageMoveTaskResult,
} from '@aws-sdk/client-sqs'
import { after, all, any, type Fact, known, NO, not, YES } from '../core/facts.js'
import type { Context, Rules } from './choices.js'
import { sourcesOf } from './dead-letter.js'
import { invalidParameter, invalidValue, overLimit, resourceNotFound } from './errors.js'
import { ACTIVE_MOVE_TASKS, CANCELLATION, LIMITS } from './limits.js'
import { queueByArn, required, standing, within } from './request.js'
import { unfixed } from './settings.js'
import type { MoveTask, Queue, Region } from './state.js'

/**
 * StartMessageMoveTask: a dead-letter queue gives its messages back, to the queues they came from or to another one.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 * @clause sqs.redrive.start-async
 * @clause sqs.redrive.destination-default-source
 * @clause sqs.redrive.destination-custom
 * @clause sqs.error.resource-not-found-exception
 */
export function startMessageMoveTask(input: StartMessageMoveTaskRequest, { region }: Context, x: Rules): StartMessageMoveTaskResult {
  const sourceArn = required(input.SourceArn, 'SourceArn', x)
  const source = queueByArn(sourceArn, region)
  x.orFail('sqs.redrive.source-missing', standing(source, x), () => missingResource('SourceArn'))
  x.orFail('sqs.redrive.source-must-be-dlq', isDeadLetterQueue(source!, x), () =>
    invalidParameter('Source queue must be configured as a Dead Letter Queue.'),
  )
  x.choices.settle(source!, x)
  const destinationArn = input.DestinationArn
  const destination = destinationArn === undefined ? undefined : queueByArn(destinationArn, region)
  x.orFail('sqs.redrive.destination-missing', any(known(destinationArn === undefined), standing(destination, x)), () =>
    missingResource('DestinationArn'),
  )
  x.orFail('sqs.redrive.destination-same-type', known(destination === undefined || destination.fifo === source!.fifo), () =>
    invalidParameter('Destination queue must be of the same type as the source queue.'),
  )
  const rate = input.MaxNumberOfMessagesPerSecond
  const { min, max } = LIMITS.MaxNumberOfMessagesPerSecond
  // The page says how many it may be at most, and not at least.
  const isEnough = any(known(rate === undefined || rate >= min), unfixed(NO, x))
  x.orFail('sqs.redrive.rate-max-500', all(isEnough, known(rate === undefined || within(rate, { min: -Infinity, max }))), () =>
    invalidValue(rate, 'MaxNumberOfMessagesPerSecond', `Must be between ${min} and ${max}, if provided.`),
  )
  const tasks = region.moveTasks.get(sourceArn) ?? []
  x.orFail('sqs.redrive.one-active-per-queue', not(isRunning(tasks, x)), () =>
    invalidParameter('There is already a task running. Only one active task is allowed for a source queue arn at a given time.'),
  )
  // Which tasks are over is not seen unless a list shows it.
  x.orFail('sqs.redrive.max-100-per-account', any(known(region.running.size < ACTIVE_MOVE_TASKS), unfixed(NO, x)), () =>
    overLimit(`Only ${ACTIVE_MOVE_TASKS} message movement tasks can be active at a time.`),
  )
  const id = x.choices.taskId()
  const task: MoveTask = {
    id,
    handle: x.choices.taskHandle(id, sourceArn),
    source: source!,
    destination,
    destinationArn,
    rate,
    started: x.now.at,
    toMove: x.choices.counts(source!, x).visible[1],
    moved: 0,
    status: 'RUNNING',
    failure: undefined,
  }
  region.moveTasks.set(sourceArn, [...tasks.slice(1 - LIMITS.moveTasksListed.max), task])
  region.running.add(task)
  return { TaskHandle: task.handle }
}
const isDeadLetterQueue = (queue: Queue, x: Rules): Fact => sourcesOf(queue, x).reduce<Fact>((fact, { there }) => any(fact, there), NO)
/** When a task is started those before it are over, so that only the latest can be running. */
function isRunning(tasks: readonly MoveTask[], x: Rules): Fact {
  const last = tasks.at(-1)
  if (last?.status === 'CANCELLING') return unfixed(YES, x)
  return last === undefined ? NO : x.choices.running(last)
}
const missingResource = (name: string) => resourceNotFound(`The resource that you specified for the ${name} parameter doesn't exist.`)

/**
 * ListMessageMoveTasks: the latest tasks of a source queue, the latest first.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html
 * @clause sqs.redrive.list-default-1
 * @clause sqs.redrive.list-most-recent-first
 */
export function listMessageMoveTasks(input: ListMessageMoveTasksRequest, { region }: Context, x: Rules): ListMessageMoveTasksResult {
  const sourceArn = required(input.SourceArn, 'SourceArn', x)
  const { MaxResults: most = 1 } = input
  x.orFail('sqs.redrive.list-max-10', known(within(most, LIMITS.moveTasksListed)), () =>
    invalidValue(most, 'MaxResults', `Must be between ${LIMITS.moveTasksListed.min} and ${LIMITS.moveTasksListed.max}, if provided.`),
  )
  x.orFail('sqs.redrive.source-missing', standing(queueByArn(sourceArn, region), x), () => missingResource('SourceArn'))
  const tasks = (region.moveTasks.get(sourceArn) ?? []).slice(-most).reverse()
  return {
    Results: tasks.map((task) => {
      x.choices.progress(task, x)
      return shown(task, x)
    }),
  }
}

/**
 * @clause sqs.redrive.list-handle-only-running
 * @clause sqs.redrive.list-statuses
 * @clause sqs.redrive.list-optionals-absent
 * @clause sqs.redrive.list-counts-approximate
 * @clause sqs.redrive.list-failure-reason
 */
const shown = (task: MoveTask, x: Rules): ListMessageMoveTasksResultEntry => ({
  TaskHandle: task.status === 'RUNNING' ? task.handle : undefined,
  Status: task.status,
  SourceArn: task.source.arn,
  DestinationArn: task.destinationArn,
  MaxNumberOfMessagesPerSecond: task.rate,
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  FailureReason: task.status === 'FAILED' ? task.failure : undefined,
  StartedTimestamp: Number(x.choices.time('StartedTimestamp', task.started, 1, 'sqs.redrive.list-started-timestamp', x)),
})

/**
 * CancelMessageMoveTask stops a task that is running, after a while in which it still moves messages; what it moved stays moved.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html
 * @clause sqs.redrive.cancel-keeps-moved
 * @clause sqs.redrive.cancel-returns-count
 */
export function cancelMessageMoveTask(input: CancelMessageMoveTaskRequest, { region }: Context, x: Rules): CancelMessageMoveTaskResult {
  const handle = required(input.TaskHandle, 'TaskHandle', x)
  const named = x.choices.readTaskHandle(handle)
  x.orFail('sqs.redrive.cancel-unknown-handle', known(named !== undefined), () =>
    invalidParameter('Value for parameter TaskHandle is invalid.'),
  )
  const { taskId, sourceArn } = named!
  const source = queueByArn(sourceArn, region)
  const there = standing(source, x)
  const task = findTask(taskId, sourceArn, region)
  // A task that runs no more fails with the same error, which then does not tell that the queue is missing.
  x.orFail('sqs.redrive.source-missing', there === YES ? YES : { ...there, deny: () => {} }, () => missingResource('SourceArn'))
  x.orFail('sqs.redrive.cancel-only-running', task === undefined ? NO : x.choices.running(task), () =>
    resourceNotFound(task === undefined ? 'Task does not exist.' : 'Only active tasks can be cancelled.'),
  )
  x.choices.progress(task!, x)
  task!.status = 'CANCELLING'
  task!.stops = after(x.now.at, CANCELLATION)
  return { ApproximateNumberOfMessagesMoved: task!.moved }
}

const findTask = (id: string, sourceArn: string, region: Region): MoveTask | undefined =>
  region.moveTasks.get(sourceArn)?.find((task) => task.id === id)
