import type { Context } from '../../../reference/sqs/choices.js'
import type { MoveTask } from '../../../reference/sqs/state.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Judging } from './judging.js'
import { ANYTHING } from './answers.js'
import { mayBeTrimmed } from './equal-numbers.js'
import { showsTime } from './time-shown.js'
import { nameOf } from './queue-names.js'

type Members = Record<string, unknown>

/**
 * What a request may have changed whose answer nobody saw is learned from the next answer that shows it; and where a send may be a copy,
 * its number is left open.
 */
export function adopt({ operation, input, outcome }: Exchange, mine: object, c: Context, x: Judging): void {
  if (outcome.kind !== 'answered') return
  const answer = mine as Members
  openDigests(operation, input, answer)
  if (operation === 'SendMessage' && x.mayBeCopy) answer['SequenceNumber'] = ANYTHING
  if (operation === 'SendMessageBatch')
    for (const entry of (answer['Successful'] as Members[] | undefined) ?? [])
      if (entry['SequenceNumber'] !== undefined) entry['SequenceNumber'] = ANYTHING
  if (operation !== 'ListQueueTags') return
  const name = nameOf(input['QueueUrl'])!
  if (!x.beliefs.unsureTags.delete(name)) return
  const { tags } = c.region.queues.get(name)!
  tags.clear()
  for (const [key, value] of Object.entries((outcome.output['Tags'] ?? {}) as Record<string, string>)) tags.set(key, value)
  answer['Tags'] = ANYTHING
}

/** Where a service may have removed zeros of a number, the digest is left open. */
function openDigests(operation: string, input: Readonly<Record<string, unknown>>, answer: Members): void {
  const listOf = (value: unknown): Members[] => (Array.isArray(value) ? (value as Members[]) : [])
  const entries = new Map(listOf(input['Entries']).map((entry) => [entry['Id'], entry]))
  const pairs: (readonly [given: Readonly<Members> | undefined, shown: Members])[] = [
    ...(operation === 'SendMessage' ? [[input, answer] as const] : []),
    ...(operation === 'SendMessageBatch' ? listOf(answer['Successful']).map((shown) => [entries.get(shown['Id']), shown] as const) : []),
    ...listOf(answer['Messages']).map((shown) => [shown, shown] as const),
  ]
  for (const [given, shown] of pairs) if (mayBeTrimmed(given?.['MessageAttributes'])) shown['MD5OfMessageAttributes'] = ANYTHING
}

/** Of move tasks that may not have been started, a list shows those that were. */
export function settleTasks(input: Readonly<Record<string, unknown>>, x: Judging): void {
  const { region, unsureTasks } = x.beliefs
  const arn = String(input['SourceArn'])
  const tasks = region.moveTasks.get(arn)
  if (tasks === undefined || !tasks.some((task) => unsureTasks.has(task))) return
  const newestFirst = [...tasks].reverse()
  const most = typeof input['MaxResults'] === 'number' ? input['MaxResults'] : 1
  const shown = startedOf(newestFirst, x.observed.results, most, x)
  if (shown === undefined) return
  newestFirst.slice(0, shown.length).forEach((task, at) => {
    if (!unsureTasks.delete(task) || shown[at] === true) return
    region.running.delete(task)
    tasks.splice(tasks.indexOf(task), 1)
  })
}

/** Of the newest tasks, as far as the list goes, whether each was started: so that all that were are in the list, and nothing else. */
function startedOf(
  tasks: readonly MoveTask[],
  results: readonly Readonly<Members>[],
  most: number,
  x: Judging,
): readonly boolean[] | undefined {
  const [task, ...others] = tasks
  const [result, ...rest] = results
  if (most === 0 || task === undefined) return result === undefined ? [] : undefined
  const shown = result !== undefined && isShown(task, result, x) ? startedOf(others, rest, most - 1, x) : undefined
  if (shown !== undefined) return [true, ...shown]
  const left = x.beliefs.unsureTasks.has(task) ? startedOf(others, results, most, x) : undefined
  return left && [false, ...left]
}

function isShown(
  task: MoveTask,
  { StartedTimestamp: started, DestinationArn: destination, TaskHandle: handle, MaxNumberOfMessagesPerSecond: rate }: Readonly<Members>,
  x: Judging,
): boolean {
  if (rate !== task.rate) return false
  if (handle !== undefined && task.handle !== '' && handle !== task.handle) return false
  return typeof started === 'number' && destination === task.destinationArn && showsTime(String(started), task.started, x)
}
