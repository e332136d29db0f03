import type { Slack } from '../../targets/target.js'
import { LineReader, type Descriptions } from './exchange-line.js'
import { END, TRACE, type Spot, type TracedExchange, type TraceEnd, type TraceHeader } from './form.js'
import { readEnd, readHeader } from './header-line.js'
import { inOrder, merged, WINDOW, type Batches, type OrderedBy } from './in-order.js'
import { linesOf, type Line } from './lines.js'
import { isFields, TraceError, Wrong, type Fields } from './trace-error.js'

/** A trace to be read. */
export interface TraceSource {
  /** What errors call it: a path, or `-` for the standard input. */
  readonly file: string
  readonly bytes: AsyncIterable<Uint8Array>
}

export interface ReadOptions {
  readonly descriptions: Descriptions
  /** Only what was sent in the name of this account, or of one that is not known. Without it, more than one account is an error. */
  readonly account?: string | undefined
  /** As `account`, for regions. */
  readonly region?: string | undefined
  /** Only these services. Without it, a service that has no description is an error. */
  readonly services?: readonly string[] | undefined
  /** In which order exchanges are wanted. Default: `sent`. */
  readonly order?: OrderedBy | undefined
  /** How many lines a line may stand away from its place. */
  readonly window?: number | undefined
}

/** What was left out of a trace, why, and where first. */
export interface LeftOutCount {
  readonly why: string
  readonly count: number
  readonly first: Spot
}

/** What is known of traces beside their exchanges; complete once all exchanges were read. */
export interface TraceFacts {
  readonly headers: readonly TraceHeader[]
  /** The largest that a header declares. */
  readonly slack: Slack | undefined
  readonly exchanges: number
  readonly account: string | undefined
  readonly region: string | undefined
  readonly leftOut: readonly LeftOutCount[]
  /** The files whose ends are missing, so that exchanges may be. */
  readonly withoutEnd: readonly string[]
  /** Exchanges that whoever wrote the traces could not write. */
  readonly dropped: number
}

export interface OpenTraces {
  /** What is known so far: the headers at once, the rest by and by. */
  readonly facts: TraceFacts
  /** In the order that was asked for; read as they are asked for, in bounded memory. Can be asked for once. */
  readonly exchanges: AsyncGenerator<TracedExchange, undefined>
}

/**
 * Reads one trace or more (of several processes, say), as one.
 *
 * @throws TraceError here and while exchanges are asked for: nothing that is wrong is passed over, nothing is left out without being counted
 */
export const readTraces = async (sources: readonly TraceSource[], options: ReadOptions): Promise<OpenTraces> => {
  const facts = new Facts(options)
  const { order = 'sent', window = WINDOW } = options
  const files: Batches[] = []
  for (const { file, bytes } of sources) {
    const lines = linesOf(file, bytes)
    const { value: [first, ...rest] = [] } = await lines.next()
    if (first === undefined)
      throw new TraceError(file, 0, `the trace is empty; its first line should be {"touchstone":"trace","version":1}`)
    const header = at(file, first, () =>
      readHeader(objectOf(first), (member) => facts.surplus(`header.${member}`, { file, line: first.number })),
    )
    facts.headers.push(header)
    files.push(
      inOrder(exchangesOf(file, rest, lines, new LineReader(options.descriptions, header, options.services), facts), order, window),
    )
  }
  return { facts, exchanges: merged(files, order) }
}

async function* exchangesOf(
  file: string,
  rest: readonly Line[],
  lines: AsyncIterable<readonly Line[]>,
  reader: LineReader,
  facts: Facts,
): Batches {
  let count = 0
  let end: TraceEnd | undefined
  const exchangeOf = (line: Line): TracedExchange | undefined => {
    const spot = { file, line: line.number }
    const fields = objectOf(line)
    if (end !== undefined)
      throw new Wrong('something follows the end of the trace; one trace stands in one file, and several files can be given')
    if (fields['touchstone'] === TRACE) throw new Wrong('a second header; one trace stands in one file, and several files can be given')
    if (fields['touchstone'] === END) {
      end = readEnd(fields, count, line.sha256Before)
      facts.dropped += end.dropped
      return undefined
    }
    count++
    const read = reader.read(fields, spot, (path) => facts.surplus(path, spot))
    if (!('leftOut' in read)) return facts.takes(read)
    facts.leaveOut(read.leftOut, spot)
    return undefined
  }
  const read = (batch: readonly Line[]): TracedExchange[] =>
    batch.flatMap((line) => (line.text.trim() === '' ? [] : (at(file, line, () => exchangeOf(line)) ?? [])))
  yield read(rest)
  for await (const batch of lines) yield read(batch)
  if (end === undefined) facts.withoutEnd.push(file)
  return undefined
}

/** Says of what is wrong where it is. */
const at = <T>(file: string, { number }: Line, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    throw error instanceof Wrong ? new TraceError(file, number, error.message) : error
  }
}

const objectOf = ({ text, isEnded }: Line): Fields => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Wrong(
      isEnded
        ? 'the line is not JSON; an exchange is one JSON object on one line'
        : 'the file was cut short in the middle of this line; delete the line to judge what stands before it',
    )
  }
  if (!isFields(value)) throw new Wrong('the line is not a JSON object; an exchange is one JSON object on one line')
  return value
}

class Facts implements TraceFacts {
  readonly headers: TraceHeader[] = []
  readonly withoutEnd: string[] = []
  exchanges = 0
  dropped = 0
  readonly #leftOut = new Map<string, { why: string; count: number; first: Spot }>()
  readonly #one: Record<'account' | 'region', { value: string; spot: Spot } | undefined> = { account: undefined, region: undefined }

  constructor(private readonly options: ReadOptions) {}

  get slack(): Slack | undefined {
    const declared = this.headers.flatMap(({ slack }) => slack ?? [])
    if (declared.length === 0) return undefined
    return { ms: Math.max(...declared.map(({ ms }) => ms)), ppm: Math.max(...declared.map(({ ppm }) => ppm)) }
  }

  get account(): string | undefined {
    return this.options.account ?? this.#one.account?.value
  }

  get region(): string | undefined {
    return this.options.region ?? this.#one.region?.value
  }

  get leftOut(): readonly LeftOutCount[] {
    return [...this.#leftOut.values()]
  }

  /** The exchange, if it is one of those that are asked for. */
  takes(exchange: TracedExchange): TracedExchange | undefined {
    const { spot } = exchange
    for (const what of ['account', 'region'] as const) {
      const value = exchange[what]
      if (value === undefined) continue
      const wanted = this.options[what]
      if (wanted !== undefined) {
        if (wanted === value) continue
        this.leaveOut(`of another ${what}: ${value}`, spot)
        return undefined
      }
      const first = (this.#one[what] ??= { value, spot })
      if (first.value === value) continue
      throw new Wrong(
        `the ${what} is ${value}, and ${first.value} in line ${first.spot.line}${first.spot.file === spot.file ? '' : ` of ${first.spot.file}`}; ` +
          `one ${what} is judged at a time: give --${what} ${first.value} or --${what} ${value}`,
      )
    }
    this.exchanges++
    return exchange
  }

  surplus(path: string, spot: Spot): void {
    // Of a list's items one is like the other.
    const where = path.replace(/\[\d+\]/g, '[]')
    this.#count(`member ${where}`, `the member ${where}, which nobody knows`, spot)
  }

  leaveOut(why: string, spot: Spot): void {
    this.#count(why, `an exchange ${why}`, spot)
  }

  #count(key: string, why: string, first: Spot): void {
    const known = this.#leftOut.get(key)
    if (known) known.count++
    else if (this.#leftOut.size < MOST_REASONS) this.#leftOut.set(key, { why, count: 1, first })
    else this.#count(OTHERS, 'something for other reasons than these', first)
  }
}

/** More reasons than these are counted together, whatever a trace is full of. */
const MOST_REASONS = 50
const OTHERS = 'others'
