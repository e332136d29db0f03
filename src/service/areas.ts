import { existsSync, readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { TREE } from '../tree.js'
import type { Area } from './area.js'

const load = async (): Promise<readonly Area[]> => {
  const folders = readdirSync(`${TREE}specs`, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const files = folders.map(({ name }) =>
    ['js', 'ts'].map((ending) => `${TREE}specs/${name}/area.${ending}`).find((path) => existsSync(path)),
  )
  const found = await Promise.all(
    files
      .filter((file) => file !== undefined)
      .map(async (file) => ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { readonly area: Area }).area),
  )
  return found.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Every area there is a folder of, by id. */
export const areas: readonly Area[] = await load()

/** @throws RangeError where there is no such area */
export const areaOf = (id: string): Area => {
  const found = areas.find((area) => area.id === id)
  if (found === undefined) throw new RangeError(`there is no "${id}"; there is: ${areas.map((area) => area.id).join(', ')}`)
  return found
}

/** The area of a clause id, if there is one. */
export const areaOfClause = (clauseId: string): Area | undefined => {
  const prefix = clauseId.slice(0, Math.max(0, clauseId.indexOf('.')))
  return areas.find(({ prefixes }) => prefixes.includes(prefix))
}
