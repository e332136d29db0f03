import { readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { areas, folderOf } from '../service/areas.js'

/** Imports the specs of these areas, of all unless given, so that their clauses are registered. */
export const importSpecs = async (ids: readonly string[] = areas.map(({ id }) => id)): Promise<void> => {
  for (const id of ids) {
    const folder = folderOf(id)
    const files = readdirSync(folder)
      .filter((name) => /\.spec\.[jt]s$/.test(name) && !name.endsWith('.d.ts'))
      .sort()
    for (const file of files) await import(/* @vite-ignore */ pathToFileURL(folder + file).href)
  }
}

/** The areas that globs over clause ids can mean: all of them, where a glob leaves the first word open. */
export const areasMeant = (only: readonly string[]): readonly string[] => {
  const prefixes = only.map((glob) => glob.split('.', 1)[0]!)
  const isOpen = only.length === 0 || prefixes.some((prefix) => prefix.includes('*'))
  return areas.filter((area) => isOpen || area.prefixes.some((prefix) => prefixes.includes(prefix))).map(({ id }) => id)
}
