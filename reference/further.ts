import { existsSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Service } from './core/service.js'

/** Folders of areas that lie elsewhere, as `TOUCHSTONE_AREAS` names them, parted as in `PATH`: services of one's own are served, judged and walked as these are. */
export const furtherFolders: readonly string[] = (process.env['TOUCHSTONE_AREAS'] ?? '')
  .split(delimiter)
  .filter((folder) => folder !== '')
  .map((folder) => resolve(folder))

/** A module in such a folder, compiled or as it is written, if there is one. */
export const moduleIn = (folder: string, name: string): string | undefined =>
  ['js', 'ts'].map((ending) => `${folder}/${name}.${ending}`).find((path) => existsSync(path))

/** What the modules `service` in these folders export under that name. */
const load = async (): Promise<readonly Service[]> => {
  const found: Service[] = []
  for (const folder of furtherFolders) {
    const file = moduleIn(folder, 'service')
    if (file !== undefined)
      found.push(((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { readonly service: Service }).service)
  }
  return found
}

export const furtherServices: readonly Service[] = await load()
