import { createHash, type Hash } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import { TraceError } from './trace-error.js'

/** Ten messages of the largest size, every character of them written as an escape, take less. */
const LONGEST_LINE = 128 * 1024 * 1024
/** The last line of a trace is shorter. */
const LONGEST_END = 1000
const NEWLINE = 0x0a
const GZIP = [0x1f, 0x8b]
const UTF16 = [
  [0xff, 0xfe],
  [0xfe, 0xff],
]

/** One line of a file, without its line break. */
export interface Line {
  readonly number: number
  readonly text: string
  /** Whether a line break follows; the last line of a file that was cut short has none. */
  readonly isEnded: boolean
  /** SHA-256 of all bytes before the line; only of a line that may be the end of a trace. */
  readonly sha256Before: string | undefined
}

/**
 * The lines of a stream of bytes, however they are cut into pieces; as many at a time as one piece holds.
 *
 * @throws TraceError for what is no text in UTF-8, and for lines that no exchange can be as long as
 */
export async function* linesOf(file: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[], undefined> {
  const digest = createHash('sha256')
  /** The beginning of a line whose end has not come yet. */
  let begun: Uint8Array[] = []
  let begunLength = 0
  let number = 0
  const lineOf = (line: Uint8Array, isEnded: boolean, before: () => string): Line => {
    number++
    if (number === 1) refuseOtherForms(file, line)
    if (!isUtf8(line)) throw new TraceError(file, number, 'the line is not UTF-8 text; write the trace again as UTF-8')
    const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8')
    const mayBeEnd = text.length < LONGEST_END && text.includes('"touchstone"')
    return { number, text: number === 1 ? text.replace(/^\ufeff/, '') : text, isEnded, sha256Before: mayBeEnd ? before() : undefined }
  }
  for await (const chunk of bytes) {
    const lines: Line[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const rest = chunk.subarray(start, end)
      const from = start
      lines.push(
        lineOf(start === 0 && begunLength > 0 ? Buffer.concat([...begun, rest]) : rest, true, () =>
          digestOf(digest, from === 0 ? [] : [...begun, chunk.subarray(0, from)]),
        ),
      )
      start = end + 1
    }
    if (start > 0) {
      for (const piece of begun) digest.update(piece)
      digest.update(chunk.subarray(0, start))
      begun = []
      begunLength = 0
    }
    if (start < chunk.byteLength) {
      begun.push(chunk.subarray(start))
      begunLength += chunk.byteLength - start
    }
    if (lines.length > 0) yield lines
    if (begunLength > LONGEST_LINE) {
      throw new TraceError(
        file,
        number + 1,
        `the line is longer than ${LONGEST_LINE / 1024 / 1024} MB; an exchange stands on a line of its own`,
      )
    }
  }
  if (begunLength > 0) yield [lineOf(Buffer.concat(begun), false, () => digestOf(digest, []))]
  return undefined
}

const digestOf = (digest: Hash, more: readonly Uint8Array[]): string => {
  const copy = digest.copy()
  for (const piece of more) copy.update(piece)
  return copy.digest('hex')
}

const refuseOtherForms = (file: string, line: Uint8Array): void => {
  const begins = (bytes: readonly number[]): boolean => bytes.every((byte, nth) => line[nth] === byte)
  if (begins(GZIP)) throw new TraceError(file, 0, `the file is compressed; give it through a pipe: gunzip -c ${file} | touchstone check -`)
  if (UTF16.some(begins)) throw new TraceError(file, 1, 'the line is UTF-16 text; write the trace again as UTF-8')
}
