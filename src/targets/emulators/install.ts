import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder, made } from './cache.js'
import { printed } from './steps.js'
import { emulatorNamed, type Emulator } from './table.js'

/** An emulator in the cache. */
export interface Installed {
  readonly emulator: Emulator
  /** As the package itself says. */
  readonly version: string
  readonly folder: string
}

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

/**
 * An emulator and the version that is meant.
 *
 * @param name `moto`, or `moto@5.2.5` for another version than the table's
 * @throws Error where there is no such emulator, or that is no version
 */
export const chosen = (name: string): [Emulator, string] => {
  const [plain = '', version = ''] = name.split(/@(.*)/s)
  const emulator = emulatorNamed(plain)
  // It becomes a folder's name, and a part of commands.
  if (version !== '' && !/^\d[\w.+-]*$|^latest$/.test(version))
    throw new Error(`"${version}" is no version of ${plain}: give one such as ${plain}@${emulator.version}`)
  return [emulator, version === '' ? emulator.version : version]
}

const folderOf = (emulator: Emulator, version: string): string => join(cacheFolder(), 'emulators', `${emulator.name}-${version}`)

/** @param name `moto`, or `moto@5.2.5` for another version than the table's */
export const findInstalled = async (name: string): Promise<Installed | undefined> => {
  const [emulator, wanted] = chosen(name)
  const folder = folderOf(emulator, wanted)
  // The mark is made last, so a folder that has it is whole.
  if (!(await isFolder(join(folder, 'installed')))) return undefined
  const version = await emulator.package?.installed(folder)
  return version === undefined ? undefined : { emulator, version, folder }
}

/**
 * Installs an emulator from its registry into the cache, unless it is there.
 *
 * @param name `moto`, or `moto@5.2.5` for another version than the table's
 * @param say is told what is done
 * @throws Error with the failing command and the end of its output.
 */
export const install = async (name: string, say: (line: string) => void): Promise<Installed> => {
  const before = await findInstalled(name)
  if (before !== undefined) return before
  const [emulator, wanted] = chosen(name)
  const { package: source } = emulator
  if (source === undefined)
    throw new Error(`${emulator.title} is in no registry that it could be installed from: ${emulator.notTried ?? 'it is an image'}`)
  const obstacle = await source.obstacle()
  if (obstacle !== undefined) throw new Error(`${emulator.title} cannot be installed: ${obstacle}`)
  const folder = folderOf(emulator, wanted)
  await rm(folder, { recursive: true, force: true })
  await made(folder)
  say(`installing ${emulator.title} ${wanted} from ${source.registry} (${source.name}) in ${folder}`)
  try {
    await source.install(wanted, folder, (step) => say(`  ${printed(step)}`))
    const version = await source.installed(folder)
    if (version === undefined) throw new Error(`${emulator.title} ${wanted} is not in ${folder} although its installation succeeded`)
    await made(folder, 'installed')
    return { emulator, version, folder }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    const why = error instanceof Error ? error.message : String(error)
    const hint =
      wanted === emulator.version ? '' : `\nIs there a version ${wanted}? The one that was tried is ${emulator.name}@${emulator.version}.`
    throw new Error(`${emulator.title} ${wanted} could not be installed: ${why}${hint}`, { cause: error })
  }
}

/**
 * Removes emulators from the cache.
 *
 * @param name `moto@5.2.5` for one version, `moto` for every one
 * @returns the folders that were removed
 */
export const remove = async (name: string): Promise<readonly string[]> => {
  const [emulator, version] = chosen(name)
  const all = await readdir(join(cacheFolder(), 'emulators')).catch(() => [])
  const meant = all.filter((entry) =>
    name.includes('@')
      ? entry === `${emulator.name}-${version}`
      : entry.startsWith(`${emulator.name}-`) && /^(?:\d|latest|installed)/.test(entry.slice(emulator.name.length + 1)),
  )
  const folders = meant.map((entry) => join(cacheFolder(), 'emulators', entry))
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
  return folders
}
