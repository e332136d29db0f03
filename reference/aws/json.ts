/** JSON that stands in a text of a request: a policy, a redrive policy, a message for several protocols. */

/** What a text says, or `undefined` where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Elements of policies may be one value or a list of them. */
export const list = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value]

/** A list of one is written as the one. */
export const oneOrMore = <T>(items: readonly T[]): T | readonly T[] => (items.length === 1 ? items[0]! : items)
