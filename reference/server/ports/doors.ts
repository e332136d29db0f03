import type { OutgoingAnswer, OutgoingRequest } from '../../core/ports.js'

/** What comes to a door in this process. Names of headers are in lower case. */
export interface DoorRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface DoorAnswer {
  /** Default: 200. */
  readonly status?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | undefined
}

/** Answers a request; one that throws is a host that cannot be reached. */
export type DoorHandler = (request: DoorRequest) => DoorAnswer | undefined | Promise<DoorAnswer | undefined>

/** Hosts that are reached in this process, without a socket: an embedded reference has subscribers by them. */
export class Doors {
  readonly #handlers = new Map<string, DoorHandler>()

  /** Opens a door at a host (`hooks.example.com`); the result closes it. */
  open(host: string, handler: DoorHandler): () => void {
    const name = host.toLowerCase()
    this.#handlers.set(name, handler)
    return () => {
      if (this.#handlers.get(name) === handler) this.#handlers.delete(name)
    }
  }

  of(host: string): ((request: OutgoingRequest) => Promise<OutgoingAnswer>) | undefined {
    const handler = this.#handlers.get(host.toLowerCase())
    if (handler === undefined) return undefined
    return async ({ method, url, headers, body }) => {
      const answer = await handler({ method, url, headers: inLowerCase(headers), body })
      return { status: answer?.status ?? 200, headers: inLowerCase(answer?.headers ?? {}), body: answer?.body ?? '' }
    }
  }
}

const inLowerCase = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
