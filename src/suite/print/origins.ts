/** What was sent, and what came back. */
interface SentAndCame {
  readonly input: object
  readonly output?: object | undefined
}

/** Where a value that a later call sends was first seen: in which call's output, and by which path. */
export interface Origin {
  readonly call: number
  /** `['Messages', 0, 'ReceiptHandle']` */
  readonly path: readonly (string | number)[]
}

/** A piece of a sent string: text, or a value that an earlier answer gave. */
export type Piece = string | Origin

/** Shorter values meet by chance. */
const TELLING = 12
/** How reports call what a target made up. */
const PLACEHOLDER = /^<[a-z-]+:\d+>$/
/** Longer texts are bodies, not addresses. */
const LONGEST = 4096

/**
 * The values that answers gave (URLs, handles, ARNs, tokens), so that a printed history can send the reader's own instead of those of the
 * target that once ran.
 */
export class Origins {
  readonly #origins = new Map<string, Origin>()
  readonly #sent = new Set<string>()

  /** Remembers what a call sent and what its answer gave. */
  add(nth: number, call: SentAndCame): void {
    everyString(call.input, [], (text) => this.#sent.add(text))
    everyString(call.output, [], (text, path) => {
      const isOurs = this.#sent.has(text) || /^(Body$|MD5)/.test(String(path.at(-1)))
      if ((text.length >= TELLING || PLACEHOLDER.test(text)) && !isOurs && !this.#origins.has(text))
        this.#origins.set(text, { call: nth, path })
    })
  }

  /** A string that is sent, in pieces: a value of an earlier answer wherever one stands in it. */
  pieces(text: string): readonly Piece[] {
    const whole = this.#origins.get(text)
    if (whole) return [whole]
    if (text.length > LONGEST) return [text]
    const found = [...this.#origins].filter(([value]) => text.includes(value)).sort(([a], [b]) => b.length - a.length)[0]
    if (!found) return [text]
    const [value, origin] = found
    const at = text.indexOf(value)
    const around = (end: string): readonly Piece[] => (end === '' ? [] : this.pieces(end))
    return [...around(text.slice(0, at)), origin, ...around(text.slice(at + value.length))]
  }
}

/** The calls whose outputs later calls need. */
export const neededCalls = (calls: readonly SentAndCame[]): ReadonlySet<number> => {
  const origins = new Origins()
  const needed = new Set<number>()
  calls.forEach((call, nth) => {
    everyString(call.input, [], (text) => {
      for (const piece of origins.pieces(text)) if (typeof piece !== 'string') needed.add(piece.call)
    })
    origins.add(nth, call)
  })
  return needed
}

type Path = readonly (string | number)[]

const everyString = (value: unknown, path: Path, see: (text: string, path: Path) => void): void => {
  if (typeof value === 'string') see(value, path)
  else if (Array.isArray(value)) value.forEach((item, nth) => everyString(item, [...path, nth], see))
  else if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
    for (const [name, member] of Object.entries(value)) if (name !== '$metadata') everyString(member, [...path, name], see)
  }
}
