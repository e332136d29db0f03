import { Random } from '../../reference/core/random.js'
import { hash32 } from '../hash.js'
import { slowedDown } from './pieces.js'
import { NoAnswer } from './target.js'
import type { HttpAnswer, HttpRequest, Scope, ScopeClock, StreamedAnswer, Target, Wait } from './target.js'

/** How slow everything is. Times are milliseconds. */
export interface Slowness {
  /** What a request, or an answer, is usually on its way, and at most: one in ten takes any time up to that. */
  readonly delay: { readonly usual: number; readonly most: number }
  /** Everything, client and target, stands still for `ms`, about once `every`; the clock goes on. */
  readonly stops: { readonly every: number; readonly ms: number }
}

/**
 * A target far away from a machine that has too much to do: requests and answers take their time, so that those under way overtake each other, and
 * whoever wants to go on while everything stands still does so later. What is measured stays true: `sent` is before and `received` after all of it.
 *
 * @param target its waits must cost nothing, or the slowness is real
 */
export const stretched = (target: Target, slowness: Slowness, seed: number): Target => {
  let scopes = 0
  const open = async (isUrgent?: boolean, accounts?: number): Promise<Scope> => {
    const scope = await target.open(isUrgent, accounts)
    const slow = new Slow(scope.clock, slowness, new Random(hash32(`${seed} scope ${scopes++}`)))
    return {
      ...scope,
      clock: slow,
      send: (request, wait, isRepeatable) => slow.send(scope, request, wait, isRepeatable),
      ...(scope.stream === undefined ? {} : { stream: (request) => slow.stream(() => scope.stream!(request)) }),
      close: () => scope.close(),
    }
  }
  return { ...target, label: `${target.label}, slowed down`, open, breakOff: () => target.breakOff(), close: () => target.close() }
}

class Slow implements ScopeClock {
  #stopsAt: number
  #goesOnAt: number

  constructor(
    private readonly clock: ScopeClock,
    private readonly slowness: Slowness,
    private readonly random: Random,
  ) {
    this.#stopsAt = this.#goesOnAt = clock.now()
    this.#nextStop()
  }

  now(): number {
    return this.clock.now()
  }

  async sleep(ms: number, enough?: AbortSignal): Promise<void> {
    await this.clock.sleep(ms, enough)
    await this.#goOn()
  }

  async stream(open: () => Promise<StreamedAnswer>): Promise<StreamedAnswer> {
    const sent = this.now()
    await this.sleep(this.#delay())
    const answer = await open()
    await this.sleep(this.#delay())
    const pieces = slowedDown(answer.pieces, async (piece) => {
      await this.sleep(this.#delay())
      return { ...piece, received: this.now() }
    })
    return { ...answer, sent, received: this.now(), pieces }
  }

  async send(scope: Scope, request: HttpRequest, wait: Wait | undefined, isRepeatable: boolean | undefined): Promise<HttpAnswer> {
    const sent = this.now()
    await this.sleep(this.#delay())
    try {
      const answer = await scope.send(request, wait, isRepeatable)
      await this.sleep(this.#delay())
      return { ...answer, sent, received: this.now() }
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
      throw new NoAnswer(error.message, sent, this.now(), { cause: error })
    }
  }

  async #goOn(): Promise<void> {
    const now = this.now()
    while (now >= this.#goesOnAt) this.#nextStop()
    if (now >= this.#stopsAt) await this.clock.sleep(this.#goesOnAt - now)
  }

  #nextStop(): void {
    const { every, ms } = this.slowness.stops
    this.#stopsAt = this.#goesOnAt - Math.log(1 - this.random.next()) * every
    this.#goesOnAt = this.#stopsAt + ms
  }

  /** Exponential around the usual, and one in ten anything up to the most. */
  #delay(): number {
    const { usual, most } = this.slowness.delay
    const drawn = this.random.next()
    return this.random.next() < 0.1 ? drawn * most : Math.min(most, -Math.log(1 - drawn) * usual)
  }
}
