import { createReadStream } from 'node:fs'
import { ContractError } from '../contract/contract-error.js'
import type { Contract } from '../contract/contract.js'
import type { Breach } from '../contract/flows/flow.js'
import { hold, type Held } from '../contract/verify/hold.js'
import type { TracedExchange } from '../oracle/trace/form.js'
import type { Registry } from '../oracle/check/registry.js'
import { readTraces } from '../oracle/trace/read-trace.js'
import { wrap } from '../report/table.js'
import { whyNot } from './check.js'
import { EXIT, UsageError, type Exit } from './exit.js'
import type { Terminal } from './terminal.js'
import { junitOfApplication, writeJunit } from './verify-junit.js'

/** `touchstone verify --app`: holds traces of applications to what they promised each other. */
export const holdApplication = async (
  terminal: Terminal,
  contract: Contract,
  folder: string,
  files: readonly string[],
  registry: Registry,
  { json, junit }: { readonly json?: true; readonly junit?: string },
): Promise<Exit> => {
  if (
    contract.payloads.length === 0 &&
    contract.sequences.length === 0 &&
    contract.flows.every(({ promises }) => Object.keys(promises).length === 0)
  )
    throw new UsageError('The contract has nothing about what goes between services: derive it from traces of a producer and a consumer.')
  let held: Held
  try {
    const { exchanges } = await readTraces(
      files.map((file) => ({ file, bytes: createReadStream(file, { highWaterMark: 1 << 18 }) })),
      { descriptions: registry.descriptions, order: 'received' },
    )
    held = await hold(contract, exchanges, folder)
  } catch (error) {
    throw new UsageError(error instanceof ContractError ? error.message : whyNot(error))
  }
  const { messages, breaches } = held
  if (junit !== undefined) writeJunit(junit, junitOfApplication(breaches))
  if (json) terminal.print(JSON.stringify({ schema: 'touchstone.verify-application', version: 1, ...held }))
  else terminal.print(page(held, terminal))
  if (breaches.length > 0) return EXIT.diverges
  return messages > 0 ? EXIT.conforms : EXIT.couldNotRun
}

/** What of the contract the recorded applications themselves do not keep. */
export const applicationOf = async (
  contract: Contract,
  exchanges: readonly TracedExchange[],
  folder: string,
): Promise<readonly Breach[]> => {
  if (exchanges.length === 0) return []
  try {
    return (await hold(contract, exchanges, folder)).breaches
  } catch (error) {
    throw error instanceof ContractError ? new UsageError(error.message) : error
  }
}

const page = ({ exchanges, messages, breaches }: Held, terminal: Terminal): string => {
  const { colours } = terminal
  const verdict =
    breaches.length > 0
      ? colours.red(`✗ ${breaches.length === 1 ? 'A promise is' : `${breaches.length} promises are`} broken.`)
      : messages > 0
        ? colours.green('✓ What was promised is kept.')
        : colours.yellow('Nothing went through what the contract speaks of.')
  return [...breachLines(breaches, terminal), `${exchanges} exchanges, ${messages} messages.`, verdict].join('\n')
}

/** Promises that were broken, with where and how. */
export const breachLines = (breaches: readonly Breach[], { colours, width }: Terminal): readonly string[] =>
  breaches.flatMap(({ promise, through, says, count, spot }) => [
    `${colours.red('✗')} ${colours.bold(`${through}: ${TITLES[promise]}`)}  ${colours.dim(`${spot === undefined ? '' : `${spot.file}:${spot.line}`}${count > 1 ? `, ${count} times` : ''}`)}`,
    `    ${wrap(says, width, '    ')}`,
    '',
  ])

const TITLES: Readonly<Record<Breach['promise'], string>> = {
  order: 'not in order',
  deletedInTime: 'deleted too late',
  once: 'not once',
  sequence: 'out of sequence',
  payload: 'another payload',
}
