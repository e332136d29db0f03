/** A request as the wire sees it: read from a socket, an HTTP/2 stream or an SDK's own request object. */
export interface Incoming {
  readonly method: string
  /** The path before any `?`, as it was sent. */
  readonly path: string
  /** What follows the `?`, undecoded; empty where there is none. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The same as they came, names and values in turn: few are asked for, and to sort all of them costs more than to look through them. */
  readonly rawHeaders?: readonly string[] | undefined
  readonly body: Uint8Array | string
  /** Where the client reached us: `http://127.0.0.1:4566`. */
  readonly origin: string
  /** Aborted when the client goes away. May be made on first use, since few requests ask for it. */
  readonly signal: AbortSignal | undefined
  /** What requests that came over one connection have in common. */
  readonly connection?: object | undefined
}

/** Text, bytes, or bytes that come as they are made (an event stream). */
export type AnswerBody = string | Uint8Array | AsyncIterable<Uint8Array>

/** What goes back. The body's length is for the carrier to tell. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: AnswerBody
}

/** The whole of a body; a stream is read to its end. */
export const bytesOf = async (body: AnswerBody): Promise<Uint8Array> => {
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof Uint8Array) return body
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** A header that is to be read once; of several with one name, the first. */
export const header = (request: Incoming, name: string): string | undefined => {
  if (request.rawHeaders !== undefined) return rawHeader(request.rawHeaders, name)
  const value = request.headers[name]
  return value === undefined || typeof value === 'string' ? value : value[0]
}

/** @param name in lower case */
export const rawHeader = (headers: readonly string[], name: string): string | undefined => {
  for (let i = 0; i < headers.length; i += 2) {
    const given = headers[i]!
    if (given.length === name.length && given.toLowerCase() === name) return headers[i + 1]
  }
  return undefined
}

export const isForm = (request: Incoming): boolean =>
  header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded') === true
