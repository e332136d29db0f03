import { EVIDENCE, FIELDS, KINDS, PLACES, STRENGTHS, type LedgerLine } from './line.js'

/** Something wrong in a ledger, with the line of the file it was found on. */
export interface Fault {
  readonly line: number
  readonly problem: string
  /** `meaning` where the line cannot be used; `form` where only a diff would read badly. */
  readonly of: 'meaning' | 'form'
}

export interface Parsed {
  /** The lines that are well formed, in the order of the file. */
  readonly lines: readonly LedgerLine[]
  readonly faults: readonly Fault[]
}

const QUALIFIERS = ['versions', 'engine', 'protocol', 'member'] as const
const OPTIONAL = new Set<string>([...QUALIFIERS, 'follows', 'no_rule', 'left_out'])
const TEXT = ['id', 'topic', 'statement', 'observe', 'source'] as const
const WORDS = { kind: KINDS, strength: STRENGTHS, where: PLACES, evidence: EVIDENCE } as const

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
const isTextList = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isText)

const FORM = 'is not written as JSON.stringify writes it, with the fields in their order'

const inForm = (line: LedgerLine, text: string): boolean =>
  JSON.stringify(Object.fromEntries(FIELDS.filter((name) => name in line).map((name) => [name, line[name]]))) === text

const problemsOf = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return ['is not a JSON object']
  const fields = value as Readonly<Record<string, unknown>>
  const problems: string[] = []
  for (const name of FIELDS) if (!(name in fields) && !OPTIONAL.has(name)) problems.push(`lacks "${name}"`)
  for (const name of Object.keys(fields)) {
    if (!(FIELDS as readonly string[]).includes(name)) problems.push(`has a field "${name}" that no ledger knows`)
  }
  for (const name of TEXT) if (name in fields && !isText(fields[name])) problems.push(`"${name}" is not a text`)
  for (const [name, words] of Object.entries(WORDS)) {
    if (name in fields && !(words as readonly unknown[]).includes(fields[name])) {
      problems.push(`"${name}" is ${JSON.stringify(fields[name])}, not one of ${words.join(', ')}`)
    }
  }
  for (const name of ['error', 'note']) {
    if (name in fields && fields[name] !== null && !isText(fields[name])) problems.push(`"${name}" is neither null nor a text`)
  }
  for (const name of ['no_rule', 'left_out']) {
    if (name in fields && !isText(fields[name])) problems.push(`"${name}" gives no reason`)
  }
  for (const name of QUALIFIERS) if (name in fields && !isText(fields[name])) problems.push(`"${name}" is not a text`)
  if ('operations' in fields && !(Array.isArray(fields['operations']) && fields['operations'].every(isText))) {
    problems.push('"operations" is not a list of names')
  }
  if ('follows' in fields && !isTextList(fields['follows'])) problems.push('"follows" is not a list of ids')
  const wait = fields['wait_s']
  if ('wait_s' in fields && !(typeof wait === 'number' && wait >= 0 && Number.isFinite(wait))) {
    problems.push('"wait_s" is not a number of seconds')
  }
  return problems
}

/**
 * Reads a ledger's text without trusting it: what is wrong comes back as faults, never as an exception.
 *
 * @param text JSON lines, one behaviour each
 */
export const parseLedger = (text: string): Parsed => {
  const lines: LedgerLine[] = []
  const faults: Fault[] = []
  text.split('\n').forEach((raw, index) => {
    if (raw === '') return
    let value: unknown
    try {
      value = JSON.parse(raw)
    } catch {
      faults.push({ line: index + 1, problem: 'is not JSON', of: 'meaning' })
      return
    }
    const problems = problemsOf(value)
    for (const problem of problems) faults.push({ line: index + 1, problem, of: 'meaning' })
    if (problems.length > 0) return
    const line = value as LedgerLine
    if (!inForm(line, raw)) faults.push({ line: index + 1, problem: FORM, of: 'form' })
    lines.push(line)
  })
  return { lines, faults }
}
