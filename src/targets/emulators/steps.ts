import { spawn } from 'node:child_process'

/** One command of an installation. */
export interface Step {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  /** Beside the environment that we run in ourselves. */
  readonly env?: Readonly<Record<string, string>>
}

/** A command's line as a shell would take it, for progress and for errors. */
export const printed = (step: Step): string =>
  [step.command, ...step.args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(' ')

const KEPT_OUTPUT = 2_000
const LINE = 300

/** Lines of a length that can be read: some tools name every version that there is. */
const briefly = (output: string): string =>
  output
    .trim()
    .split('\n')
    .map((line) => (line.length > LINE ? `… ${line.slice(-LINE)}` : line))
    .join('\n')

/**
 * Runs one step to its end and gives what it printed.
 *
 * @throws Error with the command and the end of its output when it cannot be started or exits with anything but 0.
 */
export const runStep = (step: Step): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = ''
    const child = spawn(step.command, [...step.args], {
      cwd: step.cwd,
      env: { ...process.env, ...step.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => reject(new Error(`${printed(step)}: ${error.message}`)))
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output)
      else reject(new Error(`${printed(step)} ended with ${signal ?? `code ${code}`}:\n${briefly(output)}`))
    })
  })

/** What a step printed, or nothing when it cannot be run: for asking whether a tool is there. */
export const tried = async (command: string, ...args: string[]): Promise<string | undefined> => {
  try {
    return (await runStep({ command, args })).trim()
  } catch {
    return undefined
  }
}
