/** Longer strings than this are shown shortened. */
const SHOWN = 160

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

/** A string as it is shown to a reader: itself, its repetition, or its beginning and its length. */
export const shown = (text: string): string =>
  text.length <= SHOWN ? text : (repetition(text) ?? `${text.slice(0, SHOWN / 2)}… (${text.length} characters)`)
