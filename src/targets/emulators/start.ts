import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { made } from './cache.js'
import { freePort } from './free-port.js'
import { findInstalled } from './install.js'
import { serve } from './process.js'
import { answersList } from './ready.js'
import { emulatorNamed } from './table.js'

/** An emulator that answers. */
export interface Running {
  readonly name: string
  readonly title: string
  readonly version: string
  readonly settings: Readonly<Record<string, string>>
  readonly endpoint: string
  readonly pid: number
  /** From starting its process to its first right answer. */
  readonly readyMs: number
  stop(): Promise<void>
}

const START_WITHIN_MS = 90_000

/**
 * Starts an installed emulator on 127.0.0.1 and waits until it answers. It ends with `stop()`, or when we end.
 *
 * @param name `moto`, or `moto@5.2.5` for another version than the table's
 * @param port 0 for a free one; the table's when left out
 * @throws Error that says what to do when it is not installed, the port is taken, or it does not start.
 */
export const startEmulator = async (name: string, port?: number): Promise<Running> => {
  const installed = await findInstalled(name)
  if (installed === undefined) throw new Error(`${name} is not installed: install it first`)
  const { emulator, version, folder } = installed
  const chosen = port === 0 ? await freePort() : (port ?? emulatorNamed(emulator.name).port)
  const endpoint = `http://127.0.0.1:${chosen}`
  if (await answersList(endpoint, emulator.services[0]))
    throw new Error(`${endpoint} is taken by a server that answers already: choose another port`)
  const run = await made(folder, 'runs', String(chosen))
  const start = await emulator.start(folder, chosen)
  const served = await serve(start, () => answersList(endpoint, emulator.services[0]), join(run, 'log'), START_WITHIN_MS)
  const stop = async (): Promise<void> => {
    await served.stop()
    // Nobody can know to look for the log of a port that was drawn; on a port of one's choice it stays until the next start.
    if (port === 0) await rm(run, { recursive: true, force: true })
  }
  return { name: emulator.name, title: emulator.title, version, settings: emulator.settings, endpoint, ...served, stop }
}
