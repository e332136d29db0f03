/** A token of a JSON text, and where the reader of AWS says it stands. */
export interface Token {
  readonly kind: '{' | '}' | '[' | ']' | 'name' | 'string' | 'number' | 'true' | 'false' | 'null'
  /** Of a name or string what it says, of anything else what is written. */
  readonly text: string
  /** How far the reader has read when it has come to the token but has not taken its text: a string is then read up to its first quote. */
  readonly reached: number
  /** The offset after the token. */
  readonly end: number
}

/** A text that is no JSON; `offset` is where reading it ends. */
export class NotJson extends Error {
  override readonly name = 'NotJson'
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message)
  }
}

type Expected = 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'comma-or-end' | 'nothing'

/** As deep as AWS's reader goes. */
const MAX_DEPTH = 1000

/** The tokens of one JSON value. Reads in one pass and without recursion, however deep the text is. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = []
  /** What is open: `{` and `[`. */
  const open: ('{' | '[')[] = []
  let at = 0
  let expects = 'value' as Expected

  const push = (kind: Token['kind'], from: number, end: number, reached = end, written = text.slice(from, end)): void => {
    tokens.push({ kind, text: written, reached, end })
    at = end
  }
  const afterValue = (): void => void (expects = open.length === 0 ? 'nothing' : 'comma-or-end')
  const close = (kind: '}' | ']'): void => {
    open.pop()
    push(kind, at, at + 1)
    afterValue()
  }

  for (;;) {
    at = skipSpace(text, at)
    if (at >= text.length) {
      if (expects === 'nothing') return placeNames(tokens)
      throw new NotJson(endMessage(tokens.length, open), text.length)
    }
    const c = text[at]!
    if (expects === 'nothing') throw unexpected(text, at, 'was expecting end of input')
    if (expects === 'comma-or-end') {
      const inside = open.at(-1)!
      if (c === ',') {
        at++
        expects = inside === '{' ? 'name' : 'value'
      } else if (c === (inside === '{' ? '}' : ']')) close(c as '}' | ']')
      else throw unexpected(text, at, `was expecting comma to separate ${inside === '{' ? 'Object' : 'Array'} entries`)
    } else if (expects === 'name' || expects === 'name-or-end') {
      if (c === '}' && expects === 'name-or-end') {
        close('}')
        continue
      }
      if (c !== '"') throw unexpected(text, at, 'was expecting double-quote to start field name')
      const [value, end] = readString(text, at)
      at = skipSpace(text, end)
      if (text[at] !== ':')
        throw at >= text.length
          ? new NotJson(endMessage(1, open), at)
          : unexpected(text, at, 'was expecting a colon to separate field name and value')
      push('name', 0, at + 1, at + 1, value)
      expects = 'value'
    } else if (c === ']' && expects === 'value-or-end') close(']')
    else if (c === '{' || c === '[') {
      if (open.length >= MAX_DEPTH) {
        throw new NotJson(
          `Document nesting depth (${MAX_DEPTH + 1}) exceeds the maximum allowed (${MAX_DEPTH}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`,
          at + 1,
        )
      }
      open.push(c)
      push(c, at, at + 1)
      expects = c === '{' ? 'name-or-end' : 'value-or-end'
    } else if (c === '"') {
      const [value, end] = readString(text, at)
      push('string', at, end, at + 1, value)
      afterValue()
    } else {
      const word = /[a-z]+|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
      word.lastIndex = at
      const found = word.exec(text)?.[0] ?? ''
      if (found === 'true' || found === 'false' || found === 'null') push(found, at, at + found.length)
      else if (found !== '' && !/[a-z]/.test(found[0]!) && !/[\w.+-]/.test(text[at + found.length] ?? ''))
        push('number', at, at + found.length)
      else if (/[a-z]/i.test(c))
        throw new NotJson(
          `Unrecognized token '${/^\w*/.exec(text.slice(at, at + 256))![0]}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`,
          at + 1,
        )
      else throw unexpected(text, at, "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')")
      afterValue()
    }
  }
}

/** A reader that has come to a name has also looked at what begins after it. */
const placeNames = (tokens: readonly Token[]): readonly Token[] =>
  tokens.map((token, i) => (token.kind === 'name' ? { ...token, reached: tokens[i + 1]!.reached, end: tokens[i + 1]!.reached } : token))

/** The string that begins with the quote at `from`, and the offset after it. */
function readString(text: string, from: number): readonly [string, number] {
  for (let at = from + 1; at < text.length; at++) {
    const c = text.charCodeAt(at)
    if (c === 0x22) {
      try {
        return [JSON.parse(text.slice(from, at + 1)) as string, at + 1]
      } catch {
        throw new NotJson('Unrecognized character escape', at)
      }
    }
    if (c === 0x5c) at++
    else if (c < 0x20)
      throw new NotJson(
        `Illegal unquoted character ((CTRL-CHAR, code ${c})): has to be escaped using backslash to be included in string value`,
        at + 1,
      )
  }
  throw new NotJson('Unexpected end-of-input in VALUE_STRING', text.length)
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && SPACE.has(text.charCodeAt(at))) at++
  return at
}
const SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d])

const unexpected = (text: string, at: number, expected: string): NotJson => {
  const code = text.codePointAt(at)!
  return new NotJson(`Unexpected character ('${String.fromCodePoint(code)}' (code ${code})): ${expected}`, at)
}

const endMessage = (tokens: number, open: readonly ('{' | '[')[]): string =>
  tokens === 0
    ? 'No content to map due to end-of-input'
    : `Unexpected end-of-input: expected close marker for ${open.at(-1) === '[' ? 'Array' : 'Object'}`

/** `; line: 1, column: 31` in the words of the reader: the place after what was read. */
export function placeOf(text: string, offset: number): string {
  let line = 1
  let lineStart = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++
    lineStart = at + 1
  }
  return `\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${offset - lineStart + 1}]`
}
