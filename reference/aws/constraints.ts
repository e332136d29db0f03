/**
 * What a service's API description asks of the inputs of its operations: `reference/<service>/constraints.json`,
 * which `make-constraints.mjs` derives from a named version of botocore.
 */
export interface Constraints {
  /** The package and version it was derived from: `botocore 1.44.5`. */
  readonly source: string
  /** The API and the date of its version: `kinesis 2013-12-02`. */
  readonly api: string
  /** The input shape of each operation that has an input. */
  readonly operations: Readonly<Record<string, string>>
  readonly shapes: Readonly<Record<string, Shape>>
}

/**
 * A shape. What its members refer to is the name of another shape, or that of a plain type without constraints (`string`, `boolean`, `blob` …).
 * `min` and `max` count UTF-16 units of a string, bytes of a blob, entries of a list or map, and are values of a number; both are allowed.
 */
export interface Shape {
  readonly type: string
  readonly min?: number
  readonly max?: number
  /** A regular expression in Java's spelling which the whole string matches. */
  readonly pattern?: string
  readonly enum?: readonly string[]
  /** A structure's. */
  readonly required?: readonly string[]
  readonly members?: Readonly<Record<string, string | undefined>>
  /** A list's. */
  readonly member?: string
  /** A map's. */
  readonly key?: string
  readonly value?: string
}

/** A shape by what refers to it. */
export const shapeNamed = ({ shapes }: Constraints, name: string): Shape => shapes[name] ?? { type: name }
