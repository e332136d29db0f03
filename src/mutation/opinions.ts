import type { Step } from '../oracle/oracle.js'
import { type Opinion, refusedBy } from './judging.js'
import type { Kill } from './protocol.js'

/** A rule that had its chance so often without the mutant must have one with it. */
const OFTEN = 4
/** The part of all answers that may be left open beyond those that always are. */
const UNDECIDED = 0.01

/** What the observer said of one thing without a mutant and with it. */
export interface Pair {
  readonly by: string
  readonly before: Opinion
  readonly after: Opinion
}

/**
 * Compares an observer with a mutant to the one without, whom everything else judges: does he accuse somebody else, is he blind where the
 * other saw, or does he at least say or believe something else?
 */
export class Comparison {
  readonly #before = new Map<string, number>()
  readonly #after = new Map<string, number>()
  #answers = 0
  #undecided = 0
  #differs: Kill | undefined

  /** What makes the difference plain at once, if anything does. */
  add({ by, before, after }: Pair): Kill | undefined {
    const [was, is] = [refusedBy(before), refusedBy(after)]
    if (was !== is) {
      const how = was === undefined ? 'accuses' : 'blind'
      return { how, by: `${by}: ${was ?? 'nothing'} was broken, ${is ?? 'nothing'} is named` }
    }
    this.#count(before.steps, after.steps)
    const at = before.said.findIndex((text, nth) => after.said[nth] !== text)
    if (at !== -1 || after.said.length > before.said.length)
      this.#differs ??= { how: 'differs', by: `${by}: ${difference(before.said[at] ?? '', after.said[at] ?? '')}` }
    return undefined
  }

  #count(before: readonly Step[], after: readonly Step[]): void {
    for (const { tested } of before) for (const id of tested) this.#before.set(id, (this.#before.get(id) ?? 0) + 1)
    for (const { tested } of after) for (const id of tested) this.#after.set(id, (this.#after.get(id) ?? 0) + 1)
    const open = (steps: readonly Step[]): number => steps.filter(({ verdict }) => verdict === 'undecided').length
    this.#answers += before.length
    this.#undecided += open(after) - open(before)
  }

  get differs(): boolean {
    return this.#differs !== undefined
  }

  /** What all of it together shows. */
  get kill(): Kill | undefined {
    if (this.#undecided > this.#answers * UNDECIDED)
      return { how: 'blind', by: `${this.#undecided} of ${this.#answers} answers more are undecided` }
    for (const [id, times] of this.#before)
      if (times >= OFTEN && !this.#after.has(id)) return { how: 'blind', by: `${id} has its chance no longer` }
    return this.#differs
  }
}

const AROUND = 60
const difference = (before: string, after: string): string => {
  let at = 0
  while (at < before.length && before[at] === after[at]) at++
  const part = (text: string): string => text.slice(Math.max(0, at - AROUND), at + AROUND)
  return `…${part(before)}… was …${part(after)}…`
}
