import { createServer, type Server } from 'node:http'
import type { Http2Server } from 'node:http2'
import type { ServerOptions } from 'node:https'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { LIMITS } from './limits.js'

export interface KeyPair {
  /** PEM */
  readonly cert: string
  /** PEM */
  readonly key: string
}

/**
 * One port for HTTP/1.1 and HTTP/2. With TLS the two are told apart by ALPN, without it by the first bytes: a client with prior knowledge of
 * HTTP/2 begins with its preface.
 *
 * @param http2 asked for when the first client speaks it
 */
export const frontServer = (http2: () => Http2Server, keyPair: KeyPair | undefined): Server => {
  const options: ServerOptions = {
    maxHeaderSize: LIMITS.headerBytes,
    headersTimeout: LIMITS.headerMs,
    requestTimeout: LIMITS.requestMs,
    connectionsCheckingInterval: 5_000,
    keepAliveTimeout: LIMITS.idleMs,
    noDelay: true,
  }
  const event = keyPair === undefined ? 'connection' : 'secureConnection'
  const server =
    keyPair === undefined
      ? createServer(options)
      : process
          .getBuiltinModule('node:https')
          .createServer({ ...options, ...keyPair, ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout: LIMITS.handshakeMs })
  const toHttp1 = server.listeners(event) as ((socket: Socket) => void)[]
  server.removeAllListeners(event)
  const take = (socket: Socket, isHttp2: boolean): void => {
    if (isHttp2) {
      // HTTP/1.1 may go on when the client has sent its last byte; HTTP/2 cannot.
      socket.once('end', () => socket.destroy())
      http2().emit('connection', socket)
    } else for (const listener of toHttp1) listener.call(server, socket)
  }
  server.on(event, (socket: Socket & Pick<TLSSocket, 'alpnProtocol'>) => {
    if (keyPair === undefined) tellApart(socket, (isHttp2) => take(socket, isHttp2))
    else take(socket, socket.alpnProtocol === 'h2')
  })
  return server
}

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
/** `PRI` begins no request of HTTP/1.1. */
const ENOUGH = 3

/** Looks at the first bytes of a connection and puts them back. One that sends none in time is ended. */
const tellApart = (socket: Socket, decided: (isHttp2: boolean) => void): void => {
  let seen: Buffer = Buffer.alloc(0)
  const look = (): void => {
    const bytes = socket.read() as Buffer | null
    if (bytes === null) return
    seen = seen.length === 0 ? bytes : Buffer.concat([seen, bytes])
    const length = Math.min(seen.length, PREFACE.length)
    const isHttp2 = seen.compare(PREFACE, 0, length, 0, length) === 0
    if (isHttp2 && length < ENOUGH) return
    socket.off('readable', look).off('end', end).off('error', end).off('timeout', end).setTimeout(0)
    socket.unshift(seen)
    decided(isHttp2)
  }
  const end = (): void => void socket.destroy()
  socket.setTimeout(LIMITS.headerMs)
  socket.on('readable', look).on('end', end).on('error', end).on('timeout', end)
}
