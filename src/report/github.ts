import { causesOf } from './causes/causes.js'
import { printable } from './escape.js'
import { verdictSentence } from './make-report.js'
import { markdown } from './markdown.js'
import type { Report } from './report.js'

/** GitHub shows ten annotations of a step; the last of ours says that there is more. */
const MOST_ANNOTATIONS = 10
/** GitHub refuses a longer summary altogether. */
const LONGEST_SUMMARY = 1024 * 1024 - 1024

/** One annotation for each cause, as workflow commands: lines that GitHub reads from the output of a step. */
export const githubAnnotations = (report: Report): string => {
  const causes = causesOf(report.rows)
  const shown = causes.length > MOST_ANNOTATIONS ? causes.slice(0, MOST_ANNOTATIONS - 1) : causes
  const rest = causes.length - shown.length
  return [
    ...shown.map(({ title, rule, ids }) => command('error', rule, ids.length === 1 ? title : `${title}: ${ids.length} divergences`)),
    ...(rest > 0 ? [command('error', 'and more', `${rest} further causes; see the summary of the job`)] : []),
    command('notice', `touchstone: ${report.header.target.name}`, verdictSentence(report)),
    '',
  ].join('\n')
}

const command = (kind: 'error' | 'notice', title: string, message: string): string =>
  `::${kind} title=${forCommand(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${forCommand(message)}`

const forCommand = (text: string): string => printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** The Markdown of a report, short enough for the summary of a job: whole sections are left out from the end. */
export const githubSummary = (report: Report): string => {
  const text = markdown(report)
  if (Buffer.byteLength(text) <= LONGEST_SUMMARY) return text
  const blocks = text.split(/(?<=<\/details>\n)/)
  const kept: string[] = []
  let size = 0
  for (const block of blocks) {
    size += Buffer.byteLength(block)
    if (size > LONGEST_SUMMARY - 200) break
    kept.push(block)
  }
  return `${kept.join('')}\n\nMore than a summary can hold: ${blocks.length - kept.length} further sections are in the report.\n`
}
