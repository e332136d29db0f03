/** So many neighbours share a page. */
const PAGE = 32

class Page<T> {
  readonly things = new Array<T | undefined>(PAGE)
  size = 0
}

/**
 * Things by whole numbers that are given out one after the other: a map whose neighbours share a page, at a quarter of the memory that a `Map` takes
 * for each.
 */
export class Numbered<T> {
  private readonly pages = new Map<number, Page<T>>()
  size = 0

  get(number: number): T | undefined {
    return this.pages.get(Math.floor(number / PAGE))?.things[number % PAGE]
  }

  has(number: number): boolean {
    return this.get(number) !== undefined
  }

  set(number: number, thing: T): void {
    const key = Math.floor(number / PAGE)
    let page = this.pages.get(key)
    if (page === undefined) this.pages.set(key, (page = new Page()))
    if (page.things[number % PAGE] === undefined) {
      page.size++
      this.size++
    }
    page.things[number % PAGE] = thing
  }

  delete(number: number): void {
    const key = Math.floor(number / PAGE)
    const page = this.pages.get(key)
    if (page?.things[number % PAGE] === undefined) return
    page.things[number % PAGE] = undefined
    this.size--
    if (--page.size === 0) this.pages.delete(key)
  }

  clear(): void {
    this.pages.clear()
    this.size = 0
  }

  /** All there are now, page by page, in the order in which the first of each page came. */
  values(): T[] {
    const all: T[] = []
    for (const { things } of this.pages.values()) for (const thing of things) if (thing !== undefined) all.push(thing)
    return all
  }
}
