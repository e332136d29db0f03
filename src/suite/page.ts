import type { LedgerLine } from '../ledger/line.js'
import { findingsOf, remarksOn } from './findings.js'
import { timesOf } from './print/times.js'
import { codeOf } from './print/code.js'
import type { Seen } from './print/seen.js'
import type { Failure, Result, Step } from './result.js'

const COLUMN = 9

/** A failing clause as a page for a terminal: claim, citation, history, allowed against seen, and how to see it again. */
export const pageOf = (result: Result, line: LedgerLine, seen: Omit<Seen, 'service'>): string => {
  const findings = findingsOf(result)
  const head = [
    `${result.id} ${result.verdict}: ${result.reason ?? findings[0]?.message ?? ''}`,
    '',
    `${'claim'.padEnd(COLUMN)}${line.statement}`,
    `${'source'.padEnd(COLUMN)}${line.source}`,
  ]
  return [
    ...head,
    ...findings.flatMap((failure) => [
      ...(findings.length === 1 ? [] : ['', failure.clause ?? failure.message]),
      ...evidence(failure, { ...seen, service: result.id.slice(0, result.id.indexOf('.')) }),
    ]),
  ].join('\n')
}

const evidence = (failure: Failure, seen: Seen): readonly string[] => {
  const { sdk, cli } = codeOf(failure.history, seen)
  return [
    ...(failure.claim === undefined ? [] : [`${'clause'.padEnd(COLUMN)}${failure.claim}`]),
    `${'case'.padEnd(COLUMN)}${JSON.stringify(failure.input)}`,
    `${'allowed'.padEnd(COLUMN)}${failure.allowed}`,
    `${'seen'.padEnd(COLUMN)}${failure.seen}`,
    ...remarksOn(failure).map((remark) => `${''.padEnd(COLUMN)}(${remark})`),
    '',
    ...failure.history.flatMap((step) => [lineOf(step) + timesOf(step), ...(step.change ?? []).map((line) => `      ${line}`)]),
    '',
    ...section('as SDK code', sdk),
    ...section('as CLI lines', cli),
    `replay: ${failure.replay}`,
  ]
}

const lineOf = ({ operation, input, output, error, sentMs, receivedMs }: Step): string => {
  const came = error ? `✗ ${error.name} ${error.status ?? ''} ${error.message}` : `→ ${JSON.stringify(output)}`
  const when = sentMs === undefined || receivedMs === undefined ? '' : `${seconds(sentMs)}–${seconds(receivedMs)}  `
  return `  ${when}${operation} ${JSON.stringify(input)} ${came}`
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(3)}s`

const section = (title: string, text: string): string[] => [`${title}:`, ...text.split('\n').map((one) => `  ${one}`), '']
