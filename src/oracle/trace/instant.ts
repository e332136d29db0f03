import { found, Wrong } from './trace-error.js'

const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d{1,12}))?(Z|[+-]\d\d:?\d\d)?$/i
/** Milliseconds of 2001-09-09, and of 2286-11-20: what lies outside is in other units. */
const EARLIEST = 1e12
const LATEST = 1e13

/**
 * Reads an instant: milliseconds since 1970 with fractions, or a text in ISO 8601 with a time zone.
 * A text is as exact as its digits: it stands for all the time until its last digit would change.
 *
 * @param end whether the end of that time is wanted (for an instant before which something was over) or its beginning
 * @throws Wrong
 */
export const readInstant = (value: unknown, member: string, end: boolean): number => {
  if (typeof value === 'string') return inRange(readIso(value, member, end), member, value)
  if (typeof value !== 'number') {
    throw new Wrong(`"${member}" is ${found(value)}; give milliseconds since 1970, or a time such as "2026-01-31T12:00:00.123456Z"`)
  }
  return inRange(value, member, value)
}

const readIso = (text: string, member: string, end: boolean): number => {
  const [, seconds = '', fraction = '', zone] = ISO.exec(text) ?? []
  if (seconds !== '' && zone === undefined) throw new Wrong(`"${member}" is ${found(text)}, which has no time zone; end it with Z for UTC`)
  const whole = seconds === '' ? Number.NaN : Date.parse(`${seconds}${zone ?? ''}`.toUpperCase())
  if (Number.isNaN(whole)) throw new Wrong(`"${member}" is ${found(text)}; a time is written as "2026-01-31T12:00:00.123456Z"`)
  return whole + (Number(`0.${fraction}0`) + (end ? 10 ** -fraction.length : 0)) * 1000
}

const inRange = (ms: number, member: string, value: unknown): number => {
  if (ms >= EARLIEST && ms < LATEST) return ms
  const unit =
    ms >= EARLIEST / 1e3 && ms < LATEST / 1e3 ? 'seconds' : ms >= EARLIEST * 1e3 && ms < LATEST * 1e3 ? 'microseconds' : undefined
  throw new Wrong(`"${member}" is ${found(value)}${unit === undefined ? '' : `, which looks like ${unit}`}; give milliseconds since 1970`)
}
