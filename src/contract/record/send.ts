import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Readable } from 'node:stream'
import type { Outbound } from './upstream.js'

/** The beginning of an answer; its body is to be read, or destroyed. */
export interface Arriving {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readable
}

/** What belongs to a connection and not to what goes over it. */
const OF_CONNECTIONS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'te',
  'host',
  'content-length',
  'expect',
])

/** The headers that go on, names in lower case. */
export const endToEnd = (headers: IncomingHttpHeaders | NodeJS.Dict<string | string[]>): Record<string, string> => {
  const kept: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value === undefined || name.startsWith(':') || OF_CONNECTIONS.has(name)) continue
    kept[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return kept
}

/** Connections to where requests go. Nothing is ever sent twice: whether a request that failed was done, nobody knows. */
export class Sender {
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: Infinity, scheduling: 'lifo' })
  readonly #https = new HttpsAgent({ keepAlive: true, maxSockets: Infinity, scheduling: 'lifo' })
  readonly #sessions = new Map<string, Promise<ClientHttp2Session | undefined>>()

  /** Rejects where the answer does not come. @param signal the client went away */
  async send(outbound: Outbound, signal: AbortSignal, isHttp2: boolean): Promise<Arriving> {
    const session = isHttp2 ? await this.#session(outbound.base) : undefined
    return session === undefined ? this.#overHttp1(outbound, signal) : overHttp2(session, outbound, signal)
  }

  close(): void {
    this.#http.destroy()
    this.#https.destroy()
    for (const opening of this.#sessions.values()) void opening.then((session) => session?.destroy())
  }

  #overHttp1({ base, method, path, headers, body }: Outbound, signal: AbortSignal): Promise<Arriving> {
    const isTls = base.protocol === 'https:'
    return new Promise((resolve, reject) => {
      const outgoing = (isTls ? httpsRequest : httpRequest)(
        {
          agent: isTls ? this.#https : this.#http,
          host: base.hostname.replace(/^\[|\]$/g, ''),
          port: base.port || (isTls ? 443 : 80),
          method,
          path,
          headers: { ...headers, host: base.host, ...(body.length > 0 || method !== 'GET' ? { 'content-length': body.length } : {}) },
          signal,
        },
        (response: IncomingMessage) => resolve({ status: response.statusCode ?? 502, headers: endToEnd(response.headers), body: response }),
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  /** A connection of HTTP/2, if it is spoken there. */
  #session(base: URL): Promise<ClientHttp2Session | undefined> {
    const known = this.#sessions.get(base.origin)
    if (known !== undefined) return known
    const opening = new Promise<ClientHttp2Session | undefined>((resolve) => {
      const session = connect(base.origin)
      session.once('remoteSettings', () => resolve(session))
      session.once('error', () => resolve(undefined))
      session.once('close', () => {
        // Whoever wants one after it was used and closed opens another; where there never was one, that is remembered.
        void opening.then((opened) => opened !== undefined && this.#sessions.delete(base.origin))
        resolve(undefined)
      })
      session.setTimeout(SPEAKS_MS, () => resolve(undefined))
      session.unref()
    })
    this.#sessions.set(base.origin, opening)
    return opening
  }
}

/** Whoever does not answer the beginning of HTTP/2 within so many milliseconds does not speak it. */
const SPEAKS_MS = 2000

const overHttp2 = (session: ClientHttp2Session, { base, method, path, headers, body }: Outbound, signal: AbortSignal): Promise<Arriving> =>
  new Promise((resolve, reject) => {
    const stream = session.request({ ':method': method, ':path': path, ':authority': base.host, ...headers, 'content-length': body.length })
    const cancel = (): void => stream.close(constants.NGHTTP2_CANCEL)
    signal.addEventListener('abort', cancel, { once: true })
    stream.once('close', () => signal.removeEventListener('abort', cancel))
    stream.on('error', reject)
    stream.once('response', (answered) => resolve({ status: answered[':status'] ?? 502, headers: endToEnd(answered), body: stream }))
    stream.once('close', () => reject(new Error('the connection was closed')))
    stream.end(body)
  })
