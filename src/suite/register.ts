import { afterAll, inject, test } from 'vitest'
import type { LedgerLine } from '../ledger/line.js'
import { readLedger } from '../ledger/read-ledger.js'
import type { Clause } from './clause.js'
import type { ServiceBinding } from './binding.js'
import { judge } from './judge.js'
import type { Bench } from './bench.js'
import { pageOf } from './page.js'
import type { Result } from './result.js'
import { isInShard, isSelected } from './select.js'
import { Session } from './session.js'
import { DEFAULT_SETTINGS } from './settings.js'
import type { Settings } from './settings.js'

/** A test waits for its turn as well as for its timers; what runs too long is ended by the engine, not by vitest. */
const NO_LIMIT = 0

/** A clause with its line of the ledger. */
export interface Registered {
  readonly clause: Clause
  readonly line: LedgerLine
}

const registered = new Set<string>()
let collecting: Registered[] | undefined
let session: Session | undefined

/** Makes a clause a test of vitest, which runs beside all others. */
export const register = (clause: Clause): void => {
  const line = readLedger(clause.binding.id).find(({ id }) => id === clause.id)
  if (!line) throw new Error(`${clause.id} is not in specs/${clause.binding.id}/ledger.jsonl: a clause stands for a line of the ledger`)
  if (registered.has(clause.id)) throw new Error(`${clause.id} has a clause already: a line of the ledger has one`)
  registered.add(clause.id)
  if (collecting) {
    collecting.push({ clause, line })
    return
  }
  testFor(clause.binding, line, (bench) => judge(clause, line, bench))
}

/** Makes a row of the report a test of vitest: what `judged` comes to stands under the line. Nothing is registered while clauses are collected. */
export const registerRow = (binding: ServiceBinding, line: LedgerLine, judged: (bench: Bench) => Promise<Result>): void => {
  if (!collecting) testFor(binding, line, judged)
}

const testFor = (binding: ServiceBinding, line: LedgerLine, judged: (bench: Bench) => Promise<Result>): void => {
  const { id } = line
  const { only, shard } = open().settings
  if (!isSelected(id, only) || !isInShard(id, shard)) return
  test.concurrent(id, { timeout: NO_LIMIT }, async ({ task, skip }) => {
    const { abandoned } = open()
    const result = await Promise.race([abandoned, begun(binding, line).then(judged)])
    if (result === undefined || open().isBrokenOff) return skip('the run was broken off')
    task.meta.touchstone = result
    if (open().settings.isAws) task.meta.calls = open().takeCalls()
    if (result.verdict === 'skipped' || result.verdict === 'unsupported') skip(result.reason)
    if (result.verdict !== 'conforms') throw new NotConforming(pageOf(result, line, open().target))
  })
}

/** What a row is judged on, when it is its turn. */
const begun = async (binding: ServiceBinding, { wait_s }: LedgerLine): Promise<Bench> => {
  const bench = await open().benchFor(binding)
  await open().turn(wait_s)
  return bench
}

/**
 * The clauses that `load` imports, without making tests of them: for judging targets of one's own with `judge`.
 * What was imported before is not registered again.
 */
export const collectClauses = async (load: () => Promise<unknown>): Promise<readonly Registered[]> => {
  const collected: Registered[] = []
  collecting = collected
  try {
    await load()
  } finally {
    collecting = undefined
  }
  return collected
}

const open = (): Session => {
  if (!session) {
    session = new Session(provided() ?? DEFAULT_SETTINGS)
    const opened = session
    afterAll(() => opened.close())
  }
  return session
}

/** What `runSuite` provides; nothing, where the specs are run as tests of their own. */
const provided = (): Settings | undefined => inject('touchstone')

/** A clause that does not hold, as a failing test shows it: the page says it all, a stack would say nothing. */
class NotConforming extends Error {
  override readonly name = 'NotConforming'
  override readonly stack = ''
}
