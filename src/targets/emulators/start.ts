import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../processes/free-port.js'
import { serve, type Served } from '../processes/serve.js'
import type { Reach } from '../sources/source.js'
import { made } from './cache.js'
import type { Installed } from './install.js'
import { answersList } from './ready.js'

/** An emulator that answers. */
export interface Running extends Served {
  readonly reach: Reach
  readonly log: string
}

export interface StartOptions {
  /** 0 for a free one; the table's when left out. */
  readonly port?: number
  /** Why it cannot be judged yet; whether it lists what it has of its first service, unless given. */
  readonly unready?: (reach: Reach) => Promise<string | undefined>
  readonly pauseMs?: number
  readonly signal?: AbortSignal | undefined
}

const START_WITHIN_MS = 90_000

/**
 * Starts an installed emulator on 127.0.0.1 and waits until it answers. It ends with `stop()`, or when we end.
 *
 * @throws Error that says what to do when the port is taken, or it does not start
 */
export const startEmulator = async (
  { emulator, folder }: Installed,
  { port, unready, pauseMs, signal }: StartOptions = {},
): Promise<Running> => {
  if (emulator.start === undefined) throw new Error(`${emulator.title} has no command that starts it`)
  const chosen = port === 0 ? await freePort() : (port ?? emulator.port)
  const plain: Reach = { endpoint: `http://127.0.0.1:${chosen}` }
  const listing = async ({ endpoint }: Reach): Promise<string | undefined> =>
    (await answersList(endpoint, emulator.services[0])) ? undefined : ''
  const look = unready ?? listing
  const reachOf = async (): Promise<Reach> => (await emulator.reach?.(chosen)) ?? plain
  if ((await look(await reachOf())) === undefined)
    throw new Error(`${plain.endpoint} is taken by a server that answers already. Stop it, or choose another port by --port.`)
  const run = await made(folder, 'runs', String(chosen))
  const log = join(run, 'log')
  const start = await emulator.start(folder, chosen)
  const served = await serve({
    start,
    unready: async () => look(await reachOf()),
    logFile: log,
    ...(port === 0 ? { folder: run } : {}),
    withinMs: START_WITHIN_MS,
    ...(pauseMs === undefined ? {} : { pauseMs }),
    signal,
  })
  const stop = async (): Promise<void> => {
    await served.stop()
    // Nobody can know to look for the log of a port that was drawn; on a port of one's choice it stays until the next start.
    if (port === 0) await rm(run, { recursive: true, force: true })
  }
  return { ...served, reach: await reachOf(), log, stop }
}
