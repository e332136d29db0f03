import { createRequire } from 'node:module'
import type * as re2 from 're2js'

/** Whether the whole of a string matches. */
export type Matches = (text: string) => boolean

/**
 * Longer strings are not held to a pattern that looks around, the one kind whose time may grow faster than the text:
 * every such member of an API description has a maximum that is lower.
 */
const LOOKING_AROUND_MAX = 4096

/** One class or character, at most repeated: a backtracking engine is linear in the text here, and the fastest. */
const REPEATED_CLASS = /^\^?(?:\[(?:[^\]\\]|\\.)+\]|\\?[\w.])(?:[*+?]|\{\d+(?:,\d*)?\})?\$?$/s

/** Loaded when it is first needed: a server is started often, and it is a fifth of all that a server has. */
let re2js: typeof re2 | undefined

const known = new Map<string, Matches>()

/**
 * A pattern of an API description, to match in time linear in the text: `arn:aws.*:kinesis:.*:\d{12}:.*stream/\S+` would take a backtracking engine the
 * cube of it. Compiled when a text is first held to it, once for all that have it.
 */
export const pattern = (source: string): Matches => {
  let matches = known.get(source)
  if (matches === undefined) known.set(source, (matches = compiledLater(source)))
  return matches
}

const compiledLater = (source: string): Matches => {
  let compiled: Matches | undefined
  return (text) => (compiled ??= compile(source))(text)
}

const compile = (source: string): Matches => {
  if (REPEATED_CLASS.test(source)) return native(source)
  if (/\(\?<?[=!]/.test(source)) {
    const matches = native(source)
    return (text) => text.length > LOOKING_AROUND_MAX || matches(text)
  }
  // RE2 spells code points differently, and escapes no letter or underscore that is none of its classes.
  const { RE2JS } = (re2js ??= createRequire(import.meta.url)('re2js') as typeof re2)
  const compiled = RE2JS.compile(source.replace(/\\u([0-9a-fA-F]{4})/g, '\\x{$1}').replace(/\\_/g, '_'))
  return (text) => compiled.testExact(text)
}

const native = (source: string): Matches => {
  const expression = new RegExp(`^(?:${source})$`, source.includes('\\p{') ? 'u' : '')
  return (text) => expression.test(text)
}
