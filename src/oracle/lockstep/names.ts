/**
 * The names that target and mirror gave to the same things: an id, an ARN, a token of the one stands for one of the other. Whole texts are looked up;
 * of longer ones (a policy, an ARN that ends in an id) the parts that are names are replaced.
 */
export class Names {
  readonly #mirrored = new Map<string, string>()
  readonly #seen = new Map<string, string>()

  /** Shorter texts stand within others by chance. */
  static readonly TELLING = 8

  /** Both stand for the same thing from now on. False where either stands for another one already. */
  bind(seen: string, mirrored: string): boolean {
    const before = this.#mirrored.get(seen)
    if (before !== undefined || this.#seen.has(mirrored)) return before === mirrored
    this.#mirrored.set(seen, mirrored)
    this.#seen.set(mirrored, seen)
    return true
  }

  /** A text of the target, in the mirror's names. */
  toMirror(text: string): string {
    const known = this.#mirrored.get(text)
    if (known !== undefined || text.length < 2 * Names.TELLING) return known ?? text
    let translated = text
    for (const [seen, mirrored] of this.#mirrored) {
      if (seen !== mirrored && seen.length >= Names.TELLING && translated.includes(seen)) translated = translated.replaceAll(seen, mirrored)
    }
    return translated
  }

  /** An input of the target's, in the mirror's names. */
  input(value: unknown): unknown {
    if (typeof value === 'string') return this.toMirror(value)
    if (Array.isArray(value)) return value.map((item) => this.input(item))
    if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && !(value instanceof Date)) {
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [this.toMirror(name), this.input(member)]))
    }
    return value
  }
}
