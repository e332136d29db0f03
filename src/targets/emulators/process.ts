import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Start } from './table.js'

/** A server that runs as a process group of its own, so that whatever it starts ends with it. */
export interface Served {
  readonly pid: number
  /** From starting the process to its first right answer. */
  readonly readyMs: number
  /** Asks the server to end, and ends it by force after 5 s. */
  stop(): Promise<void>
}

const GRACE_MS = 5_000
const ALIVE_POLL_MS = 20
const PROBE_PAUSE_MS = 2

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

const exited = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, name) => resolve(`it ended with ${name ?? `code ${code}`}`))
  })

/**
 * Starts a server and waits until it answers.
 *
 * @param answers whether it gives a right answer now
 * @param logFile takes everything that it prints
 * @param withinMs how long it may take
 * @throws Error with the end of its log when it ends before, or does not answer in time.
 */
export const serve = async (start: Start, answers: () => Promise<boolean>, logFile: string, withinMs: number): Promise<Served> => {
  const log = openSync(logFile, 'w')
  const began = performance.now()
  const child = spawn(start.command, [...start.args], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...start.env },
  })
  closeSync(log)
  const end = exited(child)
  const pid = child.pid
  if (pid === undefined) throw new Error(`${start.command} cannot be started: ${await end}`)
  groups.add(pid)
  let why: string | undefined
  void end.then((reason) => (why = reason))
  while (!(await answers())) {
    if (why === undefined && performance.now() - began > withinMs) why = `it did not answer within ${withinMs} ms`
    if (why !== undefined) {
      await stopGroup(pid)
      const tail = readFileSync(logFile, 'utf8').trim().slice(-2_000)
      throw new Error(`${start.command} did not start: ${why}${tail === '' ? '' : `\n${tail}`}`)
    }
    await delay(PROBE_PAUSE_MS)
  }
  const readyMs = performance.now() - began
  return { pid, readyMs, stop: () => stopGroup(pid) }
}
