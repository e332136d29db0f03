import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Kill, Noted, Report, Task } from './protocol.js'

/** Milliseconds without a word after which a worker is taken to loop. */
const SILENCE_MS = 8000
/** Mutants after which a worker is replaced: each leaves its modules behind. */
const WORN_OUT = 300
const MEMORY = ['--max-old-space-size=3000']
const WORKER = fileURLToPath(new URL('worker.js', import.meta.url))
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }

/** Has one worker at a time, and another one when it loops, breaks down or is worn out. */
export class Workshop {
  #worker: ChildProcess | undefined
  #tasks = 0

  constructor(
    private readonly tree: URL,
    private readonly area: string,
  ) {}

  /** What the test comes to, or why it came to nothing. */
  async note(task: Extract<Task, { do: 'note' }>): Promise<Noted | string> {
    const report = await this.#give(task)
    if (report && 'failed' in report) return report.failed.split('\n')[0]!
    return report && 'noted' in report ? report.noted : 'no answer'
  }

  /** The places passed as the modules are loaded. */
  async load(): Promise<readonly number[]> {
    const report = await this.#give({ do: 'load' })
    if (report === undefined || !('loaded' in report)) throw new Error('The modules with the mutants cannot be loaded.')
    return report.loaded
  }

  /** How a mutant was noticed; a worker that loops or breaks down notices it as well. */
  async kills(task: Exclude<Task, { do: 'note' | 'load' }>): Promise<readonly Kill[]> {
    if (++this.#tasks > WORN_OUT) this.close()
    const report = await this.#give(task)
    if (report === undefined) return [{ how: 'timeout', by: 'it loops, or broke down' }]
    if ('failed' in report) return [{ how: 'timeout', by: report.failed.split('\n')[0]! }]
    return 'kills' in report ? report.kills : []
  }

  async #give(task: Task): Promise<Report | undefined> {
    const worker = (this.#worker ??= await this.#start())
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined
      const end = (report: Report | undefined): void => {
        clearTimeout(timer)
        worker.off('message', hear)
        worker.off('exit', gone)
        if (report === undefined) this.close()
        resolve(report)
      }
      const wait = (): void => {
        clearTimeout(timer)
        timer = setTimeout(() => end(undefined), task.do === 'note' || task.do === 'load' ? 4 * SILENCE_MS : SILENCE_MS)
      }
      const hear = (report: Report): void => ('alive' in report ? wait() : end(report))
      const gone = (): void => end(undefined)
      worker.on('message', hear)
      worker.on('exit', gone)
      wait()
      worker.send(task)
    })
  }

  async #start(): Promise<ChildProcess> {
    const worker = fork(WORKER, [this.tree.href, this.area], {
      execArgv: MEMORY,
      env: { ...process.env, ...QUIET },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    })
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve())
      worker.once('exit', () => reject(new Error('the worker does not start')))
    })
    return worker
  }

  close(): void {
    this.#worker?.kill('SIGKILL')
    this.#worker = undefined
    this.#tasks = 0
  }
}
