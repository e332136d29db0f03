import type { MoveTask } from '../../../reference/sqs/state.js'
import type { Admit } from './admit.js'
import type { Members } from './observed.js'

const STATUSES: readonly unknown[] = ['RUNNING', 'COMPLETED', 'CANCELLING', 'CANCELLED', 'FAILED']

/** What a cancellation was answered with. */
export function cancelledAs(seen: Members, task: MoveTask, x: Admit): void {
  movedAs(seen, task, x)
  x.beliefs.cancelled.set(task, x.now.at)
}

/** What a list tells of a task. */
export function listedAs(seen: Members, task: MoveTask, x: Admit): void {
  movedAs(seen, task, x)
  if (task.status === 'CANCELLING') task.status = 'CANCELLED'
  const { Status: status, FailureReason: failure, TaskHandle: handle } = seen
  // Cancelling may take a while, as whatever is due may be late.
  const isBeingCancelled = x.now.at.lo <= (x.beliefs.cancelled.get(task)?.hi ?? -Infinity) + x.lateness
  const otherwise = ['COMPLETED', ...(isBeingCancelled ? ['CANCELLING'] : [])]
  const mayBe = task.status === 'RUNNING' ? STATUSES : task.status === 'CANCELLED' ? otherwise : []
  if (mayBe.includes(status)) task.status = status as MoveTask['status']
  task.failure = typeof failure === 'string' ? failure : undefined
  if (task.handle === '' && typeof handle === 'string') {
    task.id = task.handle = handle
    x.taskHandle(handle, task.source.arn)
  }
  if (task.status !== 'RUNNING' && task.status !== 'CANCELLING') x.beliefs.endedTasks.set(task, x.now.at)
}

function movedAs(seen: Members, task: MoveTask, x: Admit): void {
  x.observed.entry = seen
  const moved = Number(seen['ApproximateNumberOfMessagesMoved'])
  if (Number.isInteger(moved) && moved >= 0) task.moved = moved
}
