import { BrokenOff } from './target.js'

/** Lets what is under way fail when a run is broken off. */
export class Breaking {
  readonly #underWay = new Set<(error: BrokenOff) => void>()
  #isBroken = false

  /** The work, or its failure as soon as the run is broken off. */
  orBroken<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isBroken) return Promise.reject(brokenOff())
    return new Promise((resolve, reject) => {
      this.#underWay.add(reject)
      void work()
        .then(resolve, reject)
        .finally(() => this.#underWay.delete(reject))
    })
  }

  breakOff(): void {
    this.#isBroken = true
    for (const reject of this.#underWay) reject(brokenOff())
    this.#underWay.clear()
  }
}

const brokenOff = (): BrokenOff => new BrokenOff('the run was broken off')
