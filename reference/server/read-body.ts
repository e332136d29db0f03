import type { Readable } from 'node:stream'
import { ServiceError } from '../core/errors.js'

/** However many clients send large bodies at once, no more than a number of bytes is kept of what they have sent so far. */
export class HeldBytes {
  #held = 0

  constructor(private readonly limit: number) {}

  get held(): number {
    return this.#held
  }

  /** Whether there is room; then it is taken. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.limit) return false
    this.#held += bytes
    return true
  }

  giveBack(bytes: number): void {
    this.#held -= bytes
  }
}

export interface BodyLimits {
  /** The largest body that is read, in bytes. */
  readonly maxBodyBytes: number
  readonly held: HeldBytes
}

/** What becomes of a body. One of `whole` and `refused` is called, once, unless the client goes away. */
export interface BodyReader {
  whole(body: Uint8Array | string): void
  /** The rest is read and thrown away, so that the client comes to read its answer; within reason. */
  refused(error: ServiceError): void
  /** Too much came after the refusal. */
  abandon(): void
}

/** Reads a request's body. What it holds of it counts until the body is whole, is refused, or the client has gone. */
export const readBody = (source: Readable, { maxBodyBytes, held }: BodyLimits, reader: BodyReader): void => {
  let pieces: Buffer[] = []
  let size = 0
  let taken = 0
  let isRefused = false
  let isWatched = false
  const giveBack = (): void => {
    held.giveBack(taken)
    taken = 0
    pieces = []
  }
  /** A body of one piece that is there whole is read in this turn: nothing of it is held, and nobody need watch whether the client goes. */
  const isWholePiece = (): boolean => pieces.length === 0 && (source as { readonly complete?: boolean }).complete === true
  const hold = (bytes: number): boolean => {
    if (!isWatched) {
      isWatched = true
      source.on('error', giveBack)
      source.on('close', giveBack)
    }
    if (!held.take(bytes)) return false
    taken += bytes
    return true
  }
  const refuse = (error: ServiceError): void => {
    isRefused = true
    giveBack()
    reader.refused(error)
  }
  source.on('data', (piece: Buffer) => {
    size += piece.length
    if (isRefused) {
      if (size > MAX_DISCARDED_BYTES) reader.abandon()
    } else if (size > maxBodyBytes) refuse(tooLarge(maxBodyBytes))
    else if (!isWholePiece() && !hold(size - taken)) refuse(tooMuchAtOnce())
    else pieces.push(piece)
  })
  source.on('end', () => {
    if (isRefused) return
    const body = pieces.length === 0 ? '' : pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, size)
    giveBack()
    reader.whole(body)
  })
}

/** How much of a body that is refused is read to its end. */
const MAX_DISCARDED_BYTES = 512 * 1024 * 1024

const tooLarge = (limit: number) =>
  new ServiceError('RequestEntityTooLargeException', `The body of the request is larger than the ${limit} bytes that this endpoint reads.`)

const tooMuchAtOnce = () =>
  new ServiceError('ServiceUnavailable', 'Too many large requests are being read at the moment. Please try again.')
