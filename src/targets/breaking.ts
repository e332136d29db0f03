import { BrokenOff } from './target.js'

/** Lets what is under way fail when a run is broken off. */
export class Breaking {
  readonly #underWay = new Set<(error: BrokenOff) => void>()
  #because: string | undefined

  /** The work, or its failure as soon as the run is broken off. */
  orBroken<T>(work: () => Promise<T>): Promise<T> {
    if (this.#because !== undefined) return Promise.reject(new BrokenOff(this.#because))
    return new Promise((resolve, reject) => {
      this.#underWay.add(reject)
      void work()
        .then(resolve, reject)
        .finally(() => this.#underWay.delete(reject))
    })
  }

  /** @throws BrokenOff once the run is broken off. */
  goOn(): void {
    if (this.#because !== undefined) throw new BrokenOff(this.#because)
  }

  breakOff(because = 'the run was broken off'): void {
    this.#because ??= because
    for (const reject of this.#underWay) reject(new BrokenOff(this.#because))
    this.#underWay.clear()
  }
}
