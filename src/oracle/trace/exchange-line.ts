import { closest } from '../../../reference/core/closest.js'
import type { Outcome } from '../exchange.js'
import { MEMBERS, type Spot, type TracedExchange, type TraceHeader } from './form.js'
import { readInstant } from './instant.js'
import { found, isFields, Wrong, type Fields } from './trace-error.js'
import { operationReader, type OperationReader, type Surplus } from './values.js'

/** The API descriptions of the services whose traces can be read: the AWS SDK's operation schemas (`SendMessage$`) by operation name. */
export type Descriptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** An exchange without any effect, that cannot be read and need not be. */
export interface LeftOut {
  readonly leftOut: string
}

const OWN: ReadonlySet<string> = new Set(MEMBERS)

/** Reads the lines of one file, whose header names what they leave out. */
export class LineReader {
  readonly #readers = new Map<string, Map<string, OperationReader>>()

  constructor(
    private readonly descriptions: Descriptions,
    private readonly header: TraceHeader,
    /** Which services are to be read; all where it is undefined. */
    private readonly services: readonly string[] | undefined,
  ) {}

  /**
   * @param surplus called with each member that nobody knows
   * @throws Wrong
   */
  read(fields: Fields, spot: Spot, surplus: Surplus): TracedExchange | LeftOut {
    for (const name of Object.keys(fields)) if (!OWN.has(name)) surplus(name)
    const service = text(fields, 'service', this.header.service)
    if (this.services !== undefined && !this.services.includes(service)) return { leftOut: `of another service: ${service}` }
    const client = text(fields, 'client')
    const region = text(fields, 'region', this.header.region)
    const account = readAccount(fields['account'] ?? this.header.account)
    const operation = text(fields, 'operation')
    const sent = readInstant(required(fields, 'sent'), 'sent', false)
    const received = readInstant(required(fields, 'received'), 'received', true)
    if (received < sent) {
      throw new Wrong(`"received" lies ${sent - received} ms before "sent"; both are read from one clock, which never goes back`)
    }
    const reader = this.#reader(service, operation)
    const given = required(fields, 'request')
    const outcome = readOutcome(fields, (value) => reader.response(value, surplus))
    let input: unknown
    try {
      input = reader.request(given, surplus)
    } catch (error) {
      if (!(error instanceof Wrong) || outcome.kind !== 'refused') throw error
      return { leftOut: 'refused, and of a form that the API description does not have' }
    }
    return { service, region, account, client, operation, input: input as Fields, sent, received, outcome, spot }
  }

  #reader(service: string, operation: string): OperationReader {
    const operations = Object.hasOwn(this.descriptions, service) ? this.descriptions[service] : undefined
    if (operations === undefined) {
      const known = Object.keys(this.descriptions)
      throw new Wrong(
        `the service is ${found(service)}, which touchstone does not know; ${known.map((id) => `--service ${id}`).join(' or ')} leaves it out`,
      )
    }
    let readers = this.#readers.get(service)
    if (readers === undefined) this.#readers.set(service, (readers = new Map<string, OperationReader>()))
    const made = readers.get(operation)
    if (made !== undefined) return made
    if (!Object.hasOwn(operations, operation)) {
      const near = closest(operation, Object.keys(operations), 1)
      throw new Wrong(
        `the operation is ${found(operation)}, which ${service} does not have${near.length > 0 ? `; did you mean ${near.join()}?` : ''}`,
      )
    }
    const reader = operationReader(operations[operation])
    readers.set(operation, reader)
    return reader
  }
}

const OUTCOMES = ['response', 'error', 'lost'] as const

const readOutcome = (fields: Fields, response: (value: unknown) => unknown): Outcome => {
  const given = OUTCOMES.filter((name) => fields[name] !== undefined)
  const [kind] = given
  if (kind === undefined) throw new Wrong('"response", "error" and "lost" are missing; exactly one of them says what came of the request')
  if (given.length > 1)
    throw new Wrong(`${given.map((name) => `"${name}"`).join(' and ')} are both given; exactly one says what came of the request`)
  if (kind === 'response') {
    try {
      return { kind: 'answered', output: response(fields['response']) as Fields }
    } catch (error) {
      if (!(error instanceof Wrong)) throw error
      throw new Wrong(`${error.message}; if that is what came, write it as "lost" with a reason, and the rest can be judged`)
    }
  }
  if (kind === 'lost') {
    const reason = fields['lost']
    if (typeof reason !== 'string' || reason === '')
      throw new Wrong(`"lost" is ${found(reason)}; give the reason as a text, such as "timeout"`)
    return { kind: 'lost', reason }
  }
  return readError(fields['error'])
}

const readError = (error: unknown): Outcome => {
  if (!isFields(error)) throw new Wrong(`"error" is ${found(error)}; give {"code": …, "message": …, "status": …}`)
  const { code, message = '', status } = error
  if (typeof code !== 'string' || code === '') throw new Wrong(`"error.code" is ${found(code)}; give the error's name or code as a text`)
  if (typeof message !== 'string') throw new Wrong(`"error.message" should be a text, and is ${found(message)}`)
  if (status === undefined) return { kind: 'refused', code, message }
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 100 || status > 599) {
    throw new Wrong(`"error.status" should be an HTTP status, and is ${found(status)}`)
  }
  if (status >= 500)
    throw new Wrong(`"error.status" is ${status}: a failure of the service may have done what was asked; write it as "lost"`)
  return { kind: 'refused', code, message, status }
}

const required = (fields: Fields, name: string): unknown => {
  const value = fields[name]
  if (value === undefined) throw new Wrong(`"${name}" is missing`)
  return value
}

const text = (fields: Fields, name: string, otherwise?: string): string => {
  const value = fields[name] ?? otherwise
  if (value === undefined) throw new Wrong(`"${name}" is missing`)
  if (typeof value !== 'string' || value === '') throw new Wrong(`"${name}" should be a text, and is ${found(value)}`)
  return value
}

/** @throws Wrong */
export const readAccount = (value: unknown): string | undefined => {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !/^\d{12}$/.test(value))
    throw new Wrong(`"account" should be a text of 12 digits, and is ${found(value)}`)
  return value
}
