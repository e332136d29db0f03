import { parseArgs } from 'node:util'
import { findInstalled, install } from './install.js'
import { judge } from './judge.js'
import { startEmulator } from './start.js'
import { emulators } from './table.js'

const USAGE = `Usage:
  list                            what can be installed, and what is
  install <name[@version]> ...    install from its registry into the cache; "all" for every one
  start <name[@version]> [--port N]   start on 127.0.0.1 until stopped; port 0 takes a free one
  judge <name[@version]> ... [--report DIR] [--only GLOB]   hold to the suite, or to the clauses whose id fits;
                                  reports go below DIR (reports)

The cache is TOUCHSTONE_CACHE, or ~/.cache/touchstone.`

const list = async (): Promise<void> => {
  for (const emulator of emulators) {
    const found = await findInstalled(emulator.name)
    const state = found === undefined ? 'not installed' : `installed in ${found.folder}`
    console.log(`${emulator.name.padEnd(12)} ${emulator.version.padEnd(10)} ${emulator.package.registry.padEnd(14)} ${state}`)
  }
}

const installAll = async (names: readonly string[]): Promise<void> => {
  const wanted = names.includes('all') ? emulators.map((emulator) => emulator.name) : names
  const failures: string[] = []
  for (const name of wanted) {
    try {
      const { emulator, version, folder } = await install(name, (line) => console.error(line))
      console.log(`${emulator.title} ${version} is in ${folder}`)
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (failures.length > 0) throw new Error(failures.join('\n'))
}

const startUntilStopped = async (name: string, port: number | undefined): Promise<void> => {
  const running = await startEmulator(name, port)
  const settings = Object.entries(running.settings).map(([key, value]) => ` ${key}=${value}`)
  console.log(
    `${running.title} ${running.version} answers at ${running.endpoint} after ${Math.round(running.readyMs)} ms${settings.join('')}`,
  )
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
  await running.stop()
}

/** The worst of the exit codes: 0 where all conform, 1 where one diverges, 2 where one could not be run. */
const judgeAll = async (names: readonly string[], folder: string, only: readonly string[]): Promise<number> => {
  let worst = 0
  for (const name of names) worst = Math.max(worst, await judge(name, folder, only))
  return worst
}

const portOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port takes a number from 0 to 65535, not "${text}"`)
  return port
}

/** Runs one command line (`list`, `install …`, `start …`); the result is the exit code. */
export const emulatorCommand = async (args: readonly string[]): Promise<number> => {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        report: { type: 'string', default: 'reports' },
        only: { type: 'string', multiple: true, default: [] },
      },
      allowPositionals: true,
    })
    const [command, ...names] = positionals
    const port = portOf(values.port)
    if (command === 'list') await list()
    else if (command === 'install' && names.length > 0) await installAll(names)
    else if (command === 'start' && names[0] !== undefined && names.length === 1) await startUntilStopped(names[0], port)
    else if (command === 'judge' && names.length > 0) return await judgeAll(names, values.report, values.only)
    else {
      console.error(USAGE)
      return 2
    }
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    return 1
  }
}
