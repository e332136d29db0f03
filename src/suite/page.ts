import type { LedgerLine } from '../ledger/line.js'
import type { Result, Step } from './result.js'

const COLUMN = 9

/** A failing clause as a page for a terminal: claim, citation, history, allowed against seen, and how to see it again. */
export const pageOf = (result: Result, line: LedgerLine): string => {
  const { failure } = result
  const head = [
    `${result.id} ${result.verdict}: ${failure?.message ?? result.reason ?? ''}`,
    '',
    `${'claim'.padEnd(COLUMN)}${line.statement}`,
    `${'source'.padEnd(COLUMN)}${line.source}`,
  ]
  if (!failure) return head.join('\n')
  return [
    ...head,
    `${'case'.padEnd(COLUMN)}${JSON.stringify(failure.input)}`,
    `${'allowed'.padEnd(COLUMN)}${failure.allowed}`,
    `${'seen'.padEnd(COLUMN)}${failure.seen}`,
    ...(failure.reproduced ? [] : [`${''.padEnd(COLUMN)}(the case did not fail again when it was run again)`]),
    '',
    ...failure.history.flatMap((step) => [lineOf(step), ...(step.change ?? []).map((line) => `      ${line}`)]),
    '',
    ...section('as SDK code', failure.sdk),
    ...section('as CLI lines', failure.cli),
    `replay: ${failure.replay}`,
  ].join('\n')
}

const lineOf = ({ operation, input, output, error, sentMs, receivedMs }: Step): string => {
  const came = error ? `✗ ${error.name} ${error.status ?? ''} ${error.message}` : `→ ${JSON.stringify(output)}`
  const when = sentMs === undefined || receivedMs === undefined ? '' : `${seconds(sentMs)}–${seconds(receivedMs)}  `
  return `  ${when}${operation} ${JSON.stringify(input)} ${came}`
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(3)}s`

const section = (title: string, text: string): string[] => [`${title}:`, ...text.split('\n').map((one) => `  ${one}`), '']
