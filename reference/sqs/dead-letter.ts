import type { ListDeadLetterSourceQueuesRequest, ListDeadLetterSourceQueuesResult } from '@aws-sdk/client-sqs'
import { parseJson } from '../aws/json.js'
import { all, any, type Fact, known, NO } from '../core/facts.js'
import type { Candidate, Context, Rules } from './choices.js'
import { invalidValue } from './errors.js'
import { LIMITS, REDRIVE_ALLOW_SOURCES } from './limits.js'
import { page } from './pagination.js'
import { arnOf, queueAt, queueByArn, standing, within } from './request.js'
import { settingIs, unfixed } from './settings.js'
import type { Queue, RedriveAllowPolicy, RedrivePolicy, Region } from './state.js'

/**
 * RedrivePolicy: a JSON object in a text, with the ARN of the dead-letter queue and the count of receives before a message goes there.
 * The dead-letter queue must exist, be of the same type, and allow this source; many sources can share it.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 * @clause sqs.dlq.policy-set-and-read
 * @clause sqs.dlq.policy-remove-with-empty
 * @clause sqs.dlq.shared-by-many
 */
export function readRedrivePolicy(text: string, source: { name: string; fifo: boolean; region: Region }, x: Rules): RedrivePolicy {
  const wrong = (reason: string) => () => invalidValue(text, 'RedrivePolicy', reason)
  const policy = asObject(text)
  x.orFail('sqs.dlq.policy-json-string', known(policy !== undefined), wrong('Redrive policy is not a valid JSON map.'))
  const { deadLetterTargetArn: arn, maxReceiveCount: count = 10 } = policy!
  // The API reference gives a default of 10; the service is seen to refuse a policy without the count.
  const isCounted = any(known(policy!['maxReceiveCount'] !== undefined), unfixed(NO, x))
  x.orFail(
    'sqs.dlq.policy-json-string',
    known(typeof arn === 'string' && arn !== ''),
    wrong('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.'),
  )
  x.orFail('sqs.dlq.max-receive-default-10', isCounted, wrong('Redrive policy does not contain mandatory attribute: maxReceiveCount.'))
  const target = String(arn)
  x.orFail(
    'sqs.dlq.target-arn-malformed',
    known(/^arn:[^:]+:sqs:[^:]+:\d{12}:[^:]+$/.test(target)),
    wrong('Invalid value for deadLetterTargetArn.'),
  )
  const receives = typeof count === 'string' && /^\d+$/.test(count) ? Number(count) : count
  x.orFail(
    'sqs.dlq.max-receive-range',
    known(typeof receives === 'number' && within(receives, LIMITS.maxReceiveCount)),
    wrong('Invalid value for maxReceiveCount: must be an integer from 1 to 1000.'),
  )
  const queue = queueByArn(target, source.region)
  x.orFail('sqs.dlq.not-created-automatically', standing(queue, x), wrong('Dead letter target does not exist.'))
  x.orFail('sqs.dlq.same-type', known(queue!.fifo === source.fifo), wrong('Dead-letter queue must be same type of queue as the source.'))
  checkAllowed(queue!, arnOf(source.region, source.name), wrong('The dead-letter queue does not allow this queue as a source.'), x)
  return {
    deadLetterTargetArn: target,
    maxReceiveCount: receives as number,
    text: JSON.stringify({ deadLetterTargetArn: target, maxReceiveCount: receives }),
  }
}

/** @clause sqs.dlq.allow-policy-default */
function checkAllowed(target: Queue, source: string, refusal: () => ReturnType<typeof invalidValue>, x: Rules): void {
  const allows = (fact: (policy: RedriveAllowPolicy) => boolean) =>
    settingIs(target, 'RedriveAllowPolicy', (policy) => known(policy === undefined || fact(policy)), x)
  x.orFail(
    'sqs.dlq.allow-policy-deny-all',
    allows(({ redrivePermission }) => redrivePermission !== 'denyAll'),
    refusal,
  )
  x.orFail(
    'sqs.dlq.allow-policy-by-queue',
    allows((policy) => policy.redrivePermission !== 'byQueue' || policy.sourceQueueArns.includes(source)),
    refusal,
  )
}

export function readRedriveAllowPolicy(text: string, x: Rules): RedriveAllowPolicy {
  const wrong = (reason: string) => () => invalidValue(text, 'RedriveAllowPolicy', reason)
  const policy = asObject(text)
  x.orFail('sqs.dlq.allow-policy-values', known(policy !== undefined), wrong('Redrive allow policy is not a valid JSON map.'))
  const { redrivePermission: permission, sourceQueueArns: arns } = policy!
  const values = ['allowAll', 'denyAll', 'byQueue']
  x.orFail(
    'sqs.dlq.allow-policy-values',
    known(values.includes(permission as string)),
    wrong('redrivePermission must be one of allowAll, denyAll, byQueue.'),
  )
  const listed = arns === undefined ? [] : arns
  x.orFail(
    'sqs.dlq.allow-policy-arns-only-by-queue',
    known((arns !== undefined) === (permission === 'byQueue')),
    wrong('sourceQueueArns must be given with byQueue, and only then.'),
  )
  const valid = Array.isArray(listed) && listed.every((arn) => typeof arn === 'string')
  x.orFail('sqs.dlq.allow-policy-by-queue', known(valid), wrong('sourceQueueArns must be a list of queue ARNs.'))
  x.orFail(
    'sqs.dlq.allow-policy-max-10',
    known((listed as unknown[]).length <= REDRIVE_ALLOW_SOURCES),
    wrong(`sourceQueueArns can list at most ${REDRIVE_ALLOW_SOURCES} queues.`),
  )
  return {
    redrivePermission: permission as RedriveAllowPolicy['redrivePermission'],
    sourceQueueArns: listed as string[],
    text: JSON.stringify(
      arns === undefined ? { redrivePermission: permission } : { redrivePermission: permission, sourceQueueArns: listed },
    ),
  }
}

function asObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = parseJson(text)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
}

/** Does the redrive policy of `source` name this queue? */
const isSourceOf = (queue: Queue, source: Queue, x: Rules): Fact =>
  all(
    standing(source, x),
    settingIs(source, 'RedrivePolicy', (policy) => known(policy?.deadLetterTargetArn === queue.arn), x),
  )

/** The queues whose redrive policy may name this one. */
export const sourcesOf = (queue: Queue, x: Rules): Candidate<Queue>[] =>
  [...queue.region.queues.values()]
    .map((source) => ({ item: source, key: source.name, there: isSourceOf(queue, source, x) }))
    .filter(({ there }) => there.possible)

/**
 * ListDeadLetterSourceQueues.
 *
 * @clause sqs.dlq.list-sources
 * @clause sqs.dlq.list-sources-empty
 * @clause sqs.dlq.list-sources-lowercase-member
 */
export function listDeadLetterSourceQueues(
  input: ListDeadLetterSourceQueuesRequest,
  c: Context,
  x: Rules,
): ListDeadLetterSourceQueuesResult {
  const queue = queueAt(input.QueueUrl, c, x)
  const { items, next } = page(sourcesOf(queue, x), input.MaxResults, input.NextToken, x)
  return { queueUrls: items.map((source) => x.choices.url(source, c)), NextToken: next }
}
