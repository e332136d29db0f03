import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../processes/free-port.js'
import { serve, type Start } from '../processes/serve.js'
import type { Reach, StartedTarget, TargetSource } from './source.js'

/** Milliseconds that a server may take until it can be judged. */
export const START_WITHIN_MS = 90_000

export interface ProcessOptions {
  /** For a shell; `{port}` stands for the port: `my-emulator --port {port}`. The environment has it as `PORT`. */
  readonly command: string
  /** Any free one unless given. */
  readonly port?: number
  readonly env?: Readonly<Record<string, string>>
  /** A path that is answered with a status below 400 once it is ready; else it is ready when it can be judged. */
  readonly ready?: string
  readonly services?: readonly string[]
  readonly title?: string
  /** Milliseconds that it may take until it is ready. */
  readonly withinMs?: number
}

/** A command of the user's own, started and stopped by the run. */
export const processSource = (options: ProcessOptions): TargetSource => {
  const { command, env = {}, ready, services } = options
  const title = options.title ?? command.replace(/\s+/g, ' ').slice(0, 60)
  return {
    name: command,
    ...(services === undefined ? {} : { services }),
    obstacle: async () => undefined,
    async start({ unready, signal, say }): Promise<StartedTarget> {
      const port = options.port ?? (await freePort())
      const reach: Reach = { endpoint: `http://127.0.0.1:${port}` }
      const folder = await mkdtemp(join(tmpdir(), 'touchstone-run-'))
      const log = join(folder, 'log')
      const start: Start = { command: 'sh', args: ['-c', command.replaceAll('{port}', String(port))], env: { PORT: String(port), ...env } }
      say(`Starting ${command} on port ${port}; what it prints is in ${log} while it runs.`)
      try {
        await refuseTaken(reach, unready)
        const isReady = ready === undefined ? () => unready(reach) : () => answersOn(reach.endpoint + ready)
        const { ended, stop } = await serve({
          start,
          name: title,
          unready: isReady,
          logFile: log,
          folder,
          withinMs: options.withinMs ?? START_WITHIN_MS,
          signal,
        })
        const again = ['--command', quoted(command), ...(options.port === undefined ? [] : ['--port', String(options.port)])].join(' ')
        const stopAll = async (): Promise<void> => {
          await stop()
          await rm(folder, { recursive: true, force: true })
        }
        return { title, reach, again, ended, log, stop: stopAll }
      } catch (error) {
        await rm(folder, { recursive: true, force: true })
        throw error
      }
    },
  }
}

/** @throws Error where a server answers there already: it would be judged in place of the one that is to be started */
export const refuseTaken = async ({ endpoint }: Reach, unready: (reach: Reach) => Promise<string | undefined>): Promise<void> => {
  if ((await unready({ endpoint })) === undefined)
    throw new Error(
      `${endpoint} is taken by a server that answers already. Stop it, choose another port, or judge it by --endpoint ${endpoint}.`,
    )
}

/** Why a path is not answered as it should be. */
export const answersOn = async (url: string): Promise<string | undefined> => {
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(2000) })
    return status < 400 ? undefined : `${url} is answered ${status}`
  } catch (error) {
    return `${url}: ${error instanceof Error ? error.message : String(error)}`
  }
}

export const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
