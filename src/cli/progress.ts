import type { Result } from '../suite/result.js'
import type { Terminal } from './terminal.js'

const REDRAW_MS = 100
const LINE_MS = 10_000
const BAR = 24

/** How far a run has come: one line drawn over and over where a person is watching, a line now and then elsewhere. */
export class Progress {
  #clauses = 0
  #done = 0
  #diverge = 0
  #shownAt = performance.now()
  #isDrawn = false
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly terminal: Terminal) {}

  readonly start = (clauses: number): void => {
    this.#clauses = clauses
    // Clauses that only wait give no sign of life for a while: somebody who watches sees the seconds go.
    if (this.terminal.live) this.#timer = setInterval(() => this.#draw(), 1000).unref()
  }

  readonly result = ({ verdict }: Result): void => {
    this.#done++
    if (verdict === 'diverges') this.#diverge++
    if (performance.now() - this.#shownAt < (this.terminal.live ? REDRAW_MS : LINE_MS)) return
    this.#draw()
  }

  end(): void {
    clearInterval(this.#timer)
    if (this.#isDrawn) process.stderr.write('\r\u001b[K')
  }

  #draw(): void {
    this.#shownAt = performance.now()
    const { colours, live } = this.terminal
    const diverge = this.#diverge === 0 ? '' : ` · ${this.#diverge} diverge`
    const count = `${this.#done} of ${this.#clauses} clauses`
    if (!live) {
      this.terminal.note(`${count}${diverge}`)
      return
    }
    const full = this.#clauses === 0 ? 0 : Math.round((BAR * this.#done) / this.#clauses)
    const bar = colours.green('━'.repeat(full)) + colours.dim('━'.repeat(BAR - full))
    process.stderr.write(`\r\u001b[K  ${bar} ${count}${colours.red(diverge)} · ${Math.round(performance.now() / 1000)} s`)
    this.#isDrawn = true
  }
}
