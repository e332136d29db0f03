import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { OutgoingAnswer, OutgoingRequest } from '../../core/ports.js'
import { type Address, AllowList } from './allow-list.js'
import { Doors } from './doors.js'
import { Turns } from './turns.js'

/** Connections that nobody uses are kept this long. */
const IDLE_MS = 60_000
/** Of so many hosts it is told that they may not be reached. */
const MOST_TOLD = 100
const AGENT = { keepAlive: true, maxFreeSockets: 64, timeout: IDLE_MS }

/** Loaded when something first goes there: a server is started often. */
const https = () => process.getBuiltinModule('node:https')

/** Carries a request to an address outside; never rejects. */
export type Outgoing = (request: OutgoingRequest) => Promise<OutgoingAnswer>

/** Until something else is given, nothing leaves. */
export const nothingLeaves: Outgoing = async () => ({ failure: 'refused', reason: 'Nothing leaves this reference.' })

export interface OutgoingOptions {
  /** What may be reached: see `AllowList`. Default: loopback. */
  readonly allow?: readonly string[] | undefined
  /** The longest that any request is waited for, whatever it asks. Default: no limit beyond that of the request. */
  readonly maxTimeoutMs?: number | undefined
  /** The largest answer that is read, in bytes. Default: 1 MiB. */
  readonly maxAnswerBytes?: number | undefined
  /** Requests under way at one time: in all, and to one host. Others wait their turn. Default: 256 and 32. */
  readonly maxConnections?: number | undefined
  readonly maxConnectionsPerHost?: number | undefined
  /** Requests that wait their turn; beyond it they fail. Default: 100,000. */
  readonly maxWaiting?: number | undefined
}

/**
 * Requests to addresses outside: only to those that are allowed, by the address that is connected to; redirects are answers and are not followed. Time,
 * the size of answers and connections are limited. Hosts that have a door in this process are reached without a socket.
 */
export class OutgoingHttp {
  readonly doors = new Doors()
  /** Told once of each host that may not be reached, and why. */
  onRefused: ((reason: string) => void) | undefined
  readonly #refused = new Set<string>()
  readonly #allowed: AllowList
  readonly #http = new HttpAgent(AGENT)
  #https: HttpsAgent | undefined
  readonly #turns: Turns
  readonly #options: OutgoingOptions

  constructor(options: OutgoingOptions = {}) {
    this.#options = options
    this.#allowed = new AllowList(options.allow)
    this.#turns = new Turns(options.maxConnections ?? 256, options.maxConnectionsPerHost ?? 32, options.maxWaiting ?? 100_000)
  }

  readonly send: Outgoing = async (request) => {
    const url = URL.canParse(request.url) ? new URL(request.url) : undefined
    if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:'))
      return { failure: 'refused', reason: `${request.url} is no HTTP address.` }
    const timeoutMs = Math.min(request.timeoutMs, this.#options.maxTimeoutMs ?? Infinity)
    const door = this.doors.of(url.hostname)
    if (door !== undefined) return inTime(timeoutMs, () => door(request))
    const leave = await this.#turns.take(url.host)
    if (leave === undefined) return { failure: 'unreachable', reason: 'Too many requests wait to be sent.' }
    try {
      return await this.#exchange(url, request, timeoutMs)
    } finally {
      leave()
    }
  }

  /** Ends idle connections; requests under way go on to their end. */
  close(): void {
    this.#http.destroy()
    this.#https?.destroy()
  }

  async #exchange(url: URL, request: OutgoingRequest, timeoutMs: number): Promise<OutgoingAnswer> {
    return inTime(timeoutMs, async (signal) => {
      const addresses = await this.#allowed.addressesOf(url.hostname)
      if (addresses.length === 0) return this.#refuse(url.hostname)
      return this.#talk(url, request, addresses, signal)
    })
  }

  #refuse(host: string): OutgoingAnswer {
    const reason = `${host} is not among the addresses that may be reached: allow it by --allow-outgoing, or allowOutgoing.`
    if (this.#refused.size < MOST_TOLD && !this.#refused.has(host)) {
      this.#refused.add(host)
      this.onRefused?.(reason)
    }
    return { failure: 'refused', reason }
  }

  #talk(url: URL, { method, headers, body }: OutgoingRequest, addresses: readonly Address[], signal: AbortSignal): Promise<OutgoingAnswer> {
    return new Promise((resolve) => {
      const protocol = url.protocol as 'http:' | 'https:'
      const open = protocol === 'http:' ? requestHttp : https().request
      const first = addresses[0]!
      const options = {
        method,
        signal,
        agent: protocol === 'http:' ? this.#http : (this.#https ??= new (https().Agent)(AGENT)),
        headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
        // The addresses were looked up and checked; a name that leads elsewhere by now leads nowhere.
        lookup: fixedLookup(addresses),
        autoSelectFamily: addresses.length > 1,
        setHost: true,
        // An address as host needs no lookup: it is one of those that were checked.
        ...(addresses.length === 1 && url.hostname.replace(/^\[|\]$/g, '') === first.address ? { host: first.address } : {}),
        maxHeaderSize: 32 * 1024,
      }
      const sent: ClientRequest = open(url, options, (answer) => this.#read(answer, sent, resolve))
      sent.on('error', (error) => resolve(unreachable(error)))
      sent.end(body)
    })
  }

  #read(answer: IncomingMessage, sent: ClientRequest, resolve: (answer: OutgoingAnswer) => void): void {
    const { maxAnswerBytes: most = 1024 * 1024 } = this.#options
    const status = answer.statusCode!
    const chunks: Buffer[] = []
    let size = 0
    answer.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= most) return void chunks.push(chunk)
      resolve({ failure: 'too-large', status, reason: `The answer has more than ${most} bytes.` })
      sent.destroy()
    })
    answer.on('end', () => resolve({ status, headers: joined(answer.headers), body: Buffer.concat(chunks, size).toString('utf8') }))
    answer.on('error', (error) => resolve({ failure: 'unreachable', reason: error.message }))
  }
}

const fixedLookup =
  (addresses: readonly Address[]): LookupFunction =>
  (_host, { all }, callback) => {
    if (all) callback(null, [...addresses])
    else callback(null, addresses[0]!.address, addresses[0]!.family)
  }

const joined = (headers: IncomingMessage['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))

/** Errors of an address that is not there, or of a port at which nobody listens. A name that is not known here may be known elsewhere. */
const NOBODY_THERE: ReadonlySet<string | undefined> = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'])

const unreachable = (error: NodeJS.ErrnoException): OutgoingAnswer => ({
  failure: 'unreachable',
  reason: error.message || String(error.code),
  ...(NOBODY_THERE.has(error.code) ? { isNobodyThere: true } : {}),
})

/** What comes of something within that time; it is told when the time is over. */
async function inTime(ms: number, answer: (signal: AbortSignal) => Promise<OutgoingAnswer>): Promise<OutgoingAnswer> {
  const over = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<OutgoingAnswer>((resolve) => {
    timer = setTimeout(() => {
      resolve({ failure: 'timeout', reason: `There was no whole answer within ${ms} ms.` })
      over.abort()
    }, ms)
  })
  try {
    return await Promise.race([answer(over.signal).catch((error: unknown) => unreachable(error as Error)), late])
  } finally {
    clearTimeout(timer)
  }
}
