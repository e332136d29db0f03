import type { Step } from '../suite/result.js'

/**
 * What a call did to a message or a record.
 * `sent`: it is there. `received`: somebody has it (in flight; of a stream: read). `released`: it can be received again. `deleted`: it is gone.
 */
export const LANE_EVENTS = ['sent', 'received', 'released', 'deleted'] as const

export interface LaneEvent {
  /** Which call of the history it was, from 0. */
  readonly step: number
  /** The message's or the record's own name: `<message-id:1>`. */
  readonly lane: string
  readonly kind: (typeof LANE_EVENTS)[number]
  /** What a person knows it by: the body. */
  readonly label?: string
}

/** How an area reads off a history what became of each message: it looks at its own operations, and passes over those of others. */
export type LanesOf = (history: readonly Step[]) => readonly LaneEvent[]

/** A member of a JSON value that came from anywhere; `undefined` where there is none. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (part, name) => (typeof part === 'object' && part !== null ? (part as Readonly<Record<string | number, unknown>>)[name] : undefined),
    value,
  )

export const textAt = (value: unknown, ...path: readonly (string | number)[]): string | undefined => {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : undefined
}

export const listAt = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
  const found = at(value, ...path)
  return Array.isArray(found) ? (found as readonly unknown[]) : []
}

declare module '../service/area.js' {
  interface Area {
    /** What became of each message of a history, for pictures. */
    readonly lanes?: () => Promise<LanesOf>
  }
}
