import type { ClauseId } from '../../reference/core/reading.js'

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
  /** The traces, relative to the contract, and how many exchanges of each application. */
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
}

/** A contract that cannot be read; the message names file and line. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
}

/** As it is written: two spaces, a final newline, members in the order of the schema. */
export const writeContract = (contract: Contract): string => `${JSON.stringify(contract, undefined, 2)}\n`

/**
 * Reads a contract of this version. Members that are not known are passed over, so that a contract of a later suite can be read.
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
  const fail = (path: string, wanted: string): never => {
    throw new ContractError(`${file}:${lineOfMember(text, path)} "${path}" should be ${wanted}`)
  }
  if (!isFields(value) || value['touchstone'] !== CONTRACT)
    throw new ContractError(
      `${file}:1 is no contract; it should begin with {"touchstone": "contract", "version": 1}. \`touchstone derive\` makes one of a trace`,
    )
  if (value['version'] !== CONTRACT_VERSION)
    throw new ContractError(
      `${file}:${lineOfMember(text, 'version')} has version ${JSON.stringify(value['version'])}; this touchstone reads version ${CONTRACT_VERSION}`,
    )
  const list = (name: string): readonly unknown[] => {
    const given = value[name] ?? []
    return Array.isArray(given) ? (given as readonly unknown[]) : fail(name, 'a list')
  }
  const reliances = (name: string): readonly Reliance[] =>
    list(name).map((item, nth) => {
      if (!isFields(item) || typeof item['id'] !== 'string' || !/^[a-z0-9-]+\.[a-z0-9.-]+$/.test(item['id']))
        return fail(`${name}[${nth}].id`, 'the id of a clause')
      const { id, statement = '', count = 1, first = '' } = item
      if (typeof count !== 'number') return fail(`${name}[${nth}].count`, 'a number')
      return { id: id as ClauseId, statement: statement as string, count, first: first as string }
    })
  const traces = list('traces').map((item, nth) => (typeof item === 'string' ? item : fail(`traces[${nth}]`, 'the path of a trace')))
  return {
    ...(value as unknown as Contract),
    traces,
    clauses: reliances('clauses'),
    freedoms: reliances('freedoms'),
    broken: (value['broken'] ?? []) as readonly ClauseId[],
  }
}

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

const lineOfFault = (text: string, { message }: Error): number => {
  const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length)
  return text.slice(0, at).split('\n').length
}

/** The line where a member stands, as well as a text can tell. */
const lineOfMember = (text: string, path: string): number => {
  const [, name = path, nth = '0', member] = /^(\w+)\[(\d+)\](?:\.(\w+))?$/.exec(path) ?? []
  const lines = text.split('\n')
  const start = lines.findIndex((line) => line.includes(`"${name}"`))
  if (start === -1) return 1
  if (member === undefined) return start + 1
  let left = Number(nth)
  for (let line = start; line < lines.length; line++) if (lines[line]!.includes(`"${member}"`) && left-- === 0) return line + 1
  return start + 1
}
