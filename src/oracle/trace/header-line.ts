import { readAccount } from './exchange-line.js'
import { TRACE, TRACE_VERSION, type TraceEnd, type TraceHeader } from './form.js'
import { found, isFields, Wrong, type Fields } from './trace-error.js'

const TEXTS = ['service', 'region', 'target', 'note', 'redacted'] as const
const OWN = ['touchstone', 'version', 'account', 'slack', ...TEXTS] as readonly string[]

/**
 * Reads the first line.
 *
 * @param surplus called with each member that nobody knows
 * @throws Wrong
 */
export const readHeader = (fields: Fields, surplus: (member: string) => void): TraceHeader => {
  if (fields['touchstone'] !== TRACE) {
    throw new Wrong(`this is no trace; its first line should be {"touchstone":"${TRACE}","version":${TRACE_VERSION}}`)
  }
  const { version, slack } = fields
  if (version !== TRACE_VERSION) throw new Wrong(`the trace has version ${found(version)}; this touchstone reads version ${TRACE_VERSION}`)
  for (const name of Object.keys(fields)) if (!OWN.includes(name)) surplus(name)
  const header: Record<string, unknown> = {}
  for (const name of TEXTS) {
    const value = fields[name]
    if (value === undefined) continue
    if (typeof value !== 'string' || value === '') throw new Wrong(`"${name}" should be a text, and is ${found(value)}`)
    header[name] = value
  }
  const account = readAccount(fields['account'])
  if (account !== undefined) header['account'] = account
  if (slack !== undefined) {
    if (!isFields(slack) || !isSpan(slack['ms']) || !isSpan(slack['ppm'] ?? 0)) {
      throw new Wrong('"slack" should be {"ms": …, "ppm": …}: milliseconds whatever the span, and millionths of it')
    }
    header['slack'] = { ms: slack['ms'], ppm: slack['ppm'] ?? 0 }
  }
  return header
}

const isSpan = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0

/**
 * Reads the last line, and holds the file to it.
 *
 * @param sha256Before SHA-256 of what stands before it
 * @throws Wrong
 */
export const readEnd = (fields: Fields, exchanges: number, sha256Before: string | undefined): TraceEnd => {
  const { exchanges: told, dropped = 0, sha256 } = fields
  if (!isCount(told) || !isCount(dropped))
    throw new Wrong('the last line should be {"touchstone":"end","exchanges":…}, with counts that are whole numbers')
  if (told !== exchanges) throw new Wrong(`the last line speaks of ${told} exchanges, and ${exchanges} stand before it; ${CHANGED}`)
  if (sha256 !== undefined && sha256 !== sha256Before)
    throw new Wrong(`the bytes before the last line are not those that were written; ${CHANGED}`)
  return { exchanges: told, dropped, ...(typeof sha256 === 'string' ? { sha256 } : {}) }
}

const CHANGED = 'if you changed the trace yourself, delete its last line'
