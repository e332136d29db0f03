import { access, constants, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
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
  await checkFolder(folder)
  for (const [name, text] of Object.entries(texts)) {
    const path = join(folder, name)
    // What a target answered may be nobody else's business.
    await writeFile(`${path}.part`, text, { mode: 0o600 })
      .then(() => rename(`${path}.part`, path))
      .catch(async (error: unknown) => {
        await rm(`${path}.part`, { force: true }).catch(() => {})
        throw new Unwritable(folder, error)
      })
  }
}

/** A folder that takes no report; the message says which and why. */
export class Unwritable extends Error {
  override readonly name = 'Unwritable'
  constructor(folder: string, cause: unknown) {
    super(`The report could not be written to ${folder}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

/**
 * Makes the folder of a report, if need be, and looks whether files can be written there: before a run of minutes, not after it.
 *
 * @throws Unwritable
 */
export const checkFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK | constants.X_OK)
    for (const name of REPORT_FILES) {
      const found = await stat(join(folder, name)).catch(() => undefined)
      if (found && !found.isFile()) throw new Error(`${name} is there already, and is no file`)
    }
  } catch (error) {
    throw new Unwritable(folder, error)
  }
}
