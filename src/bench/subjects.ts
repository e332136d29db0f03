import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findInstalled } from '../targets/emulators/install.js'
import { npm } from '../targets/emulators/packages.js'
import { answersList } from '../targets/emulators/ready.js'
import { startEmulator } from '../targets/emulators/start.js'
import { emulators } from '../targets/emulators/table.js'
import type { Service } from '../targets/emulators/ready.js'
import { freePort } from '../targets/processes/free-port.js'
import { serve, type Served } from '../targets/processes/serve.js'

/** A server that is measured, in a process of its own. */
export interface Subject {
  readonly name: string
  readonly title: string
  readonly version: string
  /** Whether it really computes what it answers. */
  readonly exact: boolean
  /** Whether it really keeps what it is sent. */
  readonly keeps: boolean
  start(): Promise<StartedSubject>
}

export interface StartedSubject extends Served {
  readonly port: number
}

const START_WITHIN_MS = 30_000
/** The time until the first answer is measured: it is looked for often. */
const PAUSE_MS = 2
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const startNode = async (script: string, args: (port: number) => string[]): Promise<StartedSubject> => {
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'touchstone-bench-'))
  const start = { command: process.execPath, args: [script, ...args(port)] }
  const unready = async (): Promise<string | undefined> => ((await answersList(`http://127.0.0.1:${port}`)) ? undefined : '')
  const served = await serve({ start, unready, logFile: join(folder, 'log'), withinMs: START_WITHIN_MS, pauseMs: PAUSE_MS })
  const stop = async (): Promise<void> => {
    await served.stop()
    await rm(folder, { recursive: true })
  }
  return { ...served, port, stop }
}

const bare: Subject = {
  name: 'bare',
  title: 'bare node:http',
  version: process.version,
  exact: false,
  keeps: false,
  start: () => startNode(here('./bare-server.js'), (port) => [String(port)]),
}

const ownVersion = async (): Promise<string> => {
  for (const path of ['../../package.json', '../../../package.json']) {
    const text = await readFile(here(path), 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null && 'version' in parsed) return String(parsed.version)
  }
  return 'unknown'
}

const reference = async (relaxed: readonly string[]): Promise<Subject> => ({
  name: 'reference',
  title: 'this reference',
  version: await ownVersion(),
  exact: true,
  keeps: true,
  start: () =>
    startNode(here('../cli/main.js'), (port) => ['serve', '--port', String(port), ...relaxed.flatMap((rule) => ['--relax', rule])]),
})

/**
 * What can be measured here of a service, and what cannot and why. For SQS the bare server is the first: the rows are given in its measure.
 *
 * @param relaxed rules that the reference is started without
 */
export const subjects = async (
  service: Service = 'sqs',
  relaxed: readonly string[] = [],
): Promise<{ found: Subject[]; skipped: string[] }> => {
  const found: Subject[] = [...(service === 'sqs' ? [bare] : []), await reference(relaxed)]
  const skipped: string[] = []
  for (const { name, title, services } of emulators) {
    if (!services.includes(service)) continue
    const installed = await findInstalled(name)
    if (installed === undefined) {
      skipped.push(`${title}: not installed`)
      continue
    }
    const start = async (): Promise<StartedSubject> => {
      const running = await startEmulator(installed, { port: 0, pauseMs: PAUSE_MS })
      return { ...running, port: Number(new URL(running.reach.endpoint).port) }
    }
    // A program from npm may bring a newer Node than ours, which makes a difference of its own.
    const node = await npm('node', '0').installed(installed.folder)
    const version = node === undefined ? installed.version : `${installed.version} on Node ${node}`
    found.push({ name, title, version, exact: true, keeps: true, start })
  }
  return { found, skipped }
}
