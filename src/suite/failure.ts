import { stripVTControlCharacters } from 'node:util'
import type { LedgerLine } from '../ledger/line.js'
import type { Clause } from './clause.js'
import type { Bench } from './bench.js'
import { replayCommand } from './print/replay.js'
import { stepsOf } from './print/steps.js'
import { shown } from './print/text.js'
import { toJson } from './print/to-json.js'
import { Breakdown, Refusal } from './refusal.js'
import type { Failure, Json } from './result.js'
import type { Evidence } from './run-case.js'
import { Divergence } from './verdicts.js'

/** The page of a divergence: what is wrong, what was allowed and seen, and the history in every form it can be replayed from. */
export const failureOf = (clause: Clause, line: LedgerLine, evidence: Evidence, reproduced: boolean, bench: Bench): Failure => {
  return {
    ...explain(evidence.error, line),
    ...causeOf(evidence.error),
    input: toJson({ ...evidence.combination, ...evidence.drawn }),
    history: stepsOf(evidence.calls, evidence.began, clause.binding.id),
    replay: replayCommand(clause.id, bench),
    reproduced,
  }
}

/** What many clauses may break on at once: an operation that does not work as it should. */
const causeOf = (error: Error): Pick<Failure, 'cause'> => {
  if (error instanceof Refusal) return { cause: `${error.operation} is refused with ${error.errorName} (${error.status})` }
  if (error instanceof Breakdown) return { cause: error.status === undefined ? error.message : `${error.message} (${error.status})` }
  return {}
}

type Explanation = Pick<Failure, 'message' | 'allowed' | 'seen'>

/** What an error that ended a case says about the target. */
const explain = (error: Error, line: LedgerLine): Explanation => {
  if (error instanceof Refusal) {
    const isSetup = line.operations.length > 0 && !line.operations.includes(error.operation)
    const message = isSetup
      ? `the set-up failed, so the clause cannot hold: ${error.operation} was refused`
      : `${error.operation} was refused, which is documented to succeed`
    return { message, allowed: 'success', seen: `${error.errorName} (${error.status}): ${shown(error.error.message)}` }
  }
  if (error instanceof Breakdown && line.operations.length > 0 && !line.operations.includes(error.operation)) {
    return { message: `the set-up failed, so the clause cannot hold: ${error.message}`, allowed: error.allowed, seen: shown(error.seen) }
  }
  if (error instanceof Divergence) return { message: error.message, allowed: error.allowed, seen: shown(error.seen) }
  if (isAssertion(error)) {
    const told = firstLine(error.message)
    const hasBoth = 'expected' in error && 'actual' in error && (error.expected !== undefined || error.actual !== undefined)
    const bound = BOUND.exec(told)?.[0]
    // The claim says what was looked at; both values stand below it in full.
    const claim = hasBoth ? /^(.+?): expected /.exec(told)?.[1] : undefined
    const message = claim === undefined ? told : `not as documented: ${claim}`
    return hasBoth
      ? { message, allowed: bound ?? value(error.expected), seen: value(error.actual) }
      : { message, allowed: 'see the claim', seen: 'the contrary' }
  }
  return {
    message: `the answers were not such that the check could go on: ${firstLine(error.message)}`,
    allowed: line.statement,
    seen: `${error.name}: ${firstLine(error.message)}`,
  }
}

const isAssertion = (error: Error): error is Error & { readonly expected?: unknown; readonly actual?: unknown } =>
  error.name === 'AssertionError'

/** An assertion that allows more than one value says which in its message alone. */
const BOUND = /(?:not )?to (?:include|contain|match|be (?:less|greater|within|one of|an? )).*$/

/** The assertion library adds how it compared. */
const firstLine = (text: string): string =>
  shown((stripVTControlCharacters(text).split('\n')[0] ?? '').replace(/ \/\/ Object\.is equality$/, ''))

const value = (one: unknown): string => {
  if (one === undefined) return 'nothing'
  if (typeof one === 'string') return shown(one)
  const json: Json = toJson(one)
  return shown(JSON.stringify(json))
}
