/** A text with `*` for any characters, none included; `\*` and `\\` stand for themselves. Matching takes time linear in the value. */
export class Wildcard {
  /** What must come at the beginning; for a pattern without `*`, all of it. */
  readonly first: string
  /** What must come at the end, or `undefined` where there is no `*`. */
  readonly last: string | undefined
  readonly #middle: readonly Searched[]

  /** @param parts the literal texts between the `*` */
  constructor(parts: readonly [string, ...string[]]) {
    this.first = parts[0]
    this.last = parts.length > 1 ? parts.at(-1) : undefined
    this.#middle = parts
      .slice(1, -1)
      .filter((part) => part !== '')
      .map((part) => new Searched(part))
  }

  matches(value: string): boolean {
    const { first, last } = this
    if (last === undefined) return value === first
    if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false
    const end = value.length - last.length
    let at = first.length
    // The earliest place of each part leaves the most room for the next.
    for (const part of this.#middle) {
      const found = part.endIn(value, at, end)
      if (found === -1) return false
      at = found
    }
    return true
  }
}

/** A text to be found in others, by Knuth, Morris and Pratt: no place of the value is looked at twice, whatever the text. */
class Searched {
  /** For each length of what was found: how much of it is still found when the next character is another. */
  readonly #fallback: Int32Array

  constructor(private readonly text: string) {
    const fallback = (this.#fallback = new Int32Array(text.length + 1))
    for (let i = 1, found = 0; i < text.length; i++) {
      while (found > 0 && text.charCodeAt(i) !== text.charCodeAt(found)) found = fallback[found]!
      if (text.charCodeAt(i) === text.charCodeAt(found)) found++
      fallback[i + 1] = found
    }
  }

  /** The offset after the first occurrence within `[from, to)`, or -1. */
  endIn(value: string, from: number, to: number): number {
    const { text } = this
    let found = 0
    for (let i = from; i < to; i++) {
      const c = value.charCodeAt(i)
      while (found > 0 && c !== text.charCodeAt(found)) found = this.#fallback[found]!
      if (c === text.charCodeAt(found) && ++found === text.length) return i + 1
    }
    return -1
  }
}

/** Reads a pattern; throws an `Error` that says what is wrong with it. */
export function readWildcard(pattern: string): Wildcard {
  const parts: [string, ...string[]] = ['']
  const add = (text: string): void => {
    parts[parts.length - 1] = parts[parts.length - 1]! + text
  }
  let from = 0
  for (let at = 0; at < pattern.length; at++) {
    const c = pattern[at]
    if (c !== '*' && c !== '\\') continue
    add(pattern.slice(from, at))
    if (c === '\\') {
      const next = pattern[++at]
      if (next !== '*' && next !== '\\') throw new Error(`Invalid escape character at pos ${at - 1}`)
      add(next)
    } else {
      if (pattern[at + 1] === '*') throw new Error(`Consecutive wildcard characters at pos ${at}`)
      parts.push('')
    }
    from = at + 1
  }
  add(pattern.slice(from))
  return new Wildcard(parts)
}
