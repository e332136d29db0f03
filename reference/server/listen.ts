import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ServiceError } from '../core/errors.js'
import { rawHeader } from '../wire/request.js'
import type { Service } from '../core/service.js'
import { Control, CONTROL_PREFIX, hostName } from './control.js'
import { Dispatcher, type OnFault } from './dispatch.js'
import { answerBadRequest } from './bad-request.js'
import { HttpExchange } from './http-exchange.js'
import { type ReferenceOptions, readOptions } from './options.js'
import { Outbox } from './outbox.js'
import { printFault } from './reference.js'
import { Worlds } from './worlds.js'

export interface ListenOptions extends ReferenceOptions {
  /** Default: 0, any free port. */
  readonly port?: number | undefined
  /** The address to listen on. Default: 127.0.0.1. */
  readonly host?: string | undefined
  /** The largest body that is read, in bytes. Default: 8 MiB, which a batch of 1 MiB fits in however it is escaped. */
  readonly maxBodyBytes?: number | undefined
  /** Default: 10,000. */
  readonly maxConnections?: number | undefined
  readonly onFault?: OnFault | undefined
}

/** A reference that listens on a port. */
export interface Listening {
  readonly host: string
  readonly port: number
  /** `http://127.0.0.1:4566` */
  readonly url: string
  readonly seed: number
  readonly worlds: Worlds
  /** Ends long polls and idle connections at once; resolves when the port is free. */
  close(): Promise<void>
}

/** Rejects when the port cannot be had (`error.code` is `EADDRINUSE` and the like); throws a `RangeError` where an option is wrong. */
export const listenOn = async (services: readonly Service[], options: ListenOptions = {}): Promise<Listening> => {
  const { account, ...worldOptions } = readOptions(options, 'wall', Math.floor(Math.random() * 2 ** 31), services)
  if (worldOptions.clock === 'virtual') throw new RangeError('A virtual clock needs clients in this process: on a port, use wall or manual.')
  const { port = 0, host = '127.0.0.1', maxBodyBytes = 8 * 1024 * 1024, maxConnections = 10_000 } = options
  const worlds = new Worlds(worldOptions, services)
  const dispatcher = new Dispatcher(services, worlds, account, options.onFault ?? printFault)
  const door = new Door(dispatcher, new Control(worlds, new Set([hostName(host)])), maxBodyBytes)

  const server = createServer({
    maxHeaderSize: 64 * 1024,
    headersTimeout: 30_000,
    requestTimeout: 120_000,
    connectionsCheckingInterval: 5_000,
    // Longer than the 20 s of a long poll and than what SDKs keep a connection for, so that the client is the one who closes it.
    keepAliveTimeout: 75_000,
    noDelay: true,
  })
  server.maxConnections = maxConnections
  server.on('request', (request, response) => door.open(request, response))
  server.on('clientError', (error, socket) => door.refuse(error, socket))
  server.on('connect', (_request: IncomingMessage, socket: Socket) => door.refuse(new Error('CONNECT'), socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address() as AddressInfo
  const url = `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
  door.fallbackOrigin = url
  return { host, port: address.port, url, seed: worldOptions.seed, worlds, close: () => close(server, worlds) }
}

const close = (server: Server, worlds: Worlds): Promise<void> =>
  new Promise(resolve => {
    server.close(() => resolve())
    // Those who wait are answered; a turn later, what is still open is ended.
    worlds.close()
    setImmediate(() => server.closeAllConnections())
  })

/** Reads bodies and carries requests to the dispatcher and answers back. */
class Door {
  fallbackOrigin = 'http://localhost'
  readonly #outbox = new Outbox()
  #lastHost: string | undefined
  #lastOrigin = ''
  /** Bytes of bodies of more than one chunk that are being read. */
  #held = 0

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly control: Control,
    private readonly maxBodyBytes: number,
  ) {}

  open(request: IncomingMessage, response: ServerResponse): void {
    const exchange = new HttpExchange(request, response, this.#origin(rawHeader(request.rawHeaders, 'host')))
    let first: Buffer | undefined
    let rest: Buffer[] | undefined
    let size = 0
    let held = 0
    let refused = false
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (refused) {
        // The rest is read and thrown away, so that the client comes to read its answer; within reason.
        if (size > MAX_DISCARDED_BYTES) request.socket.destroy()
      } else if (size > this.maxBodyBytes) {
        refused = true
        first = rest = undefined
        exchange.send(this.dispatcher.refuse(exchange, tooLarge(this.maxBodyBytes)))
      } else if (first === undefined) first = chunk
      else if (this.#held + chunk.length > MAX_HELD_BYTES) {
        refused = true
        first = rest = undefined
        exchange.send(this.dispatcher.refuse(exchange, tooMuchAtOnce()))
      } else {
        if (rest === undefined) {
          rest = [first]
          request.once('close', () => (this.#held -= held))
        }
        held += chunk.length
        this.#held += chunk.length
        rest.push(chunk)
      }
    })
    request.on('end', () => {
      if (refused) return
      if (rest !== undefined) exchange.body = Buffer.concat(rest, size)
      else if (first !== undefined) exchange.body = first
      this.#answer(exchange)
    })
    request.on('error', ignore)
    response.on('error', ignore)
  }

  /** What cannot be read, after everything is answered that came before it on its connection. */
  refuse(error: Error, socket: Duplex): void {
    this.#outbox.send()
    answerBadRequest(error, socket)
  }

  #answer(exchange: HttpExchange): void {
    const answer = exchange.path.startsWith(CONTROL_PREFIX) ? this.control.answer(exchange) : this.dispatcher.dispatch(exchange)
    if (answer instanceof Promise) void answer.then(settled => exchange.send(settled))
    else this.#outbox.add(exchange, answer)
  }

  /** Queue URLs in answers lead to where the client found us. */
  #origin(host: string | undefined): string {
    if (host === this.#lastHost && host !== undefined) return this.#lastOrigin
    if (host === undefined || !/^[a-z0-9._-]+(:\d+)?$|^\[[0-9a-f:.]+\](:\d+)?$/i.test(host)) return this.fallbackOrigin
    this.#lastHost = host
    return (this.#lastOrigin = `http://${host}`)
  }
}

/** How much of a body that is too large is read to its end. */
const MAX_DISCARDED_BYTES = 512 * 1024 * 1024

const tooLarge = (limit: number) =>
  new ServiceError('RequestEntityTooLargeException', `The body of the request is larger than the ${limit} bytes that this endpoint reads.`)

/** However many clients send large bodies at once, no more than this is kept of what they have sent so far. */
const MAX_HELD_BYTES = 512 * 1024 * 1024

const tooMuchAtOnce = () =>
  new ServiceError('ServiceUnavailable', 'Too many large requests are being read at the moment. Please try again.')

const ignore = (): void => {}
