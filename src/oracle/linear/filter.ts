const PROBES = 5

/**
 * A Bloom filter of fixed size: what was added is always found again, what was not is found rarely. So "not found" is certain,
 * and a finding may be built on it.
 */
export class Filter {
  #bits: Uint32Array | undefined
  readonly #mask: number
  size = 0

  /** @param bits a power of two of at least 32; taken up only when the first text is added */
  constructor(private readonly bits: number) {
    this.#mask = bits - 1
  }

  add(text: string): void {
    const bits = (this.#bits ??= new Uint32Array(this.bits / 32))
    this.size++
    let at = hash(text, 0x811c9dc5)
    const step = hash(text, 0x9e3779b9) | 1
    for (let i = 0; i < PROBES; i++) {
      const bit = at & this.#mask
      bits[bit >>> 5]! |= 1 << (bit & 31)
      at = (at + step) | 0
    }
  }

  has(text: string): boolean {
    const bits = this.#bits
    if (bits === undefined) return false
    let at = hash(text, 0x811c9dc5)
    const step = hash(text, 0x9e3779b9) | 1
    for (let i = 0; i < PROBES; i++) {
      const bit = at & this.#mask
      if ((bits[bit >>> 5]! & (1 << (bit & 31))) === 0) return false
      at = (at + step) | 0
    }
    return true
  }
}

/** FNV-1a, stirred once more at the end. */
function hash(text: string, seed: number): number {
  let value = seed
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
