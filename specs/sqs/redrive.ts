import type {
  CancelMessageMoveTaskCommandOutput,
  ListMessageMoveTasksResultEntry,
  StartMessageMoveTaskCommandInput,
  StartMessageMoveTaskCommandOutput,
} from '@aws-sdk/client-sqs'
import { Refusal } from '../../src/suite/index.js'
import type { DeadLetterPair, QueueType, SqsCase } from './bench.js'

/** How long a redrive of a few messages is waited for, in milliseconds: the documentation gives no time, the service was seen to take seconds. */
export const PATIENCE = 30_000

/** A dead-letter queue with messages that failed in its source, and the message move tasks of it. */
export interface Redrivable extends DeadLetterPair {
  start(input?: Partial<StartMessageMoveTaskCommandInput>): Promise<StartMessageMoveTaskCommandOutput>
  /** The latest tasks, as they are listed; one unless `MaxResults` is given. */
  tasks(MaxResults?: number): Promise<ListMessageMoveTasksResultEntry[]>
  /** Cancels the task of the handle; undecided where it was over before. */
  cancel(TaskHandle: string | undefined): Promise<CancelMessageMoveTaskCommandOutput>
  /** The latest task when it is over; undecided where it runs on. */
  ended(): Promise<ListMessageMoveTasksResultEntry>
}

/** A pair whose dead-letter queue has a message of each body, moved there after one receive; in a FIFO queue all of one group. */
export const redrivable = async (t: SqsCase, bodies: readonly string[], type: QueueType = 'standard'): Promise<Redrivable> => {
  const pair = await t.deadLetterPair({ type, maxReceiveCount: 1 })
  await pair.source.sendBatch(bodies.map((MessageBody) => ({ MessageBody })))
  await pair.deadLettered(bodies.length)
  const SourceArn = await pair.dlq.arn()
  const tasks = async (MaxResults?: number): Promise<ListMessageMoveTasksResultEntry[]> => {
    const { Results = [] } = await t.sqs.listMessageMoveTasks({ SourceArn, MaxResults })
    return Results
  }
  return {
    ...pair,
    tasks,
    start: (input = {}) => t.sqs.startMessageMoveTask({ SourceArn, ...input }),
    async cancel(TaskHandle) {
      const cancelled = t.sqs.cancelMessageMoveTask({ TaskHandle })
      const failure: unknown = await cancelled.then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      if (failure instanceof Refusal && (await tasks())[0]?.Status === 'COMPLETED')
        t.undecided('the task was over before it could be cancelled')
      return cancelled
    },
    async ended() {
      for (const start = t.time.now(); t.time.now() <= start + PATIENCE; await t.time.sleep(250)) {
        const [task] = await tasks()
        if (task === undefined) t.diverges('a task that was started is not listed', 'one task of the dead-letter queue', 'none')
        if (task.Status !== 'RUNNING' && task.Status !== 'CANCELLING') return task
      }
      t.undecided(`the task was not over after ${PATIENCE / 1000} s`)
    },
  }
}
