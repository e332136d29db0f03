/** What can stand in a line: it knows its neighbours, so that it can leave from anywhere at O(1). */
export interface Linked<T> {
  line: unknown
  before: T | undefined
  after: T | undefined
}

/** Things in order of arrival. A `Set` would do, were it not linear at its head after many removals. */
export class Line<T extends Linked<T>> {
  first: T | undefined
  last: T | undefined
  size = 0

  add(thing: T): void {
    thing.line = this
    thing.before = this.last
    thing.after = undefined
    if (this.last === undefined) this.first = thing
    else this.last.after = thing
    this.last = thing
    this.size++
  }

  delete(thing: T): void {
    if (thing.line !== this) return
    if (thing.before === undefined) this.first = thing.after
    else thing.before.after = thing.after
    if (thing.after === undefined) this.last = thing.before
    else thing.after.before = thing.before
    thing.line = thing.before = thing.after = undefined
    this.size--
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let thing = this.first; thing !== undefined;) {
      const next: T | undefined = thing.after
      yield thing
      thing = next
    }
  }
}
