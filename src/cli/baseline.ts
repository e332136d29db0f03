import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readLedger, services } from '../ledger/read-ledger.js'
import { holdAgainst, parseBaseline, updated, type Held } from '../report/baseline.js'
import { printable } from '../report/escape.js'
import { wrap } from '../report/table.js'
import type { Report } from '../report/report.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { readReport } from './read-report.js'
import type { Terminal } from './terminal.js'

const suiteIds = (): readonly string[] => services().flatMap((service) => [...readLedger(service).map(({ id }) => id), `${service}.walks`])

/** Reads a baseline's file. @throws UsageError where there is none */
export const readBaseline = (file: string): ReturnType<typeof parseBaseline> => {
  if (!existsSync(file)) {
    throw new UsageError(
      `There is no baseline ${file}. Write a first one from a report: touchstone baseline ${file} report/results.ndjson --update`,
    )
  }
  return parseBaseline(readFileSync(file, 'utf8'))
}

/** What a report comes to when what a baseline lists is set aside. */
export const heldAgainst = (parsed: ReturnType<typeof parseBaseline>, report: Report): Held => holdAgainst(parsed, report, suiteIds())

/** Says what is new, and what is wrong with the baseline; whether there was anything to say. */
export const tellHeld = (terminal: Terminal, file: string, { known, fresh, problems }: Held): boolean => {
  const { colours, width } = terminal
  for (const { line, text } of problems) terminal.note(`${colours.red(`${file}:${line}`)} ${printable(text)}`)
  if (fresh.length > 0) {
    terminal.note(
      colours.red(colours.bold(`${fresh.length} ${fresh.length === 1 ? 'divergence' : 'divergences'} that ${file} does not list`)),
    )
    for (const { id, reason = '' } of fresh) terminal.note(`  ${wrap(`${id}: ${printable(reason)}`, width, '    ')}`)
  }
  const isGood = problems.length === 0 && fresh.length === 0
  if (isGood) terminal.note(colours.green(`✓ Nothing but what ${file} lists: ${known.size} known divergences.`))
  return !isGood
}

/** `touchstone baseline <file> <results>`: holds a report against a file of known divergences, or writes the file. */
export const runBaseline = (terminal: Terminal, file: string, results: string, { update }: { readonly update?: true }): Exit => {
  const report = readReport(results)
  if (!update) return tellHeld(terminal, file, heldAgainst(readBaseline(file), report)) ? EXIT.diverges : EXIT.conforms
  const before = existsSync(file) ? parseBaseline(readFileSync(file, 'utf8')) : undefined
  const wrong = before?.problems[0]
  if (wrong) throw new UsageError(`${file}:${wrong.line} ${wrong.text}; it was left as it is.`)
  const text = updated(before?.baseline, report)
  writeFileSync(file, text)
  const blank = parseBaseline(text).baseline.groups.filter(({ reason }) => reason === '').length
  terminal.note(
    blank === 0
      ? `${file} is up to date.`
      : `${file} is written. ${blank} ${blank === 1 ? 'reason is' : 'reasons are'} blank: fill them in.`,
  )
  return EXIT.conforms
}
