import { appendFileSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'

/** Bytes of a log that are kept before it begins anew; as many again of what was there before. */
const HALF_BYTES = 4 * 1024 * 1024
/** Bytes of the end that error messages show. */
const TAIL_BYTES = 2000

/** The part of a log before the newest. */
const olderOf = (file: string): string => `${file}.1`

/** Writes what is kept of a log, in order, to a file of its own. */
export const copyLog = (file: string, to: string): void => {
  writeFileSync(to, '', { mode: 0o600 })
  for (const part of [olderOf(file), file]) if (existsSync(part)) appendFileSync(to, readFileSync(part))
}

/**
 * Keeps what a process prints in a file that never grows beyond a bound: the newest part is in `file`, the part before it in `file.1`,
 * and what is older is dropped.
 */
export class BoundedLog {
  #fd: number | undefined
  #written = 0
  #tail = Buffer.alloc(0)

  constructor(
    readonly file: string,
    private readonly half = HALF_BYTES,
  ) {
    rmSync(this.#older, { force: true })
    this.#fd = openSync(file, 'w')
  }

  get #older(): string {
    return olderOf(this.file)
  }

  write(chunk: Buffer): void {
    this.#tail = Buffer.concat([this.#tail, chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES)
    try {
      for (let from = 0; from < chunk.length && this.#fd !== undefined;) {
        const part = chunk.subarray(from, from + this.half - this.#written)
        writeSync(this.#fd, part)
        from += part.length
        this.#written += part.length
        if (this.#written >= this.half) this.#beginAnew()
      }
    } catch {
      // A disk that is full must not end the run: from here on only the end is known.
      this.close()
    }
  }

  /** The last lines, for messages. */
  get tail(): string {
    const text = this.#tail.toString()
    const whole = this.#tail.length < TAIL_BYTES ? 0 : text.indexOf('\n') + 1
    return text.slice(whole).trim()
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
  }

  #beginAnew(): void {
    this.close()
    renameSync(this.file, this.#older)
    this.#fd = openSync(this.file, 'w')
    this.#written = 0
  }
}
