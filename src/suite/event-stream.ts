import { NoAnswer, Oversized } from '../targets/target.js'
import type { ScopeClock, StreamedAnswer } from '../targets/target.js'
import { StreamError, UnreadableStream, type Frames } from './frames.js'
import { Breakdown, Silence } from './refusal.js'

/** Where a stream belongs: what is needed of its case. */
export interface Listening {
  readonly operation: string
  readonly clock: ScopeClock
  /** When the call left. */
  readonly sent: number
  /** Places something that came between two instants. */
  place(what: object, lo: number, hi: number): void
  /** Told when the target gave no answer any more. */
  silent(silence: Silence): void
}

/**
 * A stream of events, as the output of a call has it. Events are read one by one, each within a time of the case's choosing, so that no case waits for ever;
 * the stream ends with the case at the latest.
 *
 * @typeParam E one event, under the name of its type: `{ SubscribeToShardEvent: { Records: […] } }`
 */
export class EventStream<E extends object = object> {
  /** What was read so far. */
  readonly events: E[] = []
  #ended: StreamError | 'over' | undefined
  readonly #source: AsyncIterator<E>
  #next: Promise<IteratorResult<E>> | undefined

  constructor(
    source: AsyncIterable<E>,
    private readonly frames: Frames,
    private readonly listening: Listening,
  ) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** How it ended: with an error, or simply; not, as far as was read. */
  get ended(): StreamError | 'over' | undefined {
    return this.#ended
  }

  /** What carried it, where it came over a network. */
  get carrier(): StreamedAnswer['carrier'] {
    return this.frames.carrier
  }

  /** The headers of the last event: `:event-type` and the like. */
  get headers(): Readonly<Record<string, string>> {
    return this.frames.headers
  }

  /**
   * The next event; nothing where none came within `ms` milliseconds, or the stream ended, which `ended` tells.
   *
   * @throws Silence where the connection broke, Breakdown where what came cannot be read
   */
  async next(ms: number): Promise<E | undefined> {
    if (this.#ended !== undefined) return undefined
    const { clock } = this.listening
    const enough = new AbortController()
    // What did not come in time is waited for by the next call.
    const next = (this.#next ??= this.#source.next())
    try {
      const came = await Promise.race([next, clock.sleep(ms, enough.signal).then(() => undefined)])
      if (came === undefined) return undefined
      this.#next = undefined
      if (came.done === true) this.#ended = 'over'
      else return this.#read(came.value)
    } catch (error) {
      this.#next = undefined
      this.#fail(error)
    } finally {
      enough.abort()
    }
    return undefined
  }

  #read(event: E): E {
    this.events.push(event)
    this.listening.place(event, this.listening.sent, this.frames.received)
    return event
  }

  #fail(error: unknown): void {
    const { operation } = this.listening
    if (error instanceof StreamError) {
      this.#ended = error
      return
    }
    if (error instanceof NoAnswer) {
      const silence = new Silence(operation, `its stream broke off: ${error.message}`)
      this.listening.silent(silence)
      throw silence
    }
    if (error instanceof Oversized || error instanceof UnreadableStream || error instanceof SyntaxError)
      throw new Breakdown(operation, `${operation} was answered with something that cannot be read`, 'a well-formed stream', error.message)
    throw error
  }

  /** Ends it: nothing more is read. */
  async close(): Promise<void> {
    this.#ended ??= 'over'
    // Whoever still waits for an event is not waited for.
    this.#next?.catch(() => {})
    await this.frames.leave()
  }

  /** As it is shown in a history. */
  toJSON(): object {
    const ended =
      this.#ended instanceof StreamError ? [`${this.#ended.shape}: ${this.#ended.message}`] : this.#ended === undefined ? [] : ['(end)']
    return [...this.events, ...ended]
  }
}
