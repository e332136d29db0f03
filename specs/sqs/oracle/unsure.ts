import type { Context } from '../../../reference/sqs/choices.js'
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
  const { region, unsureTasks, offset } = x.beliefs
  const arn = String(input['SourceArn'])
  const tasks = region.moveTasks.get(arn)
  if (tasks === undefined) return
  const shown = x.observed.results
  const most = typeof input['MaxResults'] === 'number' ? input['MaxResults'] : 1
  let at = 0
  const kept = [...tasks].reverse().filter(task => {
    if (at >= most) return true
    if (unsureTasks.has(task)) {
      const { StartedTimestamp: started, DestinationArn: destination } = shown[at] ?? {}
      const isIt =
        typeof started === 'number' && destination === task.destinationArn && started >= task.started.lo + offset.lo - 1 && started <= task.started.hi + offset.hi + 1
      unsureTasks.delete(task)
      if (!isIt) {
        region.running.delete(task)
        return false
      }
    }
    at++
    return true
  })
  region.moveTasks.set(arn, kept.reverse())
}
