import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { Gate } from './gate.js'
import { NoAnswer } from './target.js'
import type { Credentials, HttpAnswer, HttpRequest, Scope, Slack, Target } from './target.js'
import { wallClock } from './wall-clock.js'

export interface EndpointOptions {
  /** `http://localhost:4566` */
  readonly endpoint: string
  readonly region: string
  readonly credentials: Credentials
  readonly slack: Slack
  /** A few letters and digits that are this run's own; they stand in the name of everything that is made. */
  readonly run: string
}

/** What everything that a run makes on a shared target is called, at its beginning. */
export const namePrefix = (run: string): string => `touchstone-${run}-`

/** Requests that are on their way at the same time; more would only queue up in the target, and blur when they took place. */
const REQUESTS_AT_ONCE = 64
/** Long polls wait rather than work, so they do not count among those. */
const LONG_POLLS_AT_ONCE = 512
const CASES_AT_ONCE = 200
/** Milliseconds after which a target that says nothing has hung. */
const ANSWER_WITHIN_MS = 30_000
/** Idle connections are closed before a server does, which would break the request that is just being sent. */
const IDLE_MS = 2000

/** An implementation behind a URL, in real time. */
export const endpointTarget = ({ endpoint, region, credentials, slack, run }: EndpointOptions): Target => {
  const base = new URL(endpoint)
  const isTls = base.protocol === 'https:'
  const agent = new (isTls ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: Infinity, scheduling: 'lifo', timeout: IDLE_MS })
  const requests = new Gate(REQUESTS_AT_ONCE)
  const longPolls = new Gate(LONG_POLLS_AT_ONCE)
  const basePath = base.pathname.replace(/\/$/, '')
  let scopes = 0

  const begin = ({ method, path, headers }: HttpRequest, length: number, answered: (response: IncomingMessage) => void): ClientRequest =>
    (isTls ? httpsRequest : httpRequest)(
      {
        agent, method, host: base.hostname.replace(/^\[|\]$/g, ''), port: base.port || (isTls ? 443 : 80),
        path: basePath === '' || path.startsWith(`${basePath}/`) ? path : basePath + path,
        headers: { host: base.host, ...headers, ...(length > 0 || method !== 'GET' ? { 'content-length': String(length) } : {}) },
      },
      answered,
    )

  const exchange = (request: HttpRequest, timeoutMs: number, sent: number, isRetry: boolean): Promise<HttpAnswer> =>
    new Promise((resolve, reject) => {
      const body = typeof request.body === 'string' ? Buffer.from(request.body) : request.body
      const fail = (message: string, cause?: unknown): void => {
        clearTimeout(timer)
        reject(new NoAnswer(message, sent, wallClock.now(), { cause }))
      }
      const outgoing = begin(request, body.byteLength, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', (error) => fail(`the answer broke off: ${error.message}`, error))
        response.on('end', () => {
          clearTimeout(timer)
          resolve({ status: response.statusCode ?? 0, headers: flat(response), body: Buffer.concat(chunks), sent, received: wallClock.now() })
        })
      })
      const timer = setTimeout(() => outgoing.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs)
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // The server may have closed an idle connection in the very moment we chose it; that says nothing about the request.
        if (!isRetry && outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) {
          clearTimeout(timer)
          exchange(request, timeoutMs, sent, true).then(resolve, reject)
          return
        }
        fail(error.code === undefined ? error.message : `${error.code}: ${error.message}`, error)
      })
      outgoing.end(body)
    })

  return {
    label: `${base.protocol}//${base.host}${basePath}`,
    endpoint: `${base.origin}${basePath}`,
    isVirtual: false,
    casesAtOnce: CASES_AT_ONCE,
    slack,
    region,
    credentials,
    open: (): Scope => ({
      clock: wallClock,
      region,
      prefix: `${namePrefix(run)}${(scopes++).toString(36)}-`,
      send: (request, waitMs = 0) =>
        (waitMs > 0 ? longPolls : requests).pass(() => exchange(request, ANSWER_WITHIN_MS + waitMs, wallClock.now(), false)),
      close: () => Promise.resolve(),
    }),
    close() {
      agent.destroy()
      return Promise.resolve()
    },
  }
}

const flat = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
