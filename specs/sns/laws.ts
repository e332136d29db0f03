import type { Exchange } from '../../src/oracle/exchange.js'
import { emptiesNeeded } from '../../src/oracle/linear/empties.js'
import { EventLog, type Item, sumOf, type Told } from '../../src/oracle/linear/event-log.js'
import type { Law } from '../../src/oracle/linear/law.js'
import { Mailbox } from '../../src/oracle/linear/mailbox.js'
import { list, members, type Members, text } from '../../src/oracle/linear/members.js'
import { isAbove } from '../../src/oracle/linear/numbered-log.js'
import type { Bookkeeper, Court, ServiceLaws } from '../../src/oracle/linear/service-laws.js'
import { MAY_OVERLOOK } from '../sqs/laws/nothing-lost.js'
import { Filters } from './laws/filters.js'
import { deadLettersOf, hiddenMs, keyOfArn, keyOfUrl, made, parsed, type Queue, unknownQueue } from './laws/queues.js'

const laws = {
  arrived: {
    name: 'arrived-was-published',
    says: 'A notification that is received was published to its topic, with that id and that message.',
    clauses: ['sns.fanout.same-message-id-all'],
  },
  lost: {
    name: 'nothing-lost-on-the-way',
    says: 'A subscription by which messages came is given each that is published after those and that its filter policy accepts.',
    clauses: ['sns.fanout.all-confirmed-subscriptions'],
  },
  unwanted: {
    name: 'nothing-unfiltered',
    says: 'What the filter policy of a subscription does not accept does not come by it.',
    clauses: ['sns.filter.rejected-publish-still-200'],
  },
  order: {
    name: 'order-in-group',
    says: 'Messages of one group of a FIFO topic come to a FIFO queue in the order in which they were published.',
    clauses: ['sns.fifo.order-within-group'],
  },
  once: {
    name: 'not-twice',
    says: 'A message is put into a queue once; into a standard queue more often, where the topic may.',
    clauses: ['sns.fifo.dedup-5min-accepted-not-delivered', 'sns.fanout.at-least-once-standard'],
  },
  numbers: {
    name: 'topic-sequence-numbers',
    says: 'The sequence numbers of a group grow with each message that is published after the one before it was answered.',
    clauses: ['sns.fifo.sequence-number-increases'],
  },
} as const satisfies Readonly<Record<string, Law>>

const CHANGES = /^(?:(?:Set|Add|Remove|Delete|Purge|Create|Confirm|Put)(?!Message)\w+|Subscribe|Unsubscribe)$/
const UNSEEN = /^(?:CreatePlatform|DeleteEndpoint|DeleteMessage|DeletePlatform|DeleteSMS|SetSMS|SetPlatform|SetEndpoint)/

/** For so long a topic, and a queue behind it, may take a message for a repeated one; in milliseconds. */
const REPEATABLE_MS = 15 * 60_000
/** What many servers are told of changes takes as long, in milliseconds. */
const SPREAD_MS = 15 * 60_000
/** Sequence numbers of a group that are remembered. */
const NUMBERS = 8

interface Topic {
  readonly arn: string
  readonly log: EventLog
  readonly mailboxes: Map<string, Mailbox>
  readonly filters: Filters
  /** The id of each message by its content; nothing where several have it. */
  readonly bySum: Map<string, string | undefined>
  /** Deduplication ids and contents that were published, and when; nothing is new any more where there are too many to remember. */
  readonly published: Map<string, number>
  isCrowded: boolean
  /** The last sequence numbers of each group. */
  readonly numbers: Map<string, readonly { readonly number: string; readonly told: Told }[]>
  isBorn: boolean
}

class Reader implements Bookkeeper {
  readonly #topics = new Map<string, Topic>()
  readonly #queues = new Map<string, Queue>()
  /** Whether messages may have been moved between queues. */
  #isMoved = false
  readonly #of

  constructor(private readonly court: Court) {
    const of = (law: Law) => court.verdicts(law.name)
    this.#of = {
      arrived: of(laws.arrived),
      lost: of(laws.lost),
      unwanted: of(laws.unwanted),
      order: of(laws.order),
      once: of(laws.once),
      numbers: of(laws.numbers),
    }
  }

  see(exchange: Exchange, line: number): void {
    const { service, operation, input, outcome, sent, received, region } = exchange
    if (outcome.kind === 'refused') return
    const told: Told = { sent, received, line }
    const output = outcome.kind === 'answered' ? outcome.output : undefined
    // A request without an answer may take effect after its client gave up.
    const gone = output ? received : received + this.court.bounds.lingering + this.court.strictness.lateness
    const { strictness } = this.court
    const until = gone + (strictness.tolerates('sns.filter.change-eventual-15min') ? SPREAD_MS : strictness.lateness)
    if (operation === 'StartMessageMoveTask') this.#isMoved = true
    if (service === 'sqs')
      return this.#onQueue(exchange, this.#queue(keyOfUrl(output?.['QueueUrl'] ?? input['QueueUrl'], region)), told, until)
    if (operation === 'Publish' || operation === 'PublishBatch') return this.#publish(exchange, line)
    if (!CHANGES.test(operation) || UNSEEN.test(operation)) return
    const arn =
      text(output?.['TopicArn']) ??
      text(input['TopicArn']) ??
      text(input['ResourceArn']) ??
      text(input['SubscriptionArn'])?.split(':').slice(0, 6).join(':')
    if (arn === undefined) return
    const topic = this.#topic(arn)
    if (operation === 'CreateTopic' && output) topic.isBorn = this.court.bounds.creationsAreNew
    if (/^(?:Create|Delete)Topic$/.test(operation)) topic.numbers.clear()
    if (operation === 'Subscribe' && input['Protocol'] === 'sqs') this.#subscribe(topic, input, until)
    this.#fedByDeadLetters(members(input['Attributes']) ?? { [text(input['AttributeName']) ?? '']: input['AttributeValue'] })
    topic.filters.see(exchange, { sent, until: gone, isAnswered: output !== undefined })
    for (const mailbox of topic.mailboxes.values()) {
      mailbox.change(until, sent)
      if (input['AttributeName'] === 'ReplayPolicy') mailbox.isLoose = true
    }
  }

  #topic(arn: string): Topic {
    const known = this.#topics.get(arn)
    if (known !== undefined) return known
    const { strictness, bounds } = this.court
    const [clause] = laws.arrived.clauses
    const shared = { verdicts: this.#of.arrived, invented: clause, changed: clause }
    const log = new EventLog(
      `the topic ${arn.split(':').at(-1)!}`,
      shared,
      bounds.tombstones,
      () => topic.isBorn && strictness.isFed !== true,
    )
    const topic: Topic = {
      arn,
      log,
      mailboxes: new Map(),
      filters: new Filters(),
      bySum: new Map(),
      published: new Map(),
      isCrowded: false,
      numbers: new Map(),
      isBorn: false,
    }
    this.#topics.set(arn, topic)
    return topic
  }

  #queue(key: string): Queue {
    const known = this.#queues.get(key) ?? unknownQueue(key)
    this.#queues.set(key, known)
    return known
  }

  #subscribe(topic: Topic, { Endpoint, Attributes }: Members, until: number): void {
    const key = keyOfArn(Endpoint)
    const queue = this.#queue(key)
    const { strictness, bounds } = this.court
    const twice =
      queue.isFifo || !strictness.tolerates('sns.fanout.at-least-once-standard') ? undefined : 'sns.fanout.at-least-once-standard'
    const mailbox =
      topic.mailboxes.get(key) ??
      new Mailbox(
        key.split('/')[2] ?? key,
        queue.isFifo && topic.arn.endsWith('.fifo'),
        {
          ...this.#of,
          clauses: {
            lost: laws.lost.clauses[0],
            unwanted: laws.unwanted.clauses[0],
            order: laws.order.clauses[0],
            once: laws.once.clauses[queue.isFifo ? 0 : 1],
          },
          ...(twice === undefined ? {} : { twice }),
        },
        bounds.tombstones,
        (id) => topic.log.items.get(id),
        until,
      )
    topic.mailboxes.set(key, mailbox)
    queue.mailboxes.set(topic.arn, mailbox)
    if (text(members(Attributes)?.['ReplayPolicy']) !== undefined) mailbox.isLoose = true
  }

  #publish({ operation, input, outcome, sent, received }: Exchange, line: number): void {
    const arn = text(input['TopicArn']) ?? text(input['TargetArn'])
    if (arn === undefined || outcome.kind === 'refused') return
    const topic = this.#topic(arn)
    const output = outcome.kind === 'answered' ? outcome.output : undefined
    const told: Told = { sent, received, line }
    if (operation === 'Publish') return this.#taken(topic, input, output, told)
    for (const entry of list(input['PublishBatchRequestEntries'])) {
      const failed = list(output?.['Failed']).find(({ Id }) => Id === entry['Id'])
      const done = list(output?.['Successful']).find(({ Id }) => Id === entry['Id'])
      if (failed === undefined || failed['SenderFault'] === false) this.#taken(topic, entry, done, told)
    }
  }

  #taken(topic: Topic, entry: Members, done: Members | undefined, told: Told): void {
    const { log, bySum, published, numbers, mailboxes, arn } = topic
    const isFifo = arn.endsWith('.fifo')
    const own = entry['MessageStructure'] === undefined ? sumOf(text(entry['Message']) ?? '') : undefined
    const id = text(done?.['MessageId'])
    const marks = [text(entry['MessageDeduplicationId']) ?? own ?? '', own ?? '']
    // One that repeats another, as far as can be seen, is that one: it may have been taken earlier, and with another message.
    const isFresh = !isFifo || (!topic.isCrowded && !marks.some((mark) => published.has(mark)))
    const room = this.court.bounds.tombstones * 4
    for (const mark of isFifo ? marks : []) published.set(mark, told.received)
    for (const [mark, at] of published) {
      if (published.size <= room) break
      published.delete(mark)
      topic.isCrowded ||= told.received < at + REPEATABLE_MS
    }
    if (own !== undefined) bySum.set(own, bySum.has(own) || id === undefined ? undefined : id)
    if (bySum.size > room) bySum.delete(bySum.keys().next().value!)
    if (id === undefined) {
      if (own === undefined) log.isOpen = true
      else log.mayTake(own, told)
      return
    }
    const group = text(entry['MessageGroupId'])
    const sum = isFifo && log.items.has(id) ? undefined : own
    const isNew = log.take({ ...told, id, sum, key: isFresh ? group : undefined })
    if (!isNew || !isFresh) return
    const item = log.items.get(id)!
    for (const [key, mailbox] of mailboxes) {
      const wanted = topic.filters.wants(key, entry)
      if (wanted === 'yes') mailbox.expect(item)
      if (wanted === 'no') mailbox.refuse(item)
    }
    const number = text(done?.['SequenceNumber'])
    if (!isFifo || group === undefined || number === undefined || !/^\d+$/.test(number)) return
    const before = numbers.get(group) ?? []
    numbers.set(group, [...before, { number, told }].slice(-NUMBERS))
    for (const last of before) {
      if (told.sent <= last.told.received) continue
      this.#of.numbers.tested()
      if (isAbove(number, last.number)) continue
      return this.#of.numbers.found({
        clause: laws.numbers.clauses[0],
        line: told.line,
        earlier: last.told.line,
        allowed: `a number above ${last.number} in the group ${group}`,
        seen: number,
      })
    }
  }

  #onQueue({ operation, input, outcome }: Exchange, queue: Queue, told: Told, until: number): void {
    const { mailboxes } = queue
    if (operation === 'CreateQueue' && outcome.kind === 'answered' && this.court.bounds.creationsAreNew)
      made(queue, members(input['Attributes']))
    if (/^SendMessage/.test(operation)) queue.isShared = true
    this.#fedByDeadLetters(members(input['Attributes']))
    if (members(input['Attributes'])?.['RedrivePolicy'] !== undefined) queue.isRedriven = true
    if (operation === 'SetQueueAttributes') {
      const { DelaySeconds, MessageRetentionPeriod, VisibilityTimeout } = members(input['Attributes']) ?? {}
      if (DelaySeconds !== undefined) queue.delayMs = Math.max(queue.delayMs, Number(DelaySeconds) * 1000)
      if (VisibilityTimeout !== undefined) queue.visibilityMs = Math.max(queue.visibilityMs, Number(VisibilityTimeout) * 1000)
      if (MessageRetentionPeriod !== undefined) queue.retentionMs = 60_000
    }
    const isTaking = operation === 'ReceiveMessage' && outcome.kind === 'lost'
    if (isTaking) queue.hiddenUntil = Math.max(queue.hiddenUntil, until + hiddenMs(queue, input['VisibilityTimeout']))
    // Who takes messages unseen may take them to a dead-letter queue.
    if (CHANGES.test(operation) || (isTaking && queue.isRedriven)) for (const mailbox of mailboxes.values()) mailbox.change(until)
    if (operation !== 'ReceiveMessage' || outcome.kind !== 'answered') return
    const messages = list(outcome.output['Messages'])
    if (messages.length === 0 && mailboxes.size > 0) queue.empties.see(told)
    messages.forEach((message, place) => this.#arrived(queue, message, place, told))
  }

  #arrived(queue: Queue, message: Members, place: number, told: Told): void {
    const body = text(message['Body']) ?? ''
    const by = text(message['MessageId']) ?? ''
    const shown = members(parsed(body))
    const [arn, id] = [text(shown?.['TopicArn']), text(shown?.['MessageId'])]
    if (shown?.['Type'] === 'Notification' && arn !== undefined && id !== undefined) {
      // Whoever sends to a queue may pass on what came to another one, as it likes.
      if (queue.isShared) return queue.mailboxes.get(arn)?.change(told.received)
      const item = this.#topic(arn).log.deliver({ ...told, id, sum: sumOf(text(shown['Message']) ?? ''), key: undefined })
      if (item !== undefined) this.#came(queue, arn, item, by, place, told)
      return
    }
    if (queue.mailboxes.size === 0) return
    const sum = sumOf(body)
    for (const [from, mailbox] of queue.mailboxes) {
      const { bySum, log } = this.#topic(from)
      const item = log.items.get(bySum.get(sum) ?? '')
      if (item !== undefined && queue.mailboxes.size === 1) this.#came(queue, from, item, by, place, told, () => bySum.get(sum) === item.id)
      else mailbox.arriveNameless(sum, told.received)
    }
  }

  #came(queue: Queue, arn: string, item: Item, by: string, place: number, told: Told, isSurely?: () => boolean): void {
    const mailbox = queue.mailboxes.get(arn)
    if (mailbox === undefined) return
    if (!queue.isBorn || queue.isShared || this.#isMoved) mailbox.isLoose = true
    mailbox.arrive(item, by, place, told, isSurely)
  }

  /** What a redrive policy names holds what others were sent. */
  #fedByDeadLetters(attributes: Members | undefined): void {
    const dead = deadLettersOf(attributes)
    if (dead !== undefined) this.#queue(dead).isShared = true
  }

  end(): void {
    const { strictness } = this.court
    const needed = emptiesNeeded(MAY_OVERLOOK, this.court)
    for (const queue of this.#queues.values()) {
      const { empties, mailboxes, delayMs, retentionMs, hiddenUntil, isFifo } = queue
      const empty = empties.last(needed)
      const isSure = queue.isBorn && !queue.isShared && !this.#isMoved
      const isOver = (item: Item, later?: Told): boolean => {
        // Two topics may put messages into a FIFO queue that it takes for one.
        if (!isSure || (isFifo && mailboxes.size > 1)) return false
        if (later !== undefined) return later.received - item.sent < retentionMs
        return (
          !isFifo &&
          empty !== undefined &&
          empty.first.sent > Math.max(item.received + delayMs, hiddenUntil) + strictness.lateness + strictness.slack.ms &&
          empty.until - item.sent < retentionMs
        )
      }
      for (const mailbox of mailboxes.values()) mailbox.end(empty?.first.line ?? 0, isOver)
    }
  }

  kept = (): Readonly<Record<string, number>> => ({
    topics: this.#topics.size,
    notifications: [...this.#topics.values()].reduce((sum, { log }) => sum + log.items.size, 0),
  })

  forgotten = (): Readonly<Record<string, number>> => ({
    notifications: [...this.#topics.values()].reduce((sum, { log }) => sum + log.forgotten, 0),
  })

  notes = (): readonly string[] => []
}

/** What every history of SNS must satisfy, together with that of the queues to which its topics deliver. */
export const snsLaws: ServiceLaws = { service: 'sns', along: ['sqs'], laws: Object.values(laws), open: (court) => new Reader(court) }
