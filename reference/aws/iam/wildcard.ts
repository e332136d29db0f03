import { RE2JS } from 're2js'

/** Whether the whole of a text matches. */
export type MatchesText = (text: string) => boolean

/**
 * Compiles a pattern in which `*` stands for any characters and `?` for any one. Each part between two stars is looked for once, from where the
 * part before it ended, so that many stars cost no more than one.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export const wildcard = (pattern: string): MatchesText => {
  if (pattern === '*') return () => true
  if (!/[*?]/.test(pattern)) return text => text === pattern
  const [first = '', ...others] = pattern.split('*')
  const last = others.pop()
  if (last === undefined) return text => text.length === pattern.length && stands(pattern, text, 0)
  const least = first.length + last.length
  return text => {
    if (text.length < least || !stands(first, text, 0) || !stands(last, text, text.length - last.length)) return false
    let from = first.length
    for (const part of others) {
      const at = find(part, text, from, text.length - last.length)
      if (at < 0) return false
      from = at + part.length
    }
    return true
  }
}

/**
 * Compiles a pattern of resource ARNs, in which a wildcard stands for characters of one part of the ARN, between colons; a star at the end of its part
 * stands for what follows as well: `arn:aws:sqs:*:orders` is any queue of that name, `arn:aws:sqs:eu-*-1:…` names regions.
 */
export const resource = (name: string): MatchesText => {
  if (!/\*(?!:|$)|\?/.test(name)) return wildcard(name)
  const source = name.replace(/[\s\S]/gu, (letter, at: number) => {
    if (letter === '?') return '[^:]'
    if (letter !== '*') return RE2JS.quote(letter)
    return /^(?::|$)/.test(name.slice(at + 1)) ? '(?s:.*)' : '[^:]*'
  })
  const compiled = RE2JS.compile(source)
  return text => compiled.testExact(text)
}

/** Whether a part without stars stands at that place. */
const stands = (part: string, text: string, at: number): boolean => {
  if (!part.includes('?')) return text.startsWith(part, at)
  for (let i = 0; i < part.length; i++) if (part[i] !== '?' && part[i] !== text[at + i]) return false
  return true
}

/** Where a part stands first, wholly between two places, or -1. */
const find = (part: string, text: string, from: number, to: number): number => {
  if (!part.includes('?')) {
    const at = text.indexOf(part, from)
    return at + part.length <= to ? at : -1
  }
  for (let at = from; at + part.length <= to; at++) if (stands(part, text, at)) return at
  return -1
}
