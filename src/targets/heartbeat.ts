const EVERY_MS = 250
/** A shorter gap is a busy moment. */
const STOOD_MS = 500

/** Notices that this process stood still: it was stopped, or had too much to do to look at its sockets. */
export class Heartbeat {
  readonly #stops: { readonly until: number; readonly ms: number }[] = []
  readonly #timer: NodeJS.Timeout
  #last: number

  constructor(private readonly now: () => number) {
    this.#last = now()
    this.#timer = setInterval(() => this.beat(), EVERY_MS).unref()
  }

  beat(): void {
    const now = this.now()
    const ms = now - this.#last - EVERY_MS
    if (ms > STOOD_MS) this.#stops.push({ until: now, ms })
    this.#last = now
  }

  /** For how many milliseconds it stood still since then. */
  stoodStill(since: number): number {
    this.beat()
    return this.#stops.reduce((sum, { until, ms }) => (until > since ? sum + Math.min(ms, until - since) : sum), 0)
  }

  end(): void {
    clearInterval(this.#timer)
  }
}
