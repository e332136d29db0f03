import type { Contract } from '../contract/contract.js'
import type { TestWorld } from './world.js'

/** What vitest and jest take of a matcher. */
export interface Matched {
  readonly pass: boolean
  readonly message: () => string
}

/** A body as it was sent; an object stands for JSON that says the same. */
export type Body = string | object

const isSame = (body: string, wanted: Body): boolean => {
  if (typeof wanted === 'string') return body === wanted
  try {
    return JSON.stringify(JSON.parse(body)) === JSON.stringify(wanted)
  } catch {
    return false
  }
}
const shown = (body: Body): string => (typeof body === 'string' ? body : JSON.stringify(body))
const listed = (bodies: readonly { readonly body: string }[]): string =>
  bodies.length === 0 ? 'nothing' : bodies.map(({ body }) => body.slice(0, 200)).join(', ')

/** Whether a queue or stream has handed a body to a consumer, once or exactly so often. */
export const toHaveDelivered = (world: TestWorld, from: string, body: Body, times?: number): Matched => {
  const all = world.delivered(from)
  const found = all.filter((one) => isSame(one.body, body)).length
  const wanted = times === undefined ? '' : ` ${times === 1 ? 'once' : `${times} times`}`
  return {
    pass: times === undefined ? found > 0 : found === times,
    message: () =>
      `${from} should have delivered ${shown(body)}${wanted}; it was ${found === 0 ? 'not delivered' : `delivered ${found === 1 ? 'once' : `${found} times`}`}. ${from} delivered: ${listed(all)}`,
  }
}

/** Whether a body is in flight in a queue: received, and neither deleted nor visible again. */
export const toHaveInFlight = (world: TestWorld, from: string, body: Body): Matched => {
  const all = world.inFlight(from)
  return {
    pass: all.some((one) => isSame(one.body, body)),
    message: () => `${shown(body)} should be in flight in ${from}; in flight there: ${listed(all)}`,
  }
}

/** The same, read from the message: `expect('hello').toBeInFlight(world, 'orders')`. */
export const toBeInFlight = (body: Body, world: TestWorld, from: string): Matched => toHaveInFlight(world, from, body)

/** Whether what the code under test did relies on clauses of a contract only, and calls no other operations. */
export const toRelyOnlyOn = async (world: TestWorld, contract: Contract): Promise<Matched> => {
  const own = await world.contract()
  const known = new Set<string>(contract.clauses.map(({ id }) => id))
  const clauses = own.clauses.filter(({ id }) => !known.has(id))
  const operations = Object.entries(own.operations).flatMap(([service, used]) =>
    Object.keys(used)
      .filter((operation) => contract.operations[service]?.[operation] === undefined)
      .map((operation) => `${service} ${operation}`),
  )
  const beyond = [...operations.map((one) => `calls ${one}`), ...clauses.map(({ id, statement }) => `${id}: ${statement}`)]
  return {
    pass: beyond.length === 0,
    message: () =>
      beyond.length === 0
        ? 'the code should rely on more than the contract says, and does not'
        : `the code relies on what is not in the contract:\n  ${beyond.join('\n  ')}`,
  }
}

export const matchers = { toHaveDelivered, toHaveInFlight, toBeInFlight, toRelyOnlyOn }

/**
 * Throws where a matcher does not hold: for node:test and whatever else takes an error.
 *
 * ```js
 * assertMatches(toHaveDelivered(world, 'orders', 'hello', 1))
 * ```
 */
export const assertMatches = ({ pass, message }: Matched): void => {
  if (!pass) throw new Error(message())
}
