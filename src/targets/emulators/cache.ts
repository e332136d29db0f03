import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where emulators and client checks are installed, and what was compiled of the server is kept: `TOUCHSTONE_CACHE`, or `~/.cache/touchstone`. Nothing else is there. */
export const cacheFolder = (): string => {
  const chosen = process.env.TOUCHSTONE_CACHE
  if (chosen !== undefined && chosen !== '') return chosen
  const base = process.env.XDG_CACHE_HOME
  return join(base !== undefined && base !== '' ? base : join(homedir(), '.cache'), 'touchstone')
}

/** A folder that is there afterwards. */
export const made = async (...parts: string[]): Promise<string> => {
  const folder = join(...parts)
  await mkdir(folder, { recursive: true })
  return folder
}
