import { md5 } from '../../../../reference/sqs/digest.js'

export const ACCOUNT = '123456789012'
export const REGION = 'us-east-1'
export const urlOf = (name: string): string => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`
export const arnOf = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`

const OPEN = '([{'
const CLOSE = ')]}'

/** A text cut where one of `at` stands outside brackets and quotes; empty pieces are left out. `a, [b, c]` at `,` is `a` and `[b, c]`. */
export const cut = (text: string, at: string, most = Infinity): readonly string[] => {
  const pieces: string[] = []
  let [depth, start, isQuoted] = [0, 0, false]
  for (let index = 0; index < text.length && pieces.length < most - 1; index++) {
    const char = text.charAt(index)
    if (isQuoted) {
      if (char === '\\') index++
      else if (char === '"') isQuoted = false
    } else if (char === '"') isQuoted = true
    else if (OPEN.includes(char)) depth++
    else if (CLOSE.includes(char)) depth--
    else if (depth === 0 && at.includes(char)) {
      pieces.push(text.slice(start, index).trim())
      start = index + 1
    }
  }
  if (depth !== 0 || (most === Infinity && isQuoted)) throw new SyntaxError(`a bracket or quote is left open in: ${text}`)
  pieces.push(text.slice(start).trim())
  return pieces.filter((piece) => piece !== '')
}

/** What stands before the brackets of a word, and in them: of `m@h(ApproximateReceiveCount=2)` `m@h` and the rest. */
export const apart = (word: string): { readonly name: string; readonly inner: string | undefined } => {
  const at = word.search(/[([{"]/)
  return word.endsWith(')') && word.charAt(at) === '('
    ? { name: word.slice(0, at), inner: word.slice(at + 1, -1) }
    : { name: word, inner: undefined }
}

const made: Readonly<Record<string, (words: readonly string[], now: number) => unknown>> = {
  url: ([name]) => urlOf(name!),
  urls: ([name, many]) => Array.from({ length: Number(many) }, (_, nth) => urlOf(`${name}${nth}`)),
  arn: ([name]) => arnOf(name!),
  redrive: ([name, most = '1']) => JSON.stringify({ deadLetterTargetArn: arnOf(name!), maxReceiveCount: Number(most) }),
  json: ([word], now) => JSON.stringify(valueOf(word!, now)),
  md5: ([word], now) => md5(textOf(word!, now)),
  bytes: (words) => new Uint8Array(words.map(Number)),
  buffer: (words) => Buffer.from(words.map(Number)),
  /** As many tags, and as many accounts. */
  tags: ([many]) => Object.fromEntries(Array.from({ length: Number(many) }, (_, nth) => [`k${nth}`, 'v'])),
  accounts: ([many]) => Array.from({ length: Number(many) }, (_, nth) => String(10 ** 11 + nth)),
  times: ([word, many], now) => textOf(word!, now).repeat(Number(many)),
}

/**
 * What a word means: a number, `true`, `false`, `[a, b]`, `{Name: value}`, a text with or without quotes; `now-5` is the instant, in milliseconds,
 * five milliseconds before the request leaves; `url(q)`, `arn(q)`, `redrive(d 3)` and the others are made by the table above.
 */
export const valueOf = (word: string, now: number): unknown => {
  if (word.startsWith('"')) return JSON.parse(word)
  if (word.startsWith('[')) return cut(word.slice(1, -1), ',').map((piece) => valueOf(piece, now))
  if (word.startsWith('{')) return membersOf(cut(word.slice(1, -1), ','), ':', (piece) => valueOf(piece, now))
  if (word === 'true' || word === 'false') return word === 'true'
  if (/^-?\d+(?:\.\d+)?$/.test(word)) return Number(word)
  const [, shift] = /^now([+-]\d+(?:\.\d+)?)?$/.exec(word) ?? []
  if (word === 'now' || shift !== undefined) return now + Number(shift ?? 0)
  const { name, inner } = apart(word)
  if (inner === undefined) return word
  const make = made[name]
  if (make === undefined) throw new SyntaxError(`nothing is made by ${name}(…); known are ${Object.keys(made).join(', ')}`)
  return make(cut(inner, ' '), now)
}

/** The same where only texts stand, as in attributes: `7` is the text `7`. */
export const textOf = (word: string, now: number): string =>
  /^[\w.-]*$/.test(word) && !word.startsWith('now') ? word : String(valueOf(word, now))

export type Members = Readonly<Record<string, unknown>>

/** `Name=value` pairs. */
export const membersOf = <T>(pairs: readonly string[], sign: string, read: (word: string) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const [name, value] = cut(pair, sign, 2)
      if (value === undefined) throw new SyntaxError(`"${pair}" is not name${sign}value`)
      return [name!.startsWith('"') ? (JSON.parse(name!) as string) : name!, read(value)]
    }),
  )
