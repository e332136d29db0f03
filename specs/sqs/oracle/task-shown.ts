import type { MoveTask } from '../../../reference/sqs/state.js'
import type { Judging } from './judging.js'
import type { Members } from './observed.js'

const STATUSES: readonly unknown[] = ['RUNNING', 'COMPLETED', 'CANCELLING', 'CANCELLED', 'FAILED']

/** What a list tells of a task. */
export function listedAs(seen: Members, task: MoveTask, x: Judging): void {
  movedAs(seen, task, x)
  const { Status: status, FailureReason: failure, TaskHandle: handle } = seen
  // How long cancelling takes is not said; messages may still be moved meanwhile, and the task may end in another way.
  const mayBe = task.status === 'RUNNING' ? STATUSES : task.status === 'CANCELLING' ? STATUSES.slice(1) : []
  if (mayBe.includes(status)) task.status = status as MoveTask['status']
  task.failure = typeof failure === 'string' ? failure : undefined
  if (task.handle === '' && typeof handle === 'string') {
    task.id = task.handle = handle
    x.taskHandle(handle, task.source.arn)
  }
  if (task.status === 'RUNNING' || task.status === 'CANCELLING') return
  x.beliefs.endedTasks.set(task, x.now.at)
  x.beliefs.region.running.delete(task)
}

/** How many messages a task has moved, as an answer says. */
export function movedAs(seen: Members, task: MoveTask, x: Judging): void {
  x.observed.entry = seen
  const moved = Number(seen['ApproximateNumberOfMessagesMoved'])
  if (Number.isInteger(moved) && moved >= 0) task.moved = moved
}
