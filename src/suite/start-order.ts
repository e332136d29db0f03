/**
 * Lets those begin first that will wait longest: what takes a minute whatever is done must not begin when all else is over.
 * All that come before the next turn of the event loop are let go together, in order.
 */
export class StartOrder {
  #waiting: { readonly seconds: number; readonly begin: () => void }[] = []

  /** @param seconds for which whoever asks will wait at least */
  turn(seconds: number): Promise<void> {
    return new Promise((begin) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#release())
      this.#waiting.push({ seconds, begin })
    })
  }

  #release(): void {
    const waiting = this.#waiting.sort((a, b) => b.seconds - a.seconds)
    this.#waiting = []
    for (const { begin } of waiting) begin()
  }
}
