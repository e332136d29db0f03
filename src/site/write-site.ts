import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { propertyAt } from '../ledger/property.js'
import { readTrace } from '../ledger/read-trace.js'
import type { Trace } from '../ledger/trace.js'
import { areas } from '../service/areas.js'
import type { Report } from '../report/report.js'
import { EXPLORER } from './assets/explorer.js'
import { STYLE } from './assets/style.js'
import type { LanesOf } from './lanes.js'
import { siteModel, type SiteModel } from './model.js'
import { clausePage } from './pages/clause.js'
import { explorerData, explorerPage } from './pages/explorer.js'
import { implementationPage } from './pages/implementation.js'
import { matrixPage } from './pages/matrix.js'

/** Every file of a site, by its path; one after the other, since together they may be many. */
export function* siteFiles(
  model: SiteModel,
  { clauses }: Pick<Trace, 'clauses'>,
  readers: readonly LanesOf[],
): Generator<readonly [path: string, text: string]> {
  yield ['index.html', matrixPage(model)]
  yield ['clauses.html', explorerPage(model)]
  yield ['assets/style.css', STYLE]
  yield ['assets/explorer.js', EXPLORER]
  yield ['assets/data.js', explorerData(model)]
  for (const implementation of model.implementations) yield [`i/${implementation.slug}.html`, implementationPage(implementation, model)]
  for (const clause of model.clauses) {
    const spot = clauses[clause.id]?.[0]
    yield [`c/${clause.slug}.html`, clausePage(clause, model, { spot, property: propertyAt(spot), readers })]
  }
}

/** How histories of every area are drawn. */
export const laneReaders = (): Promise<readonly LanesOf[]> =>
  Promise.all(areas.flatMap(({ lanes }) => (lanes === undefined ? [] : [lanes()])))

/**
 * Writes a site of reports into a folder.
 *
 * @returns how many files there are
 */
export const writeSite = async (folder: string, reports: readonly Report[]): Promise<number> => {
  const made = new Set<string>()
  let count = 0
  for (const [path, text] of siteFiles(siteModel(reports), await readTrace(), await laneReaders())) {
    const file = join(folder, path)
    if (!made.has(dirname(file))) mkdirSync(dirname(file), { recursive: true })
    made.add(dirname(file))
    writeFileSync(file, text)
    count++
  }
  return count
}
