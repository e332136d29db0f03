import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmulator } from './start.js'

const cli = fileURLToPath(new URL('../../cli/main.js', import.meta.url))

/**
 * Holds an installed emulator to the suite, as `touchstone run` does, on the port that the table gives it; the report goes to
 * `<folder>/<name>`. Two runs of one version give the same files, whatever the machine.
 *
 * @param only globs of clause ids, `sqs.**`; none for every clause
 * @returns the exit code of the run
 */
export const judge = async (name: string, folder: string, only: readonly string[] = []): Promise<number> => {
  const { title, version, settings, endpoint, stop, ...running } = await startEmulator(name)
  const switched = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
  const called = [`${title} ${version}`, ...(switched.length > 0 ? [`(${switched.join(' ')})`] : [])].join(' ')
  try {
    return await new Promise<number>((resolve, reject) => {
      const args = [
        cli,
        'run',
        '--endpoint',
        endpoint,
        '--name',
        called,
        '--report',
        join(folder, running.name),
        ...only.flatMap((glob) => ['--only', glob]),
      ]
      const run = spawn(process.execPath, args, { stdio: 'inherit' })
      run.once('error', reject)
      run.once('exit', (code) => resolve(code ?? 2))
    })
  } finally {
    await stop()
  }
}
