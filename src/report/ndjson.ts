import { VERDICTS, type Verdict } from '../suite/result.js'
import { countVerdicts } from './make-report.js'
import { SCHEMA, SCHEMA_VERSION, type Footer, type Header, type Report, type Row } from './report.js'

/** A report as a stream of lines: header, rows, footer; see docs/results.md. */
export const writeResults = ({ header, rows, footer }: Report): string =>
  [{ type: 'header', ...header }, ...rows.map((row) => ({ type: 'result', ...row })), { type: 'footer', ...footer }]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')

/** A file that is not a whole report; the message says where and what to do. */
export class ResultsError extends Error {
  override readonly name = 'ResultsError'
}

type Fields = Readonly<Record<string, unknown>>

const isText = (value: unknown): value is string => typeof value === 'string'
const isTextOrAbsent = (value: unknown): boolean => value === undefined || isText(value)
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0
const isInteger = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value)
const isVerdict = (value: unknown): boolean => (VERDICTS as readonly unknown[]).includes(value)
const isStep = (value: unknown): boolean =>
  isFields(value) &&
  isText(value['operation']) &&
  'input' in value &&
  isTextOrAbsent(value['service']) &&
  isTextOrAbsent(value['region']) &&
  isTextOrAbsent(value['protocol']) &&
  (value['times'] === undefined || isCount(value['times']))

type Shape = Readonly<Record<string, (value: unknown) => boolean>>
const HEADER: Shape = {
  touchstone: isText,
  target: (value) => isFields(value) && isText(value['name']) && isTextOrAbsent(value['endpoint']) && isTextOrAbsent(value['version']),
  region: isText,
  profile: isText,
  effort: isText,
  seed: isInteger,
  only: isTexts,
  suite: isTextOrAbsent,
  shard: isTextOrAbsent,
  date: isTextOrAbsent,
}
const FAILURE: Shape = {
  message: isText,
  allowed: isText,
  seen: isText,
  history: (value) => Array.isArray(value) && value.every(isStep),
  replay: isText,
}
const isFailure = (value: unknown): boolean => isFields(value) && wrongField(value, FAILURE) === undefined
const ROW: Shape = {
  id: isText,
  topic: isText,
  strength: isText,
  statement: isText,
  source: isText,
  verdict: isVerdict,
  cases: isCount,
  axes: (value) => isFields(value) && Object.values(value).every(isTexts),
  freedoms: isTexts,
  reason: isTextOrAbsent,
  failure: (value) => value === undefined || isFailure(value),
  further: (value) => value === undefined || (Array.isArray(value) && value.every(isFailure)),
}
const FOOTER: Shape = {
  counts: (value) => isFields(value) && VERDICTS.every((verdict) => isCount(value[verdict])),
  results: isCount,
  complete: (value) => typeof value === 'boolean',
}

const wrongField = (fields: Fields, shape: Shape): string | undefined =>
  Object.entries(shape).find(([name, isRight]) => !isRight(fields[name]))?.[0]

const untyped = (line: Fields): Fields => Object.fromEntries(Object.entries(line).filter(([name]) => name !== 'type'))

/**
 * Reads a report, trusting nothing.
 *
 * @param text the content of a `results.ndjson`
 * @throws ResultsError when it is no report, another version's, damaged, or not whole
 */
export const readResults = (text: string): Report => {
  const lines = text.split('\n').map((line) => line.trim())
  while (lines.at(-1) === '') lines.pop()
  const parsed = lines.map((line, index): Fields => {
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      const isLast = index === lines.length - 1
      throw new ResultsError(`line ${index + 1} is not JSON${isLast ? ': the file was cut short; run the suite again' : ''}`)
    }
    if (!isFields(value)) throw new ResultsError(`line ${index + 1} is not a JSON object`)
    return value
  })
  const [first, ...rest] = parsed
  if (first?.['type'] !== 'header' || first['schema'] !== SCHEMA) {
    throw new ResultsError(`this is no ${SCHEMA} file: its first line is not a header of that schema`)
  }
  if (first['version'] !== SCHEMA_VERSION) {
    throw new ResultsError(`the file has version ${String(first['version'])} of ${SCHEMA}; this touchstone reads version ${SCHEMA_VERSION}`)
  }
  const last = rest.pop()
  if (last?.['type'] !== 'footer') throw new ResultsError('the file ends without its footer: it was cut short; run the suite again')
  demand(first, HEADER, 'header', 1)
  rest.forEach((row, index) => {
    if (row['type'] !== 'result') throw new ResultsError(`line ${index + 2} is neither a result nor the footer`)
    demand(row, ROW, 'result', index + 2)
  })
  demand(last, FOOTER, 'footer', lines.length)
  // Every field was looked at above: these are the types it was looked at for.
  const header = untyped(first) as unknown as Header
  const rows = rest.map(untyped) as unknown as readonly Row[]
  const footer = untyped(last) as unknown as Footer
  demandAgreement(rows, footer)
  return { header, rows, footer }
}

const demand = (fields: Fields, shape: Shape, what: string, line: number): void => {
  const wrong = wrongField(fields, shape)
  if (wrong !== undefined) throw new ResultsError(`line ${line}: "${wrong}" of the ${what} is missing or of the wrong kind`)
}

const demandAgreement = (rows: readonly Row[], footer: Footer): void => {
  if (rows.length !== footer.results) {
    throw new ResultsError(
      `the footer speaks of ${footer.results} results, the file has ${rows.length}: it is damaged; run the suite again`,
    )
  }
  const counts = countVerdicts(rows)
  const wrong = VERDICTS.find((verdict: Verdict) => counts[verdict] !== footer.counts[verdict])
  if (wrong) throw new ResultsError(`the footer counts ${footer.counts[wrong]} × ${wrong}, the file has ${counts[wrong]}: it is damaged`)
  const unsorted = rows.findIndex((row, index) => index > 0 && (rows[index - 1]?.id ?? '') >= row.id)
  if (unsorted > 0) throw new ResultsError(`line ${unsorted + 2}: ${rows[unsorted]?.id} is out of order or stands twice`)
}
