import { closeSync, ftruncateSync, openSync, write, writeSync } from 'node:fs'
import { join, parse } from 'node:path'
import { lineOf, headerLine, Tally, type Preamble } from '../write-trace.js'
import type { TraceHeader } from '../form.js'

/** Lines are gathered for so long, or until there are so many bytes of them, before they are written. */
const GATHER_MS = 250
const GATHER_BYTES = 256 * 1024
/** What waits for a disk that is too slow; what comes then is dropped and counted. */
const MOST_WAITING = 64 * 1024 * 1024
/** Names that are tried when a file is there already. */
const MOST_FILES = 10_000

/** A request that was sent and has no answer yet. */
export interface Open {
  readonly preamble: Omit<Preamble, 'received'>
  readonly request: string
}

/**
 * A trace that grows while an app runs: written beside the app's work, never in its way, and ended when the process exits.
 * Whatever goes wrong is told to `onError` once, and costs exchanges (which are counted), never the app.
 */
export class TraceFile {
  readonly #tally = new Tally()
  readonly #open = new Set<Open>()
  #file: number | undefined
  #state: 'new' | 'open' | 'closed' = 'new'
  #hasFailed = false
  #lines: string[] = []
  #waiting = 0
  /** What is being written, and where; at exit it is written once more to the same place, since nobody knows how far it came. */
  #writing: Buffer | undefined
  #at = 0
  #timer: NodeJS.Timeout | undefined
  #idle: (() => void)[] = []
  /** The file's name, once there is one: another than was asked for where that was taken. */
  path: string

  constructor(
    path: string,
    private readonly header: TraceHeader,
    private readonly onError: (error: Error) => void,
  ) {
    this.path = path
  }

  begin(open: Open): void {
    this.#open.add(open)
    if (this.#state === 'new') this.#create()
  }

  /** @param came the member that says what came of the request */
  end(open: Open, received: number, came: string): void {
    this.#open.delete(open)
    this.#tally.exchanges++
    const { sent, ...rest } = open.preamble
    this.#put(lineOf({ sent, received, ...rest }, open.request, came))
  }

  /** An exchange that could not be put into words. */
  drop(open: Open | undefined, error: unknown): void {
    if (open !== undefined) this.#open.delete(open)
    this.#tally.dropped++
    this.fail(error)
  }

  fail(error: unknown): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    try {
      this.onError(error instanceof Error ? error : new Error(String(error)))
    } catch {
      // Whoever asked to be told could not listen.
    }
  }

  /** Resolves when all lines so far are in the file. */
  flush(): Promise<void> {
    this.#write()
    return !this.#isWriting() ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve))
  }

  /** Ends the trace; what is sent from now on is not recorded. Requests without an answer are lost to it. */
  async close(now: number): Promise<void> {
    while (this.#state === 'open' && (this.#lines.length > 0 || this.#isWriting())) await this.flush()
    if (this.#state === 'open') this.#finish(now, 'the trace was closed before an answer came')
  }

  get isClosed(): boolean {
    return this.#state === 'closed'
  }

  #create(): void {
    this.#state = 'open'
    const asked = this.path
    for (let nth = 0; nth < MOST_FILES && this.#file === undefined; nth++) {
      this.path = numbered(asked, nth)
      try {
        this.#file = openSync(this.path, 'wx', 0o600)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue
        this.fail(error)
        break
      }
    }
    if (this.#file === undefined) {
      this.fail(new Error(`no name was free for the trace ${this.path}`))
      return
    }
    this.#put(headerLine(this.header), false)
    process.once('exit', this.#onExit)
  }

  #put(line: string, isExchange = true): void {
    if (this.#state !== 'open') return
    if (this.#file === undefined || this.#waiting > MOST_WAITING) {
      if (isExchange) {
        this.#tally.exchanges--
        this.drop(undefined, new Error(`the trace ${this.path} could not be written as fast as it grew`))
      }
      return
    }
    this.#lines.push(line)
    this.#waiting += line.length
    if (this.#waiting > GATHER_BYTES) this.#write()
    else this.#timer ??= setTimeout(() => this.#write(), GATHER_MS).unref()
  }

  #write(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#writing !== undefined || this.#lines.length === 0 || this.#file === undefined) return
    this.#writing = this.#gathered()
    this.#lines = []
    this.#waiting = 0
    this.#writeOn(this.#file, this.#writing, 0)
  }

  /** The lines that wait, digested: all at once costs a fraction of one after the other. */
  #gathered(): Buffer {
    const bytes = Buffer.from(this.#lines.join(''))
    this.#tally.add(bytes)
    return bytes
  }

  #isWriting(): boolean {
    return this.#writing !== undefined
  }

  #writeOn(file: number, bytes: Buffer, from: number): void {
    write(file, bytes, from, bytes.byteLength - from, this.#at + from, (error, written) => {
      if (this.#state === 'closed') return
      if (error !== null) {
        this.#giveUp(error)
        return
      }
      if (from + written < bytes.byteLength) {
        this.#writeOn(file, bytes, from + written)
        return
      }
      this.#at += bytes.byteLength
      this.#writing = undefined
      const waited = this.#idle.splice(0)
      this.#write()
      // Who waits is told when nothing is left to be written.
      if (this.#lines.length > 0 || this.#isWriting()) this.#idle.push(...waited)
      else for (const resolve of waited) resolve()
    })
  }

  /** The disk refuses: what stands there stands without an end, so that nobody takes it for whole. */
  #giveUp(error: Error): void {
    this.#state = 'closed'
    this.fail(error)
    this.#release()
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  readonly #onExit = (): void => this.#finish(performance.timeOrigin + performance.now(), 'the process ended before an answer came')

  /** At exit nothing can be waited for. */
  #finish(now: number, why: string): void {
    for (const open of [...this.#open]) this.end(open, Math.max(now, open.preamble.sent), `"lost":${JSON.stringify(why)}`)
    this.#state = 'closed'
    const file = this.#file
    if (file === undefined) return
    try {
      const last = this.#gathered()
      const rest = Buffer.concat([this.#writing ?? Buffer.alloc(0), last, Buffer.from(this.#tally.endLine())])
      for (let done = 0; done < rest.byteLength;) done += writeSync(file, rest, done, rest.byteLength - done, this.#at + done)
      ftruncateSync(file, this.#at + rest.byteLength)
    } catch (error) {
      this.fail(error)
    }
    this.#release()
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  #release(): void {
    clearTimeout(this.#timer)
    process.removeListener('exit', this.#onExit)
    this.#lines = []
    try {
      if (this.#file !== undefined) closeSync(this.#file)
    } catch (error) {
      this.fail(error)
    }
    this.#file = undefined
  }
}

/** `trace.ndjson`, `trace.1.ndjson`, `trace.2.ndjson`. */
const numbered = (path: string, nth: number): string => {
  const { dir, name, ext } = parse(path)
  return nth === 0 ? path : join(dir, `${name}.${nth}${ext}`)
}
