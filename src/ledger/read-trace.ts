import { existsSync, readFileSync } from 'node:fs'
import { areas, folderOf, isElsewhere } from '../service/areas.js'
import type { Trace } from './trace.js'
import { checkout, TREE } from '../tree.js'

/**
 * The trace of this very copy of the project: in a checkout read from the sources as they stand,
 * elsewhere the one that was written when the package was built.
 *
 * @throws when neither can be had
 */
export const readTrace = async (): Promise<Trace> => {
  const sources = checkout()
  if (sources !== undefined) {
    // The scanner needs the TypeScript compiler, which only a checkout has.
    const { scan, scanArea } = await import('./scan.js')
    const further = areas.filter(({ id }) => isElsewhere(id)).map(({ id, prefixes }) => scanArea(folderOf(id), prefixes))
    return [scan(sources), ...further].reduce((all, one) => ({
      rules: { ...all.rules, ...one.rules },
      clauses: { ...all.clauses, ...one.clauses },
    }))
  }
  const built = `${TREE}trace.json`
  if (!existsSync(built)) throw new Error('where rules and clauses stand is not known here: run "npm run build" first')
  return JSON.parse(readFileSync(built, 'utf8')) as Trace
}
