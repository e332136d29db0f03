import type { ClauseId } from '../../../reference/core/reading.js'
import { Inadmissible, noteOnce } from '../../../src/oracle/admitting.js'
import { succeeds } from './errors.js'
import { sameText } from './equal-numbers.js'
import type { Members } from './observed.js'

/** The clause that each member of an answer stands under. */
const CLAUSES: Readonly<Record<string, ClauseId>> = {
  MD5OfMessageBody: 'sqs.send.md5-of-body',
  MD5OfBody: 'sqs.receive.md5ofbody',
  MD5OfMessageAttributes: 'sqs.md5.attributes.encoding',
  MD5OfMessageSystemAttributes: 'sqs.md5.system-attributes.returned',
  MessageId: 'sqs.send.message-id-same-on-receive',
  Body: 'sqs.send.body-returned-verbatim',
  ReceiptHandle: 'sqs.fifo.attempt.same-receipt-handles',
  MessageAttributes: 'sqs.mattr.filter.exact',
  SequenceNumber: 'sqs.fifo.order.sequence-number-same-on-receive',
  MessageGroupId: 'sqs.fifo.group.attribute-on-receive',
  MessageDeduplicationId: 'sqs.fifo.dedup.attribute-on-receive',
  AWSTraceHeader: 'sqs.sysattr.trace-roundtrip',
  DeadLetterQueueSourceArn: 'sqs.dlq.source-arn-attribute',
  QueueUrl: 'sqs.queue.url.format',
  QueueUrls: 'sqs.queue.list.prefix-filter',
  queueUrls: 'sqs.dlq.list-sources',
  QueueArn: 'sqs.queue.arn.format',
  Tags: 'sqs.tags.add-and-list',
  Policy: 'sqs.policy.set-and-get',
  RedrivePolicy: 'sqs.dlq.policy-set-and-read',
  RedriveAllowPolicy: 'sqs.dlq.allow-policy-values',
  Messages: 'sqs.receive.never-more-than-max',
  Successful: 'sqs.batch.result-lists',
  Failed: 'sqs.batch.result-lists',
  SenderFault: 'sqs.batch.sender-fault',
  Status: 'sqs.redrive.list-statuses',
  Results: 'sqs.redrive.list-most-recent-first',
  StartedTimestamp: 'sqs.redrive.list-started-timestamp',
  TaskHandle: 'sqs.redrive.list-handle-only-running',
  DestinationArn: 'sqs.redrive.list-optionals-absent',
  MaxNumberOfMessagesPerSecond: 'sqs.redrive.list-optionals-absent',
  FailureReason: 'sqs.redrive.list-failure-reason',
  NextToken: 'sqs.page.token-when-more',
  ApproximateNumberOfMessagesMoved: 'sqs.redrive.cancel-returns-count',
}

/** What the documentation does not fix. */
const OPEN: ReadonlySet<string> = new Set(['Message', 'Code', '$metadata', 'ResultMetadata', 'ApproximateNumberOfMessagesToMove'])

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
const isNothing = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return value === undefined || value === null
  return Array.isArray(value) ? value.length === 0 : !(value instanceof Uint8Array) && Object.keys(value).length === 0
}

/** Holds the answer that was seen against the one that the model gives. @param held takes the clauses that its members stand under */
export function compare(operation: string, mine: unknown, seen: unknown, held: ClauseId[]): void {
  if (isMembers(mine) && isMembers(seen)) compareMembers(operation, mine, seen, held)
}

function compareMembers(operation: string, mine: Members, seen: Members, held: ClauseId[]): void {
  const names = new Set([...Object.keys(mine), ...Object.keys(seen)])
  // What a digest is made of tells more of a difference than the digest does.
  for (const isLast of [false, true]) {
    for (const name of names) if (isDigest(name) === isLast) compareMember(operation, name, mine[name], seen[name], held)
  }
}
const isDigest = (name: string): boolean => name.startsWith('MD5')

function compareMember(operation: string, name: string, mine: unknown, seen: unknown, held: ClauseId[]): void {
  if (OPEN.has(name) || mine === ANYTHING || (isNothing(mine) && isNothing(seen))) return
  const clause = CLAUSES[name]
  if (clause !== undefined) noteOnce(held, clause)
  if (Array.isArray(mine) && Array.isArray(seen)) compareLists(operation, name, mine, seen, held)
  else if (isMembers(mine) && isMembers(seen)) {
    if (FREE_KEYS.has(name)) compareMap(operation, name, mine, seen)
    else compareMembers(operation, mine, seen, held)
  } else if (!sameValue(mine, seen)) differ(operation, name, mine, seen)
}

/** Stands in for what the documentation leaves open in one answer. */
export const ANYTHING: unknown = Symbol()

/** Maps whose keys a client chose. */
const FREE_KEYS: ReadonlySet<string> = new Set(['MessageAttributes', 'Tags'])

function compareMap(operation: string, name: string, mine: Members, seen: Members): void {
  for (const key of new Set([...Object.keys(mine), ...Object.keys(seen)])) {
    const [a, b] = [mine[key], seen[key]]
    const same =
      isMembers(a) && isMembers(b)
        ? Object.keys(a).every(
            (member) =>
              isNothing(a[member]) ||
              sameValue(a[member], b[member]) ||
              (member === 'StringValue' && sameText(a['DataType'], a[member], b[member])),
          )
        : sameValue(a, b)
    if (!same) differ(operation, name, { [key]: a }, { [key]: b })
  }
}

/** The results of a batch may come in any order. */
function compareLists(operation: string, name: string, mine: readonly unknown[], seen: readonly unknown[], held: ClauseId[]): void {
  if (name === 'Successful' || name === 'Failed') {
    if (mine.length !== seen.length) differ(operation, name, mine, seen)
    // Each of mine was read off one of those that were seen.
    for (const item of mine)
      compare(
        operation,
        item,
        seen.find((one) => idOf(one) === idOf(item)),
        held,
      )
    return
  }
  if (mine.length !== seen.length) differ(operation, name, `${mine.length} of them`, `${seen.length} of them`)
  mine.forEach((item, at) => {
    if (isMembers(item)) compare(operation, item, seen[at], held)
    else if (!sameValue(item, seen[at])) differ(operation, name, item, seen[at])
  })
}

const sameValue = (a: unknown, b: unknown): boolean =>
  a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.compare(a, b) === 0 : a === b

const idOf = (entry: unknown): unknown => (entry as Members)['Id']

function differ(operation: string, name: string, mine: unknown, seen: unknown): never {
  const clause = CLAUSES[name] ?? (operation === 'ReceiveMessage' ? 'sqs.sysattr.subset' : succeeds(operation))
  throw new Inadmissible(clause, `${name} ${text(mine)}`, text(seen))
}

const text = (value: unknown): string => (value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value))
