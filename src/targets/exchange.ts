import type { Agent as HttpAgent, ClientRequest, IncomingMessage } from 'node:http'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { NoAnswer, Oversized } from './target.js'
import type { HttpAnswer, HttpRequest } from './target.js'
import { wallClock } from './wall-clock.js'

/** No answer of AWS is as large: ten messages of 1 MiB each, all of them escaped or in base64, are below it. */
export const LARGEST_ANSWER = 64 * 1024 * 1024
/** A timer that fires so much later than it should tells that this process stood still, and that what came meanwhile waits to be read. */
const LATE_MS = 250
/** What is left to read what came meanwhile. */
const READING_MS = 1000

/** One request to one server, and its whole answer. */
export interface Exchanging {
  readonly base: URL
  readonly agent: HttpAgent
  /** The request, its path made whole. */
  readonly request: HttpRequest
  readonly timeoutMs: number
  /** Whether it may be sent again where a kept connection turns out to be closed: only what changes nothing. */
  readonly isRepeatable: boolean
  readonly largest?: number
}

/**
 * Sends a request, and once more at most.
 *
 * @throws NoAnswer, Oversized
 */
export const exchange = (exchanging: Exchanging, sent = wallClock.now(), isRetry = false): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const { request, timeoutMs, isRepeatable, largest = LARGEST_ANSWER } = exchanging
    const body = typeof request.body === 'string' ? Buffer.from(request.body) : request.body
    let timer: NodeJS.Timeout
    const end = (error: Error): void => {
      clearTimeout(timer)
      reject(error)
    }
    const fail = (message: string, cause?: unknown): void => end(new NoAnswer(message, sent, wallClock.now(), { cause }))
    const outgoing = begin(exchanging, body.byteLength, (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength
        if (bytes <= largest) return void chunks.push(chunk)
        outgoing.destroy()
        end(new Oversized(`an answer of more than ${largest} bytes`))
      })
      response.on('error', (error) => fail(`the answer broke off: ${error.message}`, error))
      response.on('end', () => {
        clearTimeout(timer)
        resolve({ status: response.statusCode ?? 0, headers: flat(response), body: Buffer.concat(chunks), sent, received: wallClock.now() })
      })
    })
    const expect = (ms: number): void => {
      const due = performance.now() + ms
      timer = setTimeout(() => {
        // The process was stopped, and timers come before sockets: the answer may be there, unread.
        if (performance.now() > due + LATE_MS) expect(READING_MS)
        else outgoing.destroy(new Error(`no answer within ${timeoutMs / 1000} s`))
      }, ms)
    }
    expect(timeoutMs)
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      // The server may have closed an idle connection in the very moment it was chosen. It may as well have worked on the request first.
      if (isRepeatable && !isRetry && outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) {
        clearTimeout(timer)
        exchange(exchanging, sent, true).then(resolve, reject)
        return
      }
      fail(error.code === undefined ? error.message : `${error.code}: ${error.message}`, error)
    })
    outgoing.end(body)
  })

const begin = (
  { base, agent, request: { method, path, headers } }: Exchanging,
  length: number,
  answered: (response: IncomingMessage) => void,
): ClientRequest => {
  const isTls = base.protocol === 'https:'
  return (isTls ? httpsRequest : httpRequest)(
    {
      agent,
      method,
      path,
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port || (isTls ? 443 : 80),
      headers: { host: base.host, ...headers, ...(length > 0 || method !== 'GET' ? { 'content-length': String(length) } : {}) },
    },
    answered,
  )
}

const flat = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
