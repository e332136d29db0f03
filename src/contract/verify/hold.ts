import type { TracedExchange } from '../../oracle/trace/form.js'
import type { Contract } from '../contract.js'
import type { Breach } from '../flows/flow.js'
import { Flows, passingReaders } from '../flows/flows.js'
import { Payloads } from '../payloads/payloads.js'

/** What exchanges came to, held to what a contract has of what goes between services. */
export interface Held {
  readonly exchanges: number
  /** Messages that were sent through what the contract speaks of. */
  readonly messages: number
  readonly breaches: readonly Breach[]
}

/**
 * Holds exchanges to the promises, sequences and payloads of a contract.
 *
 * @param exchanges in the order in which answers came
 * @param folder where the paths of the contract begin
 * @param nameOf what a queue or topic is called in the contract
 * @throws ContractError where a payload document cannot be read
 */
export const hold = async (
  contract: Contract,
  exchanges: AsyncIterable<TracedExchange> | Iterable<TracedExchange>,
  folder: string,
  nameOf?: (through: string) => string,
): Promise<Held> => {
  const payloads = await Payloads.read(contract.payloads, folder)
  const flows = new Flows({ readers: await passingReaders(), payloads, agreed: contract, ...(nameOf === undefined ? {} : { nameOf }) })
  let count = 0
  for await (const exchange of exchanges) {
    count++
    flows.see(exchange)
  }
  const known = new Set(contract.flows.map(({ service, through }) => `${service} ${through}`))
  const messages = flows.flows
    .filter(({ service, through }) => known.has(`${service} ${through}`))
    .reduce((sum, { messages: { sent } }) => sum + sent, 0)
  return { exchanges: count, messages, breaches: [...flows.breaches, ...(await payloads.end()).breaches] }
}

/** `orders.fifo: once by /id`: what was promised, in the words of the contract. */
export const promiseOf = ({ promise, through }: Breach): string => `${through}: ${promise}`
