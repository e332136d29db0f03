import type { ClauseId } from '../../../reference/core/reading.js'
import { findLine } from '../../ledger/read-ledger.js'
import type { CheckResult, Divergence } from '../../oracle/check/check-trace.js'
import type { LawsResult } from '../../oracle/check/check-laws.js'
import type { Witnessed } from '../../oracle/judge.js'
import type { TracedExchange } from '../../oracle/trace/form.js'
import type { TraceFacts } from '../../oracle/trace/read-trace.js'
import { version } from '../version.js'
import { changeOf } from './beliefs.js'
import { exchangeJson } from './exchange-text.js'

/** The schema of what `touchstone check --json` prints: header, steps (with --explain), divergences, footer. See docs/traces.md. */
const SCHEMA = 'touchstone.check'
const VERSION = 1

export const headerJson = (profile: string): string =>
  JSON.stringify({ type: 'header', schema: SCHEMA, version: VERSION, touchstone: version(), profile })

export const stepJson = ({ exchange, step, before, after }: Witnessed<TracedExchange>): string =>
  JSON.stringify({ type: 'step', ...fields(exchange), ...step, ...changeOf(before, after) })

export const divergenceJson = ({ clause, allowed, seen, exchange: { spot }, history, among }: Divergence): string =>
  JSON.stringify({
    type: 'divergence',
    clause,
    statement: statement(clause),
    source: source(clause),
    allowed,
    seen,
    ...spot,
    among,
    history: history.map(({ exchange, before, after }) => ({ ...fields(exchange), ...changeOf(before, after) })),
  })

export const footerJson = ({ facts, slack, judgement, divergences }: CheckResult): string => {
  const { exchanges, admitted, undecided, unjudged, used, tested, reasons } = judgement
  return JSON.stringify({
    type: 'footer',
    by: 'oracle',
    slack,
    exchanges,
    admitted,
    undecided,
    unjudged,
    divergences: divergences.length,
    reasons: Object.fromEntries(reasons),
    used: Object.fromEntries(used),
    tested: Object.fromEntries(tested),
    ...ofFacts(facts),
  })
}

export const lawsJson = ({ facts, slack, findings: { findings, exchanges, laws, notes }, spotOf }: LawsResult): string[] => [
  ...findings.map(({ law, clause, line, earlier, allowed, seen }) =>
    JSON.stringify({
      type: 'divergence',
      law,
      clause,
      statement: statement(clause),
      source: source(clause),
      allowed,
      seen,
      ...spotOf(line),
      ...(earlier === undefined ? {} : { earlier: spotOf(earlier) }),
    }),
  ),
  JSON.stringify({
    type: 'footer',
    by: 'laws',
    slack,
    exchanges,
    laws,
    notes,
    divergences: laws.reduce((sum, { found }) => sum + found, 0),
    ...ofFacts(facts),
  }),
]

const ofFacts = ({ leftOut, withoutEnd, dropped, account, region }: TraceFacts): object => ({
  account,
  region,
  leftOut,
  withoutEnd,
  dropped,
})
const fields = (exchange: TracedExchange): object => exchangeJson(exchange, exchange.spot) as object
const statement = (clause: ClauseId | undefined): string | undefined => (clause === undefined ? undefined : findLine(clause)?.statement)
const source = (clause: ClauseId | undefined): string | undefined => (clause === undefined ? undefined : findLine(clause)?.source)
