import type { Advisor, Advisory, Tell } from '../../src/contract/derive/advisor.js'
import { letsEverybody } from '../../src/contract/derive/policy.js'
import type { TracedExchange } from '../../src/oracle/trace/form.js'

/** Empty short polls of one queue in a row that make a loop. */
const LOOP = 10
/** Messages of one group alone that make a pattern. */
const PATTERN = 10
/** What is remembered of a queue: handles and failed entries. */
const MOST = 20_000
const DEFAULT_VISIBILITY = 30

interface Handle {
  /** When the visibility timeout surely ended, in milliseconds. */
  until: number
}

/** What is known of one queue. */
class QueueSeen {
  /** Its settings, where they were seen to be made or read. */
  visibility: number | undefined
  waitSeconds: number | undefined
  isMade = false
  hasRedrive = false
  isDeadLetterQueue = false
  received: TracedExchange | undefined
  emptyShortPolls = 0
  readonly handles = new Map<string, Handle>()
  /** Entries of batches that failed and were not seen again, by what they hold. */
  readonly failed = new Map<string, TracedExchange>()
  readonly groups = new Set<string>()
  readonly consumers = new Set<string>()
  sent = 0
  /** A member that counts up from message to message, and where it stood last. */
  numbered: { readonly name: string; last: number; rises: number } | undefined

  constructor(readonly name: string) {}

  get isFifo(): boolean {
    return this.name.endsWith('.fifo')
  }
}

type Members = Readonly<Record<string, unknown>>
const members = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {})
const listOf = (value: unknown): readonly Members[] => (Array.isArray(value) ? value.map(members) : [])
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const number = (value: unknown): number | undefined => {
  const read = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN
  return Number.isFinite(read) ? read : undefined
}
const parsed = (json: string | undefined): unknown => {
  try {
    return json === undefined ? undefined : (JSON.parse(json) as unknown)
  } catch {
    return undefined
  }
}

class SqsAdvisor implements Advisor {
  readonly #queues = new Map<string, QueueSeen>()

  constructor(private readonly tell: Tell) {}

  see(exchange: TracedExchange): void {
    const { operation, input, outcome } = exchange
    const output = outcome.kind === 'answered' ? outcome.output : undefined
    const queue = this.#queue(text(input['QueueUrl']) ?? text(output?.['QueueUrl']))
    if (queue === undefined) return
    const attributes = operation === 'CreateQueue' || operation === 'SetQueueAttributes' ? members(input['Attributes']) : {}
    if (output !== undefined) {
      if (operation === 'CreateQueue') queue.isMade = true
      this.#settings(queue, attributes, exchange)
      if (operation === 'GetQueueAttributes') this.#settings(queue, members(output['Attributes']))
    }
    if (operation === 'SendMessage') this.#sent(queue, [input], [], exchange)
    if (operation === 'SendMessageBatch') this.#sent(queue, listOf(input['Entries']), listOf(output?.['Failed']), exchange)
    if (output === undefined) return
    if (operation === 'ReceiveMessage') this.#received(queue, output, exchange)
    if (operation === 'DeleteMessage') this.#deleted(queue, [input], [], exchange)
    if (operation === 'DeleteMessageBatch') this.#deleted(queue, listOf(input['Entries']), listOf(output['Failed']), exchange)
    if (operation === 'ChangeMessageVisibility') this.#changed(queue, [input], exchange)
    if (operation === 'ChangeMessageVisibilityBatch') this.#changed(queue, listOf(input['Entries']), exchange)
  }

  #queue(url: string | undefined): QueueSeen | undefined {
    const name = url?.slice(url.lastIndexOf('/') + 1)
    if (name === undefined || name === '') return undefined
    let queue = this.#queues.get(name)
    if (queue === undefined) {
      if (this.#queues.size >= MOST) return undefined
      this.#queues.set(name, (queue = new QueueSeen(name)))
    }
    return queue
  }

  #settings(queue: QueueSeen, attributes: Members, exchange?: TracedExchange): void {
    queue.visibility = number(attributes['VisibilityTimeout']) ?? queue.visibility
    queue.waitSeconds = number(attributes['ReceiveMessageWaitTimeSeconds']) ?? queue.waitSeconds
    const redrive = text(attributes['RedrivePolicy'])
    if (redrive !== undefined) {
      queue.hasRedrive = redrive !== ''
      const dead = this.#queue(text(members(parsed(redrive))['deadLetterTargetArn'])?.replace(/^.*:/, '/'))
      if (dead !== undefined) dead.isDeadLetterQueue = true
    }
    const policy = parsed(text(attributes['Policy']))
    if (exchange !== undefined && letsEverybody(policy)) this.tell.advice('policy-for-everybody', queue.name, exchange)
  }

  #sent(queue: QueueSeen, entries: readonly Members[], failed: readonly Members[], exchange: TracedExchange): void {
    const ids = new Set(failed.map(({ Id }) => Id))
    for (const entry of entries) {
      const body = text(entry['MessageBody']) ?? ''
      const key = `send ${text(entry['MessageDeduplicationId']) ?? body}`
      if (ids.has(entry['Id'])) put(queue.failed, key, exchange)
      else queue.failed.delete(key)
      queue.sent++
      const group = text(entry['MessageGroupId'])
      if (group !== undefined && queue.groups.size <= 1) queue.groups.add(group)
      const attributes = Object.keys(members(entry['MessageAttributes']))
      this.tell.limit({ what: `${exchange.operation}: message attributes`, most: 10, seen: attributes.length }, exchange)
      this.tell.limit(
        {
          what: `${exchange.operation}: bytes of a message body`,
          most: 1_048_576,
          seen: Buffer.byteLength(body),
          clause: 'sqs.send.size.max-1mib',
        },
        exchange,
      )
      if (!queue.isFifo) this.#numbered(queue, parsed(body), exchange)
    }
  }

  /** Bodies that count (`seq`, `version`) tell that somebody cares for their order. */
  #numbered(queue: QueueSeen, body: unknown, exchange: TracedExchange): void {
    const { numbered } = queue
    if (numbered === undefined) {
      const found = Object.entries(members(body)).find(([name, value]) => COUNTING.test(name) && Number.isInteger(value))
      if (found !== undefined) queue.numbered = { name: found[0], last: found[1] as number, rises: 0 }
      return
    }
    const next = members(body)[numbered.name]
    if (typeof next !== 'number') return
    numbered.rises = next === numbered.last + 1 ? numbered.rises + 1 : 0
    numbered.last = next
    if (numbered.rises === PATTERN) this.tell.advice('depends-on-order-of-standard', queue.name, exchange)
  }

  #received(queue: QueueSeen, output: Members, exchange: TracedExchange): void {
    const { input, received, client } = exchange
    queue.received ??= exchange
    if (queue.consumers.size < 2) queue.consumers.add(client)
    const messages = listOf(output['Messages'])
    const wait = number(input['WaitTimeSeconds']) ?? queue.waitSeconds ?? (queue.isMade ? 0 : undefined)
    queue.emptyShortPolls = messages.length === 0 && wait === 0 ? queue.emptyShortPolls + 1 : 0
    if (queue.emptyShortPolls === LOOP) this.tell.advice('short-polls-in-a-loop', queue.name, exchange)
    const timeout = number(input['VisibilityTimeout']) ?? queue.visibility ?? (queue.isMade ? DEFAULT_VISIBILITY : undefined)
    for (const { ReceiptHandle } of messages)
      if (typeof ReceiptHandle === 'string')
        put(queue.handles, ReceiptHandle, { until: timeout === undefined ? Infinity : received + timeout * 1000 })
  }

  #changed(queue: QueueSeen, entries: readonly Members[], { received }: TracedExchange): void {
    for (const { ReceiptHandle, VisibilityTimeout } of entries) {
      const handle = queue.handles.get(text(ReceiptHandle) ?? '')
      if (handle !== undefined) handle.until = received + (number(VisibilityTimeout) ?? 0) * 1000
    }
  }

  #deleted(queue: QueueSeen, entries: readonly Members[], failed: readonly Members[], exchange: TracedExchange): void {
    const ids = new Set(failed.map(({ Id }) => Id))
    for (const { Id, ReceiptHandle } of entries) {
      const handle = text(ReceiptHandle) ?? ''
      if (ids.has(Id)) {
        put(queue.failed, `delete ${handle}`, exchange)
        continue
      }
      queue.failed.delete(`delete ${handle}`)
      const known = queue.handles.get(handle)
      queue.handles.delete(handle)
      if (known !== undefined && exchange.sent > known.until) this.tell.advice('deletes-after-timeout', queue.name, exchange)
    }
  }

  end(): void {
    for (const queue of this.#queues.values()) {
      for (const exchange of queue.failed.values()) this.tell.advice('ignores-failed', queue.name, exchange)
      const { received } = queue
      if (received === undefined) continue
      if (queue.isMade && !queue.hasRedrive && !queue.isDeadLetterQueue) this.tell.advice('no-dead-letter-queue', queue.name, received)
      if (queue.isFifo && queue.groups.size === 1 && queue.sent >= PATTERN && queue.consumers.size > 1)
        this.tell.advice('one-group-many-consumers', queue.name, received)
    }
  }
}

const COUNTING = /^(?:seq|sequence|sequenceNumber|version|revision|index|position|n|nth|number)$/i

/** What is remembered longest is forgotten first. */
const put = <T>(map: Map<string, T>, key: string, value: T): void => {
  if (map.size >= MOST) map.delete(map.keys().next().value!)
  map.set(key, value)
}

export const advisory: Advisory = {
  texts: {
    'ignores-failed': {
      says: 'Entries of a batch failed, and were not sent again. A batch that is answered 200 may have failed in part: look at Failed, and send those again.',
      clause: 'sqs.batch.partial-failure-200',
    },
    'deletes-after-timeout': {
      says: 'A message was deleted after its visibility timeout had ended. By then another consumer may have it, and on a FIFO queue the delete is refused: lengthen the timeout, or renew it while the work goes on.',
      clause: 'sqs.visibility.expiry-makes-visible-again',
    },
    'short-polls-in-a-loop': {
      says: 'The queue is polled again and again without a wait. A short poll asks some of the servers only and costs as much as a long one: set WaitTimeSeconds.',
      clause: 'sqs.longpoll.queries-all-servers',
    },
    'depends-on-order-of-standard': {
      says: 'Messages are numbered one after the other, and the queue is a standard one, which may deliver them in any order: use a FIFO queue, or put them in order yourself.',
      clause: 'sqs.receive.order-best-effort',
    },
    'one-group-many-consumers': {
      says: 'All messages are of one group and several consumers receive them. While a message of a group is in flight no other consumer gets the next: give what does not depend on each other groups of its own.',
      clause: 'sqs.fifo.group.locks-while-inflight',
    },
    'no-dead-letter-queue': {
      says: 'The queue has no dead-letter queue: a message that cannot be worked on comes back until its retention ends, and is gone then.',
      clause: 'sqs.dlq.move-after-max-receives',
    },
    'policy-for-everybody': {
      says: 'The policy allows everybody, under no condition: whoever knows the queue can use it.',
      clause: 'sqs.policy.default-deny',
    },
  },
  needs: { 'sqs.fifo.attempt.': 'ReceiveRequestAttemptId' },
  open: (tell) => new SqsAdvisor(tell),
}
