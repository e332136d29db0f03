import type { ReceiveMessageRequest } from '@aws-sdk/client-sqs'
import { CALM } from '../core/adversity.js'
import { ServiceError } from '../core/errors.js'
import { Order, Place } from '../core/order.js'
import { Slices, Unfinished } from '../core/slices.js'
import type { Call, Output } from '../core/service.js'
import { NotReachable } from '../core/ports.js'
import type { Site } from '../core/world.js'
import { checkAccess } from './access.js'
import { Adverse } from './adverse.js'
import type { Context } from './choices.js'
import { disturbed, paced } from './disturbed.js'
import { DELETION_DURATION } from './limits.js'
import { nextStep, runMoveTasks } from './moving.js'
import { operations, type Transition } from './operations.js'
import { Propose } from './propose.js'
import { checkReceive, receive, waitOf } from './receive.js'
import { forgetDeleted } from './queues.js'
import { foreignOwner, queueAt } from './request.js'
import { userIdOf } from './user-id.js'
import { indexOf, type MakeIndex } from './server-index.js'
import { type Queue, Region } from './state.js'

/** A long poll that waits for something to become available. */
interface Waiting {
  readonly queue: Queue
  readonly poll: (now: number) => boolean
}

/** SQS in one account and region: the model read by a server, and the long polls that wait on it. */
export class SqsWorld {
  readonly #world: Site
  #reading: Propose
  #adverse: Adverse | undefined
  readonly #region: Region
  /** Long polls of each queue, in the order in which they came. */
  readonly #waiting = new Map<Queue, Order<Waiting>>()
  /** Queues with long polls in which something may have become available. */
  readonly #stirred = new Set<Queue>()
  /** Queues whose long polls come later, because long work on the queue comes first. */
  readonly #putOff = new Set<Queue>()
  readonly #alarms = new Map<Queue | Region, () => void>()
  readonly #slices: Slices
  #polls = 0
  /** The last sender of a request. */
  #sender = { accessKey: '', id: '' }

  constructor(world: Site, makeIndex?: MakeIndex) {
    this.#world = world
    this.#region = new Region(world.account, world.region)
    this.#slices = new Slices(world.clock)
    this.#reading = new Propose(world.random, undefined, makeIndex)
  }

  call(call: Call): Output | Promise<Output> {
    const owner = call.principal === undefined ? foreignOwner(call, this.#world.account) : undefined
    if (owner !== undefined) return this.#forward(call, owner)
    return this.#slices.run(() => this.#attempt(call))
  }

  /** Asks the account that owns the queue, whose policy decides. */
  #forward(client: Call, account: string): Output | Promise<Output> {
    const { operation, input, region } = client
    const principal = { account: this.#world.account }
    try {
      return this.#world.ports.call({ service: 'sqs', account, region, operation, input, principal, client })
    } catch (error) {
      if (!(error instanceof NotReachable)) throw error
      return this.#slices.run(() => this.#attempt(client))
    }
  }

  #attempt(call: Call): Output | Promise<Output> {
    const adverse = this.#turn(call.operation)
    return adverse === undefined ? this.#answer(call) : disturbed(adverse, () => this.#answer(call, adverse))
  }

  /** Reads the model as the world wants it read; once it was adverse, the same reading goes on, with or without chances. */
  #turn(operation: string): Adverse | undefined {
    const { adversity = CALM, random } = this.#world
    if (this.#adverse === undefined) {
      if (adversity.chances.size === 0) return undefined
      this.#reading = this.#adverse = new Adverse(random, this.#reading.salt)
    }
    this.#adverse.begin(operation, adversity)
    return this.#adverse
  }

  #answer(call: Call, adverse?: Adverse): Output | Promise<Output> {
    const region = this.#region
    const c = this.#context(call)
    const transition = (operations as Readonly<Record<string, Transition>>)[call.operation]
    if (transition === undefined) throw new ServiceError('UnknownOperationException', `${call.operation} is not an operation of SQS.`)
    this.#runMoveTasks(region)
    let isUnfinished = false
    try {
      const x = this.#now()
      if (call.principal !== undefined) checkAccess(call, call.principal, c, x)
      if (call.operation === 'ReceiveMessage') return this.#receive(call, c, x)
      return transition(call.input as never, c, x) as Output
    } catch (error) {
      isUnfinished = error instanceof Unfinished
      throw error
    } finally {
      if (adverse !== undefined && !isUnfinished) this.#mark(call, region, adverse)
      this.#wake()
      if (region.running.size > 0) this.#setMoveAlarm(region)
    }
  }

  /** What an adverse server does besides. */
  #mark({ operation }: Call, region: Region, adverse: Adverse): void {
    if (operation === 'StartMessageMoveTask') paced(adverse, region)
    if (operation === 'DeleteQueue')
      this.#world.clock.at(this.#world.clock.now() + DELETION_DURATION, () => forgetDeleted(region, this.#now()))
  }

  #now(): Propose {
    return this.#reading.at(this.#world.clock.now())
  }

  /** An access key stands for a user, whose id has another form. */
  #senderId(accessKey: string): string {
    if (this.#sender.accessKey !== accessKey) this.#sender = { accessKey, id: userIdOf(accessKey) }
    return this.#sender.id
  }

  #context(call: Call): Context {
    return {
      region: this.#region,
      origin: call.origin,
      senderId: this.#senderId(call.accessKey ?? this.#world.account),
      traceHeader: call.traceHeader,
      ownersOperation: call.principal === undefined ? call.operation : undefined,
      relaxed: this.#world.relaxed,
      isUnread: call.isUnread,
      asked: undefined,
    }
  }

  /**
   * A receive answers at once what it finds; with a wait time it answers as soon as it finds something, and empty when the time is over.
   *
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
   * @clause sqs.receive.empty-no-list
   * @clause sqs.longpoll.enabled-by-wait
   * @clause sqs.longpoll.zero-param-is-short
   * @clause sqs.longpoll.queue-attr-used-when-absent
   * @clause sqs.longpoll.returns-on-first
   * @clause sqs.longpoll.empty-only-at-expiry
   * @clause sqs.longpoll.wakes-on-visibility-expiry
   * @clause sqs.longpoll.queries-all-servers
   */
  #receive(call: Call, c: Context, x: Propose): Output | Promise<Output> {
    const input = call.input as unknown as ReceiveMessageRequest
    const queue = queueAt(input.QueueUrl, c, x)
    checkReceive(queue, input, x)
    const wait = waitOf(input, queue) * 1000
    x.looks(wait > 0 ? 'long' : 'short')
    const adverse = wait > 0 ? this.#adverse : undefined
    // An attempt that is made again gets what it got.
    const isBlind = input.ReceiveRequestAttemptId === undefined && (adverse?.uses('sqs.longpoll.rare-false-empty', queue) ?? false)
    const messages = isBlind ? [] : receive(queue, input, x)
    if (messages.length > 0) return { Messages: messages }
    const isShort = adverse?.uses('sqs.longpoll.empty-only-at-expiry', queue) ?? false
    return wait > 0 ? this.#longPoll(queue, input, isShort ? wait / 2 + adverse!.pick(wait / 2) : wait, isBlind, call.signal) : {}
  }

  /** @param isBlind whether it sees no messages */
  #longPoll(queue: Queue, input: ReceiveMessageRequest, wait: number, isBlind: boolean, signal: AbortSignal | undefined): Promise<Output> {
    return new Promise((resolve, reject) => {
      const settle = (answer: () => void) => {
        cancel()
        signal?.removeEventListener('abort', empty)
        this.#leave(queue, place)
        answer()
      }
      const empty = () => settle(() => resolve({}))
      const poll = (now: number): boolean => {
        try {
          this.#reading.looks('long')
          const messages = receive(queue, input, this.#reading.at(now))
          if (messages.length === 0) return false
          settle(() => resolve({ Messages: messages }))
        } catch (error) {
          if (error instanceof Unfinished) throw error
          settle(() => reject(error as Error))
        }
        return true
      }
      const place = new Place<Waiting>({ queue, poll })
      const cancel = this.#world.clock.at(this.#world.clock.now() + wait, empty)
      signal?.addEventListener('abort', empty)
      if (!isBlind) this.#join(queue, place)
      if (signal?.aborted) empty()
    })
  }

  #join(queue: Queue, place: Place<Waiting>): void {
    let waiting = this.#waiting.get(queue)
    if (waiting === undefined) {
      this.#waiting.set(queue, (waiting = new Order()))
      indexOf(queue).changed = () => this.#stirred.add(queue)
    }
    waiting.put(place, ++this.#polls)
    this.#setAlarm(queue)
  }

  #leave(queue: Queue, place: Place<Waiting>): void {
    place.leave()
    if (this.#waiting.get(queue)?.size !== 0) return
    this.#waiting.delete(queue)
    indexOf(queue).changed = undefined
    this.#alarms.get(queue)?.()
    this.#alarms.delete(queue)
  }

  /**
   * Lets long polls try again where something may have become available. What one of them sends to a dead-letter queue is the next one's,
   * from queue to queue; where these are in a circle, it rests when it was once in each.
   */
  #wake(): void {
    for (let moves = this.#waiting.size; this.#stirred.size > 0 && moves > 0; moves--) {
      const stirred = [...this.#stirred]
      this.#stirred.clear()
      for (const queue of stirred) {
        try {
          this.#serve(queue)
        } catch (error) {
          if (!(error instanceof Unfinished)) throw error
          this.#serveLater(queue)
        }
      }
    }
  }

  #serveLater(queue: Queue): void {
    if (this.#putOff.has(queue)) return
    this.#putOff.add(queue)
    void this.#slices.later(() => {
      if (this.#waiting.has(queue)) this.#serve(queue)
      this.#putOff.delete(queue)
      this.#wake()
    })
  }

  #serve(queue: Queue): void {
    const now = this.#world.clock.now()
    this.#reading.at(now).settle(queue, this.#reading)
    for (
      let first = this.#waiting.get(queue)?.first;
      first !== undefined && indexOf(queue).hasReady;
      first = this.#waiting.get(queue)?.first
    )
      if (!first.poll(now)) break
    if (this.#waiting.has(queue)) this.#setAlarm(queue)
  }

  /** Wakes the long polls of a queue when its next hidden message comes back. */
  #setAlarm(queue: Queue): void {
    this.#alarms.get(queue)?.()
    const next = indexOf(queue).nextVisible
    if (next === Infinity) {
      this.#alarms.delete(queue)
      return
    }
    const cancel = this.#world.clock.at(next, () => {
      this.#stirred.add(queue)
      this.#wake()
    })
    this.#alarms.set(queue, cancel)
  }

  #runMoveTasks(region: Region): void {
    if (region.running.size === 0) return
    this.#reading.looks('move')
    runMoveTasks(region, this.#now())
  }

  /** Lets move tasks go on while nobody asks. */
  #setMoveAlarm(region: Region): void {
    this.#alarms.get(region)?.()
    const next = Math.min(...[...region.running].map((task) => nextStep(task).end))
    const move = (): void => {
      this.#runMoveTasks(region)
      this.#wake()
      if (region.running.size > 0) this.#setMoveAlarm(region)
    }
    const cancel = this.#world.clock.at(next, () => {
      this.#alarms.delete(region)
      void this.#slices.run(move)
    })
    this.#alarms.set(region, cancel)
  }
}
