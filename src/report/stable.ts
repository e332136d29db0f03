import { MADE_UP } from '../suite/print/made-up.js'
import type { Failure, Json, Result, Step } from '../suite/result.js'

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi
const LOCAL_ORIGIN = /\bhttps?:\/\/(?:localhost|\[::1\]|127(?:\.\d{1,3}){3}|0\.0\.0\.0)(?::\d+)?/gi
const MILLISECONDS = /\b1[0-9]{12}\b/g
const SECONDS = /\b1[6-9][0-9]{8}(?:\.\d+)?\b/g
const ISO_TIME = /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?/g

/** Between the marks that it stands between in ARNs, paths and texts of JSON: a number of twelve digits in a sentence may be anything. */
const ACCOUNT = /(?<=[:/"'])[0-9]{12}(?=[:/"']|$)/g
/** What a run makes on a target begins with the project's name, the run's letters and the case's number; names may be padded to a length. */
const CASE_NAME = /\btouchstone-[a-z0-9]+-[a-z0-9]+-/g
const PADDED_NAME = /\btouchstone-([a-z0-9]*?)x{8,}/g
/** What was shortened may end in the midst of a value that nobody can name any more. */
const BROKEN_OFF = /[\w+/=-]+(?=… \(\d+ characters\))/g
/** Long values that a target made up in forms of its own: letters of both cases and digits, as no sentence has them. */
const OPAQUE = /(?<![\w+/=-])(?=[\w+/=-]*[a-z])(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*[0-9])[\w+/=-]{60,}/g

const kebab = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()

/** Gives each value that differs from run to run a name by the order in which it appeared: `<message-id:1>`. */
class Names {
  readonly #names = new Map<string, string>()
  readonly #counts = new Map<string, number>()

  of(kind: string, value: string): string {
    const known = this.#names.get(value)
    if (known !== undefined) return known
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    const name = `<${kind}:${count}>`
    this.#names.set(value, name)
    return name
  }

  /** Names every value that is known, longest first, and whatever shows by its form that it is made up. */
  readonly text = (text: string): string => {
    let named = text
    for (const [value, name] of this.#longestFirst()) named = named.replaceAll(value, name)
    return named
      .replace(LOCAL_ORIGIN, '<endpoint>')
      .replace(UUID, (value) => this.of('uuid', value))
      .replace(ISO_TIME, '<time: ISO 8601>')
      .replace(MILLISECONDS, '<time: 13 digits>')
      .replace(SECONDS, (time) => (time.includes('.') ? '<time: 10 digits and a fraction>' : '<time: 10 digits>'))
      .replace(ACCOUNT, '<account>')
      .replace(CASE_NAME, 'touchstone-')
      .replace(PADDED_NAME, 'touchstone-$1xxx')
  }

  /** As `text`, for sentences: what is opaque there is nobody's input. */
  readonly sentence = (text: string): string => this.text(text).replace(BROKEN_OFF, '').replace(OPAQUE, '<opaque>')

  #longestFirst(): [string, string][] {
    return [...this.#names].sort(([a], [b]) => b.length - a.length)
  }
}

const strings = function* (value: Json | undefined, key = ''): Generator<readonly [key: string, text: string]> {
  if (typeof value === 'string') yield [key, value]
  else if (Array.isArray(value)) for (const item of value as readonly Json[]) yield* strings(item, key)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value as Readonly<Record<string, Json>>)) yield* strings(item, name)
  }
}

const rewritten = (value: Json, rewrite: (text: string) => string): Json => {
  if (typeof value === 'string') return rewrite(value)
  // Times as numbers are told by their size alone: the same forms as in texts.
  if (typeof value === 'number') return value > 1e9 && /^<time: [^>]*>$/.test(rewrite(String(value))) ? rewrite(String(value)) : value
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => rewritten(item, rewrite))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, rewritten(item, rewrite)]))
  }
  return value
}

/** Everything an answer made up, in the order of the history. What the client sent first is the client's, and stays. */
const namesOf = (history: readonly Step[]): Names => {
  const names = new Names()
  let asked = ''
  for (const step of history) {
    asked += `\n${[...strings(step.input)].map(([, text]) => text).join('\n')}`
    for (const [key, text] of strings(step.output)) {
      // Short values are not worth a name, and would be found inside other words.
      if (MADE_UP.test(key) && text.length >= 8 && !asked.includes(text)) names.of(kebab(key), text)
    }
  }
  return names
}

const stableStep = (step: Step, { text, sentence }: Names): Step => {
  const { sentMs: _sent, receivedMs: _received, operation, input, output, error, change, ...rest } = step
  return {
    ...rest,
    operation: text(operation),
    input: rewritten(input, text),
    ...(output === undefined ? {} : { output: rewritten(output, text) }),
    ...(error === undefined ? {} : { error: { ...error, message: sentence(error.message) } }),
    ...(change === undefined ? {} : { change: change.map(sentence) }),
  }
}

/** Two values of one form have one placeholder; that they are not the same must not be lost. */
const comparison = ({ allowed, seen }: Failure, { sentence }: Names): Pick<Failure, 'allowed' | 'seen'> => {
  const masked = { allowed: sentence(allowed), seen: sentence(seen) }
  return allowed !== seen && masked.allowed === masked.seen ? { ...masked, seen: `${masked.seen} (another one)` } : masked
}

const stableFailure = (failure: Failure, names: Names): Failure => ({
  ...failure,
  // In the order of a reader: what comes first is numbered first.
  history: failure.history.map((step) => stableStep(step, names)),
  input: rewritten(failure.input, names.text),
  message: names.sentence(failure.message),
  ...comparison(failure, names),
})

/**
 * A result in which nothing differs between two runs that saw the same thing: identifiers, URLs of this machine and points
 * in time become placeholders, one name for one value; times of calls are dropped.
 */
export const stable = (result: Result): Result => {
  const { failure, further } = result
  const names = namesOf(failure?.history ?? [])
  return {
    ...result,
    ...(failure === undefined ? {} : { failure: stableFailure(failure, names) }),
    ...(further === undefined ? {} : { further: further.map((one) => stableFailure(one, namesOf(one.history))) }),
    ...(result.reason === undefined ? {} : { reason: names.sentence(result.reason) }),
  }
}
