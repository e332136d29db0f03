import { type Baseline, type Noticing } from './baseline.js'
import type { Mutant } from './mutant.js'
import { testsFor } from './order.js'
import type { Caught, Kill } from './protocol.js'
import type { Outcome, Results } from './results.js'
import type { Workshop } from './workshop.js'

/** Whose file it is: what is served and what observes share the model. */
export type Kind = 'model' | 'index' | 'readings'

export interface Measuring {
  readonly shop: Workshop
  readonly baseline: Baseline
  readonly results: Results
  readonly hashes: Readonly<Record<string, string>>
  readonly liars: () => Promise<readonly Noticing<Caught>[]>
  readonly kindOf: (file: string) => Kind
  /** How often a clause told a mutant of a declaration. */
  readonly killers: Map<string, number>
}

/** Clauses of what an index does. */
const BY_INDEX = /\.(?:longpoll|fair|receive|visibility|ec|fifo\.group|delay)\./

/** Puts one mutant to the tests, until one tells it. */
export const measure = async (mutant: Mutant, measuring: Measuring): Promise<Outcome> => {
  const { results, hashes, kindOf, shop, baseline, killers } = measuring
  const kind = kindOf(mutant.file)
  let passed = 0
  let kill: Kill | undefined
  if (kind === 'index') {
    const tests = baseline.indexes.filter(({ reached }) => mutant.isStatic || reached.has(mutant.number)).map(({ test }) => test)
    passed += tests.length
    if (tests.length > 0) [kill] = await shop.kills({ do: 'serve', mutant: mutant.number, tests })
    // Long polls that it wakes, and what only a large queue shows, is seen by clauses.
    const clauses = baseline.served.flatMap(({ test }) => (test.kind === 'clause' && BY_INDEX.test(test.id) ? [{ ...test, pool: 'fast' as const }] : []))
    passed += clauses.length
    if (!kill && clauses.length > 0) [kill] = await shop.kills({ do: 'serve', mutant: mutant.number, tests: clauses })
  }
  if (kind === 'model') {
    const tests = testsFor(mutant, baseline.served, killers)
    passed += tests.length
    if (tests.length > 0) [kill] = await shop.kills({ do: 'serve', mutant: mutant.number, tests })
    if (kill?.how === 'clauses') {
      const killer = `${mutant.file} ${mutant.within} ${kill.by}`
      killers.set(killer, (killers.get(killer) ?? 0) + 1)
    }
  }
  if (!kill && kind !== 'index') {
    const { task, passing } = await observing(mutant, measuring)
    passed += passing
    if (passing > 0) [kill] = await shop.kills(task)
  }
  const hash = hashes[mutant.file]!
  if (kill) return results.add(mutant, hash, kill.how, kill.by)
  return results.add(mutant, hash, passed > 0 ? 'survived' : 'unreached', '')
}

/** The walks in which the observer passes the place. */
const observing = async (mutant: Mutant, { baseline, liars }: Measuring) => {
  const passes = ({ reached }: Noticing<unknown>): boolean => mutant.isStatic || reached.has(mutant.number)
  const honest = baseline.honest.filter(passes).map(({ test }) => test)
  const caught = (await liars()).filter(passes).map(({ test }) => test)
  return { task: { do: 'observe', mutant: mutant.number, honest, caught } as const, passing: honest.length + caught.length }
}
