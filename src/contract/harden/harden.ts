import type { Surprise } from '../../../reference/core/surprises.js'
import { type Conditions, runOnce, type Running, type RunOnce } from './run-once.js'
import { shrink } from './shrink.js'

export interface HardenOptions extends Omit<Running, 'timeoutMs'> {
  /** As `--adversity` has it. */
  readonly adversity: string
  readonly firstSeed: number
  /** How many seeds are tried. */
  readonly seeds: number
  /** Runs at the same time; the tests have to stand that. */
  readonly atOnce: number
  /** Milliseconds that a run may take; unless given, five times what a calm one takes, and 30 s. */
  readonly timeoutMs?: number | undefined
  /** Runs that shrinking one failure may take. */
  readonly shrinks: number
  /** Whether to go on after the first failure, for other tests that fail. */
  readonly keepsGoing: boolean
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Instead of `runOnce`. */
  readonly run?: typeof runOnce
}

export type Progress =
  | { readonly kind: 'calm' }
  | { readonly kind: 'seed'; readonly seed: number; readonly nth: number }
  | { readonly kind: 'shrinks'; readonly test: string; readonly surprises: number }

/** A test that legal surprises break. */
export interface Broken {
  readonly test: string
  readonly seed: number
  /** As few as were found to break it. */
  readonly surprises: readonly Surprise[]
  /** How many there were in the run in which it failed first. */
  readonly among: number
  /** How often the test failed, of the times that it was run with just these. */
  readonly again: { readonly failed: number; readonly runs: number }
  /** What the command printed when it failed with just these. */
  readonly output: string
}

export interface Hardened {
  /** The calm runs showed that nothing can be told: why. */
  readonly unusable?: string
  /** Tests that fail without any adversity, and those that do so now and then. */
  readonly alwaysFail: readonly string[]
  readonly atRandom: readonly string[]
  readonly broken: readonly Broken[]
  /** Tests that failed under adversity, and did not with the same surprises again. */
  readonly unsteady: readonly { readonly test: string; readonly seed: number }[]
  /** Runs under adversity, and surprises in them by freedom. */
  readonly runs: number
  readonly dealt: ReadonlyMap<string, number>
  readonly ms: number
  readonly output?: string
}

/** Calm runs by which tests that fail at random are told from others. */
const CALM_RUNS = 3
/** Runs with the same surprises by which a failure is told from chance. */
const AGAIN = 3
/** How much likelier than it says the adversity is made, seed after seed. */
const LOUDNESS = [1, 4, 12]

/**
 * Runs an application's tests on the reference under legal adversity, seed after seed, and tells of each test that fails the fewest surprises that
 * break it.
 */
export const harden = async (options: HardenOptions): Promise<Hardened> => {
  const began = performance.now()
  const { onProgress = () => {}, run = runOnce, firstSeed, seeds, atOnce, signal } = options
  const calmly = (seed: number): Conditions => ({ seed, adversity: 'calm' })
  const found = {
    alwaysFail: [] as string[],
    atRandom: [] as string[],
    broken: [] as Broken[],
    unsteady: [] as { test: string; seed: number }[],
    runs: 0,
    dealt: new Map<string, number>(),
  }
  const done = (more: Partial<Hardened> = {}): Hardened => ({ ...found, ...more, ms: performance.now() - began })

  onProgress({ kind: 'calm' })
  const calm: RunOnce[] = []
  for (let nth = 0; nth < CALM_RUNS && !signal?.aborted; nth++)
    calm.push(await run({ ...options, timeoutMs: options.timeoutMs ?? 600_000 }, calmly(firstSeed + nth)))
  const failures = [...new Set(calm.flatMap(({ failed }) => [...failed]))]
  found.alwaysFail.push(...failures.filter((test) => calm.every(({ failed }) => failed.has(test))))
  found.atRandom.push(...failures.filter((test) => !found.alwaysFail.includes(test)))
  const known = new Set(failures)
  if (calm.every(({ isAsked }) => !isAsked))
    return done({
      unusable:
        'the tests asked nothing of the reference: their clients have to use the endpoint that AWS_ENDPOINT_URL names (an SDK client with an endpoint of its own does not)',
      ...(calm[0] === undefined ? {} : { output: calm[0].output }),
    })
  if (calm.every(({ failed, passed }) => failed.size > 0 && [...passed].every((test) => known.has(test))))
    return done({ unusable: 'the tests fail without any adversity', ...(calm[0] === undefined ? {} : { output: calm[0].output }) })

  const slowest = Math.max(...calm.map(({ ms }) => ms))
  const running: Running = { ...options, timeoutMs: options.timeoutMs ?? slowest * 5 + 30_000 }
  const told = new Set<string>()
  for (let nth = 0; nth < seeds && !signal?.aborted; nth += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, seeds - nth) }, (_, beside) => nth + beside)
    onProgress({ kind: 'seed', seed: firstSeed + nth, nth })
    const runs = await Promise.all(
      some.map((one) => run(running, { seed: firstSeed + one, adversity: options.adversity, times: LOUDNESS[one % LOUDNESS.length]! })),
    )
    for (const one of runs) {
      found.runs++
      for (const { freedom } of one.dealt) found.dealt.set(freedom, (found.dealt.get(freedom) ?? 0) + 1)
      const fresh = [...one.failed].filter((test) => !known.has(test) && !told.has(test))
      if (fresh.length === 0 || signal?.aborted) continue
      for (const test of fresh) told.add(test)
      const { broken, unsteady } = await explain(one, fresh, running, options, run)
      found.broken.push(...broken)
      found.unsteady.push(...unsteady)
      for (const { test } of unsteady) told.delete(test)
      if (broken.length > 0 && !options.keepsGoing) return done()
    }
  }
  return done()
}

const explain = async (
  failing: RunOnce,
  tests: readonly string[],
  running: Running,
  { adversity, atOnce, shrinks, onProgress = () => {}, keepsGoing }: HardenOptions,
  run: typeof runOnce,
): Promise<Pick<Hardened, 'broken' | 'unsteady'>> => {
  const broken: Broken[] = []
  const unsteady: { test: string; seed: number }[] = []
  const { seed, times } = failing.conditions
  const withOnly = (part: readonly Surprise[]): Promise<RunOnce> =>
    run(running, { seed, adversity, ...(times === undefined ? {} : { times }), script: new Set(part.map(({ id }) => id)) })
  for (const test of keepsGoing ? tests : tests.slice(0, 1)) {
    onProgress({ kind: 'shrinks', test, surprises: failing.dealt.length })
    /** Runs so far, by the surprises in them: none is made once more for what is known. */
    const made = new Map<string, RunOnce[]>()
    const nameOf = (part: readonly Surprise[]): string => part.map(({ id }) => id).join('\n')
    const once = async (part: readonly Surprise[]): Promise<RunOnce> => {
      const one = await withOnly(part)
      made.set(nameOf(part), [...(made.get(nameOf(part)) ?? []), one])
      return one
    }
    const fails = async (part: readonly Surprise[]): Promise<boolean> => (await once(part)).failed.has(test)
    const least = await shrink(failing.dealt, ({ freedom }) => freedom, fails, { budget: shrinks, atOnce, again: AGAIN })
    if (least.length === 0) {
      unsteady.push({ test, seed })
      continue
    }
    const tried = (): readonly RunOnce[] => made.get(nameOf(least)) ?? []
    // Most of them say it: a run that fails may take as long as the tests wait, and one that cannot change the answer is not made.
    while (tried().length < AGAIN && tried().filter(({ failed }) => failed.has(test)).length * 2 <= AGAIN) {
      const missing = AGAIN - tried().length
      await Promise.all(Array.from({ length: Math.min(atOnce, missing) }, () => once(least)))
    }
    const again = tried()
    const failed = again.filter((one) => one.failed.has(test))
    // What these break every other time at most hangs on something else besides: how busy the machine is, say.
    if (failed.length * 2 <= again.length) unsteady.push({ test, seed })
    else
      broken.push({
        test,
        seed,
        surprises: least,
        among: failing.dealt.length,
        again: { failed: failed.length, runs: again.length },
        output: failed[0]!.output,
      })
  }
  return { broken, unsteady }
}
