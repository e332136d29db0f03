import { spawn } from 'node:child_process'

export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv
  readonly cwd?: string | undefined
  /** Shows what it prints as it comes, or keeps it. */
  readonly output: 'shown' | 'kept'
  /** Milliseconds after which it is ended. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** What came of a command. */
export interface CommandResult {
  /** The exit code, where it ended by itself. */
  readonly code: number | undefined
  /** Why it did not: it was ended by a signal, or took too long. */
  readonly ended?: string
  /** What it printed, on both streams, as far as it is kept. */
  readonly output: string
  readonly ms: number
}

/** More of what a command prints is not kept; the end of it tells more than the beginning. */
const KEPT = 4 * 1024 * 1024
/** What a command may take to end when it is asked to, in milliseconds. */
const GRACE = 2000

/**
 * Runs a command and waits for its end. It has a process group of its own where its output is kept, so that what it started ends with it.
 *
 * @throws Error where it cannot be started: its `code` is `ENOENT` and the like
 */
export const runCommand = (command: readonly [string, ...string[]], options: CommandOptions): Promise<CommandResult> =>
  new Promise((resolve, reject) => {
    const { env, cwd, output, timeoutMs, signal } = options
    const began = performance.now()
    const isKept = output === 'kept'
    const [file, ...args] = command
    const child = spawn(file, args, { env, cwd, stdio: isKept ? ['ignore', 'pipe', 'pipe'] : 'inherit', detached: isKept })
    let kept = ''
    let ended: string | undefined
    const keep = (chunk: Buffer): void => void (kept = (kept + chunk.toString()).slice(-KEPT))
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    const kill = (by: NodeJS.Signals): void => {
      try {
        if (isKept && child.pid !== undefined) process.kill(-child.pid, by)
        else child.kill(by)
      } catch {
        // It has ended already.
      }
    }
    let grace: NodeJS.Timeout | undefined
    const end = (why: string): void => {
      ended ??= why
      kill('SIGTERM')
      grace ??= setTimeout(() => kill('SIGKILL'), GRACE)
    }
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => end(`it took more than ${timeoutMs / 1000} s`), timeoutMs)
    const stop = (): void => end('it was told to stop')
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted) stop()
    const settle = (): void => {
      clearTimeout(timer)
      clearTimeout(grace)
      signal?.removeEventListener('abort', stop)
    }
    child.once('error', (error) => {
      settle()
      reject(error)
    })
    child.once('close', (code, by) => {
      settle()
      // What it left behind would go on asking.
      if (isKept) kill('SIGKILL')
      const why = ended ?? (by === null ? undefined : `it was ended by ${by}`)
      resolve({
        code: why === undefined ? (code ?? undefined) : undefined,
        ...(why === undefined ? {} : { ended: why }),
        output: kept,
        ms: performance.now() - began,
      })
    })
  })
