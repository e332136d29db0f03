/**
 * A text that is made when somebody reads it: what a topic sends to a thousand queues need not be written, or signed, a thousand times before anybody
 * looks. How long it is is known before. It is not empty, and each of its characters is one that XML 1.0 can hold.
 */
export interface LateText {
  /** In UTF-8. */
  readonly bytes: number
  /** Always the same text. */
  toString(): string
}

/** A text, read. */
export const textOf = (text: string | LateText): string => (typeof text === 'string' ? text : text.toString())

/** Bytes of a text in UTF-8. */
export const bytesOf = (text: string | LateText): number => (typeof text === 'string' ? Buffer.byteLength(text) : text.bytes)
