import { elementsOf, isScalar, objectsIn, type Properties } from './match.js'
import type { Scalar } from './policy.js'

/** What a message has at one path, in all objects that the path leads to. */
export interface Gathered {
  readonly values: Scalar[]
  isPresent: boolean
  /** Whether the key is missing in one of these objects. */
  isMissing: boolean
}

/** The paths that some filters look at. Messages are looked at along these alone. */
export class PathTree {
  readonly #children = new Map<string, PathTree>()

  private constructor(
    /** Tells one path from every other. */
    readonly key: string,
    private readonly path: readonly string[],
  ) {}

  static root(): PathTree {
    return new PathTree('[]', [])
  }

  /** The key of a path, which is looked at from now on. */
  add(path: readonly string[]): string {
    const [name, ...rest] = path
    if (name === undefined) return this.key
    let child = this.#children.get(name)
    if (child === undefined) {
      const to = [...this.path, name]
      this.#children.set(name, (child = new PathTree(JSON.stringify(to), to)))
    }
    return child.add(rest)
  }

  /** What the message has, by the keys of paths. Where a key is not in the answer, nothing is there. */
  gather(properties: Properties): ReadonlyMap<string, Gathered> {
    const found = new Map<string, Gathered>()
    this.#gather([properties], found)
    return found
  }

  #gather(objects: readonly Properties[], found: Map<string, Gathered>): void {
    for (const [child, values] of this.#childrenIn(objects)) {
      const gathered: Gathered = { values: [], isPresent: true, isMissing: values.length < objects.length }
      for (const value of values) {
        if (!Array.isArray(value)) {
          if (isScalar(value)) gathered.values.push(value)
        } else for (const element of elementsOf(value)) if (isScalar(element)) gathered.values.push(element)
      }
      found.set(child.key, gathered)
      if (child.#children.size === 0) continue
      const inside = values.flatMap((value) => objectsIn(value))
      child.#gather(gathered.isMissing ? [...inside, {}] : inside, found)
    }
  }

  /** Goes through the fewer: the names in the tree, or those in the message. */
  #childrenIn(objects: readonly Properties[]): Map<PathTree, unknown[]> {
    const found = new Map<PathTree, unknown[]>()
    const put = (child: PathTree | undefined, value: unknown): void => {
      if (child === undefined || value === undefined) return
      const values = found.get(child)
      if (values === undefined) found.set(child, [value])
      else values.push(value)
    }
    for (const object of objects) {
      const names = Object.keys(object)
      if (names.length <= this.#children.size) for (const name of names) put(this.#children.get(name), object[name])
      else for (const [name, child] of this.#children) if (Object.hasOwn(object, name)) put(child, object[name])
    }
    return found
  }
}
