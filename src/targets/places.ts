import type { Agent as HttpAgent } from 'node:http'
import { addressOf, type Addresses } from './address.js'
import { Streaming } from './streaming.js'
import type { HttpRequest, StreamedAnswer } from './target.js'

/** Where requests of one service in one region go. */
interface Place {
  readonly base: URL
  readonly agent: HttpAgent
  /** The request, its path made whole. */
  whole(request: HttpRequest): HttpRequest
  /** Made when the first answer is a stream. */
  streaming?: Streaming
}

/** Milliseconds for the head of an answer that is a stream. */
const HEAD_WITHIN_MS = 30_000

/** The addresses of a target: each service, in each region, may have its own. */
export class Places {
  readonly #known = new Map<string, Place>()

  constructor(
    private readonly addresses: Addresses,
    private readonly agents: Readonly<Record<'http:' | 'https:', HttpAgent>>,
    private readonly tls: object,
  ) {}

  of({ service, region }: HttpRequest): Place {
    const address = addressOf(this.addresses, service, region)
    const known = this.#known.get(address)
    if (known !== undefined) return known
    const base = new URL(address)
    const path = base.pathname.replace(/\/$/, '')
    const place: Place = {
      base,
      agent: this.agents[base.protocol === 'https:' ? 'https:' : 'http:'],
      whole: (request) => (path === '' || request.path.startsWith(`${path}/`) ? request : { ...request, path: path + request.path }),
    }
    this.#known.set(address, place)
    return place
  }

  /** @throws NoAnswer */
  stream(request: HttpRequest): Promise<StreamedAnswer> {
    const place = this.of(request)
    place.streaming ??= new Streaming({ base: place.base, tls: this.tls, headWithinMs: HEAD_WITHIN_MS })
    return place.streaming.send(place.whole(request))
  }

  close(): void {
    for (const { streaming } of this.#known.values()) streaming?.close()
  }
}
