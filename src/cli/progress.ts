import type { Result } from '../suite/result.js'
import type { Terminal } from './terminal.js'

const REDRAW_MS = 100
const LINE_MS = 10_000
const BAR = 24
/** So many clauses that still run are named. */
const NAMED = 2

/** How far a run has come: one line drawn over and over where a person is watching, a line now and then elsewhere. */
export class Progress {
  readonly #open = new Set<string>()
  #clauses = 0
  #done = 0
  #diverge = 0
  #shownAt = performance.now()
  #isDrawn = false
  #timer: NodeJS.Timeout | undefined

  constructor(private readonly terminal: Terminal) {}

  readonly start = (ids: readonly string[]): void => {
    this.#clauses = ids.length
    ids.forEach((id) => this.#open.add(id))
    // Clauses that only wait give no sign of life for a while: somebody who watches sees the seconds go.
    this.#timer = setInterval(() => this.#draw(), this.terminal.live ? 1000 : LINE_MS).unref()
  }

  readonly result = ({ id, verdict }: Pick<Result, 'id' | 'verdict'>): void => {
    this.#done++
    this.#open.delete(id)
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
    const { live } = this.terminal
    const parts = [
      `${this.#done} of ${this.#clauses} clauses`,
      ...(this.#diverge === 0 ? [] : [`${this.#diverge} diverge`]),
      ...this.#running(),
    ]
    if (!live) {
      this.terminal.note(parts.join(' · '))
      return
    }
    process.stderr.write(`\r\u001b[K${this.#fitted(parts)}`)
    this.#isDrawn = true
  }

  /** What goes on for longer than all else is named: walks, and waits of minutes. */
  #running(): readonly string[] {
    return this.#open.size > 0 && this.#open.size <= NAMED ? [`still running: ${[...this.#open].join(', ')}`] : []
  }

  /** One line, however narrow the terminal: one that wraps could not be drawn over. */
  #fitted(parts: readonly string[]): string {
    const { colours } = this.terminal
    const columns = (process.stderr.columns || 80) - 1
    const text = [...parts, `${Math.round(performance.now() / 1000)} s`].join(' · ')
    const room = Math.min(BAR, columns - text.length - 3)
    if (room < 4) return text.slice(0, columns)
    const full = this.#clauses === 0 ? 0 : Math.round((room * this.#done) / this.#clauses)
    return `  ${colours.green('━'.repeat(full))}${colours.dim('━'.repeat(room - full))} ${text}`
  }
}
