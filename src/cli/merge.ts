import { writeResults } from '../report/ndjson.js'
import { mergeReports, MergeRefused } from '../report/merge.js'
import { writeReport } from '../report/write-report.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import { readReport } from './read-report.js'
import type { Terminal } from './terminal.js'

/** `touchstone merge <results...>`: puts the parts of one run together, as if it had been one. */
export const runMerge = async (
  terminal: Terminal,
  files: readonly string[],
  { report: folder }: { readonly report?: string },
): Promise<Exit> => {
  const parts = files.map((name) => ({ name, report: readReport(name) }))
  try {
    const whole = mergeReports(parts)
    if (folder === undefined) terminal.print(writeResults(whole).trimEnd())
    else await writeReport(folder, whole)
    return EXIT.conforms
  } catch (error) {
    throw error instanceof MergeRefused ? new UsageError(`Not merged (${error.reason}): ${error.message}.`) : error
  }
}
