import { readFileSync } from 'node:fs'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { parseDocument } from 'yaml'
import type { ClauseId } from '../../reference/core/reading.js'
import { TREE } from '../tree.js'
import { ContractError } from './contract-error.js'
import type { Flow, PayloadUse, Sequence } from './flows/flow.js'

/** What the first member of a contract says it is; described in docs/contracts.md. A change that a reader must know of raises the version. */
export const CONTRACT = 'contract'
export const CONTRACT_VERSION = 1

/** Where something was seen first: `trace.ndjson:12`. */
export type First = string

/** A clause that the application relies on. */
export interface Reliance {
  readonly id: ClauseId
  readonly statement: string
  readonly count: number
  readonly first: First
}

export interface OperationUse {
  readonly count: number
  /** How often each parameter was given, as the ledger spells members: `Entries[].MessageGroupId`, `Attributes{VisibilityTimeout}`. */
  readonly parameters: Readonly<Record<string, number>>
  /** Errors that it met, by code. */
  readonly errors?: Readonly<Record<string, number>>
  /** Requests whose answer nobody saw. */
  readonly lost?: number
}

export interface Limit {
  readonly what: string
  readonly most: number
  readonly seen: number
  readonly clause?: ClauseId
  readonly first: First
}

export interface Advice {
  readonly id: string
  readonly about: string
  readonly says: string
  readonly clause: ClauseId
  readonly statement: string
  readonly source: string
  readonly count: number
  readonly first: First
}

export interface Contract {
  readonly touchstone: typeof CONTRACT
  readonly version: typeof CONTRACT_VERSION
  /** The version of the suite that derived it. */
  readonly suite: string
  /** The traces, relative to the contract. */
  readonly traces: readonly string[]
  /** How much could be judged: `oracle` looks at all that the documentation says, `laws` at what needs no search. */
  readonly judged: { readonly exchanges: number; readonly oracle: number; readonly laws: number; readonly undecided: number }
  /** By id. */
  readonly clauses: readonly Reliance[]
  /** Liberties of the service that the application met and lived with, by id. */
  readonly freedoms: readonly Reliance[]
  /** Clauses that answers in the trace broke, so that they are no part of the contract. */
  readonly broken: readonly ClauseId[]
  /** By service and operation. */
  readonly operations: Readonly<Record<string, Readonly<Record<string, OperationUse>>>>
  readonly limits: readonly Limit[]
  readonly advice: readonly Advice[]
  /** What goes through queues, topics and streams, from who sends to who receives, by name. */
  readonly flows: readonly Flow[]
  readonly sequences: readonly Sequence[]
  /** Documents that say what payloads look like, and how many messages were held to them. */
  readonly payloads: readonly PayloadUse[]
}

/** As it is written: two spaces, a final newline, members in the order of the schema. */
export const writeContract = (contract: Contract): string => `${JSON.stringify(contract, undefined, 2)}\n`

/** The schema of what is written, in JSON Schema: `contract.schema.json`. */
export const CONTRACT_SCHEMA = `${TREE}src/contract/contract.schema.json`
let validator: ValidateFunction | undefined
const validate = (): ValidateFunction =>
  (validator ??= new Ajv({ verbose: true, strict: false }).compile(JSON.parse(readFileSync(CONTRACT_SCHEMA, 'utf8')) as object))

/**
 * Reads a contract of this version. Members that are not known are passed over, so that a contract of a later suite can be read; those that a contract of an
 * earlier one does not have are empty.
 *
 * @throws ContractError
 */
export const readContract = (file: string, text: string): Contract => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new ContractError(`${file}:${lineOfFault(text, error as Error)} is not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`)
  }
  const { touchstone, version } = (value ?? {}) as { readonly touchstone?: unknown; readonly version?: unknown }
  if (touchstone !== CONTRACT)
    throw new ContractError(
      `${file}:1 is no contract; it should begin with {"touchstone": "contract", "version": 1}. \`touchstone derive\` makes one of a trace`,
    )
  if (version !== CONTRACT_VERSION)
    throw new ContractError(
      `${file}:${lineAt(text, ['version'])} has version ${JSON.stringify(version)}; this touchstone reads version ${CONTRACT_VERSION}`,
    )
  const isValid = validate()
  if (!isValid(value)) throw new ContractError(`${file}:${told(text, isValid.errors![0]!)}`)
  return { ...EMPTY, ...(value as Contract) }
}

const EMPTY: Omit<Contract, 'touchstone' | 'version'> = {
  suite: '',
  traces: [],
  judged: { exchanges: 0, oracle: 0, laws: 0, undecided: 0 },
  clauses: [],
  freedoms: [],
  broken: [],
  operations: {},
  limits: [],
  advice: [],
  flows: [],
  sequences: [],
  payloads: [],
}

/** `4 "clauses[1].id" should be the id of a clause`. */
const told = (text: string, { instancePath, keyword, params, parentSchema }: ErrorObject): string => {
  const missing = keyword === 'required' ? (params as { readonly missingProperty: string }).missingProperty : undefined
  const further = keyword === 'additionalProperties' ? (params as { readonly additionalProperty: string }).additionalProperty : undefined
  const path = instancePath
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  const name = (tokens: readonly string[]): string =>
    tokens.map((token, nth) => (/^\d+$/.test(token) ? `[${token}]` : nth === 0 ? token : `.${token}`)).join('')
  const line = lineAt(text, path)
  if (missing !== undefined) return `${line} "${name([...path, missing])}" is missing`
  if (further !== undefined) return `${lineAt(text, [...path, further])} "${name([...path, further])}" is not known`
  return `${line} "${name(path)}" should be ${String((parentSchema as { readonly title?: string }).title)}`
}

const lineOfFault = (text: string, { message }: Error): number => {
  const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length)
  return text.slice(0, at).split('\n').length
}

/** The line where a value stands. JSON is YAML, whose reader knows where it read what. */
const lineAt = (text: string, path: readonly string[]): number => {
  const found = parseDocument(text).getIn(
    path.map((token) => (/^\d+$/.test(token) ? Number(token) : token)),
    true,
  ) as { readonly range?: readonly number[] } | undefined
  return text.slice(0, found?.range?.[0] ?? 0).split('\n').length
}
