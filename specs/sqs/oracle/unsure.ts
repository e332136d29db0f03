import type { Context } from '../../../reference/sqs/choices.js'
import type { MoveTask } from '../../../reference/sqs/state.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Admit } from './admit.js'
import { ANYTHING } from './answers.js'

type Members = Record<string, unknown>

/**
 * What a request may have changed whose answer nobody saw is learned from the next answer that shows it; and where a send may be a copy,
 * its number is left open.
 */
export function adopt({ operation, input, outcome }: Exchange, mine: object, c: Context, x: Admit): void {
  if (outcome.kind !== 'answered') return
  const answer = mine as Members
  if (operation === 'SendMessage' && x.mayBeCopy) answer['SequenceNumber'] = ANYTHING
  if (operation === 'SendMessageBatch')
    for (const entry of (answer['Successful'] as Members[] | undefined) ?? []) if (entry['SequenceNumber'] !== undefined) entry['SequenceNumber'] = ANYTHING
  const url = input['QueueUrl']
  const name = typeof url === 'string' ? url.slice(url.lastIndexOf('/') + 1) : ''
  const queue = c.region.queues.get(name)
  if (queue === undefined) return
  if (operation === 'ListQueueTags' && x.beliefs.unsureTags.delete(name)) {
    queue.tags.clear()
    for (const [key, value] of Object.entries((outcome.output['Tags'] ?? {}) as Record<string, string>)) queue.tags.set(key, value)
    answer['Tags'] = ANYTHING
  }
}

/** Of move tasks that may not have been started, a list shows those that were. */
export function settleTasks(input: Readonly<Record<string, unknown>>, x: Admit): void {
  const { region, unsureTasks } = x.beliefs
  const arn = String(input['SourceArn'])
  const tasks = region.moveTasks.get(arn)
  if (tasks === undefined || !tasks.some(task => unsureTasks.has(task))) return
  const most = typeof input['MaxResults'] === 'number' ? input['MaxResults'] : 1
  const shown = x.observed.results
  const latestFirst = [...tasks].reverse()
  const listed = listedAs(shown, latestFirst, shown.length < most, x)
  if (listed === undefined) return
  // Of tasks that are older than all that are shown nothing is learned, unless the list is whole.
  const looked = shown.length < most ? latestFirst : latestFirst.slice(0, latestFirst.indexOf(listed.at(-1)!) + 1)
  const never = looked.filter(task => !listed.includes(task))
  for (const task of looked) unsureTasks.delete(task)
  for (const task of never) region.running.delete(task)
  region.moveTasks.set(arn, tasks.filter(task => !never.includes(task)))
}

/** The tasks that a list shows, if all were started of which that is known; nothing where it cannot be. Both have the latest first. */
function listedAs(shown: readonly Readonly<Members>[], tasks: readonly MoveTask[], isWhole: boolean, x: Admit): readonly MoveTask[] | undefined {
  const { unsureTasks } = x.beliefs
  const [first, ...others] = shown
  if (first === undefined) return isWhole && tasks.some(task => !unsureTasks.has(task)) ? undefined : []
  const [task, ...older] = tasks
  if (task === undefined) return undefined
  const rest = mayBe(task, first, x) ? listedAs(others, older, isWhole, x) : undefined
  if (rest !== undefined) return [task, ...rest]
  return unsureTasks.has(task) ? listedAs(shown, older, isWhole, x) : undefined
}

function mayBe({ destinationArn, rate, handle, started }: MoveTask, shown: Readonly<Members>, x: Admit): boolean {
  const { DestinationArn, MaxNumberOfMessagesPerSecond, TaskHandle, StartedTimestamp } = shown
  if (DestinationArn !== destinationArn || MaxNumberOfMessagesPerSecond !== rate) return false
  const isKnown = typeof TaskHandle === 'string' && x.beliefs.taskHandles.has(TaskHandle)
  if (typeof TaskHandle === 'string' && TaskHandle !== handle && (isKnown || handle !== '')) return false
  return typeof StartedTimestamp === 'number' && x.maySay(started, StartedTimestamp)
}
