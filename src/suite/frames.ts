import { EventStreamCodec } from '@smithy/core/event-streams'
import type { Message } from '@smithy/types'
import { cbor } from '@smithy/core/cbor'
import { LARGEST_ANSWER } from '../targets/exchange.js'
import { NoAnswer, Oversized } from '../targets/target.js'
import type { HttpAnswer, Piece, ScopeClock, StreamedAnswer } from '../targets/target.js'
import type { Protocol } from './protocol.js'

/** Bytes of the largest frame: AWS's have 16 MiB at most, and headers. */
const LARGEST_FRAME = 24 * 1024 * 1024
/** Bytes of the smallest: lengths, checksums, and nothing between them. */
const SMALLEST_FRAME = 16
/** Milliseconds for the rest of an answer that is no stream. */
const REST_WITHIN_MS = 30_000

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
)

/** An error that came in a stream of events, and ended it. */
export class StreamError extends Error {
  override readonly name = 'StreamError'
  constructor(
    /** `ResourceInUseException` */
    readonly shape: string,
    message: string,
  ) {
    super(message)
  }
}

/** A stream of events that cannot be read. */
export class UnreadableStream extends Error {
  override readonly name = 'UnreadableStream'
}

/**
 * The events of an answer as the SDK reads them, frame by frame, no further than it asks. The stream's initial response, which some servers
 * leave out and for which the SDK waits, is always there at once.
 */
export class Frames implements AsyncIterable<Uint8Array> {
  /** When the last frame that was read was there, in milliseconds of the scope's clock. */
  received: number
  /** What stood before its payload. */
  headers: Readonly<Record<string, string>> = {}
  readonly carrier: StreamedAnswer['carrier']

  constructor(
    answer: StreamedAnswer,
    private readonly protocol: Protocol,
  ) {
    this.#pieces = answer.pieces
    this.received = answer.received
    this.carrier = answer.carrier
  }
  readonly #pieces: AsyncIterableIterator<Piece>

  /** Ends the answer. */
  async leave(): Promise<void> {
    await this.#pieces.return?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    yield initialResponse(this.protocol)
    let rest: Buffer = Buffer.alloc(0)
    for await (const { bytes, received } of this.#pieces) {
      rest = rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([rest, bytes])
      for (let length = frameLength(rest); length <= rest.length; length = frameLength(rest)) {
        const frame = rest.subarray(0, length)
        rest = rest.subarray(length)
        const message = decoded(frame)
        const headers = Object.fromEntries(Object.entries(message.headers).map(([name, { value }]) => [name, String(value)]))
        if (headers[':event-type'] === 'initial-response') continue
        this.received = received
        this.headers = headers
        if (headers[':message-type'] !== 'event') throw errorIn(headers, message.body, this.protocol)
        yield frame
      }
    }
    if (rest.length > 0) throw new UnreadableStream(`the stream ended in the middle of a frame, of which ${rest.length} bytes came`)
  }
}

/** The length of the frame that begins here; none, where not even that is there. */
const frameLength = (bytes: Buffer): number => {
  if (bytes.length < 4) return Infinity
  const length = bytes.readUInt32BE(0)
  if (length < SMALLEST_FRAME || length > LARGEST_FRAME) throw new UnreadableStream(`a frame of ${length} bytes`)
  return length
}

const decoded = (frame: Uint8Array): Message => {
  try {
    return codec.decode(frame)
  } catch (error) {
    throw new UnreadableStream(error instanceof Error ? error.message : String(error))
  }
}

const errorIn = (headers: Readonly<Record<string, string>>, body: Uint8Array, protocol: Protocol): Error => {
  const { ':error-code': code, ':error-message': text = '', ':exception-type': type, ':message-type': kind = 'none' } = headers
  if (kind === 'error') return new StreamError(code ?? '', text)
  if (kind !== 'exception' || type === undefined) return new UnreadableStream(`a message of type ${kind}`)
  let message = ''
  try {
    const said: unknown = protocol === 'cbor' ? cbor.deserialize(body) : JSON.parse(Buffer.from(body).toString())
    const { message: lower, Message: upper } = said as { readonly message?: string; readonly Message?: string }
    message = lower ?? upper ?? ''
  } catch {
    // The type says what it is.
  }
  return new StreamError(type, message)
}

const initialResponse = (protocol: Protocol): Uint8Array =>
  codec.encode({
    headers: {
      ':message-type': { type: 'string', value: 'event' },
      ':event-type': { type: 'string', value: 'initial-response' },
      ':content-type': { type: 'string', value: `application/x-amz-${protocol}-1.1` },
    },
    body: protocol === 'cbor' ? cbor.serialize({}) : Buffer.from('{}'),
  })

/** Frames where the call succeeded; the whole answer where it was refused. Of a stream `answer` is the head. */
export const framesOf = async (
  streamed: StreamedAnswer,
  protocol: Protocol,
  clock: ScopeClock,
): Promise<{ readonly frames: Frames | undefined; readonly answer: HttpAnswer }> => {
  const { status, headers, sent, received } = streamed
  if (status < 300) return { frames: new Frames(streamed, protocol), answer: { status, headers, body: new Uint8Array(0), sent, received } }
  const enough = new AbortController()
  const late = clock.sleep(REST_WITHIN_MS, enough.signal).then(() => {
    if (!enough.signal.aborted) throw new NoAnswer(`the answer did not end within ${REST_WITHIN_MS / 1000} s`, sent, clock.now())
  })
  try {
    const body = collect(streamed.pieces)
    await Promise.race([body, late])
    return { frames: undefined, answer: { status, headers, body: await body, sent, received: clock.now() } }
  } finally {
    enough.abort()
    void streamed.pieces.return?.()
  }
}

const collect = async (pieces: AsyncIterable<Piece>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const piece of pieces) {
    bytes += piece.bytes.byteLength
    if (bytes > LARGEST_ANSWER) throw new Oversized(`an answer of more than ${LARGEST_ANSWER} bytes`)
    chunks.push(piece.bytes)
  }
  return Buffer.concat(chunks)
}
