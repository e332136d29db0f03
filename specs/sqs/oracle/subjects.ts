import type { Exchange } from '../../../src/oracle/exchange.js'
import type { Members } from './observed.js'

const listOf = (value: unknown): readonly Members[] => (Array.isArray(value) ? (value as Members[]) : [])

/** Requests that leave everything as it was, whatever they are answered. */
export const LOOKING: ReadonlySet<string> = new Set([
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'ListMessageMoveTasks',
  'ListQueues',
  'ListQueueTags',
])

/**
 * The messages that an exchange is about: by what they hold, since two that hold the same can be taken for each other, by the ids under which
 * they are recognised, and by the handles of their receives; in a FIFO queue by their groups, which wait for each other. Everything may
 * rest on what made or set a queue, on a move task, and on a receive whose answer nobody saw.
 */
export function about({ operation, input, outcome }: Exchange): readonly string[] | undefined {
  if (outcome.kind === 'refused' || LOOKING.has(operation)) return []
  const entries = [input, ...listOf(input['Entries'])]
  switch (operation) {
    case 'SendMessage':
    case 'SendMessageBatch':
      return entries.flatMap(sent)
    case 'DeleteMessage':
    case 'DeleteMessageBatch':
    case 'ChangeMessageVisibility':
    case 'ChangeMessageVisibilityBatch':
      return entries.flatMap(({ ReceiptHandle: handle }) => (typeof handle === 'string' ? [`handle ${handle}`] : []))
    case 'ReceiveMessage':
      return outcome.kind === 'lost' ? undefined : received(input, listOf(outcome.output['Messages']))
    default:
      return undefined
  }
}

const sent = ({ MessageBody: body, MessageGroupId: group, MessageDeduplicationId: id }: Members): readonly string[] =>
  named({ body, group, id })

function received({ ReceiveRequestAttemptId: attempt }: Members, messages: readonly Members[]): readonly string[] {
  if (messages.length === 0) return []
  const shown = messages.flatMap(({ Body: body, ReceiptHandle: handle, Attributes: attributes }) => {
    const { MessageGroupId: group, MessageDeduplicationId: id } = (attributes ?? {}) as Members
    return named({ body, handle, group, id })
  })
  return [...shown, ...named({ attempt })]
}

const named = (things: Members): readonly string[] =>
  Object.entries(things).flatMap(([what, name]) => (typeof name === 'string' ? [`${what} ${name}`] : []))
