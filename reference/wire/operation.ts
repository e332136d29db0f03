import { operationSchemas, wireName } from './schema.js'
import { jsonReader, type ReadJson } from './read-json.js'
import { queryReader, type ReadQuery } from './read-query.js'
import { jsonWriter } from './write-json.js'
import { xmlWriter } from './write-xml.js'

/** An operation's input and output in each protocol. */
export interface OperationCodec {
  readonly name: string
  readonly readJson: ReadJson
  readonly readQuery: ReadQuery
  /** Empty for an operation without output. */
  readonly writeJson: (output: unknown) => string
  /** The result element, or nothing for an operation without output. */
  readonly writeXml: (output: unknown) => string
  /** Whether the input has a member of that name in the Query protocol. */
  readonly takes: (parameter: string) => boolean
}

/** Compiles the codecs of an operation when they are first used, so that starting costs nothing for the rest. */
export const operationCodec = (name: string, schema: unknown): OperationCodec => {
  const { input, output } = operationSchemas(schema)
  const parameters = new Set(input.isStructSchema() ? [...input.structIterator()].map(([member, of]) => wireName(of, member)) : [])
  return {
    name,
    readJson: lazily(() => jsonReader(input)),
    readQuery: lazily(() => queryReader(input)),
    writeJson: lazily(() => jsonWriter(output)),
    writeXml: lazily(() => {
      if (output.isUnitSchema()) return () => ''
      const write = xmlWriter(output)
      return value => {
        const content = write(value)
        return content === '' ? `<${name}Result/>` : `<${name}Result>${content}</${name}Result>`
      }
    }),
    takes: parameter => parameters.has(parameter),
  }
}

const lazily = <A, B>(make: () => (value: A) => B): ((value: A) => B) => {
  let made: ((value: A) => B) | undefined
  return value => (made ??= make())(value)
}
