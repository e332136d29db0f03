import type { Answer } from '../wire/request.js'

/** Whoever asked, and takes the answer. */
export interface Asker {
  send(answer: Answer): void
}

/** So many answers are written together at most, and none waits longer than so many milliseconds while others are made. */
const TOGETHER = 16
const LONGEST_MS = 1

/**
 * Answers that are ready, until the event loop has read what else came in. To write an answer wakes the client that sleeps on it, which can
 * cost more than all the rest of a small request; written in one go, most answers find their client's process awake. One that is alone
 * waits for nothing, and where there are many, clients get the first ones while the last ones are made.
 */
export class Outbox {
  #ready: { readonly asker: Asker; readonly answer: Answer }[] = []
  #since = 0

  add(asker: Asker, answer: Answer): void {
    const count = this.#ready.push({ asker, answer })
    if (count === 1) {
      this.#since = performance.now()
      setImmediate(this.send)
    } else if (count === TOGETHER || performance.now() - this.#since > LONGEST_MS) this.send()
  }

  /** Writes what is ready now. */
  readonly send = (): void => {
    const ready = this.#ready
    this.#ready = []
    for (const { asker, answer } of ready) asker.send(answer)
  }
}
