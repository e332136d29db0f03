/** The latest things that are gone, in a ring of fixed size. */
export class Tombstones<T> {
  readonly #ring: (T | undefined)[]
  #next = 0
  size = 0
  /** Things that fell out of the ring. */
  forgotten = 0

  /** @param room at least 1 */
  constructor(private readonly room: number) {
    this.#ring = new Array<T | undefined>(room)
  }

  /** Remembers a thing; answers the one that has to be forgotten for it. */
  add(thing: T): T | undefined {
    const oldest = this.#ring[this.#next]
    this.#ring[this.#next] = thing
    this.#next = (this.#next + 1) % this.room
    if (this.size < this.room) this.size++
    else this.forgotten++
    return oldest
  }
}
