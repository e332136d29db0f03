/** Longer strings than this are shown shortened. */
const SHOWN = 160
/** Longer strings than this are kept as they are made, or shortened. */
const KEPT = 2000

/** A string as a JavaScript literal. */
export const literal = (text: string): string =>
  `'${text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/gu, escaped)}'`

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const escaped = (character: string): string => NAMED[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * An expression for a long string that says how it is made, if it is a repetition with a rest: `'x'.repeat(1048576)`, `'é'.repeat(20) + 'x'`.
 * `undefined` for a short string, or one that is made in no simple way.
 */
export const repetition = (text: string): string | undefined => {
  if (text.length <= SHOWN) return undefined
  for (const unit of [1, 2, 3, 4]) {
    const start = text.slice(0, unit)
    let length = unit
    while (text.startsWith(start, length)) length += unit
    const rest = text.slice(length)
    if (length < text.length / 2 || rest.length > SHOWN) continue
    return `${literal(start)}.repeat(${length / unit})${rest === '' ? '' : ` + ${literal(rest)}`}`
  }
  return undefined
}

/** The same for a text that has long repetitions in it: `'{"a":"' + 'x'.repeat(30000) + '"}'`. */
const repetitions = (text: string): string | undefined => {
  const parts = text.split(/((.)\2{39,})/su)
  if (parts.length === 1) return undefined
  // Of three parts the second is a run of one character, and the third that character.
  const pieces = parts.flatMap((part, nth) => {
    if (nth % 3 === 2 || part === '') return []
    const [first = ''] = part
    return [nth % 3 === 1 ? `${literal(first)}.repeat(${[...part].length})` : literal(part)]
  })
  const code = pieces.join(' + ')
  return code.length <= KEPT ? code : undefined
}

/** A string as it is kept to be sent again: itself, how it is made, or its beginning and its length. */
export const kept = (text: string): string =>
  text.length <= KEPT ? text : (repetition(text) ?? repetitions(text) ?? `${text.slice(0, SHOWN / 2)}… (${text.length} characters)`)

/** One piece of an expression: a literal, and how often it is repeated. */
const PIECE = /'((?:[^'\\]|\\.)*)'(?:\.repeat\((\d+)\))?/sy

/** The text that a kept one stands for; the kept one itself, where that is no expression. */
export const unfolded = (keptText: string): string => {
  const pieces: string[] = []
  let isRepeated = false
  for (let at = 0; ; at += 3) {
    PIECE.lastIndex = at
    const found = PIECE.exec(keptText)
    if (found === null) return keptText
    const [whole, inside = '', times] = found
    isRepeated ||= times !== undefined
    pieces.push(unescaped(inside).repeat(Number(times ?? 1)))
    at += whole.length
    if (at === keptText.length) return isRepeated ? pieces.join('') : keptText
    if (!keptText.startsWith(' + ', at)) return keptText
  }
}

/** What stands in quotation marks as a literal of JavaScript. */
const unescaped = (inside: string): string =>
  inside.replace(/\\(?:u([0-9a-f]{4})|(.))/gs, (_, code: string | undefined, character: string) =>
    code === undefined ? ({ n: '\n', r: '\r', t: '\t' }[character] ?? character) : String.fromCharCode(parseInt(code, 16)),
  )

/** A string as it is shown to a reader: itself, its repetition, or its beginning and its length. */
export const shown = (text: string): string =>
  text.length <= SHOWN ? text : (repetition(text) ?? `${text.slice(0, SHOWN / 2)}… (${text.length} characters)`)
