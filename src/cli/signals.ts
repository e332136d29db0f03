import { EXIT, type Exit } from './exit.js'

/** How a command ends that is told to, by the signal. */
const ENDS = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const
type Signal = keyof typeof ENDS

/** Waits for somebody who wants a command to end. */
export class Signals {
  /** Aborts with the first signal. */
  readonly #first = new AbortController()
  #by: Signal | undefined

  /**
   * @param onFirst the command is to end in its own time
   * @param onSecond it ends at once, when this has said what is left
   */
  constructor(
    private readonly onFirst: () => void,
    private readonly onSecond: () => void,
  ) {
    process.on('SIGINT', this.#heard).on('SIGTERM', this.#heard)
  }

  get signal(): AbortSignal {
    return this.#first.signal
  }

  /** How the command ends, if it was told to. */
  get exit(): Exit | undefined {
    return this.#by && ENDS[this.#by]
  }

  end(): void {
    process.removeListener('SIGINT', this.#heard).removeListener('SIGTERM', this.#heard)
  }

  readonly #heard = (by: Signal): void => {
    if (this.#by !== undefined) {
      this.onSecond()
      return process.exit(ENDS[by])
    }
    this.#by = by
    this.onFirst()
    this.#first.abort()
  }
}
