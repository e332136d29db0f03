import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DoorAnswering, DoorRequest, OpenDoor } from './target.js'
import { wallClock } from './wall-clock.js'

/** What anybody may send to a door at most, in bytes: nothing a service delivers is larger. */
const LARGEST = 4 * 1024 * 1024

/** Where subscribers over HTTP are reached: where we listen, and how the target calls it. */
export interface DoorAddress {
  /** `http://host.docker.internal:8099`, as the target reaches it; else the address where we listen. */
  readonly url?: string
}

/** Doors of one server: each is a path of its own. */
export class HttpDoors {
  readonly #doors = new Map<string, DoorAnswering>()
  #server: Promise<Server> | undefined

  constructor(private readonly address: DoorAddress = {}) {}

  async open(answer: DoorAnswering): Promise<OpenDoor> {
    const server = await (this.#server ??= this.#listen())
    const { port } = server.address() as AddressInfo
    const base = this.address.url?.replace(/\/$/, '') ?? `http://127.0.0.1:${port}`
    const name = `/door-${this.#doors.size}-${Math.random().toString(36).slice(2)}`
    this.#doors.set(name, answer)
    return { url: base + name, close: async () => void this.#doors.delete(name) }
  }

  async close(): Promise<void> {
    const server = await this.#server
    server?.closeAllConnections()
    server?.close()
  }

  #listen(): Promise<Server> {
    const { url } = this.address
    const server = createServer((request, response) => void this.#knock(request, response))
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      // Whoever gives an address means to be reached from elsewhere, a container mostly.
      server.listen(url === undefined ? 0 : Number(new URL(url).port || 80), url === undefined ? '127.0.0.1' : '0.0.0.0', () =>
        resolve(server),
      )
    })
  }

  async #knock(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '/', method = 'GET' } = request
    const end = url.slice(1).search(/[/?]/)
    const name = end === -1 ? url : url.slice(0, end + 1)
    const answer = this.#doors.get(name)
    const chunks: Buffer[] = []
    let size = 0
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) if ((size += chunk.length) <= LARGEST) chunks.push(chunk)
    } catch {
      return
    }
    if (answer === undefined || size > LARGEST) {
      response.writeHead(answer === undefined ? 404 : 413).end()
      return
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([key, value]) => [key, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
    )
    const knock: DoorRequest = {
      method,
      path: url.slice(name.length) || '/',
      headers,
      body: Buffer.concat(chunks).toString(),
      at: wallClock.now(),
    }
    const said = await answer(knock).catch(() => undefined)
    if (said === undefined) request.socket.destroy()
    else response.writeHead(said.status ?? 200, { ...said.headers }).end(said.body ?? '')
  }
}
