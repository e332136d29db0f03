import { rm, stat } from 'node:fs/promises'
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

const chosen = (name: string): [Emulator, string] => {
  const [plain = '', version] = name.split('@')
  const emulator = emulatorNamed(plain)
  return [emulator, version === undefined || version === '' ? emulator.version : version]
}

/** @param name `moto`, or `moto@5.2.5` for another version than the table's */
export const findInstalled = async (name: string): Promise<Installed | undefined> => {
  const [emulator, wanted] = chosen(name)
  const folder = join(cacheFolder(), 'emulators', `${emulator.name}-${wanted}`)
  // The mark is made last, so a folder that has it is whole.
  if (!(await isFolder(join(folder, 'installed')))) return undefined
  const version = await emulator.package.installed(folder)
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
  const folder = join(cacheFolder(), 'emulators', `${emulator.name}-${wanted}`)
  await rm(folder, { recursive: true, force: true })
  await made(folder)
  say(`installing ${emulator.title} ${wanted} from ${emulator.package.registry} (${emulator.package.name}) in ${folder}`)
  await emulator.package.install(wanted, folder, (step) => say(`  ${printed(step)}`))
  const version = await emulator.package.installed(folder)
  if (version === undefined) throw new Error(`${emulator.title} ${wanted} is not in ${folder} although its installation succeeded`)
  await made(folder, 'installed')
  return { emulator, version, folder }
}
