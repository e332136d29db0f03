/** A URI template of an operation, taken apart: `/2015-03-31/functions/{FunctionName}/invocations?Qualifier=x`. */
interface Template<T> {
  readonly to: T
  readonly method: string
  /** Names of the labels, in their order in the path. */
  readonly labels: readonly string[]
  /** Parameters that the request must have, with a value or with any. */
  readonly query: readonly (readonly [name: string, value: string])[]
}

interface Node<T> {
  readonly literals: Map<string, Node<T>>
  label?: Node<T>
  /** Below a greedy label, which takes what is left of the path. */
  readonly greedy: Template<T>[]
  readonly here: Template<T>[]
}

export interface Route<T> {
  readonly to: T
  /** Undecoded. */
  readonly labels: Readonly<Record<string, string>>
}

const node = <T>(): Node<T> => ({ literals: new Map(), greedy: [], here: [] })

/** The segments of a path; a slash at the end is of no account. */
const segmentsOf = (path: string): string[] => path.replace(/^\/|\/$/g, '').split('/')

/**
 * Finds what a method and a path ask for in the time that it takes to read the path. A literal segment goes before a label, a label before a
 * greedy one, and of templates that differ in their query alone the one that asks for most.
 *
 * @see https://smithy.io/2.0/spec/http-bindings.html#uri
 */
export class Routes<T> {
  readonly #root = node<T>()

  add(method: string, uri: string, to: T): void {
    const [path = '', query = ''] = uri.split('?')
    const labels: string[] = []
    let at = this.#root
    let isGreedy = false
    for (const segment of segmentsOf(path)) {
      const [, label, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(segment) ?? []
      if (label === undefined) {
        let next = at.literals.get(segment)
        if (next === undefined) at.literals.set(segment, (next = node()))
        at = next
        continue
      }
      labels.push(label)
      if (greedy === '+') isGreedy = true
      else at = at.label ??= node()
    }
    const template = { to, method, labels, query: [...new URLSearchParams(query)] }
    const templates = isGreedy ? at.greedy : at.here
    templates.push(template)
    templates.sort((a, b) => b.query.length - a.query.length)
  }

  /** Of what a path asks for by whatever method, if it asks for anything. */
  find(method: string, path: string, query: URLSearchParams): Route<T> | undefined {
    const segments = segmentsOf(path)
    const values: string[] = []
    const fits = (one: Template<T>): boolean =>
      one.method === method && one.query.every(([name, value]) => (value === '' ? query.has(name) : query.getAll(name).includes(value)))
    const found = (template: Template<T>): Route<T> => ({
      to: template.to,
      labels: Object.fromEntries(template.labels.map((label, nth) => [label, values[nth]!])),
    })
    const visit = (at: Node<T>, nth: number): Route<T> | undefined => {
      if (nth === segments.length) {
        const here = at.here.find(fits)
        return here && found(here)
      }
      const segment = segments[nth]!
      const literal = at.literals.get(segment)
      const straight = literal && visit(literal, nth + 1)
      if (straight !== undefined) return straight
      if (segment === '') return undefined
      values.push(segment)
      const labelled = at.label && visit(at.label, nth + 1)
      if (labelled !== undefined) return labelled
      values.pop()
      const greedy = at.greedy.find(fits)
      if (greedy === undefined) return undefined
      values.push(segments.slice(nth).join('/'))
      return found(greedy)
    }
    return visit(this.#root, 0)
  }
}
