import type { DoorReply, DoorRequest, OpenDoor, ScopeClock } from '../targets/target.js'

/** How often a case looks whether something came. */
const LOOK_EVERY_MS = 20

/** A subscriber over HTTP: what came to it, and what it answers. */
export class Door {
  /** Everything that came, in the order in which it came. */
  readonly requests: DoorRequest[] = []
  url = ''
  /** The same over TLS; nothing where the target cannot reach it so. */
  secureUrl: string | undefined
  #reply: (request: DoorRequest) => DoorReply | undefined | Promise<DoorReply | undefined> = () => ({})

  constructor(private readonly clock: ScopeClock) {}

  at({ url, secureUrl }: OpenDoor): this {
    this.url = url
    this.secureUrl = url.startsWith('https:') ? url : secureUrl
    return this
  }

  /** Decides what is answered from now on; `undefined` breaks the connection off. 200 with nothing in it until then. */
  replies(reply: (request: DoorRequest) => DoorReply | undefined | Promise<DoorReply | undefined>): void {
    this.#reply = reply
  }

  async answer(request: DoorRequest): Promise<DoorReply | undefined> {
    this.requests.push(request)
    return this.#reply(request)
  }

  /**
   * The first `n` requests that are meant; fewer where no more came within `ms` milliseconds.
   *
   * @param isMeant all unless given
   */
  async came(n: number, ms: number, isMeant: (request: DoorRequest) => boolean = () => true): Promise<readonly DoorRequest[]> {
    for (const end = this.clock.now() + ms; ;) {
      const asked = this.clock.now()
      const meant = this.requests.filter(isMeant)
      if (meant.length >= n || asked >= end) return meant.slice(0, n)
      await this.clock.sleep(LOOK_EVERY_MS)
    }
  }
}
