import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Service } from '../core/service.js'
import { Admission } from './admission.js'
import { makeCertificate } from './certificate.js'
import { Control } from './control.js'
import { Dispatcher, type OnFault } from './dispatch.js'
import { Door } from './door.js'
import { frontServer, type KeyPair } from './front.js'
import { Headroom } from './headroom.js'
import { http2Server } from './http2.js'
import { LIMITS } from './limits.js'
import { type ReferenceOptions, readOptions } from './options.js'
import { HeldBytes } from './read-body.js'
import { printFault } from './reference.js'
import { verifySignature } from './signatures.js'
import type { Tap } from './tap.js'
import type { Incoming } from '../wire/request.js'
import { Worlds } from './worlds.js'

export interface ListenOptions extends ReferenceOptions {
  /** Default: 0, any free port. */
  readonly port?: number | undefined
  /** The address to listen on. Default: 127.0.0.1. */
  readonly host?: string | undefined
  /**
   * Names, besides `host`, localhost and addresses, under which clients reach the server (`aws.test`, the name of a container); `*`: any. Requests to
   * other names are refused, since a web page can make its own name lead to this machine.
   */
  readonly allowHosts?: readonly string[] | undefined
  /** Origins of web pages that may use the server (`http://localhost:3000`); `*`: any. Default: none. */
  readonly cors?: readonly string[] | undefined
  /** TLS, with HTTP/2 and HTTP/1.1 by ALPN: a certificate and its key in PEM, or `true` for one that is made on the spot. */
  readonly tls?: boolean | KeyPair | undefined
  /** The largest body that is read, in bytes. Default: 16 MiB, in which 10 MiB of records fit in base64, and a batch of 1 MiB however it is escaped. */
  readonly maxBodyBytes?: number | undefined
  /** The secret key by which every request must be signed, whatever its access key. Default: signatures are not looked at. */
  readonly verifySignatures?: string | undefined
  /** Default: 10,000. */
  readonly maxConnections?: number | undefined
  readonly onFault?: OnFault | undefined
  /** Told of every request and its answer. */
  readonly tap?: Tap | undefined
}

/** A reference that listens on a port. */
export interface Listening {
  readonly host: string
  readonly port: number
  /** `http://127.0.0.1:4566`, or `https://…` */
  readonly url: string
  /** With TLS, the certificate in PEM: what a client must trust where it was made on the spot. */
  readonly certificate: string | undefined
  readonly seed: number
  readonly worlds: Worlds
  /** Ends long polls and idle connections at once; resolves when the port is free. */
  close(): Promise<void>
}

/** Rejects when the port cannot be had (`error.code` is `EADDRINUSE` and the like); throws a `RangeError` where an option is wrong. */
export const listenOn = async (services: readonly Service[], options: ListenOptions = {}): Promise<Listening> => {
  const { account, ...worldOptions } = readOptions(options, 'wall', Math.floor(Math.random() * 2 ** 31), services)
  if (worldOptions.clock === 'virtual')
    throw new RangeError('A virtual clock needs clients in this process: on a port, use wall or manual.')
  const {
    port = 0,
    host = '127.0.0.1',
    maxBodyBytes = 16 * 1024 * 1024,
    maxConnections = 10_000,
    allowHosts = [],
    cors = [],
    tls = false,
    verifySignatures: secret,
  } = options
  const keyPair = tls === true ? await makeCertificate(host, allowHosts) : tls === false ? undefined : tls
  const scheme = keyPair === undefined ? 'http' : 'https'
  const worlds = new Worlds(worldOptions, services)
  worlds.outgoing.onRefused = (reason) => console.error(`touchstone: a message stays here: ${reason}`)
  const verify = secret === undefined ? undefined : (request: Incoming) => verifySignature(request, secret, Date.now())
  const dispatcher = new Dispatcher(services, worlds, account, options.onFault ?? printFault, new Headroom(), verify, options.tap)
  const admission = new Admission({ host, allowHosts, cors })
  const door = new Door(dispatcher, new Control(worlds), admission, { maxBodyBytes, held: new HeldBytes(LIMITS.heldBytes) }, scheme)

  let http2: ReturnType<typeof http2Server> | undefined
  const server = frontServer(() => (http2 ??= http2Server((stream, headers) => door.openStream(stream, headers))).server, keyPair)
  server.maxConnections = maxConnections
  server.on('request', (request, response) => door.open(request, response))
  server.on('clientError', (error, socket) => door.refuse(error, socket))
  server.on('connect', (_request: IncomingMessage, socket: Socket) => door.refuse(new Error('CONNECT'), socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: LIMITS.backlog }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address() as AddressInfo
  const url = `${scheme}://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
  door.fallbackOrigin = url
  return {
    host,
    port: address.port,
    url,
    certificate: keyPair?.cert,
    seed: worldOptions.seed,
    worlds,
    close: () => close(server, worlds, () => http2?.end()),
  }
}

const close = (server: Server, worlds: Worlds, endHttp2: () => void): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    // Those who wait are answered; a turn later, what is still open is ended.
    worlds.close()
    setImmediate(() => {
      server.closeAllConnections()
      endHttp2()
    })
  })
