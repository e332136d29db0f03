import type { IncomingMessage, ServerResponse } from 'node:http'
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { Readable, type Writable } from 'node:stream'
import type { Service } from '../../../reference/core/service.js'
import { frontServer } from '../../../reference/server/front.js'
import { http2Server } from '../../../reference/server/http2.js'
import { wallClock } from '../../targets/wall-clock.js'
import type { Redact } from '../../oracle/trace/sdk/redact.js'
import { clientNames } from './client-names.js'
import { Origins } from './origins.js'
import { LEFT, Recorder } from './recorder.js'
import { type Arriving, type Asker, endToEnd, Sender, wholeOf } from './send.js'
import type { Outbound, Upstream } from './upstream.js'

export interface ProxyOptions {
  readonly to: Upstream
  readonly services: readonly Service[]
  /** The path of the trace; where it is taken, another is chosen. */
  readonly trace: string
  /** Default: any free port of this machine alone. */
  readonly port?: number | undefined
  readonly host?: string | undefined
  readonly redact?: Redact | undefined
  readonly redactMembers?: readonly string[] | undefined
  readonly onError?: ((error: Error) => void) | undefined
}

export interface Proxy {
  readonly url: string
  /** What was recorded so far. */
  readonly recorder: Pick<Recorder, 'path' | 'exchanges' | 'passed'>
  /** Ends the trace and all connections. */
  close(): Promise<void>
}

/** A request as it came in, over either HTTP. */
interface Inbound {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly host: string
  readonly client: string
  readonly isHttp2: boolean
  readonly source: Readable
  readonly out: Writable
  begin(status: number, headers: Readonly<Record<string, string | number>>): void
  /** Breaks the request off without an answer. */
  abandon(): void
}

/** What is read of a body; as much as a reference takes, and more. */
const LARGEST = 64 * 1024 * 1024
/** Bytes of an answer that are copied once more to be sent in one piece. */
const SHORT = 16 * 1024

/**
 * Stands between clients and a target, hands on what they say, and writes it down. Only queue URLs are changed, so that whoever follows them comes by here
 * again; everything else goes on as it came, streams piece by piece.
 */
export const openProxy = async (options: ProxyOptions): Promise<Proxy> => {
  const recorder = new Recorder(options)
  const sender = new Sender()
  const origins = new Origins()
  const open = new Set<Leaving>()
  let closing: Promise<void> | undefined

  const take = async (inbound: Inbound): Promise<void> => {
    const asker = new Leaving()
    open.add(asker)
    inbound.out.once('close', () => {
      open.delete(asker)
      if (!inbound.out.writableFinished) asker.leave()
    })
    inbound.out.on('error', ignore)
    const body = await wholeOf(inbound.source, LARGEST)
    if (body === undefined) return refuse(inbound, 413, `The proxy takes bodies of at most ${LARGEST} bytes.`)
    const request = recorder.ask(inbound)
    const { base, service, region } = request.goesTo(options.to)
    const proxy = `http://${inbound.host}`
    const outbound: Outbound = {
      base,
      method: inbound.method,
      path: inbound.path,
      headers: endToEnd(inbound.headers),
      body: mayHold(body, QUEUE_URL) ? origins.toTarget(body.toString(), proxy, base.origin) : body,
    }
    const sent = wallClock.now()
    const pending = recorder.begin(request, outbound, sent)
    let arriving: Arriving
    try {
      const headers = options.to.sign === undefined ? outbound.headers : await options.to.sign(outbound, service ?? 'sqs', region)
      arriving = await sender.send({ ...outbound, headers }, asker, inbound.isHttp2)
    } catch (error) {
      pending.lost(asker.isGone ? LEFT : (error as Error).message, wallClock.now())
      if (asker.isGone) inbound.abandon()
      else refuse(inbound, 502, `The proxy got no answer from ${base.host}: ${(error as Error).message}`)
      return
    }
    const received = wallClock.now()
    const { status, headers, body: came } = arriving
    if (came instanceof Readable) {
      inbound.begin(status, headers)
      pending.streams(received)
      return pipe(came, inbound.out)
    }
    const answer = mayHold(came, QUEUE_URL) ? Buffer.from(origins.toProxy(came.toString(), proxy)) : came
    inbound.begin(status, inbound.method === 'HEAD' ? headers : { ...headers, 'content-length': answer.length })
    if (inbound.method === 'HEAD') inbound.out.end()
    // A short text goes out with the headers, all in one.
    else if (answer.length < SHORT) inbound.out.end(answer.toString('latin1'), 'latin1')
    else inbound.out.end(answer)
    pending.came({ status, contentType: headers['content-type'] ?? '', body: came }, received)
  }

  const http2 = http2Server(
    (stream, headers) => void take(overHttp2(stream, headers, clientOf(stream.session?.socket))).catch(() => stream.destroy()),
  )
  const server = frontServer(() => http2.server, undefined)
  const clientOf = clientNames()
  server.requestTimeout = 0
  server.on(
    'request',
    (request, response) => void take(overHttp1(request, response, clientOf(request.socket))).catch(() => response.destroy()),
  )
  server.on('clientError', (_error, socket) => void socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    recorder,
    close: () => (closing ??= close()),
  }

  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const asker of open) asker.leave()
    await recorder.close()
    server.closeAllConnections()
    http2.end()
    sender.close()
    await closed
  }
}

const overHttp1 = (request: IncomingMessage, response: ServerResponse & { readonly socket: Socket | null }, client: string): Inbound => ({
  method: request.method ?? 'POST',
  path: request.url ?? '/',
  headers: request.headers,
  host: request.headers.host ?? 'localhost',
  client,
  isHttp2: false,
  source: request,
  out: response,
  begin: (status, headers) => void response.writeHead(status, headers),
  abandon: () => void response.destroy(),
})

const overHttp2 = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, client: string): Inbound => ({
  method: headers[':method'] ?? 'POST',
  path: headers[':path'] ?? '/',
  headers,
  host: headers[':authority'] ?? headers.host ?? 'localhost',
  client,
  isHttp2: true,
  source: stream,
  out: stream,
  begin: (status, told) => void (stream.destroyed || stream.respond({ ':status': status, ...told })),
  abandon: () => void stream.destroy(),
})

/** Piece by piece, as they come; who takes them sets the pace. */
const pipe = (from: Readable, to: Writable): Promise<void> =>
  new Promise((resolve) => {
    from.once('error', () => to.destroy())
    from.once('close', resolve)
    to.once('close', () => from.destroy())
    from.pipe(to)
  })

/** Whoever asked. */
class Leaving implements Asker {
  isGone = false
  onGone: (() => void) | undefined
  leave(): void {
    if (this.isGone) return
    this.isGone = true
    this.onGone?.()
  }
}

const QUEUE_URL = Buffer.from('QueueUrl')
const mayHold = (body: Buffer, what: Buffer): boolean => body.includes(what)

const refuse = (inbound: Inbound, status: number, message: string): void => {
  const body = JSON.stringify({ __type: status === 413 ? 'RequestEntityTooLargeException' : 'ServiceUnavailable', message })
  inbound.begin(status, { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(body) })
  inbound.out.end(body)
}

const ignore = (): void => {}
