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
    return printUuid(this.uint32(), this.uint32(), this.uint32(), this.uint32())
  }
}

/** The version 4 UUID of a whole number: another for every number below 2^32 and for every salt. */
export function uuidOf(number: number, salt: number): string {
  const a = mixed(number ^ salt)
  const b = mixed(a + mixed(salt + Math.floor(number / 2 ** 32)))
  const c = mixed(b ^ salt)
  return printUuid(a, b, c, mixed(c + b))
}

/** Each 32-bit integer becomes another one that looks nothing like it (the last step of MurmurHash3). */
function mixed(bits: number): number {
  const a = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  return b ^ (b >>> 16)
}

/** Written byte by byte: a text put together from parts would keep all of them alive for as long as it lives. */
function printUuid(a: number, b: number, c: number, d: number): string {
  write(0, a, 8)
  write(9, b, 4)
  write(14, b << 16, 4)
  UUID[14] = DIGITS[4]!
  write(19, c, 4)
  UUID[19] = DIGITS[8 + ((c >>> 28) & 3)]!
  write(24, c << 16, 4)
  write(28, d, 8)
  return UUID.toString('latin1')
}

function write(at: number, bits: number, digits: number): void {
  for (let i = 0; i < digits; i++) UUID[at + i] = DIGITS[(bits >>> (28 - 4 * i)) & 15]!
}

const DIGITS = Buffer.from('0123456789abcdef')
const UUID = Buffer.from('00000000-0000-4000-8000-000000000000')
