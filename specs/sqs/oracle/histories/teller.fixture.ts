import type { ClauseId } from '../../../../reference/core/reading.js'
import { md5 } from '../../../../reference/sqs/digest.js'
import type { Exchange, Outcome } from '../../../../src/oracle/exchange.js'
import type { Strictness } from '../../../../src/oracle/oracle.js'
import { profileOf, type ProfileName } from '../../../../src/suite/profiles.js'
import type { Slack } from '../../../../src/targets/target.js'
import { manyServersOnly } from '../../profiles.js'

type Members = Readonly<Record<string, unknown>>

/** A history written by hand, and what an observer must make of its last exchange; all before it are admitted. */
export interface History {
  readonly name: string
  /** The clause under which the last answer is refused; `undefined` where it is admitted, `undecided` where nothing can be said of it. */
  readonly refusedUnder: ClauseId | 'undecided' | undefined
  readonly exchanges: readonly Exchange[]
  /** Whether exchanges before the last one may be undecided. */
  readonly isOpen: boolean
  readonly strictness: Strictness
}

/** A message as a receive shows it: what else it shows is what was asked for. */
export interface Shown {
  readonly id: string
  readonly body: string
  readonly handle?: string
  readonly attributes?: Readonly<Record<string, string>>
}

export const ACCOUNT = '123456789012'
export const REGION = 'us-east-1'
/** What a queue of 1970 would show is no instant that anybody takes for one of today. */
const BEGIN = 1_000_000_000_000
const SECOND = 1000
/** Milliseconds that each answer takes. */
const TAKES = 10

export const urlOf = (name: string): string => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`
export const arnOf = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`
export const redriveTo = (name: string, maxReceiveCount = 1): string =>
  JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount })

/** Writes down what one client saw, a second after the other. */
export class Teller {
  readonly exchanges: Exchange[] = []
  #clock = BEGIN
  #handles = 0
  #account: string | undefined = ACCOUNT

  /** When the next request leaves, in milliseconds. */
  get now(): number {
    return this.#clock
  }

  wait(seconds: number): this {
    this.#clock += seconds * SECOND
    return this
  }

  /** Nobody knows in which account this happens. */
  anonymous(): this {
    this.#account = undefined
    return this
  }

  saw(operation: string, input: Members, outcome: Outcome, took = TAKES): this {
    const [sent, account] = [this.#clock, this.#account]
    this.exchanges.push({ service: 'sqs', region: REGION, account, client: '1', operation, input, sent, received: sent + took, outcome })
    this.#clock = sent + took + SECOND
    return this
  }
  answered(operation: string, input: Members, output: Members = {}): this {
    return this.saw(operation, input, { kind: 'answered', output })
  }
  refused(operation: string, input: Members, code: string): this {
    return this.saw(operation, input, { kind: 'refused', code, message: '', status: 400 })
  }
  /** The next request leaves while this one is still on its way, so many milliseconds before its answer. */
  overlapping(ms: number): this {
    this.#clock -= SECOND + ms
    return this
  }
  /** @param status where the service said that it failed */
  lost(operation: string, input: Members, status?: number): this {
    return this.saw(operation, input, { kind: 'lost', reason: 'no answer', status })
  }

  // ---- the usual

  queue(name: string, Attributes: Readonly<Record<string, string>> = {}): this {
    const fifo = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {}
    return this.answered('CreateQueue', { QueueName: name, Attributes: { ...fifo, ...Attributes } }, { QueueUrl: urlOf(name) })
  }
  set(name: string, Attributes: Readonly<Record<string, string>>): this {
    return this.answered('SetQueueAttributes', { QueueUrl: urlOf(name), Attributes })
  }
  /** @param id that the message is given; @param number its sequence number, in a FIFO queue */
  send(name: string, body: string, id: string, input: Members = {}, number?: string): this {
    const output = { MessageId: id, MD5OfMessageBody: md5(body), ...(number === undefined ? {} : { SequenceNumber: number }) }
    return this.answered('SendMessage', { QueueUrl: urlOf(name), MessageBody: body, ...input }, output)
  }
  sendLost(name: string, body: string, input: Members = {}): this {
    return this.lost('SendMessage', { QueueUrl: urlOf(name), MessageBody: body, ...input })
  }
  /** Ten messages at most are asked for, and the system attributes that any of them shows. */
  receive(name: string, shown: readonly Shown[], input: Members = {}): this {
    const names = [...new Set(shown.flatMap(({ attributes = {} }) => Object.keys(attributes)))]
    const asked = {
      QueueUrl: urlOf(name),
      MaxNumberOfMessages: 10,
      ...(names.length > 0 ? { MessageSystemAttributeNames: names } : {}),
      ...input,
    }
    const Messages = shown.map(({ id, body, handle = `handle ${++this.#handles}`, attributes }) => ({
      MessageId: id,
      ReceiptHandle: handle,
      Body: body,
      MD5OfBody: md5(body),
      ...(attributes ? { Attributes: attributes } : {}),
    }))
    return this.answered('ReceiveMessage', asked, Messages.length > 0 ? { Messages } : {})
  }
  receiveLost(name: string, input: Members = {}): this {
    return this.lost('ReceiveMessage', { QueueUrl: urlOf(name), MaxNumberOfMessages: 10, ...input })
  }
  delete(name: string, handle: string): this {
    return this.answered('DeleteMessage', { QueueUrl: urlOf(name), ReceiptHandle: handle })
  }
  /** A move task that is begun. */
  move(from: string, to: string | undefined, handle: string, input: Members = {}): this {
    return this.answered(
      'StartMessageMoveTask',
      { SourceArn: arnOf(from), ...(to === undefined ? {} : { DestinationArn: arnOf(to) }), ...input },
      { TaskHandle: handle },
    )
  }
}

interface Held {
  readonly refusedUnder?: ClauseId | 'undecided' | undefined
  readonly profile?: ProfileName
  readonly beginsInTheMiddle?: boolean
  /** Other services may put messages in. */
  readonly isFed?: boolean
  /** Exchanges before the last one may be undecided. */
  readonly isOpen?: boolean
  /** Milliseconds for which something due may be late. */
  readonly lateness?: number
  /** Freedoms that are granted besides those of the profile. */
  readonly grants?: readonly ClauseId[]
  /** Freedoms that are not granted, whatever the profile says. */
  readonly withholds?: readonly ClauseId[]
  /** Clauses that are held against nobody. */
  readonly aside?: readonly ClauseId[]
  /** How far the clock of the service may be off, in milliseconds and in millionths of a span. */
  readonly slack?: Slack
}

/** A history as it is told, by default to an observer who knows of a single node that is never late. */
export const history = (name: string, tell: (teller: Teller) => unknown, held: Held = {}): History => {
  const teller = new Teller()
  tell(teller)
  const {
    refusedUnder,
    profile = 'single-node',
    beginsInTheMiddle = false,
    isFed = false,
    isOpen = beginsInTheMiddle,
    lateness = 0,
    grants = [],
    withholds = [],
    aside = [],
    slack = { ms: 1, ppm: 0 },
  } = held
  const granted = profileOf(profile, lateness, manyServersOnly, () => {})
  const tolerates = (id: ClauseId): boolean => !withholds.includes(id) && (grants.includes(id) || granted.tolerates(id))
  return {
    name,
    refusedUnder,
    isOpen,
    exchanges: teller.exchanges,
    strictness: { profile, tolerates, lateness, slack, beginsInTheMiddle, isFed, aside: new Set(aside) },
  }
}

/** The same beginning with two ends: one that is admitted, and one that is refused. */
export const either = (
  name: string,
  begin: (teller: Teller) => Teller,
  ends: { readonly right: (teller: Teller) => unknown; readonly wrong: (teller: Teller) => unknown; readonly under: ClauseId },
  held: Held = {},
): readonly History[] => [
  history(`${name}: right`, (teller) => ends.right(begin(teller)), held),
  history(`${name}: wrong`, (teller) => ends.wrong(begin(teller)), { ...held, refusedUnder: ends.under }),
]
