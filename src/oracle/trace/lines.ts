import { createHash } from 'node:crypto'
import { isUtf8 } from 'node:buffer'
import { TraceError } from './trace-error.js'

/** Ten messages of the largest size, every character of them written as an escape, take less. */
const LONGEST_LINE = 128 * 1024 * 1024
const NEWLINE = 0x0a
const GZIP = [0x1f, 0x8b]
const UTF16 = [[0xff, 0xfe], [0xfe, 0xff]]

/** One line of a file, without its line break. */
export interface Line {
  readonly number: number
  readonly text: string
  /** Whether a line break follows; the last line of a file that was cut short has none. */
  readonly isEnded: boolean
  /** SHA-256 of all bytes before the line; to be asked for before the next line is. */
  readonly digestBefore: () => string
}

/**
 * The lines of a stream of bytes, however they are cut into pieces; never more than one of them is held.
 *
 * @throws TraceError for what is no text in UTF-8, and for lines that no exchange can be as long as
 */
export async function* linesOf(file: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line, undefined> {
  const digest = createHash('sha256')
  let pieces: Uint8Array[] = []
  let length = 0
  let number = 0
  let whole: Uint8Array = new Uint8Array()
  const digestBefore = (): string => digest.copy().digest('hex')
  const take = (isEnded: boolean): Line => {
    number++
    whole = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
    pieces = []
    length = 0
    if (number === 1) refuseOtherForms(file, whole)
    if (!isUtf8(whole)) throw new TraceError(file, number, 'the line is not UTF-8 text; write the trace again as UTF-8')
    const text = Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength).toString('utf8')
    return { number, text: number === 1 ? text.replace(/^\ufeff/, '') : text, isEnded, digestBefore }
  }
  for await (const chunk of bytes) {
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      pieces.push(chunk.subarray(start, end))
      yield take(true)
      digest.update(whole).update('\n')
      start = end + 1
    }
    if (start < chunk.byteLength) {
      pieces.push(chunk.subarray(start))
      length += chunk.byteLength - start
      if (length > LONGEST_LINE) {
        throw new TraceError(file, number + 1, `the line is longer than ${LONGEST_LINE / 1024 / 1024} MB; an exchange stands on a line of its own`)
      }
    }
  }
  if (length > 0) yield take(false)
  return undefined
}

const refuseOtherForms = (file: string, line: Uint8Array): void => {
  const begins = (bytes: readonly number[]): boolean => bytes.every((byte, nth) => line[nth] === byte)
  if (begins(GZIP)) throw new TraceError(file, 0, `the file is compressed; give it through a pipe: gunzip -c ${file} | touchstone check -`)
  if (UTF16.some(begins)) throw new TraceError(file, 1, 'the line is UTF-16 text; write the trace again as UTF-8')
}
