import { foreignOwner } from '../../../reference/sqs/request.js'
import type { Region } from '../../../reference/sqs/state.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { Undecidable } from '../../../src/oracle/admitting.js'
import { LOOKING } from './subjects.js'
import { type Beliefs, UNKNOWN_ACCOUNT } from './beliefs.js'
import { touchedQueues } from './queue-names.js'

const ABSENT: ReadonlySet<string> = new Set(['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'])

/** Is it about a queue of another account, as far as one can tell? Not where GetQueueUrl is answered with a URL of one's own. */
const isOfAnother = ({ operation, input, outcome }: Exchange, { account }: Region): boolean => {
  const owner = foreignOwner({ operation, input }, account)
  const url = outcome.kind === 'answered' ? outcome.output['QueueUrl'] : undefined
  return account !== UNKNOWN_ACCOUNT && owner !== undefined && (typeof url !== 'string' || url.includes(`/${owner}/`))
}

/**
 * Where exchanges begin in the middle, a queue that nobody was seen to make was there before: what it holds and is set to is not known, so
 * what touches it is undecided, and so is from then on what touches a queue that it was joined with. A queue of which an answer tells
 * that it is not there is known again.
 */
export function leaveStrangers(exchange: Exchange, { region, strangers, tokens, taskHandles }: Beliefs): void {
  const { operation, input, outcome } = exchange
  if (!(outcome.kind === 'refused' && ABSENT.has(outcome.code)) && isOfAnother(exchange, region))
    throw new Undecidable('a queue of another account')
  const touched = touchedQueues(exchange)
  if (outcome.kind === 'refused' && ABSENT.has(outcome.code)) {
    // Of several it is not told which is missing.
    if (touched.length === 1) strangers.delete(touched[0]!)
    return
  }
  const isMaking = operation === 'CreateQueue' ? input['QueueName'] : undefined
  const isKnown = (name: string): boolean =>
    !strangers.has(name) && (region.queues.has(name) || region.deleted.has(name) || name === isMaking)
  const unknown = touched.filter((name) => !isKnown(name))
  if (unknown.length > 0) {
    if (outcome.kind !== 'refused') for (const name of LOOKING.has(operation) ? unknown : touched) strangers.add(name)
    throw new Undecidable('a queue that was there before what is judged began')
  }
  if (outcome.kind === 'refused') return
  const { NextToken: token, TaskHandle: handle } = input
  if (typeof token === 'string' && !tokens.has(token)) throw new Undecidable('a page of a list that began before')
  if (typeof handle === 'string' && !taskHandles.has(handle)) throw new Undecidable('a move task that was started before')
}
