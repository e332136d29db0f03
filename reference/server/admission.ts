import { isIP } from 'node:net'
import { ServiceError } from '../core/errors.js'
import { shorten } from '../wire/text.js'

export interface AdmissionOptions {
  /** The address that the server listens on. */
  readonly host: string
  /** Names besides, under which clients reach it; `*`: any. */
  readonly allowHosts: readonly string[]
  /** Origins of web pages that may use it; `*`: any. */
  readonly cors: readonly string[]
}

/** What of a request tells that a web page sends it. */
export interface Sender {
  readonly host: string | undefined
  readonly origin: string | undefined
  /** The header `Sec-Fetch-Site`, which browsers alone send. */
  readonly site: string | undefined
}

/**
 * Keeps web pages of other origins out, which a browser on this machine would let send requests to a loopback port: unsigned requests are
 * answered, and a GET or a form needs no permission of the server's. Three things give a page away: its `Origin`, `Sec-Fetch-Site`, and, where its
 * own name was made to lead here (DNS rebinding), a `Host` that is not ours.
 */
export class Admission {
  readonly #hosts: ReadonlySet<string>
  readonly #origins: ReadonlySet<string>
  readonly #anyHost: boolean
  readonly #anyAddress: boolean
  #lastHost: string | undefined

  constructor({ host, allowHosts, cors }: AdmissionOptions) {
    this.#hosts = new Set(['localhost', hostName(host), ...allowHosts.map((name) => hostName(name))])
    this.#anyHost = allowHosts.includes('*')
    this.#anyAddress = !isLoopback(hostName(host))
    this.#origins = new Set(cors.map((origin) => origin.toLowerCase().replace(/\/$/, '')))
  }

  /** The error for a request that is not to be answered. */
  refusal({ host, origin, site }: Sender): ServiceError | undefined {
    if (host !== undefined && host !== this.#lastHost) {
      if (!this.#isOurs(hostName(host))) {
        return forbidden(
          `This endpoint is not known as ${shorten(host)}: use localhost, or start it with --allow-host ${shorten(hostName(host))}.`,
        )
      }
      this.#lastHost = host
    }
    if (origin === undefined ? site !== 'cross-site' : this.allows(origin) || isSameOrigin(origin, host)) return undefined
    const page = origin === undefined || origin === 'null' ? 'https://your.page' : shorten(origin)
    return forbidden(`Web pages of other origins are not answered. Start the server with --cors ${page} where one is meant to use it.`)
  }

  /** Whether pages of that origin may use the server and read its answers. */
  allows(origin: string): boolean {
    return this.#origins.size > 0 && (this.#origins.has('*') || this.#origins.has(origin.toLowerCase()))
  }

  #isOurs(name: string): boolean {
    if (this.#anyHost || this.#hosts.has(name) || name.endsWith('.localhost') || isLoopback(name)) return true
    // An address cannot be made to lead elsewhere, as a name can.
    return this.#anyAddress && isIP(name.replace(/^\[|\]$/g, '')) !== 0
  }
}

/** `localhost:4566` without the port, in lower case. */
export const hostName = (host: string): string => {
  const name = host.toLowerCase()
  return isIP(name) === 6 ? `[${name}]` : name.replace(/:\d*$/, '')
}

const isLoopback = (name: string): boolean => name === 'localhost' || name === '[::1]' || (isIP(name) === 4 && name.startsWith('127.'))

const isSameOrigin = (origin: string, host: string | undefined): boolean =>
  /^https?:\/\//.test(origin) && origin.slice(origin.indexOf('//') + 2) === host

const forbidden = (message: string) => new ServiceError('AccessDeniedException', message)
