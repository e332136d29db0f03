// A process of its own: a mutant may loop, or take all memory.
import { setPriority } from 'node:os'
import type { Walked } from '../oracle/walk/walk.js'
import { Lab, NOTING, PRISTINE } from './lab.js'
import type { Caught, Honest, Kill, Noted, Report, Seen, Task } from './protocol.js'
import { nameOf, type Test } from './tests.js'

const NICE = 10
/** Milliseconds after which a test that waits for something waits for ever. */
const PATIENCE_MS = 8000
/** A rule that had its chance so often without the mutant must have one with it. */
const OFTEN = 4
/** Answers that may be left open beyond those that always are. */
const UNDECIDED = 0.01

setPriority(NICE)
const lab = await Lab.open(new URL(process.argv[2]!), process.argv[3]!)
const say = (report: Report): void => void process.send!(report)

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

const seenIn = ({ judged }: Walked): Seen => {
  const tested: Record<string, number> = {}
  let undecided = 0
  for (const { step } of judged) {
    for (const id of step.tested) tested[id] = (tested[id] ?? 0) + 1
    if (step.verdict === 'undecided') undecided++
  }
  return { answers: judged.length, undecided, tested }
}

const note = async ({ test, whose, liar }: Extract<Task, { do: 'note' }>): Promise<Noted> => {
  await lab.reached()
  const began = performance.now()
  const done = async (outcome: string, seen?: Seen): Promise<Noted> => ({ outcome, ms: performance.now() - began, reached: await lab.reached(), ...(seen ? { seen } : {}) })
  if (test.kind === 'clause') return done(await lab.judgeClause(test, NOTING))
  if (test.kind === 'index') return done(String(await lab.indexesAgree(test, NOTING)))
  const walked = await lab.walk(test, whose === 'server' ? { server: NOTING, observer: PRISTINE } : { server: liar ?? PRISTINE, observer: NOTING })
  return done(walked.refusedBy ?? 'admitted', seenIn(walked))
}

/** How the test tells the server with the mutant from one without, if it does. */
const told = async (test: Test, mutant: number): Promise<Kill | undefined> => {
  const how = test.kind === 'walk' ? 'walks' : test.kind === 'clause' ? 'clauses' : 'index'
  const by = nameOf(test)
  try {
    if (test.kind === 'clause') return (await inTime(lab.judgeClause(test, mutant))) === 'diverges' ? { how, by } : undefined
    if (test.kind === 'index') return (await lab.indexesAgree(test, mutant)) ? undefined : { how, by }
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
  const kill = (await accuses(honest, mutant)) ?? (await blind(caught, mutant))
  return kill ? [kill] : []
}

const accuses = async (honest: readonly Honest[], mutant: number): Promise<Kill | undefined> => {
  const before: Record<string, number> = {}
  const after: Record<string, number> = {}
  let [answers, undecided] = [0, 0]
  for (const { walk, seen } of honest) {
    const by = nameOf(walk)
    try {
      const walked = await inTime(lab.walk(walk, { server: PRISTINE, observer: mutant }))
      say({ alive: true })
      if (walked.refusedBy !== undefined) return { how: 'accuses', by: `${by}: ${walked.refusedBy}` }
      const now = seenIn(walked)
      answers += now.answers
      undecided += now.undecided - seen.undecided
      for (const [id, times] of Object.entries(seen.tested)) before[id] = (before[id] ?? 0) + times
      for (const [id, times] of Object.entries(now.tested)) after[id] = (after[id] ?? 0) + times
    } catch (error) {
      return error instanceof TooLong ? { how: 'timeout', by } : { how: 'accuses', by: `${by}: ${String(error)}` }
    }
  }
  if (undecided > answers * UNDECIDED) return { how: 'blind', by: `${undecided} of ${answers} answers more are undecided` }
  const untested = Object.keys(before).find(id => before[id]! >= OFTEN && after[id] === undefined)
  return untested === undefined ? undefined : { how: 'blind', by: `${untested} has its chance no longer` }
}

/** A liar who is no longer caught, or for something else. */
const blind = async (caught: readonly Caught[], mutant: number): Promise<Kill | undefined> => {
  for (const { liar, walk, clause } of caught) {
    const by = `${nameOf(walk)} of liar ${liar}`
    try {
      const { refusedBy = 'nothing' } = await inTime(lab.walk(walk, { server: liar, observer: mutant }))
      say({ alive: true })
      if (refusedBy !== clause) return { how: 'blind', by: `${by}: ${clause ?? ''} was broken, ${refusedBy} is named` }
    } catch (error) {
      return error instanceof TooLong ? { how: 'timeout', by } : { how: 'accuses', by: `${by}: ${String(error)}` }
    }
  }
  return undefined
}

process.on('message', (task: Task) => {
  const work = task.do === 'note' ? note(task).then(noted => ({ noted })) : (task.do === 'serve' ? serve(task) : observe(task)).then(kills => ({ kills }))
  work.then(say, (error: unknown) => say({ failed: String(error instanceof Error ? error.stack : error) }))
})
process.on('unhandledRejection', () => {})
say({ alive: true })
