/** What a die shows: an integer from 0 to `DIE - 1`. The smaller, the simpler what is made of it. */
export const DIE = 1000

/**
 * Dice that were drawn beforehand, read one after the other to turn a plan into a request. Zeros give the simplest request, so a plan
 * whose dice shrink is a request that gets simpler.
 */
export class Dice {
  #at = 0
  #rest: number

  constructor(private readonly dice: readonly number[]) {
    this.#rest = dice.at(-1) ?? 0
  }

  /** A number in `[0, 1)`. */
  next(): number {
    const drawn = this.dice[this.#at++]
    if (drawn !== undefined) return drawn / DIE
    // When all have been read, the last one goes on as the seed of more; 0 stays 0.
    if (this.#rest === 0) return 0
    this.#rest = (Math.imul(this.#rest, 0x9e3779b1) ^ (this.#rest >>> 15)) >>> 0 || 1
    return (this.#rest % DIE) / DIE
  }

  /** True with that probability; false is the simpler. */
  chance(probability: number): boolean {
    return this.next() >= 1 - probability
  }

  /** An integer from `min`, the simplest, to `max`. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1))
  }

  /** One of them; the first is the simplest. There must be one. */
  pick<T>(of: readonly T[]): T {
    return of[Math.floor(this.next() * of.length)]!
  }

  /** One of them, mostly one of the last, which are the simplest; nothing where there is none. */
  late<T>(of: readonly T[]): T | undefined {
    const drawn = this.next()
    return of[of.length - 1 - Math.floor(drawn ** 4 * of.length)]
  }
}
