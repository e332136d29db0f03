import { Filter } from './filter.js'
import { Tombstones } from './tombstones.js'

/** What was last said under each key: the latest exactly, of those before only whether there was anything. */
export class Recent<T extends { readonly key: string }> {
  readonly #latest = new Map<string, T>()
  readonly #order: Tombstones<T>
  readonly #older: Filter

  constructor(bounds: { readonly tombstones: number; readonly filterBits: number }) {
    this.#order = new Tombstones(bounds.tombstones)
    this.#older = new Filter(bounds.filterBits)
  }

  get size(): number {
    return this.#latest.size
  }
  get forgotten(): number {
    return this.#older.size
  }

  get(key: string): T | undefined {
    return this.#latest.get(key)
  }

  /** May there have been something of which nothing exact is known? */
  mayHaveHad(key: string): boolean {
    return this.#older.has(key)
  }

  add(one: T): void {
    this.#latest.set(one.key, one)
    const oldest = this.#order.add(one)
    if (oldest === undefined || this.#latest.get(oldest.key) !== oldest) return
    this.#latest.delete(oldest.key)
    this.#older.add(oldest.key)
  }
}
