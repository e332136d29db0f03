import { cbor } from '@smithy/core/cbor'
import { refuse, treeReader, wrong } from './read-tree.js'

/**
 * Reads parsed CBOR. Timestamps are milliseconds, with the tag for times around them or without (RFC 8949 would have seconds there). Blobs are
 * copied, so that a few bytes of a large request do not keep the rest of it.
 */
export const cborReader = treeReader({
  blob: (value) => (value instanceof Uint8Array ? new Uint8Array(value) : refuse(value, 'a Blob')),
  timestamp: () => (value) => {
    const time = isTagged(value) ? value.value : value
    return typeof time === 'number' ? new Date(Math.round(time)) : undefined
  },
})

const isTagged = (value: unknown): value is { readonly tag: number; readonly value: unknown } =>
  typeof value === 'object' && value !== null && 'tag' in value && value.tag === TIME

/** A `SerializationException` for what is no CBOR, or more deeply nested than any request. */
export const parseCbor = (bytes: Uint8Array): unknown => {
  requireSound(bytes)
  try {
    return cbor.deserialize(bytes)
  } catch {
    return malformed()
  }
}

const malformed = (): never => wrong('The body of the request is not valid CBOR.')

/** The tag of times. Others (big numbers, decimal fractions) stand in no request, and may take long to read. */
const TIME = 1
const MAX_DEPTH = 64
const [BYTES, TEXT, LIST, MAP, TAG, SPECIAL] = [2, 3, 4, 5, 6, 7]
const INDEFINITE = 31

/** Looks through the items before they are made, so that a small body cannot have much made of it. */
const requireSound = (bytes: Uint8Array): void => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  /** How many items are to come at each level; `Infinity` until a break. */
  const open: number[] = []
  let left = 1
  let at = 0
  for (;;) {
    while (left === 0) {
      if (open.length === 0) return at === bytes.length ? undefined : malformed()
      left = open.pop()!
    }
    if (at >= bytes.length) malformed()
    const major = bytes[at]! >> 5
    const minor = bytes[at]! & 31
    at++
    if (major === SPECIAL && minor === INDEFINITE) {
      if (left !== Infinity) malformed()
      left = 0
      continue
    }
    left--
    let length = minor
    if (minor >= 24 && minor !== INDEFINITE) {
      const size = 1 << (minor - 24)
      if (minor > 27 || at + size > bytes.length) malformed()
      length = size === 1 ? bytes[at]! : size === 2 ? view.getUint16(at) : size === 4 ? view.getUint32(at) : Number(view.getBigUint64(at))
      at += size
    }
    const isOpen = minor === INDEFINITE && major >= BYTES! && major <= MAP!
    if (minor === INDEFINITE && !isOpen) malformed()
    if (major === TAG && length !== TIME) malformed()
    if ((major === BYTES || major === TEXT) && !isOpen) {
      if (at + length > bytes.length) malformed()
      at += length
    } else if (isOpen || major === LIST || major === MAP || major === TAG) {
      if (open.length === MAX_DEPTH) wrong(`The body of the request is nested more than ${MAX_DEPTH} deep.`)
      open.push(left)
      left = isOpen ? Infinity : major === TAG ? 1 : major === MAP ? length * 2 : length
      // Each item takes a byte at least.
      if (left !== Infinity && left > bytes.length - at) malformed()
    }
  }
}
