import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { htmlPage } from './html/page.js'
import { junit } from './junit.js'
import { markdown } from './markdown.js'
import { writeResults } from './ndjson.js'
import type { Report } from './report.js'

/** The files of a report. */
export const REPORT_FILES = ['results.ndjson', 'report.html', 'junit.xml', 'summary.md'] as const

/**
 * Writes a report into a folder, which is made if need be. Each file appears whole or not at all.
 *
 * @param durations how long each clause took, in milliseconds, by id; only `junit.xml` keeps them
 */
export const writeReport = async (folder: string, report: Report, durations: ReadonlyMap<string, number> = new Map()): Promise<void> => {
  const texts: Readonly<Record<(typeof REPORT_FILES)[number], string>> = {
    'results.ndjson': writeResults(report),
    'report.html': htmlPage(report),
    'junit.xml': junit(report, durations),
    'summary.md': markdown(report),
  }
  await mkdir(folder, { recursive: true })
  for (const [name, text] of Object.entries(texts)) {
    const path = join(folder, name)
    await writeFile(`${path}.part`, text)
    await rename(`${path}.part`, path)
  }
}
