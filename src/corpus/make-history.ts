import { combinationLabel, combinations, drawn, drawsFor, type Combination } from '../suite/draw.js'
import { hash32 } from '../hash.js'
import type { Protocol } from '../suite/protocol.js'
import { errorsOf } from '../suite/refused.js'
import type { Registered } from '../suite/register.js'
import type { Outcome } from '../suite/run-case.js'
import type { Alteration, SeenCall } from './altered-clients.js'
import { Expectations } from './expectation.js'
import type { CorpusHistory, CorpusStep } from './history.js'
import { Placeholders, Unsteady } from './placeholders.js'
import { RUN_PREFIXES, WAIT_MS, type Delay, type Stage } from './run-recorded.js'
import { isRecord, membersOf } from './values.js'

const MOST_CALLS = 16
const MOST_ALTERATIONS = 400
/** Of so many draws the one that sends least is taken. */
const DRAWS = 4
/** Histories that wait are over in so many milliseconds of waiting. */
const LONGEST_WAIT_MS = 30_000
/** A history that waits still holds when all its calls together are late by so much, wherever that befalls them. */
const LATE_MS = 1500
const LONGEST_MS = 20_000

/** Why a clause has no history here. */
export type Refused = { readonly clause: string; readonly reason: string }

/** The histories of a clause, one for each combination of its axes; the protocol is the replayer's own. */
export const historiesOf = async (
  registered: Registered,
  stages: readonly [Stage, Stage],
): Promise<readonly (CorpusHistory | Refused)[]> => {
  const { clause, line } = registered
  const refused = (reason: string): readonly Refused[] => [{ clause: clause.id, reason }]
  if (line.strength !== 'must') return refused('no promise')
  if (clause.door === true || (clause.accounts ?? 1) > 1) return refused('needs more than calls from one account')
  const { protocol: _, ...axes } = clause.axes
  const protocol = clause.binding.protocols[0]
  const kinds = combinations(axes)
  const found: (CorpusHistory | Refused)[] = []
  for (const kind of kinds) found.push(await historyOf(registered, stages, protocol, kind))
  return found
}

const historyOf = async (
  registered: Registered,
  [first, second]: readonly [Stage, Stage],
  protocol: Protocol,
  kind: Combination,
): Promise<CorpusHistory | Refused> => {
  const { clause, line } = registered
  const refused = (reason: string): Refused => ({ clause: clause.id, reason })
  const combination = 'protocol' in clause.axes ? { ...kind, protocol } : kind
  const values = valuesOf(registered, combination)
  const tried: { readonly values: Readonly<Record<string, unknown>>; readonly size: number }[] = []
  for (const one of values) {
    const { outcome, calls } = await first.run(registered, protocol, combination, one)
    if (outcome.kind === 'held') tried.push({ values: one, size: calls.length * 1000 + sizeOf(calls) })
  }
  const [best] = tried.sort((a, b) => a.size - b.size)
  if (best === undefined) return refused('no case of it holds here')
  const a = await first.run(registered, protocol, combination, best.values)
  const b = await second.run(registered, protocol, combination, best.values)
  if (a.outcome.kind !== 'held' || b.outcome.kind !== 'held') return refused('it does not always hold')
  if (!a.isAll) return refused('it speaks plain HTTP')
  if (a.calls.length === 0 || a.calls.length > MOST_CALLS) return refused('it is too long')
  if (isKeptWaiting(a.calls) || isKeptWaiting(b.calls)) return refused('the service keeps an answer back')
  const waited = waitsOf(a.calls)
  const isWaiting = waited.some((ms) => ms > 0)
  if (waited.reduce((sum, ms) => sum + ms, 0) > LONGEST_WAIT_MS) return refused('it waits too long')
  if (a.calls.map(({ operation }) => operation).join() !== b.calls.map(({ operation }) => operation).join())
    return refused('its calls differ from run to run')
  if (isWaiting && !(await bearsDelays(a.calls, (delay) => first.run(registered, protocol, combination, best.values, { delay }))))
    return refused('it waits, and counts on being in time')
  let alterations = 0
  const altered = async (alteration: Alteration): Promise<Outcome> => {
    if (alterations++ > MOST_ALTERATIONS) throw new Unsteady('its answers are too large')
    return (await first.run(registered, protocol, combination, best.values, { alteration })).outcome
  }
  try {
    const names = new Placeholders({ run: [RUN_PREFIXES[0], RUN_PREFIXES[1]], account: [a.account, b.account] })
    const told = await stepsOf(a.calls, b.calls, names, altered, namesOfErrors(registered))
    const steps = told.map((step, nth) => (waited[nth]! > 0 ? { ...step, wait_ms: waited[nth]! } : step))
    if (!steps.some(isDemanding)) return refused('its answers leave everything open')
    return {
      clause: clause.id,
      statement: line.statement,
      source: line.source,
      case: kind,
      within_ms: isWaiting ? LATE_MS : withinOf(a.calls),
      steps,
    }
  } catch (error) {
    if (error instanceof Unsteady) return refused(error.message)
    throw error
  }
}

const valuesOf = (registered: Registered, combination: Combination): readonly Readonly<Record<string, unknown>>[] => {
  const { clause } = registered
  const label = combinationLabel(combination)
  const seeds = Object.keys(clause.given).length === 0 ? 1 : DRAWS
  return Array.from({ length: seeds }, (_, nth) => {
    const [draw] = drawsFor(clause, 'smoke', hash32(`corpus ${nth} ${clause.id} ${label}`), 1)
    return drawn(draw!)
  })
}

const sizeOf = (calls: readonly SeenCall[]): number =>
  JSON.stringify(
    calls.map(({ input }) => input),
    (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  ).length

const isKeptWaiting = (calls: readonly SeenCall[]): boolean => calls.some(({ sent, received }) => received - sent > WAIT_MS)

/** How long the case waited before each call, in milliseconds; 0 where it did not. */
const waitsOf = (calls: readonly SeenCall[]): readonly number[] =>
  calls.map(({ sent }, nth) => {
    const gap = nth === 0 ? 0 : sent - calls[nth - 1]!.received
    return gap > WAIT_MS ? Math.ceil(gap) : 0
  })

type Run = Awaited<ReturnType<Stage['run']>>

/**
 * Whether the case still holds, by the same calls and with the same answers, when any one of its calls is late. What is between a call and a timer
 * that another began is late by the sum of all delays between them, so one delay at a time is enough.
 */
const bearsDelays = async (calls: readonly SeenCall[], run: (delay: Delay) => Promise<Run>): Promise<boolean> => {
  for (const nth of calls.keys()) {
    const late = await run({ request: nth, ms: LATE_MS })
    if (late.outcome.kind !== 'held' || shapeOf(late.calls) !== shapeOf(calls)) return false
  }
  return true
}

/** What was called, and how it was answered, without what differs from run to run. */
const shapeOf = (calls: readonly SeenCall[]): string =>
  JSON.stringify(calls.map(({ operation, output, error }) => [operation, error?.shape ?? error?.code ?? keysOf(output)]))

/** The names of all members, and how long lists are. */
const keysOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(keysOf)
  if (!isRecord(value)) return typeof value
  return Object.entries(value).flatMap(([name, item]) => (name === '$metadata' ? [] : [[name, keysOf(item)]]))
}

const stepsOf = async (
  a: readonly SeenCall[],
  b: readonly SeenCall[],
  names: Placeholders,
  altered: (alteration: Alteration) => Promise<Outcome>,
  errors: (error: SeenCall['error']) => readonly string[],
): Promise<readonly CorpusStep[]> => {
  const steps: CorpusStep[] = []
  const lists = new Map<string, Map<string, readonly unknown[]>>()
  const holds = async (alteration: Alteration): Promise<boolean> => (await altered(alteration)).kind !== 'diverged'
  const sent = JSON.stringify(a.map(({ input }) => input))
  for (const [nth, one] of a.entries()) {
    const other = b[nth]!
    const { service, operation, region } = one
    const step = { service, operation, ...(region === undefined ? {} : { region }), input: names.input(one.input, other.input) }
    if (one.error !== undefined || other.error !== undefined) {
      // A refusal that the clause does not ask for is allowed to be a success.
      if (!isAskedFor(await altered({ call: nth, alter: () => ({}) }))) throw new Unsteady('a refusal that need not be one')
      steps.push({ ...step, error: { names: errors(one.error) } })
      continue
    }
    const earlier = lists.get(operation) ?? new Map<string, readonly unknown[]>()
    const used = new Map<string, boolean>()
    const isUsed = (name: string): boolean => {
      const known = used.get(name) ?? isSentLater(one.output, other.output, name, names, sent)
      used.set(name, known)
      return known
    }
    const expectations = new Expectations(names, holds, isUsed, (text) => sent.includes(inJson(text)))
    steps.push({ ...step, output: await expectations.of(nth, one, other, earlier) })
    for (const [name, value] of membersOf(one.output as Readonly<Record<string, unknown>>))
      if (Array.isArray(value) && value.length > 0) earlier.set(name, value)
    lists.set(operation, earlier)
  }
  return steps
}

/** Whether a clause that was given a success in place of a refusal says that it wanted the refusal. Others take either. */
const isAskedFor = (outcome: Outcome): boolean =>
  outcome.kind === 'diverged' &&
  [outcome.evidence.error, ...outcome.evidence.also].some(({ message }) => message.includes('was to be refused, but succeeded'))

/** A text as it stands within the JSON of what was sent. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

/** Whether the value that stands under the name is sent by some call: then whoever replays the history must keep it. */
const isSentLater = (a: unknown, b: unknown, name: string, names: Placeholders, sent: string): boolean => {
  if (typeof a === 'string' && typeof b === 'string') return names.known(a, b) === name && sent.includes(inJson(a))
  if (Array.isArray(a)) return a.some((item, nth) => isSentLater(item, Array.isArray(b) ? b[nth] : undefined, name, names, sent))
  if (isRecord(a)) return Object.entries(a).some(([key, item]) => isSentLater(item, isRecord(b) ? b[key] : undefined, name, names, sent))
  return false
}

/** The names that the clause's line gives to its error, where the refusal is that error; of any other only that it is one of the client's. */
const namesOfErrors =
  ({ line }: Registered) =>
  (error: SeenCall['error']): readonly string[] => {
    const named = errorsOf(line)
    const isIt = named.some(
      ({ shape, code }) => (shape !== undefined && shape === error?.shape) || (code !== undefined && code === error?.code),
    )
    return isIt ? [...new Set(named.flatMap(({ shape, code }) => [shape, code]).filter((one) => one !== undefined))] : []
  }

const isDemanding = ({ output, error }: CorpusStep): boolean =>
  error !== undefined ||
  (isRecord(output) && Object.values(output).some((part) => !(typeof part === 'string' && /^\$\{[a-z-]+:\d+\}$/.test(part))))

/** Timers that a call sets end after so many seconds: the history has to be over long before. */
const TIMERS = /(?:Timeout|Delay|WaitTime)(?:Seconds)?$/

const withinOf = (calls: readonly SeenCall[]): number => {
  const seconds: number[] = []
  const visit = (value: unknown, key: string): void => {
    if ((typeof value === 'number' || typeof value === 'string') && TIMERS.test(key) && Number(value) > 0) seconds.push(Number(value))
    else if (Array.isArray(value)) value.forEach((item) => visit(item, key))
    else if (isRecord(value)) Object.entries(value).forEach(([name, item]) => visit(item, name))
  }
  calls.forEach(({ input }) => visit(input, ''))
  return Math.min(LONGEST_MS, ...seconds.map((one) => (one * 1000) / 2))
}
