import { type Cover, coversOf, isBroad, type Predicate } from './covers.js'
import { type Gathered, PathTree } from './gathered.js'
import { accepts, type Properties } from './match.js'
import { PathIndex } from './path-index.js'
import type { Filter } from './policy.js'

interface Entry<T> {
  readonly member: T
  readonly filter: Filter
  isIn: boolean
  /** The last search that came by. */
  seen: number
}

/**
 * Filters with those they belong to, found by what a message has. Each filter is kept under one of its keys, the one that tells most; where many
 * are kept in one place, they are told apart by a second key there, and so on. A search visits the places that the message's values lead to, and asks
 * only the filters in them, so that it does not take longer for filters that have no value in common with the message.
 */
export class FilterIndex<T> {
  readonly #entries = new Map<T, Entry<T>>()
  #paths = PathTree.root()
  #root = new Bucket<T>()
  #searches = 0
  #removed = 0

  get size(): number {
    return this.#entries.size
  }

  /** Puts a member in, or gives it another filter. */
  set(member: T, filter: Filter): void {
    this.delete(member)
    const entry: Entry<T> = { member, filter, isIn: true, seen: 0 }
    this.#entries.set(member, entry)
    this.#put(entry)
  }

  delete(member: T): void {
    const entry = this.#entries.get(member)
    if (entry === undefined) return
    entry.isIn = false
    this.#entries.delete(member)
    // Places are cleared of what is gone when that is the greater part.
    if (++this.#removed > this.#entries.size + 100) this.#rebuild()
  }

  /** The members whose filters accept the message, in no particular order. */
  matching(properties: Properties): T[] {
    const found: T[] = []
    if (this.#entries.size === 0) return found
    const search = ++this.#searches
    this.#root.visit(this.#paths.gather(properties), (entry) => {
      if (entry.seen === search) return
      entry.seen = search
      if (entry.isIn && accepts(entry.filter.root, properties)) found.push(entry.member)
    })
    return found
  }

  #put(entry: Entry<T>): void {
    this.#root.put(entry, 0, this.#paths)
  }

  #rebuild(): void {
    this.#removed = 0
    this.#paths = PathTree.root()
    this.#root = new Bucket()
    for (const entry of this.#entries.values()) this.#put(entry)
  }
}

/** A place: some entries that are asked one by one, or many that are told apart by a further key. */
class Bucket<T> {
  #entries: [entry: Entry<T>, used: number][] = []
  #level: Level<T> | undefined
  size = 0

  /** @param used which of its covers led the entry here, as bits */
  put(entry: Entry<T>, used: number, paths: PathTree): void {
    this.size++
    if (this.#level !== undefined) return this.#level.put(entry, used, paths)
    this.#entries.push([entry, used])
    if (this.#entries.length <= MOST_ASKED) return
    const level = (this.#level = new Level<T>())
    for (const [one, usedByOne] of this.#entries) if (one.isIn) level.put(one, usedByOne, paths)
    this.#entries = []
  }

  visit(gathered: ReadonlyMap<string, Gathered>, visit: (entry: Entry<T>) => void): void {
    for (const [entry] of this.#entries) visit(entry)
    this.#level?.visit(gathered, visit)
  }
}

const MOST_ASKED = 16

class Level<T> {
  readonly #paths = new Map<string, PathIndex<Bucket<T>>>()
  /** Paths with filters that accept messages without the key. */
  readonly #missing = new Map<string, PathIndex<Bucket<T>>>()
  /** Entries that no further key tells apart. */
  readonly #rest: Entry<T>[] = []

  put(entry: Entry<T>, used: number, paths: PathTree): void {
    let best: Cover | undefined
    let bestBit = 0
    let bestCost = Infinity
    // Made anew where they are wanted: to keep them would take more memory than all the rest.
    const covers = coversOf(entry.filter.root).slice(0, 31)
    for (const [i, cover] of covers.entries()) {
      if (used & (1 << i)) continue
      const cost = cover.reduce((sum, predicate) => sum + this.#cost(predicate), 0)
      if (cost < bestCost) [best, bestBit, bestCost] = [cover, 1 << i, cost]
    }
    if (best === undefined) this.#rest.push(entry)
    else for (const bucket of new Set(best.map((predicate) => this.#bucket(predicate, paths)))) bucket.put(entry, used | bestBit, paths)
  }

  #cost({ path, condition }: Predicate): number {
    const size = this.#paths.get(JSON.stringify(path))?.of(condition, undefined)?.size ?? 0
    return size + (isBroad(condition) ? BROAD : 1)
  }

  visit(gathered: ReadonlyMap<string, Gathered>, visit: (entry: Entry<T>) => void): void {
    for (const entry of this.#rest) visit(entry)
    const into = (bucket: Bucket<T>): void => bucket.visit(gathered, visit)
    if (gathered.size <= this.#paths.size) for (const [key, values] of gathered) this.#paths.get(key)?.visit(values, into)
    else for (const [key, path] of this.#paths) if (gathered.has(key)) path.visit(gathered.get(key)!, into)
    for (const [key, path] of this.#missing) if (gathered.get(key)?.isMissing !== false) into(path.missing!)
  }

  #bucket({ path, condition }: Predicate, paths: PathTree): Bucket<T> {
    const key = paths.add(path)
    let index = this.#paths.get(key)
    if (index === undefined) this.#paths.set(key, (index = new PathIndex<Bucket<T>>()))
    if (condition.kind === 'exists' && !condition.exists) this.#missing.set(key, index)
    return index.of(condition, () => new Bucket<T>())
  }
}

/** A broad condition costs as much as this many filters with the same value. */
const BROAD = 10_000
