import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { StartFailed } from '../sources/source.js'
import { BoundedLog } from './bounded-log.js'
import { leash } from './leash.js'

/** A command that serves. */
export interface Start {
  readonly command: string
  readonly args: readonly string[]
  /** Beside the environment that we run in ourselves. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** A server that runs as a process group of its own, so that whatever it starts ends with it. */
export interface Served {
  readonly pid: number
  /** From starting the process to its first right answer. */
  readonly readyMs: number
  /** Resolves with why, and what was printed last, once it has ended though nobody stopped it. */
  readonly ended: Promise<string>
  /** Asks the server to end, and ends it by force after 5 s. */
  stop(): Promise<void>
}

export interface ServeOptions {
  readonly start: Start
  /** What messages call it; the command unless given. */
  readonly name?: string
  /** Why it is not ready yet, `''` where that cannot be said; nothing, once it is. */
  readonly unready: () => Promise<string | undefined>
  /** Takes what it prints, within bounds. */
  readonly logFile: string
  /** A temporary folder, that is removed when this process is killed outright; whoever made it removes it otherwise. */
  readonly folder?: string
  /** How long it may take until it is ready. */
  readonly withinMs: number
  /** Milliseconds between two looks. */
  readonly pauseMs?: number
  readonly signal?: AbortSignal | undefined
}

const GRACE_MS = 5_000
const ALIVE_POLL_MS = 20
const PAUSE_MS = 50

const groups = new Set<number>()
const signal = (pid: number, name: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(-pid, name)
  } catch {
    return false
  }
}
process.on('exit', () => {
  for (const pid of groups) signal(pid, 'SIGKILL')
})

const stopGroup = async (pid: number): Promise<void> => {
  signal(pid, 'SIGTERM')
  for (const until = Date.now() + GRACE_MS; signal(pid, 0); await delay(ALIVE_POLL_MS)) {
    if (Date.now() > until) signal(pid, 'SIGKILL')
  }
  groups.delete(pid)
}

/** Ends the group, and removes the folder of its log where that is a temporary one. */
const END_GROUP = 'kill -s TERM -- "-$1"; sleep 2; kill -s KILL -- "-$1"; [ -z "$2" ] || rm -rf -- "$2"'

const exited = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, name) => resolve(`it ended with ${name ?? `code ${code}`}`))
  })

/**
 * Starts a server and waits until it answers.
 *
 * @throws StartFailed with the end of its log when it ends before, or does not answer in time
 */
export const serve = async ({
  start: { command, args, env, cwd },
  name = command,
  unready,
  logFile,
  folder = '',
  withinMs,
  pauseMs = PAUSE_MS,
  signal: stopped,
}: ServeOptions): Promise<Served> => {
  const log = new BoundedLog(logFile)
  const began = performance.now()
  const child = spawn(command, [...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => log.write(chunk))
  const end = exited(child)
  const { pid } = child
  if (pid === undefined) {
    log.close()
    throw new StartFailed(`${name} cannot be started: ${await end}`)
  }
  groups.add(pid)
  const takeLeashOff = leash(END_GROUP, String(pid), folder)
  const stop = async (): Promise<void> => {
    await stopGroup(pid)
    takeLeashOff()
    child.stdout.destroy()
    child.stderr.destroy()
    log.close()
  }
  const why = await Promise.race([end, brokenOff(stopped), untilReady(unready, withinMs, pauseMs)])
  if (why !== undefined) {
    await stop()
    throw new StartFailed(`${name} did not start: ${why}${told(log)}`)
  }
  return { pid, readyMs: performance.now() - began, ended: end.then((reason) => `${reason}${told(log)}`), stop }
}

/** Why it is not ready in time; nothing, once it is. */
const untilReady = async (unready: ServeOptions['unready'], withinMs: number, pauseMs: number): Promise<string | undefined> => {
  const until = performance.now() + withinMs
  const late = delay(withinMs, 'late' as const, { ref: false })
  for (let last = ''; ; await delay(pauseMs)) {
    const missing = await Promise.race([unready(), late])
    if (missing === undefined) return undefined
    if (missing === 'late' || performance.now() > until) return `it did not answer within ${withinMs} ms${last}`
    if (missing !== '') last = `: ${missing}`
  }
}

const brokenOff = (signal: AbortSignal | undefined): Promise<string> =>
  new Promise((resolve) => {
    const tell = (): void => resolve('the run was broken off')
    if (signal?.aborted === true) tell()
    signal?.addEventListener('abort', tell, { once: true })
  })

const told = ({ tail }: BoundedLog): string => (tail === '' ? '' : `\n${tail}`)
