import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import { areaOf, areas } from '../service/areas.js'
import { findLine } from '../ledger/read-ledger.js'
import { collectClauses } from '../suite/register.js'
import { importSpecs } from '../suite/specs.js'
import { noteBaseline } from './baseline.js'
import { tellingOf } from './clauses.js'
import { isMeant, readLeft } from './left.js'
import { notedLiars } from './liars.js'
import { type Measuring, observe, serve, UNFINISHED, UNOBSERVED } from './measure.js'
import { Killers } from './order.js'
import type { Mutant } from './mutant.js'
import { Pool } from './pool.js'
import { publish } from './publish.js'
import { type Outcome, Results } from './results.js'
import { drawn, sampled } from './sample.js'
import { isLived, tableOf } from './table.js'
import { writeTree } from './tree.js'

interface Options {
  readonly area: string
  readonly only?: string
  readonly sample: number
  readonly total?: number
  readonly seed: number
  readonly readings: boolean
  readonly both: boolean
  readonly again: boolean
  readonly all: boolean
  readonly clauses: boolean
  readonly publish: boolean
  readonly minutes: number
  readonly workers: number
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

const whole = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value)) throw new InvalidArgumentError('Give a whole number.')
  return value
}

/** Whether a mutant stands under rules alone to which no target can be held through the API: no clause and no walk could tell it. */
const isHidden = ({ ids }: Mutant): boolean => ids.length > 0 && ids.every((id) => HIDDEN.has(findLine(id)?.where ?? ''))
const HIDDEN: ReadonlySet<string> = new Set(['aws-only', 'unobservable'])

const run = async ({
  area: id,
  only,
  sample,
  total,
  seed,
  readings,
  both,
  again,
  all,
  clauses: isForClauses,
  publish: isPublished,
  minutes,
  workers,
}: Options): Promise<void> => {
  const area = areaOf(id)
  const mutable = await area.mutable?.()
  if (mutable === undefined) {
    const measured = areas.filter((one) => one.mutable !== undefined).map((one) => one.id)
    throw new RangeError(`"${id}" lends nothing to be measured; these do: ${measured.join(', ')}`)
  }
  if (readings && mutable.observer === undefined) throw new RangeError(`"${id}" has no observer of its own to measure`)
  const kindOf = mutable.kindOf
  const folder = join(ROOT, '.mutation', id)
  const tree = pathToFileURL(join(folder, 'tree/'))
  mkdirSync(folder, { recursive: true })
  const { prefixes } = area
  const { mutants: written, stamp } = writeTree(ROOT, fileURLToPath(tree), (file) => kindOf(file) !== undefined, {
    prefixes,
    ...(mutable.naming ? { naming: mutable.naming } : {}),
    ...(mutable.free ? { free: mutable.free } : {}),
    isObserved: mutable.observer !== undefined,
  })
  const pool = new Pool(workers, tree, id)
  const loaded = new Set(await pool.load())
  const mutants = written.map((mutant) => (loaded.has(mutant.number) ? { ...mutant, isStatic: true } : mutant))
  const results = new Results(join(folder, 'results.jsonl'))
  const clauses = (await collectClauses(() => importSpecs([id]))).map(({ clause }) => clause.id)
  const histories = await mutable.observer?.histories((module) => import(new URL(module, tree).href))
  const say = (line: string): void => console.error(line)
  const baseline = await noteBaseline({
    pool,
    folder,
    stamp,
    clauses,
    histories: histories?.map(({ name }) => name),
    hasIndex: mutable.byIndex !== undefined,
    isServed: !readings,
    progress: say,
  })
  const killers = new Killers()
  for (const mutant of mutants) {
    const outcome = results.of(mutant)
    if (outcome) killers.add(mutant, outcome.by)
  }
  const left = readLeft(join(ROOT, 'docs', 'mutation', `${id}.jsonl`))
  const meant = new Set(mutants.filter((mutant) => left.some((one) => isMeant(one, mutant))).map(({ key }) => key))
  const isLeft = (key: string): boolean => meant.has(key)
  const measuring: Measuring = { baseline, results, mutable, killers, all }

  const asked = mutants.filter(
    ({ file, key }) =>
      (only === undefined || only.split(',').some((part) => key.includes(part))) &&
      (both || only !== undefined || (kindOf(file) === 'readings') === readings),
  )
  const hidden = asked.filter(isHidden)
  const needed = asked.filter((mutant) => !isLeft(mutant.key) && !hidden.includes(mutant))
  const wanted = total === undefined ? sampled(asked, sample, seed) : drawn(needed, total, seed)
  const isDone = (outcome: Outcome | undefined): boolean => outcome !== undefined && !(again && isLived(outcome))
  // Those that need not be noticed need not be tried.
  const todo = wanted.filter((mutant) => !isLeft(mutant.key) && !isDone(results.of(mutant)))
  say(`${mutants.length} mutants, ${wanted.length} of them wanted, ${todo.length} not yet tried`)
  const until = performance.now() + minutes * 60_000
  if (isForClauses) {
    const model = mutants.filter(({ file }) => kindOf(file) !== 'readings')
    const known = new Map(
      mutants.flatMap((mutant) => {
        const outcome = results.of(mutant)
        return outcome?.outcome === 'clauses' ? [[outcome.by, mutant.key] as const] : []
      }),
    )
    const shows = (mutant: Mutant): boolean | undefined => {
      const outcome = results.of(mutant)
      // Any clause tells a server that breaks: that says nothing of the clause.
      return outcome && (outcome.outcome === 'walks' || outcome.outcome === 'clauses') && !outcome.by.includes('Error: ')
    }
    const told = await tellingOf({ pool, baseline, mutants: model, known, shows, file: join(folder, 'clauses.jsonl'), stamp, until }, say)
    pool.close()
    const silent = told.filter(({ tells }) => tells === undefined)
    console.log(`${told.length} clauses, ${told.length - silent.length} tell a mutant; these tell none of those they were tried on:`)
    for (const { clause, tried } of silent) console.log(`${clause} (${tried} tried)`)
    return
  }
  const told = (nth: number, all: number, { outcome, key, line, before, after, by }: Outcome): void =>
    say(`${nth + 1}/${all} ${outcome} ${key} (line ${line}: ${before} → ${after}) ${by}`)
  const served = todo.filter(({ file }) => kindOf(file) !== 'readings')
  const observeAll = async (isNew: boolean): Promise<void> => {
    const observed = wanted.filter((mutant) => {
      if (isLeft(mutant.key)) return false
      const outcome = results.of(mutant)
      return kindOf(mutant.file) === 'readings' ? isNew && !isDone(outcome) : outcome?.by === UNOBSERVED
    })
    if (observed.length === 0 || performance.now() >= until) return
    const liars = await notedLiars(mutants, results, pool, folder, stamp)
    say(`${liars.length} liars`)
    await pool.each(observed, async (shop, mutant, nth) => {
      if (performance.now() < until) told(nth, observed.length, await observe(mutant, shop, measuring, liars))
    })
  }
  // What an earlier run left half done comes first.
  await observeAll(false)
  await pool.each(served, async (shop, mutant, nth) => {
    if (performance.now() < until) told(nth, served.length, await serve(mutant, shop, true, measuring))
  })
  await observeAll(true)
  const unfinished = wanted.filter((mutant) => !isLeft(mutant.key) && results.of(mutant)?.by === UNFINISHED)
  await pool.each(unfinished, async (shop, mutant, nth) => {
    if (performance.now() < until) told(nth, unfinished.length, await serve(mutant, shop, false, measuring))
  })
  pool.close()

  const counted = total === undefined ? asked : wanted
  const rows = [...new Set(counted.map(({ file }) => file))].sort().map((file) => {
    const mine = counted.filter((one) => one.file === file)
    const outcomes = mine.map((one) => results.of(one)).filter((one) => one !== undefined)
    return { file, mutants: mine.length, outcomes, left: mine.map(({ key }) => key).filter(isLeft) }
  })
  const table = tableOf(rows)
  console.log(table)
  const lived = rows.flatMap(({ outcomes, left: listed }) => outcomes.filter((one) => isLived(one) && !listed.includes(one.key)))
  for (const { key, outcome, line, before, after } of lived) console.log(`${outcome}: ${key} (line ${line}): ${before} → ${after}`)
  for (const one of left)
    if (!mutants.some((mutant) => isMeant(one, mutant)))
      console.log(`no mutant is meant by ${one.key}${one.change === undefined ? '' : `: ${one.change}`}`)
  writeFileSync(join(folder, readings ? 'readings.md' : 'table.md'), `${table}\n`)
  if (isPublished)
    publish(join(ROOT, 'docs', 'mutation.md'), id, {
      title: area.title,
      command: `npm run mutation -- --area ${id} --total ${total ?? wanted.length} --seed ${seed}`,
      mutants: asked.length,
      hidden: hidden.length,
      left: asked.length - needed.length - hidden.length,
      rows,
    })
}

await new Command('mutation')
  .description('Changes the model and its readings in one place at a time, and looks whether walks and clauses notice.')
  .option('--area <id>', 'whose reference is changed, and whose clauses and walks must notice', 'sqs')
  .option('--only <keys>', 'mutants whose key has this in it (a file, a function of it), or one of several with commas between')
  .option('--sample <count>', 'mutants of each file', whole, 1_000_000)
  .option('--total <count>', 'mutants of all files together that need be noticed, instead; and figures of these alone', whole)
  .option('--seed <seed>', 'by which they are drawn', whole, 1)
  .option('--readings', 'the observer, instead of the model and its index', false)
  .option('--both', 'the model and its index, and then the observer', false)
  .option('--again', 'those that lived are tried again', false)
  .option('--all', 'by all clauses that pass by, also where many do that have nothing to do with a mutant by any word', false)
  .option('--clauses', 'looks for a mutant that each clause tells, instead', false)
  .option('--publish', 'puts the figures into docs/mutation.md, with --total', false)
  .option('--minutes <minutes>', 'when to stop; the next run goes on from there', whole, 1_000_000)
  .option('--workers <count>', 'processes that try mutants side by side', whole, 2)
  .action(run)
  .parseAsync()
