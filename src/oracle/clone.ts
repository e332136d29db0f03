/**
 * A copy of a graph of objects that shares nothing mutable with it. Objects of the `shared` classes, and frozen plain values made once
 * and never changed, are kept as they are.
 */
export function clone<T>(root: T, isShared: (value: object) => boolean): T {
  const copies = new Map<object, object>()
  const copyOf = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || isShared(value)) return value
    const known = copies.get(value)
    return known ?? copyObject(value)
  }
  const copyObject = (value: object): object => {
    if (value instanceof Map) {
      const copy = new Map<unknown, unknown>()
      copies.set(value, copy)
      for (const [key, item] of value) copy.set(copyOf(key), copyOf(item))
      return copy
    }
    if (value instanceof Set) {
      const copy = new Set<unknown>()
      copies.set(value, copy)
      for (const item of value) copy.add(copyOf(item))
      return copy
    }
    if (Array.isArray(value)) {
      const copy: unknown[] = []
      copies.set(value, copy)
      for (const item of value) copy.push(copyOf(item))
      return copy
    }
    const copy = Object.create(Object.getPrototypeOf(value) as object | null) as Record<string, unknown>
    copies.set(value, copy)
    for (const [key, item] of Object.entries(value)) copy[key] = copyOf(item)
    return copy
  }
  return copyOf(root) as T
}
