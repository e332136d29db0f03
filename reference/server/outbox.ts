import type { Answer } from '../wire/request.js'

/** Whoever asked, and takes the answer. */
export interface Asker {
  send(answer: Answer): void
}

/**
 * Answers that are ready, until the event loop has read what else came in. To write an answer wakes the client that sleeps on it, which can
 * cost more than all the rest of a small request; written in one go, most answers find their client's process awake. One that is alone
 * waits for nothing.
 */
export class Outbox {
  #ready: { readonly asker: Asker; readonly answer: Answer }[] = []

  add(asker: Asker, answer: Answer): void {
    if (this.#ready.push({ asker, answer }) === 1) setImmediate(this.send)
  }

  /** Writes what is ready now. */
  readonly send = (): void => {
    const ready = this.#ready
    this.#ready = []
    for (const { asker, answer } of ready) asker.send(answer)
  }
}
