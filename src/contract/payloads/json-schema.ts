import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Ajv, type AnySchemaObject, type ErrorObject, type Options, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'yaml'
import { ContractError } from '../contract-error.js'
import type { Payload, PayloadDocument } from './payload.js'

/** Schemas of other people are taken as they are; what does not validate is told in full. */
const OPTIONS: Options = { strict: false, allErrors: true, validateSchema: false, logger: false }

/** Checks a value against schemas of a document. */
export class Schemas {
  readonly #ajv: Ajv | Ajv2020

  /** @param path of the document, which schemas refer to others from */
  constructor(
    private readonly path: string,
    document: unknown,
  ) {
    const { $schema } = (document ?? {}) as { readonly $schema?: unknown }
    const isNew = typeof $schema === 'string' && /2020-12|2019-09/.test($schema)
    this.#ajv = new (isNew ? Ajv2020 : Ajv)({ ...OPTIONS, loadSchema: fromDisk })
    formats.default(this.#ajv)
    this.#ajv.addSchema(document as AnySchemaObject, this.#base)
  }

  /** @param pointer where the schema stands in the document: `/components/schemas/Order` @throws ContractError */
  async at(pointer: string): Promise<(value: unknown) => string | undefined> {
    let validate: ValidateFunction
    try {
      validate = await this.#ajv.compileAsync({ $ref: `${this.#base}${pointer === '' ? '' : `#${encodeURI(pointer)}`}` })
    } catch (error) {
      throw new ContractError(`${this.path}: the schema at "${pointer || '/'}" cannot be used: ${(error as Error).message}`)
    }
    return (value) => (validate(value) ? undefined : problemOf(validate.errors ?? []))
  }

  get #base(): string {
    return pathToFileURL(resolve(this.path)).href
  }
}

/** Schemas that others refer to lie beside them; nothing is fetched. */
const fromDisk = (uri: string): Promise<AnySchemaObject> => {
  if (!uri.startsWith('file:')) return Promise.reject(new Error(`${uri} is not on this machine; keep a copy beside it`))
  return Promise.resolve(parse(readFileSync(fileURLToPath(uri), 'utf8')) as AnySchemaObject)
}

const problemOf = (errors: readonly ErrorObject[]): string =>
  errors
    .slice(0, 3)
    .map(({ instancePath, message = 'is not allowed', params }) => {
      const { additionalProperty } = params as { readonly additionalProperty?: string }
      return `${instancePath === '' ? 'the body' : instancePath} ${message}${additionalProperty === undefined ? '' : `: ${additionalProperty}`}`
    })
    .join('; ')

/** A body as the value that a schema is about: what its JSON says, or the text where it is none. */
export const valueOf = ({ body }: Payload): unknown => {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}

/** A JSON Schema that every message has to follow. @throws ContractError */
export const readJsonSchema = async (path: string, document: unknown): Promise<PayloadDocument> => {
  if (typeof document !== 'object' || document === null)
    throw new ContractError(`${path}:1 is no JSON Schema, no AsyncAPI document and no Pact`)
  const problem = await new Schemas(path, document).at('')
  const { title } = document as { readonly title?: unknown }
  const named = typeof title === 'string' ? { name: title } : {}
  return {
    check(payload) {
      const found = problem(valueOf(payload))
      return found === undefined ? named : { ...named, problem: found }
    },
  }
}
