import type { Names } from './names.js'

/** How members of answers are held against the mirror's, by their names or as `Operation.Member`. */
export interface Comparing {
  /** Names given by the service (ids, ARNs, tokens): the first time they are seen they are taken, and afterwards they stand for what they stood for. */
  readonly given: (member: string) => boolean
  /** What is not looked at: whatever the documentation leaves open, or does not fix. */
  readonly free: (member: string) => boolean
  /** What has to be there, whatever it says. */
  readonly present?: (member: string) => boolean
  /** What need not be there, and says what it says where it is: the API description does not require it. */
  readonly optional?: (member: string) => boolean
  /** Members whose items have no order, and by which of the items' members they are told apart; `''` where the items are texts. */
  readonly unordered: Readonly<Record<string, string>>
}

/** Where two answers part. */
export interface Difference {
  readonly path: string
  readonly allowed: string
  readonly seen: string
}

type Members = Readonly<Record<string, unknown>>

const isStructure = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array) && !(value instanceof Date)
const isNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isStructure(value) && Object.values(value).every(isNothing))

/** Holds an answer against the mirror's, and learns the names in it. Members that only the answer has are passed over. */
export class Comparison {
  constructor(
    private readonly operation: string,
    private readonly names: Names,
    private readonly comparing: Comparing,
    /** A page of a list shows a part of it. */
    private readonly isPart: (member: string) => boolean,
  ) {}

  of(seen: unknown, mirrored: unknown, path = '', member = ''): Difference | undefined {
    if (this.#isFree(path, member) || isNothing(mirrored)) return undefined
    if (isNothing(seen)) return this.comparing.optional?.(`${this.operation}.${path}`) ? undefined : this.#differ(path, mirrored, 'nothing')
    if (this.comparing.present?.(member)) return undefined
    if (mirrored instanceof Date)
      return seen instanceof Date || typeof seen === 'number' || typeof seen === 'string' ? undefined : this.#differ(path, mirrored, seen)
    if (mirrored instanceof Uint8Array)
      return seen instanceof Uint8Array && Buffer.from(seen).equals(mirrored) ? undefined : this.#differ(path, mirrored, seen)
    if (typeof mirrored === 'string') return this.#text(seen, mirrored, path, member)
    if (Array.isArray(mirrored)) return Array.isArray(seen) ? this.#list(seen, mirrored, path, member) : this.#differ(path, mirrored, seen)
    if (isStructure(mirrored)) return isStructure(seen) ? this.#structure(seen, mirrored, path) : this.#differ(path, mirrored, seen)
    return seen === mirrored ? undefined : this.#differ(path, mirrored, seen)
  }

  #isFree(path: string, member: string): boolean {
    return this.comparing.free(member) || this.comparing.free(`${this.operation}.${path}`)
  }

  #text(seen: unknown, mirrored: string, path: string, member: string): Difference | undefined {
    if (typeof seen !== 'string') return this.#differ(path, mirrored, seen)
    if (this.names.toMirror(seen) === mirrored) return undefined
    return this.comparing.given(member) && this.names.bind(seen, mirrored) ? undefined : this.#differ(path, mirrored, seen)
  }

  #structure(seen: Members, mirrored: Members, path: string): Difference | undefined {
    for (const [member, value] of Object.entries(mirrored)) {
      const difference = this.of(seen[member], value, path === '' ? member : `${path}.${member}`, member)
      if (difference) return difference
    }
    return undefined
  }

  #list(seen: readonly unknown[], mirrored: readonly unknown[], path: string, member: string): Difference | undefined {
    const key = this.comparing.unordered[member]
    const isPart = this.isPart(member)
    if (!isPart && seen.length !== mirrored.length) return this.#differ(path, `${mirrored.length} items`, `${seen.length} items`)
    if (key === undefined) return firstOf(seen, (item, nth) => this.of(item, mirrored[nth], `${path}[${nth}]`))
    const left = [...mirrored]
    return firstOf(seen, (item, nth) => {
      const at = left.findIndex((one) => this.#keyOf(one, key) === this.names.toMirror(this.#keyOf(item, key)))
      if (at !== -1) return this.of(item, left.splice(at, 1)[0], `${path}[${nth}]`)
      // A list of a place shows what others have there.
      if (isPart) return undefined
      // Something with a name of the service's own that nobody has seen yet is the one thing of which that can be said, if there is one.
      const unseen = left.filter((one) => !this.comparing.given(key) || isStructure(one))
      return this.comparing.given(key) && unseen.length > 0
        ? this.of(item, unseen[0], `${path}[${nth}]`)
        : this.#differ(`${path}[${nth}]`, 'one of the items that there are', item)
    })
  }

  #keyOf(item: unknown, key: string): string {
    return key === '' ? String(item) : String(isStructure(item) ? item[key] : undefined)
  }

  #differ(path: string, allowed: unknown, seen: unknown): Difference {
    return { path, allowed: shown(allowed), seen: shown(seen) }
  }
}

const firstOf = <T>(items: readonly T[], difference: (item: T, nth: number) => Difference | undefined): Difference | undefined => {
  for (const [nth, item] of items.entries()) {
    const found = difference(item, nth)
    if (found) return found
  }
  return undefined
}

const MOST_SHOWN = 300
const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text
}
