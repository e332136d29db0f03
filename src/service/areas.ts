import { readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { furtherFolders, moduleIn } from '../../reference/further.js'
import { TREE } from '../tree.js'
import type { Area } from './area.js'

interface Placed {
  readonly area: Area
  readonly folder: string
}

const load = async (): Promise<readonly Placed[]> => {
  const here = readdirSync(`${TREE}specs`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${TREE}specs/${name}`)
  const found = await Promise.all(
    [...here, ...furtherFolders].flatMap((folder) => {
      const file = moduleIn(folder, 'area')
      if (file === undefined) return []
      const loaded = import(/* @vite-ignore */ pathToFileURL(file).href) as Promise<{ readonly area: Area }>
      return [loaded.then(({ area }): Placed => ({ area, folder: `${folder}/` }))]
    }),
  )
  return found.sort((a, b) => (a.area.id < b.area.id ? -1 : 1))
}

const placed = await load()

/** Every area there is a folder of, below `specs/` or where `TOUCHSTONE_AREAS` says, by id. */
export const areas: readonly Area[] = placed.map(({ area }) => area)

/** Where the ledger and the clauses of an area lie; ends in a slash. */
export const folderOf = (id: string): string => placed.find(({ area }) => area.id === id)?.folder ?? `${TREE}specs/${id}/`

/** Whether it is no area of this project. */
export const isElsewhere = (id: string): boolean => !folderOf(id).startsWith(`${TREE}specs/`)

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
