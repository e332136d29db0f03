import { ServiceError } from '../core/errors.js'

/** The parameters of a Query request, gathered by the parts of their names: `Tag.1.Key` stands at `Tag`, `1`, `Key`. */
export class Parameters {
  value: string | undefined
  children: Map<string, Parameters> | undefined

  child(name: string): Parameters | undefined {
    return this.children?.get(name)
  }

  /** The children whose names are numbers, in the order of the numbers. */
  numbered(): Parameters[] {
    if (this.children === undefined) return []
    const found: [number, Parameters][] = []
    for (const [name, child] of this.children) if (/^\d{1,9}$/.test(name)) found.push([Number(name), child])
    return found.sort(([a], [b]) => a - b).map(([, child]) => child)
  }
}

/** More parameters than any documented request can have. */
const MAX_PARAMETERS = 20_000
/** No documented parameter has more parts in its name. */
const MAX_PARTS = 12

/**
 * Reads `a=1&b.c=2` into `into`. Throws `MalformedQueryString` where the percent-encoding is wrong or there are too many parameters.
 */
export const readForm = (text: string, into: Parameters): Parameters => {
  let count = 0
  for (let start = 0; start < text.length;) {
    let end = text.indexOf('&', start)
    if (end === -1) end = text.length
    if (end > start) {
      if (++count > MAX_PARAMETERS) throw malformed(`The request has more than ${MAX_PARAMETERS} parameters.`)
      const equals = text.indexOf('=', start)
      const split = equals === -1 || equals > end ? end : equals
      put(into, decode(text.slice(start, split)), decode(text.slice(split + 1, end)))
    }
    start = end + 1
  }
  return into
}

const put = (root: Parameters, name: string, value: string): void => {
  if (!name.includes('.')) {
    at(root, name).value = value
    return
  }
  // Names of more parts belong to no member, so they are passed over like every unknown parameter.
  const parts = name.split('.', MAX_PARTS + 1)
  if (parts.length > MAX_PARTS) return
  let node = root
  for (const part of parts) node = at(node, part)
  node.value = value
}

/** The child of that name, made where there is none yet. */
const at = (node: Parameters, name: string): Parameters => {
  node.children ??= new Map()
  let child = node.children.get(name)
  if (child === undefined) node.children.set(name, (child = new Parameters()))
  return child
}

const decode = (text: string): string => {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    throw malformed('The query string contains a syntax error: a percent-encoding is not valid UTF-8.')
  }
}

const malformed = (message: string) => new ServiceError('MalformedQueryString', message)
