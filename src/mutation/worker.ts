// A process of its own: a mutant may loop, or take all memory.
import { setPriority } from 'node:os'
import { type Recorded, refusedBy } from './judging.js'
import { Lab, NOTING, PRISTINE } from './lab.js'
import { Comparison } from './opinions.js'
import type { Verdict } from '../suite/result.js'
import type { Kill, Noted, Report, Task } from './protocol.js'
import { nameOf, type Test } from './tests.js'

const NICE = 5
/** Milliseconds after which a test that waits for something waits for ever. */
const PATIENCE_MS = 5000
/** That somebody else is accused, or nobody, tells more of a difference than a text: it is looked for in so many walks more. */
const MORE = 25

setPriority(NICE)
const lab = await Lab.open(new URL(process.argv[2]!), process.argv[3]!)
const say = (report: Report): void => void process.send!(report)

/** Verdicts that tell a server with a mutant from the one without, on which the clause conforms: an operation that is gone is told, too. */
const NOTICED: ReadonlySet<Verdict> = new Set<Verdict>(['diverges', 'unsupported'])

class TooLong extends Error {}

const inTime = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new TooLong()), PATIENCE_MS)))
  try {
    return await Promise.race([work, over])
  } finally {
    clearTimeout(timer)
  }
}

const note = async ({ test, whose, liar }: Extract<Task, { do: 'note' }>): Promise<Noted> => {
  if ((test.kind === 'walk' || test.kind === 'history') && whose === 'observer') return noteOpinion(await lab.record(test, liar))
  await lab.reached()
  const began = performance.now()
  if (test.kind === 'history') throw new Error('a history is judged, not served')
  const done = async (outcome: string): Promise<Noted> => ({ outcome, ms: performance.now() - began, reached: await lab.reached() })
  if (test.kind === 'clause') return done(await lab.judgeClause(test, NOTING))
  if (test.kind === 'index') return done(String(await lab.isServedWell(test, NOTING)))
  const walked = await lab.walk(test, { server: NOTING, observer: PRISTINE })
  return done(walked.refusedBy ?? 'admitted')
}

const noteOpinion = async (recorded: Recorded): Promise<Noted> => {
  await lab.reached()
  const began = performance.now()
  const opinion = await lab.judge(recorded, NOTING)
  return { outcome: refusedBy(opinion) ?? 'admitted', ms: performance.now() - began, reached: await lab.reached() }
}

/** How the test tells the server with the mutant from one without, if it does. */
const told = async (test: Test, mutant: number): Promise<Kill | undefined> => {
  if (test.kind === 'history') return undefined
  const how = test.kind === 'walk' ? 'walks' : test.kind === 'clause' ? 'clauses' : 'index'
  const by = nameOf(test)
  try {
    if (test.kind === 'clause') return NOTICED.has(await inTime(lab.judgeClause(test, mutant))) ? { how, by } : undefined
    if (test.kind === 'index') return (await inTime(lab.isServedWell(test, mutant))) ? undefined : { how, by }
    const { refusedBy } = await inTime(lab.walk(test, { server: mutant, observer: PRISTINE }))
    return refusedBy === undefined ? undefined : { how, by: `${by}: ${refusedBy}` }
  } catch (error) {
    if (error instanceof TooLong) return { how: 'timeout', by }
    return { how, by: `${by}: ${String(error)}` }
  }
}

const serve = async ({ mutant, tests, all = false }: Extract<Task, { do: 'serve' }>): Promise<readonly Kill[]> => {
  const kills: Kill[] = []
  for (const test of tests) {
    const kill = await told(test, mutant)
    say({ alive: true })
    if (kill) kills.push(kill)
    if (kill && (!all || kill.how === 'timeout')) break
  }
  return kills
}

const observe = async ({ mutant, honest, caught }: Extract<Task, { do: 'observe' }>): Promise<readonly Kill[]> => {
  const comparison = new Comparison()
  let more = MORE
  for (const { walk, liar } of [...honest.map((seen) => ({ walk: seen, liar: PRISTINE })), ...caught]) {
    const by = nameOf(walk) + (liar === PRISTINE ? '' : ` of liar ${liar}`)
    try {
      const { recorded, opinion: before } = await lab.judged(walk, liar)
      say({ alive: true })
      const kill = comparison.add({ by, before, after: await lab.judge(recorded, mutant) })
      if (kill) return [kill]
      if (comparison.differs && --more === 0) break
    } catch (error) {
      return [{ how: 'accuses', by: `${by}: ${String(error)}` }]
    }
  }
  return comparison.kill ? [comparison.kill] : []
}

process.on('message', (task: Task) => {
  const work =
    task.do === 'load'
      ? lab.loaded().then((loaded) => ({ loaded }))
      : task.do === 'note'
        ? note(task).then((noted) => ({ noted }))
        : (task.do === 'serve' ? serve(task) : observe(task)).then((kills) => ({ kills }))
  work.then(say, (error: unknown) => say({ failed: String(error instanceof Error ? error.stack : error) }))
})
process.on('unhandledRejection', () => {})
say({ alive: true })
