/** A seeded source of everything that is drawn: two worlds with one seed draw the same. Not for secrets. */
export class Random {
  #a = 0
  #b = 0
  #c = 0
  #d = 0

  /** @param seed any 32-bit integer */
  constructor(seed: number) {
    this.restart(seed)
  }

  /** Draws from here on as a new source of that seed does. */
  restart(seed: number): void {
    this.#a = 0x9e3779b9
    this.#b = 0x243f6a88
    this.#c = 0xb7e15162
    this.#d = seed | 0
    for (let i = 0; i < 12; i++) this.uint32()
  }

  /** An integer in `[0, 2^32)` (sfc32). */
  uint32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0
    this.#d = (this.#d + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (this.#c << 21) | (this.#c >>> 11)
    this.#c = (this.#c + t) | 0
    return t >>> 0
  }

  /** A number in `[0, 1)`. */
  next(): number {
    return this.uint32() / 4294967296
  }

  /** A version 4 UUID. */
  uuid(): string {
    const a = this.uint32()
    const b = this.uint32()
    const c = this.uint32()
    const d = this.uint32()
    return (
      byte(a >>> 24) + byte(a >>> 16) + byte(a >>> 8) + byte(a) + '-' +
      byte(b >>> 24) + byte(b >>> 16) + '-' + byte(((b >>> 8) & 0x0f) | 0x40) + byte(b) + '-' +
      byte(((c >>> 24) & 0x3f) | 0x80) + byte(c >>> 16) + '-' + byte(c >>> 8) + byte(c) +
      byte(d >>> 24) + byte(d >>> 16) + byte(d >>> 8) + byte(d)
    )
  }
}

const HEX = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'))
const byte = (n: number): string => HEX[n & 0xff]!
