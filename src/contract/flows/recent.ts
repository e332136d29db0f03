/** Entries that are remembered at most. */
export const MOST_REMEMBERED = 50_000
/** Characters of them. */
export const MOST_CHARACTERS = 32 * 1024 * 1024

/**
 * A map that remembers so much and no more: at least the later half of it, whether there are many entries or a few that are large. What is older is
 * forgotten all at once, since to take single entries off the beginning of a large `Map` costs a walk over those that were taken off before.
 */
export class Recent<V> {
  #young = new Map<string, V>()
  #old = new Map<string, V>()
  #characters = 0

  constructor(
    private readonly most = MOST_REMEMBERED,
    private readonly mostCharacters = MOST_CHARACTERS,
  ) {}

  /** @param characters what of the value counts beside the key */
  set(key: string, value: V, characters = 0): void {
    if (this.#young.size >= this.most / 2 || this.#characters > this.mostCharacters / 2) {
      this.#old = this.#young
      this.#young = new Map()
      this.#characters = 0
    }
    this.#characters += key.length + characters
    this.#young.set(key, value)
  }

  get(key: string): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key)
  }

  has(key: string): boolean {
    return this.#young.has(key) || this.#old.has(key)
  }

  delete(key: string): void {
    this.#young.delete(key)
    this.#old.delete(key)
  }

  /** How many there are at most: what was set again may count twice. */
  get size(): number {
    return this.#young.size + this.#old.size
  }
}
