import { Random } from '../../reference/core/random.js'
import { hash32 } from '../hash.js'
import { slowedDown } from './pieces.js'
import { NoAnswer } from './target.js'
import type { HttpAnswer, HttpRequest, Scope, StreamedAnswer, Target, Wait } from './target.js'

/** What may go wrong between a judge and a good target, none of it the target's fault. */
export const MISHAPS = {
  late: 'every answer comes up to 25 seconds late',
  stopped: 'the judge stands still for 36 seconds',
  lost: 'one in fifty requests is never answered',
  killed: 'the target is killed',
  reset: 'one in twenty connections is reset after the request was sent',
} as const
export type Mishap = keyof typeof MISHAPS

const LATEST_MS = 25_000
const STOP_MS = 36_000
const LOST = 0.02
const RESET = 0.05
/** A judge gives up after that. */
const PATIENCE_MS = { none: 30_000, perhaps: 60_000, surely: 60_000 }
/** A case is hit at one of so many moments: requests, answers, ends of waits. */
const MOMENTS = 25

/** A target whose waits cost nothing, with a mishap in the way to it. */
export const adverse = (target: Target, mishap: Mishap, seed: number): Target => {
  let scopes = 0
  return {
    ...target,
    label: `${target.label}, and ${MISHAPS[mishap]}`,
    breakOff: () => target.breakOff(),
    close: () => target.close(),
    async open(isUrgent?: boolean, accounts?: number): Promise<Scope> {
      const scope = await target.open(isUrgent, accounts)
      const way = new Way(scope, mishap, new Random(hash32(`${seed} ${mishap} ${scopes++}`)))
      return {
        ...scope,
        clock: { now: () => scope.clock.now(), sleep: (ms, enough) => way.sleep(ms, enough), stoodStill: (since) => way.stoodStill(since) },
        send: (request, wait, isRepeatable) => way.send(request, wait, isRepeatable),
        ...(scope.stream === undefined ? {} : { stream: (request) => way.stream(request) }),
        close: () => scope.close(),
      }
    },
  }
}

/** The way of one case to its target. */
class Way {
  #moments = 0
  #goesOn = -Infinity
  readonly #hit: number

  constructor(
    private readonly scope: Scope,
    private readonly mishap: Mishap,
    private readonly random: Random,
  ) {
    this.#hit = Math.floor(random.next() * MOMENTS)
  }

  async sleep(ms: number, enough?: AbortSignal): Promise<void> {
    await this.scope.clock.sleep(ms, enough)
    await this.#stand()
  }

  async send(request: HttpRequest, wait: Wait = 'none', isRepeatable?: boolean): Promise<HttpAnswer> {
    const { clock } = this.scope
    const sent = clock.now()
    const silence = (why: string): NoAnswer => new NoAnswer(why, sent, clock.now())
    await this.#stand()
    if (this.#isDead()) throw silence('ECONNREFUSED')
    const isLost = this.mishap === 'lost' && this.random.next() < LOST
    // Half of them arrive.
    if (isLost && this.random.next() < 0.5) await clock.sleep(PATIENCE_MS[wait])
    else if (isLost) await Promise.all([this.scope.send(request, wait, isRepeatable), clock.sleep(PATIENCE_MS[wait])])
    if (isLost) throw silence('no answer came')
    const answer = await this.scope.send(request, wait, isRepeatable)
    if (this.mishap === 'late') await clock.sleep(this.random.next() * LATEST_MS)
    if (this.mishap === 'reset' && this.random.next() < RESET) throw silence('ECONNRESET')
    await this.#stand()
    if (this.#isDead()) throw silence('ECONNRESET')
    return { ...answer, sent, received: clock.now() }
  }

  async stream(request: HttpRequest): Promise<StreamedAnswer> {
    const { clock } = this.scope
    const sent = clock.now()
    const pass = async (): Promise<void> => {
      const silence = (why: string): NoAnswer => new NoAnswer(why, sent, clock.now())
      if (this.mishap === 'late') await clock.sleep(this.random.next() * LATEST_MS)
      if (this.mishap === 'lost' && this.random.next() < LOST) {
        await clock.sleep(PATIENCE_MS.perhaps)
        throw silence('no answer came')
      }
      if (this.mishap === 'reset' && this.random.next() < RESET) throw silence('ECONNRESET')
      await this.#stand()
      if (this.#isDead()) throw silence('ECONNRESET')
    }
    const answer = await this.scope.stream!(request)
    await pass()
    const pieces = slowedDown(answer.pieces, async (piece) => {
      await pass()
      return { ...piece, received: clock.now() }
    })
    return { ...answer, sent, received: clock.now(), pieces }
  }

  stoodStill(since: number): number {
    return Math.min(STOP_MS, Math.max(0, this.#goesOn - since))
  }

  #isDead(): boolean {
    return this.mishap === 'killed' && this.#moments > this.#hit
  }

  async #stand(): Promise<void> {
    if (this.#moments++ !== this.#hit || this.mishap !== 'stopped') return
    this.#goesOn = this.scope.clock.now() + STOP_MS
    await this.scope.clock.sleep(STOP_MS)
  }
}
