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
    // Written byte by byte: a text put together from parts would keep all of them alive for as long as a message lives.
    this.#print(0, this.uint32())
    const b = this.uint32()
    this.#print(9, b, 4)
    this.#print(14, (b << 16) | 0, 4)
    UUID[14] = DIGITS[4]!
    const c = this.uint32()
    this.#print(19, c, 4)
    UUID[19] = DIGITS[8 + ((c >>> 28) & 3)]!
    this.#print(24, c << 16, 4)
    this.#print(28, this.uint32())
    return UUID.toString('latin1')
  }

  #print(at: number, bits: number, digits = 8): void {
    for (let i = 0; i < digits; i++) UUID[at + i] = DIGITS[(bits >>> (28 - 4 * i)) & 15]!
  }
}

const DIGITS = Buffer.from('0123456789abcdef')
const UUID = Buffer.from('00000000-0000-4000-8000-000000000000')
