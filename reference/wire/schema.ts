import { NormalizedSchema } from '@smithy/core/schema'
import type { StaticOperationSchema } from '@smithy/types'

/** What a value of a schema is on the wire. */
export type Kind = 'string' | 'number' | 'boolean' | 'blob' | 'timestamp' | 'list' | 'map' | 'structure' | 'unit'

export const kindOf = (schema: NormalizedSchema): Kind => {
  if (schema.isUnitSchema()) return 'unit'
  if (schema.isStructSchema()) return 'structure'
  if (schema.isListSchema()) return 'list'
  if (schema.isMapSchema()) return 'map'
  if (schema.isBlobSchema()) return 'blob'
  if (schema.isTimestampSchema()) return 'timestamp'
  if (schema.isBooleanSchema()) return 'boolean'
  if (schema.isNumericSchema()) return 'number'
  if (schema.isStringSchema()) return 'string'
  throw new Error(`No codec for the schema ${schema.getName(true) ?? 'without a name'}: teach reference/wire its kind.`)
}

/** How a timestamp is spelt where its schema does not say. */
export type TimestampFormat = 'epoch-seconds' | 'date-time' | 'http-date'
const FORMATS: Readonly<Record<number, TimestampFormat>> = { 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' }
export const timestampFormat = (schema: NormalizedSchema, otherwise: TimestampFormat): TimestampFormat => {
  const sentinel = schema.getSchema()
  return (typeof sentinel === 'number' ? FORMATS[sentinel] : undefined) ?? otherwise
}

/** The name by which XML and the Query protocol call a member. */
export const wireName = (schema: NormalizedSchema, name: string): string => schema.getMergedTraits().xmlName ?? name

export const isFlattened = (schema: NormalizedSchema): boolean => schema.getMergedTraits().xmlFlattened === 1

const OPERATION = 9
const ERROR = -3

/** A schema as the SDK carries it: kind, namespace, name, traits. */
export type Schema = readonly [kind: number, namespace: string, name: string, ...rest: unknown[]]

/** The operations and errors of one namespace that an SDK client exports, by their names in the API description. */
export const schemasOf = (sdk: Readonly<Record<string, unknown>>, namespace: string) => {
  const operations: Record<string, Schema> = {}
  const errors: Record<string, Schema> = {}
  for (const value of Object.values(sdk)) {
    if (!Array.isArray(value) || value[1] !== namespace) continue
    const schema = value as unknown as Schema
    if (schema[0] === OPERATION) operations[schema[2]] = schema
    if (schema[0] === ERROR) errors[schema[2]] = schema
  }
  return { operations, errors } as const
}

/**
 * The same of a client that is loaded when it is first asked for, so that a service costs nothing where another one is meant.
 *
 * @param load loads the client: `() => require('@aws-sdk/client-sns')`
 */
export const loadedSchemas = (load: () => unknown, namespace: string): (() => ReturnType<typeof schemasOf>) => {
  let loaded: ReturnType<typeof schemasOf> | undefined
  return () => (loaded ??= schemasOf(load() as Readonly<Record<string, unknown>>, namespace))
}

/** Input and output of an operation, as the AWS SDK describes them at run time. */
export const operationSchemas = (operation: unknown): { input: NormalizedSchema; output: NormalizedSchema } => {
  const [, , , , input, output] = operation as StaticOperationSchema
  return { input: NormalizedSchema.of(input), output: NormalizedSchema.of(output) }
}

/**
 * Compiles schemas into functions, each structure once, so that a structure may contain itself.
 * `compile` is handed the function to call for what a schema contains.
 */
export const compiler = <F extends (value: never) => unknown>(
  compile: (schema: NormalizedSchema, inner: (schema: NormalizedSchema) => F) => F,
): ((schema: NormalizedSchema) => F) => {
  const structures = new Map<unknown, { compiled: F | undefined }>()
  const of = (schema: NormalizedSchema): F => {
    if (!schema.isStructSchema()) return compile(schema, of)
    const key = schema.getSchema()
    const known = structures.get(key)
    if (known !== undefined) return known.compiled ?? (((value: never) => known.compiled!(value)) as F)
    const entry: { compiled: F | undefined } = { compiled: undefined }
    structures.set(key, entry)
    return (entry.compiled = compile(schema, of))
  }
  return of
}
