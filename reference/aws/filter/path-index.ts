import type { Gathered } from './gathered.js'
import { holds, isWithin } from './match.js'
import type { Condition, Range, Scalar } from './policy.js'
import { readAddress } from './cidr.js'

/** Makes a bucket where there is none; without it none is made. */
type Make<B> = (() => B) | undefined

/** Buckets by what must hold at one path. Finding those whose condition holds takes no longer for those whose condition does not. */
export class PathIndex<B> {
  readonly #equal = new Map<Scalar, B>()
  #ignoringCase: Map<string, B> | undefined
  #prefixes: ByLength<B> | undefined
  #suffixes: ByLength<B> | undefined
  #networks: ByLength<B> | undefined
  #ranges: Map<number, Map<number, Map<string, Tested<B>>>> | undefined
  #above: Bounds<B> | undefined
  #below: Bounds<B> | undefined
  /** Conditions that are tried one by one; filters that have the same share it. */
  #tried: Map<string, Tested<B>> | undefined
  #present: B | undefined
  #missing: B | undefined

  /** Of filters that accept a message without the key. */
  get missing(): B | undefined {
    return this.#missing
  }

  /** The bucket of a condition. */
  of(condition: Condition, make: () => B): B
  of(condition: Condition, make: undefined): B | undefined
  of(condition: Condition, make: Make<B>): B | undefined {
    switch (condition.kind) {
      case 'equals':
        return inMap(this.#equal, condition.value, make)
      case 'exists':
        return condition.exists ? (this.#present ??= make?.()) : (this.#missing ??= make?.())
      case 'ignore-case':
        return inMap((this.#ignoringCase ??= new Map<string, B>()), condition.text, make)
      case 'prefix':
        return this.#prefix(condition.text, make)
      case 'suffix':
        return this.#suffix(condition.text, make)
      case 'wildcard': {
        const { first, last } = condition.wildcard
        if (first !== '') return this.#prefix(first, make)
        return last ? this.#suffix(last, make) : this.#try(condition.kind + condition.text, condition, make)
      }
      case 'cidr': {
        const { size, bits, start } = condition.cidr
        return (this.#networks ??= new ByLength()).of(size + bits, `${size} ${start}`, make)
      }
      case 'numeric':
        return this.#range(condition.range, condition, make)
      default:
        return this.#try(condition.kind + condition.text, condition, make)
    }
  }

  /** Visits the buckets whose condition holds of what the message has, and some whose condition is too long to be sure. */
  visit({ values, isPresent }: Gathered, visit: (bucket: B) => void): void {
    if (isPresent && this.#present !== undefined) visit(this.#present)
    for (const value of values) {
      const equal = this.#equal.get(value)
      if (equal !== undefined) visit(equal)
      if (typeof value === 'string') this.#visitText(value, visit)
      if (typeof value === 'number') this.#visitNumber(value, visit)
      if (this.#tried !== undefined) visitTested(this.#tried, value, visit)
    }
  }

  #visitText(value: string, visit: (bucket: B) => void): void {
    const alike = this.#ignoringCase?.get(value.toLowerCase())
    if (alike !== undefined) visit(alike)
    this.#prefixes?.visit((length) => (length <= value.length ? value.slice(0, length) : undefined), visit)
    this.#suffixes?.visit((length) => (length <= value.length ? value.slice(value.length - length) : undefined), visit)
    const address = this.#networks === undefined ? undefined : readAddress(value)
    if (address === undefined) return
    const { size, number } = address
    this.#networks!.visit(
      (length) => (length >= size && length <= 2 * size ? `${size} ${number >> BigInt(2 * size - length)}` : undefined),
      visit,
    )
  }

  #visitNumber(value: number, visit: (bucket: B) => void): void {
    for (const [level, cells] of this.#ranges ?? []) {
      const tests = cells.get(Math.floor(value / 2 ** level))
      if (tests !== undefined) visitTested(tests, value, visit)
    }
    this.#above?.visit(value, visit)
    this.#below?.visit(-value, visit)
  }

  #prefix(text: string, make: Make<B>): B | undefined {
    return (this.#prefixes ??= new ByLength()).of(Math.min(text.length, LONGEST), text.slice(0, LONGEST), make)
  }

  #suffix(text: string, make: Make<B>): B | undefined {
    return (this.#suffixes ??= new ByLength()).of(Math.min(text.length, LONGEST), text.slice(-LONGEST), make)
  }

  /** A bounded range lies in one or two cells of a grid whose cells are as wide as itself, up to a factor of two. */
  #range(range: Range, condition: Condition, make: Make<B>): B | undefined {
    const { low, high, lowIncluded, highIncluded } = range
    if (low === high) return inMap(this.#equal, low, make)
    if (high === Infinity) return (this.#above ??= new Bounds()).of(low, lowIncluded, make)
    if (low === -Infinity) return (this.#below ??= new Bounds()).of(-high, highIncluded, make)
    const key = `${low} ${high} ${lowIncluded} ${highIncluded}`
    const level = Math.ceil(Math.log2(high - low))
    const [first, last] = [Math.floor(low / 2 ** level), Math.floor(high / 2 ** level)]
    // A narrow range of large numbers: no grid can be laid there.
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) return this.#try(key, condition, make)
    const cells = inMap(
      (this.#ranges ??= new Map<number, Map<number, Map<string, Tested<B>>>>()),
      level,
      () => new Map<number, Map<string, Tested<B>>>(),
    )!
    const found = cells.get(first)?.get(key)?.bucket
    const bucket = found ?? make?.()
    if (found !== undefined || bucket === undefined) return found
    for (let cell = first; cell <= last; cell++) inMap(cells, cell, () => new Map<string, Tested<B>>())!.set(key, { condition, bucket })
    return bucket
  }

  #try(key: string, condition: Condition, make: Make<B>): B | undefined {
    return inMap((this.#tried ??= new Map<string, Tested<B>>()), key, make && (() => ({ condition, bucket: make() })))?.bucket
  }
}

function inMap<K, V>(map: Map<K, V>, key: K, make: Make<V>): V | undefined {
  let value = map.get(key)
  if (value === undefined && make !== undefined) map.set(key, (value = make()))
  return value
}

function visitTested<B>(tests: ReadonlyMap<string, Tested<B>>, value: Scalar, visit: (bucket: B) => void): void {
  for (const { condition, bucket } of tests.values()) if (holds(condition, value)) visit(bucket)
}

interface Tested<B> {
  readonly condition: Condition
  readonly bucket: B
}

/** Of longer prefixes and suffixes this many characters are looked at; who finds the filter asks it about the rest. */
const LONGEST = 64

/** Buckets by a text that was cut out of values; one look for each of the lengths that occur. */
class ByLength<B> {
  readonly #byLength = new Map<number, Map<string, B>>()

  of(length: number, text: string, make: Make<B>): B | undefined {
    return inMap(
      inMap(this.#byLength, length, () => new Map<string, B>())!,
      text,
      make,
    )
  }

  visit(cut: (length: number) => string | undefined, visit: (bucket: B) => void): void {
    for (const [length, texts] of this.#byLength) {
      const text = cut(length)
      const bucket = text === undefined ? undefined : texts.get(text)
      if (bucket !== undefined) visit(bucket)
    }
  }
}

interface Bound<B> {
  readonly bound: number
  readonly range: Range
  readonly bucket: B
}

/** Buckets by a lower bound, in order once they are asked. */
class Bounds<B> {
  readonly #byKey = new Map<string, Bound<B>>()
  #sorted: readonly Bound<B>[] | undefined

  of(bound: number, isIncluded: boolean, make: Make<B>): B | undefined {
    const key = `${bound} ${isIncluded}`
    const found = this.#byKey.get(key)?.bucket
    if (found !== undefined || make === undefined) return found
    const bucket = make()
    this.#byKey.set(key, { bound, range: { low: bound, high: Infinity, lowIncluded: isIncluded, highIncluded: false }, bucket })
    this.#sorted = undefined
    return bucket
  }

  visit(value: number, visit: (bucket: B) => void): void {
    this.#sorted ??= [...this.#byKey.values()].sort((a, b) => a.bound - b.bound)
    for (const { bound, range, bucket } of this.#sorted) {
      if (bound > value) return
      if (isWithin(range, value)) visit(bucket)
    }
  }
}
