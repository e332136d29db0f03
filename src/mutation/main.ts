import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import { collectClauses } from '../suite/register.js'
import { importSpecs } from '../suite/specs.js'
import { noteBaseline, noteLiars } from './baseline.js'
import { tellingOf } from './clauses.js'
import { isMeant, readLeft } from './left.js'
import { type Kind, type Measuring, observe, serve, UNFINISHED, UNOBSERVED } from './measure.js'
import { Killers } from './order.js'
import type { Mutant } from './mutant.js'
import { Pool } from './pool.js'
import type { Caught } from './protocol.js'
import { type Outcome, Results } from './results.js'
import { sampled } from './sample.js'
import { tableOf } from './table.js'
import { nameOf, WALKS } from './tests.js'
import { writeTree } from './tree.js'

interface Options {
  readonly service: string
  readonly only?: string
  readonly sample: number
  readonly seed: number
  readonly readings: boolean
  readonly both: boolean
  readonly again: boolean
  readonly all: boolean
  readonly clauses: boolean
  readonly minutes: number
  readonly workers: number
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const FOLDER = join(ROOT, '.mutation')
/** Written for tests, or without anything to decide; or what only an adverse server does. */
const UNMEASURED = /\.(?:test|fixture)\.ts$|\/(?:choices|index|adverse|adverse-offers|adversity|disturbed)\.ts$/
const LIARS = 150

const whole = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value)) throw new InvalidArgumentError('Give a whole number.')
  return value
}

const kindsOf =
  (service: string) =>
  (file: string): Kind | undefined => {
    if (UNMEASURED.test(file)) return undefined
    if (file.startsWith(`specs/${service}/oracle/`) || file === 'src/oracle/admitting.ts' || file === 'reference/core/facts.ts')
      return 'readings'
    if (!file.startsWith(`reference/${service}/`)) return undefined
    return /\/(?:fast-index|lane|world|moving)\.ts$/.test(file) ? 'index' : 'model'
  }

const run = async ({
  service,
  only,
  sample,
  seed,
  readings,
  both,
  again,
  all,
  clauses: isForClauses,
  minutes,
  workers,
}: Options): Promise<void> => {
  const kindOf = kindsOf(service)
  const folder = join(FOLDER, 'tree')
  const { mutants, stamp } = writeTree(ROOT, folder, (file) => kindOf(file) !== undefined)
  mkdirSync(FOLDER, { recursive: true })
  const pool = new Pool(workers, pathToFileURL(`${folder}/`), service)
  const results = new Results(join(FOLDER, `${service}.jsonl`))
  const clauses = (await collectClauses(() => importSpecs([service]))).map(({ clause }) => clause.id)
  const { histories } = (await import(pathToFileURL(join(folder, 'specs', service, 'oracle', 'histories', 'index.fixture.js')).href)) as {
    readonly histories: readonly { readonly name: string }[]
  }
  const say = (line: string): void => console.error(line)
  const baseline = await noteBaseline({
    pool,
    folder: FOLDER,
    stamp,
    clauses,
    histories: histories.map(({ name }) => name),
    isServed: !readings,
    progress: say,
  })
  const killers = new Killers()
  for (const mutant of mutants) {
    const outcome = results.of(mutant)
    if (outcome) killers.add(mutant, outcome.by)
  }
  const left = readLeft(join(ROOT, 'docs', 'mutation', `${service}.jsonl`))
  const isLeft = (key: string): boolean => left.some((one) => isMeant(one, key))
  const measuring: Measuring = { baseline, results, kindOf: (file) => kindOf(file)!, killers, all }

  const asked = mutants.filter(
    ({ file }) =>
      (only === undefined || only.split(',').some((part) => file.includes(part))) &&
      (both || only !== undefined || (kindOf(file) === 'readings') === readings),
  )
  const wanted = sampled(asked, sample, seed)
  const isDone = (outcome: Outcome | undefined): boolean =>
    outcome !== undefined && !(again && (outcome.outcome === 'survived' || outcome.outcome === 'unreached'))
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
    const told = await tellingOf(
      { pool, baseline, mutants: model, known, shows, file: join(FOLDER, `${service}-clauses.jsonl`), stamp, until },
      say,
    )
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
    const list = liarsOf(mutants, results)
    const liars = await noteLiars(
      pool,
      list,
      join(FOLDER, 'liars.json'),
      createHash('sha256')
        .update(stamp + JSON.stringify(list))
        .digest('hex'),
    )
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

  const rows = [...new Set(asked.map(({ file }) => file))].map((file) => {
    const mine = asked.filter((one) => one.file === file)
    const outcomes = mine.map((one) => results.of(one)).filter((one) => one !== undefined)
    return { file, mutants: mine.length, outcomes, left: mine.map(({ key }) => key).filter(isLeft) }
  })
  const table = tableOf(rows)
  console.log(table)
  const lived = rows.flatMap(({ outcomes, left: listed }) =>
    outcomes.filter(({ key, outcome }) => (outcome === 'survived' || outcome === 'unreached') && !listed.includes(key)),
  )
  for (const { key, outcome, line, before, after } of lived) console.log(`${outcome}: ${key} (line ${line}): ${before} → ${after}`)
  for (const one of left) if (!mutants.some(({ key }) => isMeant(one, key))) console.log(`no mutant is meant by ${one.key}`)
  writeFileSync(join(FOLDER, `${service}${readings ? '-readings' : ''}.md`), `${table}\n`)
}

/** Mutants of the model that walks caught, of as many declarations as possible, each in the walk that caught it. */
const liarsOf = (mutants: readonly Mutant[], results: Results): readonly Caught[] => {
  const found: Caught[] = []
  const places = new Set<string>()
  for (const mutant of mutants) {
    const outcome = results.of(mutant)
    const walk = outcome?.outcome === 'walks' ? WALKS.find((one) => outcome.by.startsWith(`${nameOf(one)}:`)) : undefined
    const clause = outcome?.by.split(': ')[1]
    const place = `${mutant.file} ${mutant.within} ${clause}`
    if (walk === undefined || outcome?.by.includes('Error') || places.has(place)) continue
    places.add(place)
    found.push({ liar: mutant.number, walk })
  }
  return found.slice(0, LIARS)
}

await new Command('mutation')
  .description('Changes the model and its readings in one place at a time, and looks whether walks and clauses notice.')
  .option('--service <id>', 'the service to measure', 'sqs')
  .option('--only <files>', 'files whose path has this in it, or one of several with commas between')
  .option('--sample <count>', 'mutants of each file', whole, 1_000_000)
  .option('--seed <seed>', 'by which they are drawn', whole, 1)
  .option('--readings', 'the observer, instead of the model and its index', false)
  .option('--both', 'the model and its index, and then the observer', false)
  .option('--again', 'those that lived are tried again', false)
  .option('--all', 'by all clauses that pass by, also where many do that have nothing to do with a mutant by any word', false)
  .option('--clauses', 'looks for a mutant that each clause tells, instead', false)
  .option('--minutes <minutes>', 'when to stop; the next run goes on from there', whole, 1_000_000)
  .option('--workers <count>', 'processes that try mutants side by side', whole, 2)
  .action(run)
  .parseAsync()
