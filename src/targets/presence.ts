/** So many requests without an answer, one after the other, and nothing in between: nobody is there. */
const SILENT = { requests: 16, ms: 45_000 }
/** Where the connections are refused at once, more of them, since a restart takes a moment. */
const REFUSED = 500

/** Notices when a target does not answer any more, so that a run need not wait for each of its requests in vain. */
export class Presence {
  #silent = 0
  #last: number

  /** @param onGone called once, with why */
  constructor(
    private readonly onGone: (why: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#last = this.now()
  }

  answered(): void {
    this.#silent = 0
    this.#last = this.now()
  }

  silent(why: string): void {
    this.#silent++
    const isGone = this.#silent >= REFUSED || (this.#silent >= SILENT.requests && this.now() - this.#last >= SILENT.ms)
    if (!isGone) return
    this.#silent = -Infinity
    this.onGone(why)
  }
}
