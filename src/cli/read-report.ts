import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readResults, ResultsError } from '../report/ndjson.js'
import type { Report } from '../report/report.js'
import { UsageError } from './exit.js'

const STANDARD_INPUT = 0

/**
 * The report in a file, in a folder's `results.ndjson`, or on the standard input (`-`).
 *
 * @throws UsageError that says what is wrong with it
 */
export const readReport = (path: string): Report => {
  let file = path
  let text: string
  try {
    if (path !== '-' && statSync(path).isDirectory()) file = join(path, 'results.ndjson')
    text = readFileSync(path === '-' ? STANDARD_INPUT : file, 'utf8')
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}. \`touchstone run --report DIR\` writes one.`,
    )
  }
  try {
    return readResults(text)
  } catch (error) {
    throw error instanceof ResultsError ? new UsageError(`${path}: ${error.message}.`) : error
  }
}
