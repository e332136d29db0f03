import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, resolve } from 'node:path'
import type { Service } from './core/service.js'

/** Folders of areas that lie elsewhere, as `TOUCHSTONE_AREAS` names them, parted as in `PATH`: services of one's own are served, judged and walked as these are. */
export const furtherFolders: readonly string[] = (process.env['TOUCHSTONE_AREAS'] ?? '')
  .split(delimiter)
  .filter((folder) => folder !== '')
  .map((folder) => resolve(folder))

/** A module in such a folder, compiled or as it is written, if there is one. */
export const moduleIn = (folder: string, name: string, endings: readonly string[] = ['js', 'ts']): string | undefined =>
  endings.map((ending) => `${folder}/${name}.${ending}`).find((path) => existsSync(path))

/** What the compiled modules `service` in these folders export under that name: without a promise, so that the reference itself can be had by `require`. */
export const furtherServices: readonly Service[] = furtherFolders.flatMap((folder) => {
  const file = moduleIn(folder, 'service', ['js'])
  return file === undefined ? [] : [(createRequire(import.meta.url)(file) as { readonly service: Service }).service]
})
