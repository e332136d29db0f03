import { Line, type Linked } from '../../core/line.js'

class Waiting implements Linked<Waiting> {
  line: unknown
  before: Waiting | undefined
  after: Waiting | undefined
  constructor(readonly begin: () => void) {}
}

interface Host {
  open: number
  readonly waiting: Line<Waiting>
}

/** Lets so many be under way at one time, in all and to one host; the hosts take turns, and who waits for one host is served in order of arrival. */
export class Turns {
  #open = 0
  #waiting = 0
  readonly #hosts = new Map<string, Host>()
  /** Hosts for which somebody waits and which could take one. */
  readonly #ready = new Set<Host>()

  constructor(
    private readonly most: number,
    private readonly mostPerHost: number,
    private readonly mostWaiting: number,
  ) {}

  /** Resolves when it is its turn, with what ends it; to `undefined` where too many wait. */
  async take(name: string): Promise<(() => void) | undefined> {
    let host = this.#hosts.get(name)
    if (host === undefined) this.#hosts.set(name, (host = { open: 0, waiting: new Line() }))
    const { waiting } = host
    if (this.#open < this.most && host.open < this.mostPerHost && waiting.size === 0) this.#begin(host)
    else {
      if (this.#waiting >= this.mostWaiting) return undefined
      this.#waiting++
      const turn = new Promise<void>((resolve) => waiting.add(new Waiting(resolve)))
      if (host.open < this.mostPerHost) this.#ready.add(host)
      await turn
    }
    return () => this.#end(name, host)
  }

  #begin(host: Host): void {
    this.#open++
    host.open++
  }

  #end(name: string, host: Host): void {
    this.#open--
    host.open--
    if (host.waiting.size > 0) this.#ready.add(host)
    else if (host.open === 0) this.#hosts.delete(name)
    for (const next of this.#ready) {
      if (this.#open >= this.most) return
      this.#ready.delete(next)
      const first = next.waiting.first
      if (first === undefined || next.open >= this.mostPerHost) continue
      next.waiting.delete(first)
      this.#waiting--
      this.#begin(next)
      if (next.waiting.size > 0 && next.open < this.mostPerHost) this.#ready.add(next)
      first.begin()
    }
  }
}
