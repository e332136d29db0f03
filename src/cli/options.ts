import { InvalidArgumentError } from 'commander'
import { CHANGES, type Change } from '../report/changes.js'
import type { Shard } from '../suite/select.js'

/** Readers of option values; what they refuse is answered with what to give instead. */
const integer =
  (from: number, to: number, what: string) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < from || value > to) {
      throw new InvalidArgumentError(`Give ${what} between ${from} and ${to}.`)
    }
    return value
  }

export const port = integer(0, 65535, 'a port (0 for any free one)')
export const count = integer(1, 1_000_000, 'a number')
export const seconds = integer(1, 3600, 'seconds')
export const seed = integer(-(2 ** 31), 2 ** 32 - 1, 'an integer')

export const milliseconds = (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0 || value > 60_000) {
    throw new InvalidArgumentError('Give a number of milliseconds between 0 and 60000.')
  }
  return value
}

export const dollars = (text: string): number => {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('Give a number of US dollars, such as 2.50.')
  return value
}

export const shard = (text: string): Shard => {
  const [, part, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []
  if (part === undefined || of === undefined || Number(part) < 1 || Number(part) > Number(of)) {
    throw new InvalidArgumentError('Give a part of how many, such as 2/8.')
  }
  return { part: Number(part), of: Number(of) }
}

export const endpoint = (text: string): string => {
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) {
    throw new InvalidArgumentError(
      `Give a URL such as http://localhost:4566.${/^[\w.-]+(?::\d+)?$/.test(text) ? ` Did you mean http://${text}?` : ''}`,
    )
  }
  if (url.username || url.password) throw new InvalidArgumentError('Leave credentials out of the URL: give --access-key and --secret-key.')
  return text
}

export const account = (text: string): string => {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError('Give an account as its 12 digits.')
  return text
}

/** Changes between reports, separated by commas; `none` for none. */
export const changes = (text: string): readonly Change[] => {
  const names = text === 'none' ? [] : text.split(',').map((name) => name.trim())
  const wrong = names.find((name) => !(CHANGES as readonly string[]).includes(name))
  if (wrong !== undefined) throw new InvalidArgumentError(`Give some of ${CHANGES.join(', ')}, or none; not "${wrong}".`)
  return names as readonly Change[]
}

/** For an option that may be given more than once. */
export const each = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text]
