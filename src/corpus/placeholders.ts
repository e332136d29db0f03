import { isRecord, membersOf } from './values.js'

/** What was run twice does not fit together: the history depends on more than what was sent and answered. */
export class Unsteady extends Error {
  override readonly name = 'Unsteady'
}

const kebab = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()
/** Longer texts are written as a repetition. */
const LONG = 400
/** Shorter values stand in other texts by chance. */
const TELLING = 6

/** Gives a name to each value that two runs of the same case have apart: what the target made up. */
export class Placeholders {
  readonly #names = new Map<string, string>()
  readonly #pairs: [a: string, b: string, name: string][] = []
  readonly #counts = new Map<string, number>()

  /** @param given values of the runs themselves that differ, by the name that whoever replays the history fills in */
  constructor(given: Readonly<Record<string, readonly [string, string]>>) {
    for (const [name, [a, b]] of Object.entries(given)) this.#add(a, b, name)
  }

  #add(a: string, b: string, name: string): string {
    this.#names.set(`${a}\n${b}`, name)
    this.#pairs.push([a, b, name])
    this.#pairs.sort(([x], [y]) => y.length - x.length)
    return name
  }

  /** The name of a pair, where it has one. */
  known(a: string, b: string): string | undefined {
    return this.#names.get(`${a}\n${b}`)
  }

  /** Binds a pair of an answer to a name. */
  bind(member: string, a: string, b: string): string {
    const known = this.known(a, b)
    if (known !== undefined) return known
    const kind = kebab(member)
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    return this.#add(a, b, `${kind}:${count}`)
  }

  /** A text in which known values are placeholders, if that makes both runs say the same. */
  text(a: string, b: string): string | undefined {
    if (a.includes('${') || b.includes('${')) throw new Unsteady('a text that reads like a placeholder')
    // What both runs say alike, and is short, may be the client's own word.
    const known = a === b && a.length < TELLING ? undefined : this.known(a, b)
    if (known !== undefined) return `\${${known}}`
    let [left, right] = [a, b]
    for (const [x, y, name] of this.#pairs) {
      if (x.length < TELLING) continue
      left = left.replaceAll(x, `\${${name}}`)
      right = right.replaceAll(y, `\${${name}}`)
    }
    return left === right ? left : undefined
  }

  /**
   * What was sent, as data.
   *
   * @throws Unsteady where the runs sent something else
   */
  input(a: unknown, b: unknown): unknown {
    if (typeof a === 'string' && typeof b === 'string') {
      const text = this.text(a, b)
      if (text === undefined) throw new Unsteady('what is sent differs from run to run')
      return text.length > LONG ? repeated(text) : text
    }
    if (a instanceof Uint8Array && b instanceof Uint8Array) {
      if (Buffer.compare(a, b) !== 0) throw new Unsteady('bytes that differ from run to run')
      if (a.length > LONG) throw new Unsteady('many bytes')
      return { $bytes: Buffer.from(a).toString('base64') }
    }
    if (a instanceof Date) throw new Unsteady('a point in time is sent')
    if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) return a.map((item, nth) => this.input(item, b[nth]))
    if (isRecord(a) && isRecord(b)) return Object.fromEntries(membersOf(a).map(([name, item]) => [name, this.input(item, b[name])]))
    if (a !== b) throw new Unsteady('what is sent differs from run to run')
    return a
  }
}

/** A long text as `{ $repeat: ['x', 1048576] }`. */
const repeated = (text: string): unknown => {
  const [first = ''] = text
  const count = text.length / first.length
  if (!Number.isInteger(count) || first.repeat(count) !== text) throw new Unsteady('a long text that is no repetition')
  return { $repeat: [first, count] }
}
