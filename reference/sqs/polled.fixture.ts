import { getEventListeners } from 'node:events'
import { NO_PORTS } from '../core/ports.js'
import { Random } from '../core/random.js'
import type { Call, Output } from '../core/service.js'
import type { Clock } from '../core/world.js'
import { Timers } from '../server/timers.js'
import type { MakeIndex } from './server-index.js'
import { SqsWorld } from './world.js'

const ACCOUNT = '000000000000'
export const url = (name: string) => `http://x/${ACCOUNT}/${name}`
export const arn = (name: string) => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`

/** Time that goes on when it is told to. */
class HandClock implements Clock {
  readonly timers = new Timers()
  #ms = 1_000_000_000_000
  now(): number {
    return this.#ms
  }
  at(time: number, wake: () => void): () => void {
    return this.timers.add(time, wake)
  }
  /** Goes to an instant without anybody noticing. */
  skip(ms: number): void {
    this.#ms = ms
  }
  fire(): void {
    this.timers.fire(this.#ms)
  }
}

export interface Poll {
  readonly nth: number
  readonly until: number
  readonly signal: AbortController
  readonly input: Record<string, unknown>
  answered?: string
}

/** The model in a world, with long polls on it; what they are answered, and when. */
export class Polled {
  readonly clock = new HandClock()
  readonly polls: Poll[] = []
  readonly seen: string[] = []
  readonly handles: string[] = []
  readonly senders = new Set<string>()
  readonly #world: SqsWorld

  constructor(makeIndex?: MakeIndex) {
    this.#world = new SqsWorld(
      {
        account: ACCOUNT,
        region: 'us-east-1',
        ports: NO_PORTS,
        clock: this.clock,
        random: new Random(1),
        relaxed: new Set(['sqs.purge.once-per-60s']),
      },
      makeIndex,
    )
  }

  get waiting(): readonly Poll[] {
    return this.polls.filter(({ answered }) => answered === undefined)
  }

  call(operation: string, input: Record<string, unknown>, signal?: AbortSignal): Output | Promise<Output> {
    const call: Call = { operation, input, region: 'us-east-1', origin: 'http://x', accessKey: 'me', signal }
    try {
      return this.#world.call(call)
    } catch (error) {
      return { error: String(error) }
    }
  }

  /** What is answered at once. */
  do(operation: string, input: Record<string, unknown>): void {
    const output = this.call(operation, input)
    if (output instanceof Promise) throw new Error(`${operation} is not answered at once.`)
    this.seen.push(`${operation} ${this.told(output)}`)
  }

  told(output: Output): string {
    const { Messages: messages } = output as { Messages?: { Body: string; ReceiptHandle: string; Attributes: Record<string, string> }[] }
    if (messages === undefined) return 'error' in output ? String(output['error']) : ''
    for (const { ReceiptHandle, Attributes } of messages) {
      this.handles.push(ReceiptHandle)
      this.senders.add(Attributes['SenderId']!)
    }
    return messages.map(({ Body, Attributes }) => `${Body} (${Attributes['ApproximateReceiveCount']})`).join(', ')
  }

  answer(poll: Poll, output: Output): void {
    poll.answered = `${this.clock.now()} ${this.told(output)}`
  }
}

/** Long polls as the server holds them: nobody asks for them. */
export class Held extends Polled {
  async poll(poll: Poll): Promise<void> {
    const output = this.call('ReceiveMessage', poll.input, poll.signal.signal)
    if (output instanceof Promise)
      void output.then(
        (one) => this.answer(poll, one),
        (error: unknown) => this.answer(poll, { error: String(error) }),
      )
    else this.answer(poll, output)
    await settled()
  }

  async advance(to: number): Promise<void> {
    while (this.clock.timers.next <= to) {
      this.clock.skip(this.clock.timers.next)
      this.clock.fire()
      await settled()
    }
    this.clock.skip(to)
  }

  /** Nobody waits for what was answered: no timer, no listener is left. */
  isTidy(queues: number, tasks: number): boolean {
    const polled = new Set(this.waiting.map(({ input }) => input['QueueUrl']))
    return (
      this.clock.timers.size <= this.waiting.length + Math.min(polled.size, queues) + tasks &&
      this.polls.every(({ answered, signal }) => getEventListeners(signal.signal, 'abort').length === (answered === undefined ? 1 : 0))
    )
  }
}

/** Long polls as someone would make them out of short ones, who asks again whenever anything may have happened. */
export class Asked extends Polled {
  readonly #instants: readonly number[]
  constructor(instants: readonly number[], makeIndex?: MakeIndex) {
    super(makeIndex)
    this.#instants = instants
  }

  /** Who came first to a queue is first there. */
  ask(): void {
    const queues = [...new Set(this.waiting.map(({ input }) => String(input['QueueUrl'])))].sort()
    for (let progress = true; progress;) {
      progress = false
      for (const queue of queues)
        for (let first = this.#first(queue); first !== undefined && this.#isAnswered(first); first = this.#first(queue)) progress = true
    }
    for (const poll of this.waiting) if (this.clock.now() >= poll.until) this.answer(poll, {})
  }

  #first(queue: string): Poll | undefined {
    return this.waiting.find(({ input }) => input['QueueUrl'] === queue)
  }

  #isAnswered(poll: Poll): boolean {
    const output = this.call('ReceiveMessage', { ...poll.input, WaitTimeSeconds: 0 })
    if (output instanceof Promise) throw new Error('A short poll is not answered at once.')
    if (!('Messages' in output || 'error' in output)) return false
    this.answer(poll, output)
    return true
  }

  advance(to: number): void {
    const from = this.clock.now()
    const start = from - (from % 1000)
    for (let second = start; second <= to; second += 1000)
      for (const instant of this.#instants) {
        const at = second + instant
        if (at <= from || at > to) continue
        this.clock.skip(at)
        this.clock.fire()
        this.ask()
      }
    this.clock.skip(to)
  }
}

export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn++) await Promise.resolve()
}
