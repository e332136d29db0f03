import { appendFileSync, writeFileSync } from 'node:fs'
import type { Format } from '../report/format-names.js'
import { FORMATS } from '../report/formats.js'
import { githubSummary } from '../report/github.js'
import { UnknownSet } from '../report/score.js'
import type { Tier } from '../ledger/dependence.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { readReport } from './read-report.js'
import type { Terminal } from './terminal.js'

export interface ReportOptions {
  readonly format: Format
  readonly out?: string
  readonly asOf?: string
  readonly service?: string
  readonly tier?: Tier
}

/** `touchstone report <results>`: makes of a stream of results whatever somebody wants to read. */
export const runReport = (terminal: Terminal, file: string, options: ReportOptions): Exit => {
  const { format, out } = options
  const report = readReport(file)
  let text: string
  try {
    text = FORMATS[format](report, { ...options, drawing: { colours: terminal.colours, width: terminal.width } })
  } catch (error) {
    throw error instanceof UnknownSet ? new UsageError(`${error.message}.`) : error
  }
  const { GITHUB_STEP_SUMMARY: summary } = process.env
  if (format === 'github' && summary) appendFileSync(summary, githubSummary(report))
  if (out === undefined) terminal.print(text.trimEnd())
  else writeFileSync(out, text)
  return EXIT.conforms
}
