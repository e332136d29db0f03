import { RE2JS } from 're2js'
import { Wildcard } from '../filter/wildcard.js'

/** Whether the whole of a text matches. */
export type MatchesText = (text: string) => boolean

/**
 * Compiles a pattern in which `*` stands for any characters and `?` for any one, to match in time linear in the text.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export const wildcard = (pattern: string): MatchesText => {
  if (pattern.includes('?')) return expression(pattern, () => '(?s:.*)', '(?s:.)')
  const compiled = new Wildcard(pattern.split('*') as [string, ...string[]])
  return (text) => compiled.matches(text)
}

/**
 * Compiles a pattern of resource ARNs, in which a wildcard stands for characters of one part of the ARN, between colons; a star at the end of its part
 * stands for what follows as well: `arn:aws:sqs:*:orders` is any queue of that name, `arn:aws:sqs:eu-*-1:…` names regions.
 */
export const resource = (name: string): MatchesText =>
  /\*(?!:|$)|\?/.test(name)
    ? expression(name, (rest) => (rest === '' || rest.startsWith(':') ? '(?s:.*)' : '[^:]*'), '[^:]')
    : wildcard(name)

/** @param star what stands for a star, given what comes after it; `one` is what stands for a question mark */
const expression = (pattern: string, star: (rest: string) => string, one: string): MatchesText => {
  const source = pattern.replace(/[\s\S]/gu, (letter, at: number) =>
    letter === '?' ? one : letter === '*' ? star(pattern.slice(at + 1)) : RE2JS.quote(letter),
  )
  const compiled = RE2JS.compile(source)
  return (text) => compiled.testExact(text)
}
