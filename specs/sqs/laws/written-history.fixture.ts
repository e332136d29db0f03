import { md5 } from '../../../reference/sqs/digest.js'
import type { Bounds } from '../../../src/oracle/linear/bounds.js'
import type { Exchange, Outcome } from '../../../src/oracle/exchange.js'
import type { Findings } from '../../../src/oracle/linear/findings.js'
import { linearChecker } from '../../../src/oracle/linear/linear-checker.js'
import type { Strictness } from '../../../src/oracle/oracle.js'
import { sqsLaws } from '../laws.js'
import { manyServersOnly } from '../profiles.js'

/** Seconds at which a request was sent and answered. */
export type When = readonly [sent: number, received: number]
type Input = Readonly<Record<string, unknown>>

const LOST: Outcome = { kind: 'lost', reason: 'timed out' }
export const url = (queue: string): string => `http://localhost:4566/000000000000/${queue}`
export const arn = (queue: string): string => `arn:aws:sqs:us-east-1:000000000000:${queue}`
export const policy = (queue: string, maxReceiveCount: number): Input => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(queue), maxReceiveCount }),
})

const exchange = (operation: string, [sent, received]: When, input: Input, outcome: Outcome): Exchange => ({
  service: 'sqs', region: 'us-east-1', account: '000000000000', client: 'c', operation, input, sent: sent * 1000, received: received * 1000, outcome,
}) // prettier-ignore
const answered = (output: Input): Outcome => ({ kind: 'answered', output })

export const create = (queue: string, Attributes: Input = {}): Exchange =>
  exchange('CreateQueue', [-1, -0.9], { QueueName: queue, Attributes }, answered({ QueueUrl: url(queue) }))

export interface SendExtra extends Input {
  readonly lost?: boolean
  readonly number?: string
}
/** `id` is the body too, unless the input gives another one. A FIFO message is of group `g`, and its id is its deduplication id. */
export function send(queue: string, when: When, id: string, { lost, number, ...input }: SendExtra = {}): Exchange {
  const fifo = queue.endsWith('.fifo') ? { MessageGroupId: 'g', MessageDeduplicationId: id } : {}
  const full: Input = { QueueUrl: url(queue), MessageBody: id, ...fifo, ...input }
  const output = { MessageId: id, MD5OfMessageBody: md5(String(full['MessageBody'])), SequenceNumber: number }
  return exchange('SendMessage', when, full, lost === true ? LOST : answered(output))
}

export interface Got {
  readonly id: string
  readonly handle?: string
  readonly body?: string
  readonly count?: number
  readonly attributes?: Input
}
/** Messages by id, or in full; the handle is made of id and time unless given. */
export function receive(queue: string, when: When, messages: readonly (string | Got)[], input: Input = {}): Exchange {
  const Messages = messages.map((message) => {
    const { id, handle, body, count, attributes }: Got = typeof message === 'string' ? { id: message } : message
    return {
      MessageId: id,
      ReceiptHandle: handle ?? `${id}@${when[0]}`,
      Body: body ?? id,
      MD5OfBody: md5(body ?? id),
      MessageAttributes: attributes,
      ...(count === undefined ? {} : { Attributes: { ApproximateReceiveCount: String(count) } }),
    }
  })
  return exchange('ReceiveMessage', when, { QueueUrl: url(queue), ...input }, answered(Messages.length === 0 ? {} : { Messages }))
}
export const lostReceive = (queue: string, when: When, input: Input = {}): Exchange =>
  exchange('ReceiveMessage', when, { QueueUrl: url(queue), ...input }, LOST)
export const remove = (queue: string, when: When, handle: string, lost = false): Exchange =>
  exchange('DeleteMessage', when, { QueueUrl: url(queue), ReceiptHandle: handle }, lost ? LOST : answered({}))
export const change = (queue: string, when: When, handle: string, VisibilityTimeout: number, lost = false): Exchange =>
  exchange('ChangeMessageVisibility', when, { QueueUrl: url(queue), ReceiptHandle: handle, VisibilityTimeout }, lost ? LOST : answered({}))
export const purge = (queue: string, when: When): Exchange => exchange('PurgeQueue', when, { QueueUrl: url(queue) }, answered({}))
export const set = (queue: string, when: When, Attributes: Input): Exchange =>
  exchange('SetQueueAttributes', when, { QueueUrl: url(queue), Attributes }, answered({}))
export const moveBack = (queue: string, when: When): Exchange =>
  exchange('StartMessageMoveTask', when, { SourceArn: arn(queue) }, answered({ TaskHandle: 't' }))

export const strictness = (profile: 'as-documented' | 'single-node', given: Partial<Strictness> = {}): Strictness => ({
  profile,
  tolerates: (id) => profile === 'as-documented' || !(id in manyServersOnly),
  lateness: 0,
  slack: { ms: 0, ppm: 0 },
  ...given,
})

/** Judges a history, sorted as the checker wants it. */
export function judge(history: readonly Exchange[], by: Strictness = strictness('single-node'), bounds: Partial<Bounds> = {}): Findings {
  // Small filters: they are made anew for each history.
  const checker = linearChecker([sqsLaws], by, { filterBits: 2 ** 16, ...bounds })
  for (const one of [...history].sort((a, b) => a.received - b.received)) checker.see(one)
  return checker.end()
}
/** The clauses that a history breaks. */
export const broken = (history: readonly Exchange[], by?: Strictness, bounds?: Partial<Bounds>): string[] =>
  judge(history, by, bounds).findings.map(({ clause }) => clause)
