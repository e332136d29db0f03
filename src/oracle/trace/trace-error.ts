/** A trace that cannot be judged. The message names the file and the line, says what was found, and what to do. */
export class TraceError extends Error {
  override readonly name = 'TraceError'
  constructor(
    /** As it was given: a path, or `-` for the standard input. */
    readonly file: string,
    /** From 1; 0 where the file as a whole is meant. */
    readonly line: number,
    readonly problem: string,
  ) {
    super(`${file === '-' ? 'standard input' : file}${line === 0 ? '' : `:${line}`}: ${problem}`)
  }
}

/** What is wrong with a value, before anybody knows the line it stands in. */
export class Wrong extends Error {
  override readonly name = 'Wrong'
}

/** What a value is, in the words of an error: `text "5"`, `a list`. */
export const found = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`
  if (typeof value === 'number') return `the number ${value}`
  return value === true ? 'true' : value === false ? 'false' : typeof value
}

export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
