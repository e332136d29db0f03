import { Instant, Timer } from '../../../reference/core/facts.js'
import { type Message, type MoveTask, type Queue, Region } from '../../../reference/sqs/state.js'
import { clone } from '../../../src/oracle/clone.js'

/** A receive whose answer nobody saw. */
export interface UnseenReceive {
  readonly at: Instant
  /** Until when it hides what it took. */
  readonly until: Timer
  /** How often a message can have been in its answer. */
  readonly times: number
  readonly attempt: string | undefined
  /** How many messages its answer can have held. */
  readonly most: number
}

/** What a receipt handle stands for. (A class: the engine would take literals that are kept so often for ones that live long, and keep all that they refer to.) */
export class Given {
  constructor(
    readonly queue: Queue,
    readonly message: Message,
    /** Whether an earlier queue of that name may have given it, which is not there any more. */
    readonly mayBeEarlier = false,
  ) {}
}

/** What is believed of SQS in one region of one account. */
export class Beliefs {
  readonly region: Region
  /** Messages by the id that an answer gave them. */
  readonly byId = new Map<string, Message>()
  /** Messages whose answer nobody saw: what they hold is known, their id is not. */
  readonly unnamed = new Set<Message>()
  /** Messages that a move task brought, unless they are one of those whose answer nobody saw. */
  readonly mayBe = new Map<Message, readonly Message[]>()
  /** Messages that nobody was seen to send: another service may have put them in. */
  readonly outside = new Set<Message>()
  /** Receipt handles that were seen. */
  readonly handles = new Map<string, Given>()
  /** Ids that answers gave to copies, which are messages of no queue. */
  readonly copies = new Set<string>()
  /** Receives whose answers nobody saw, in the order in which they are believed to have happened. */
  readonly unseenReceives = new Map<Queue, UnseenReceive[]>()
  readonly tokens = new Set<string>()
  /** Move tasks that are known to be over, and when that was seen. */
  readonly endedTasks = new Map<MoveTask, Instant>()
  /** The latest instant that was seen. */
  now = 0
  readonly taskHandles = new Map<string, { readonly taskId: string; readonly sourceArn: string }>()
  /** Move tasks of which nobody knows whether they were started. */
  readonly unsureTasks = new Set<MoveTask>()
  /** Queues whose tags a request may have changed whose answer nobody saw. */
  readonly unsureTags = new Set<string>()
  /** Queues that were there before the first exchange. */
  readonly strangers = new Set<string>()
  private knowsArns = false
  /** How far the service's clock may be ahead of ours, in milliseconds, as its timestamps tell. */
  offset = { lo: -15 * 60_000, hi: 15 * 60_000, at: 0 }

  constructor(region: string, account: string | undefined) {
    this.region = new Region(account ?? UNKNOWN_ACCOUNT, region)
  }

  get knowsAccount(): boolean {
    return this.region.account !== UNKNOWN_ACCOUNT
  }

  /** Queue URLs tell the account. */
  learnAccount(account: string): void {
    if (this.knowsAccount) return
    this.region.account = account
    this.beginArns(new Region(account, this.region.name).arnStart)
  }

  /**
   * The first ARN that is shown tells how they all begin: there are other partitions, and that the region in it has the name which the client
   * calls it by is written nowhere.
   */
  learnArns(queueName: string, arn: string): void {
    if (this.knowsArns || !ARN_START.test(arn) || !arn.endsWith(`:${queueName}`)) return
    this.knowsArns = true
    this.beginArns(arn.slice(0, -queueName.length))
  }

  private beginArns(start: string): void {
    const { region } = this
    region.arnStart = start
    for (const queue of region.queues.values()) queue.arn = start + queue.name
  }

  copy(): this {
    return clone(this, isShared)
  }
}

export const UNKNOWN_ACCOUNT = '?'
const ARN_START = /^arn:aws(-[a-z-]+)?:sqs:[a-z0-9-]+:\d{12}:/

/** Instants and timers never change, nor does what requests gave. */
const isShared = (value: object): boolean =>
  value instanceof Instant || value instanceof Timer || value instanceof Uint8Array || isGiven(value)
const isGiven = (value: object): boolean => 'DataType' in value || 'deadLetterTargetArn' in value || 'redrivePermission' in value
