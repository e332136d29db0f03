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
  if (operation === 'ListQueueTags' && x.beliefs.unsureOf.delete(`tags ${name}`)) {
    queue.tags.clear()
    for (const [key, value] of Object.entries((outcome.output['Tags'] ?? {}) as Record<string, string>)) queue.tags.set(key, value)
    answer['Tags'] = ANYTHING
  }
  const shown = outcome.output['Attributes'] as Readonly<Record<string, string>> | undefined
  const attributes = answer['Attributes'] as Members | undefined
  const policyWasAsked = operation === 'GetQueueAttributes' && (input['AttributeNames'] as string[] | undefined)?.some(asked => asked === 'Policy' || asked === 'All')
  if (policyWasAsked && x.beliefs.unsureOf.delete(`Policy ${name}`)) {
    queue.settings.Policy = shown?.['Policy']
    if (attributes !== undefined) attributes['Policy'] = ANYTHING
  }
}
