import type { NormalizedSchema } from '@smithy/core/schema'
import { compiler, kindOf, operationSchemas } from '../../../reference/wire/schema.js'
import { fromBase64 } from '../../../reference/wire/text.js'
import { found, isFields, Wrong } from './trace-error.js'

/** Called with the path of each member that the API description does not have. */
export type Surplus = (path: string) => void

/** Input and output of one operation, from JSON to what an SDK takes and gives. */
export interface OperationReader {
  /** @throws Wrong */
  request(value: unknown, surplus: Surplus): unknown
  /** @throws Wrong */
  response(value: unknown, surplus: Surplus): unknown
}

export const operationReader = (schema: unknown): OperationReader => {
  const { input, output } = operationSchemas(schema)
  const [request, response] = [reader(input), reader(output)]
  return {
    request: (value, surplus) => request(new Place(value, 'request', undefined, surplus)),
    response: (value, surplus) => response(new Place(value, 'response', undefined, surplus)),
  }
}

/** A value, and where it stands; how that is written is worked out only when something is to be said of it. */
class Place {
  constructor(
    readonly value: unknown,
    private readonly name: string,
    private readonly outer: Place | undefined,
    private readonly surplus: Surplus,
  ) {}

  get path(): string {
    return `${this.outer?.path ?? ''}${this.name}`
  }

  member(name: string, value: unknown): Place {
    return new Place(value, `.${name}`, this, this.surplus)
  }

  item(nth: number, value: unknown): Place {
    return new Place(value, `[${nth}]`, this, this.surplus)
  }

  /** A member that the API description does not have. */
  unknown(name: string): void {
    this.surplus(`${this.path}.${name}`)
  }

  refuse(wanted: string): never {
    throw new Wrong(`"${this.path}" should be ${wanted}, and is ${found(this.value)}`)
  }
}

type Read = (place: Place) => unknown

/** As the AWS JSON protocol reads JSON, but that each problem says where it is, and that what nobody knows is told. `null` is nothing. */
const reader: (schema: NormalizedSchema) => Read = compiler<Read>((schema, inner) => {
  switch (kindOf(schema)) {
    case 'string':
      return (at) => (typeof at.value === 'string' ? at.value : at.refuse('a text'))
    case 'boolean':
      return (at) => (typeof at.value === 'boolean' ? at.value : at.refuse('true or false'))
    case 'number':
      return (at) => (typeof at.value === 'number' ? at.value : at.refuse('a number'))
    case 'blob':
      return (at) => (typeof at.value === 'string' ? fromBase64(at.value) : undefined) ?? at.refuse('bytes in base64')
    case 'timestamp':
      return (at) => {
        const { value } = at
        const date = new Date(typeof value === 'number' ? value * 1000 : typeof value === 'string' ? value : Number.NaN)
        return Number.isNaN(date.getTime()) ? at.refuse('a time in ISO 8601, or seconds since 1970') : date
      }
    case 'list': {
      const read = inner(schema.getValueSchema())
      return (at) => {
        if (!Array.isArray(at.value)) return at.refuse('a list')
        const list: unknown[] = []
        ;(at.value as readonly unknown[]).forEach((item, nth) => {
          if (item !== null) list.push(read(at.item(nth, item)))
        })
        return list
      }
    }
    case 'map': {
      const read = inner(schema.getValueSchema())
      return (at) => {
        if (!isFields(at.value)) return at.refuse('an object')
        // Without a prototype, so that a key may be `__proto__`.
        const map = Object.create(null) as Record<string, unknown>
        for (const [key, item] of Object.entries(at.value)) if (item !== null) map[key] = read(at.member(key, item))
        return map
      }
    }
    case 'structure': {
      const members = new Map([...schema.structIterator()].map(([name, member]) => [name, inner(member)]))
      return (at) => {
        if (!isFields(at.value)) return at.refuse('an object')
        const given = at.value
        // Copied only where something changes.
        let copy: Record<string, unknown> | undefined
        for (const name of Object.keys(given)) {
          const item = given[name]
          const read = members.get(name)
          if (read === undefined) at.unknown(name)
          const value = read === undefined || item === null ? undefined : read(at.member(name, item))
          if (value === item) continue
          copy ??= { ...given }
          if (value === undefined) Reflect.deleteProperty(copy, name)
          else copy[name] = value
        }
        return copy ?? given
      }
    }
    case 'unit':
      return (at) => {
        if (!isFields(at.value)) return at.refuse('an object')
        for (const name of Object.keys(at.value)) at.unknown(name)
        return {}
      }
  }
})
