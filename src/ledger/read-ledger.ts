import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { LedgerLine } from './line.js'
import { parseLedger } from './parse-ledger.js'
import { TREE } from './tree.js'

const read = new Map<string, readonly LedgerLine[]>()

/** Where a service's ledger lies, in a checkout and in the packed tarball alike. */
export const ledgerPath = (service: string): string => `${TREE}specs/${service}/ledger.jsonl`

/**
 * A service's documented behaviours, in the order of its ledger. Read once.
 *
 * @param service as in the SigV4 scope: `sqs`
 * @throws when there is no such ledger, or it is not well formed
 */
export const readLedger = (service: string): readonly LedgerLine[] => {
  const known = read.get(service)
  if (known) return known
  let text: string
  try {
    text = readFileSync(ledgerPath(service), 'utf8')
  } catch (cause) {
    throw new Error(`there is no ledger for the service "${service}"; there is one for: ${services().join(', ')}`, { cause })
  }
  const { lines, faults } = parseLedger(text)
  const fault = faults.find((one) => one.of === 'meaning')
  if (fault) throw new Error(`specs/${service}/ledger.jsonl:${fault.line} ${fault.problem}`)
  read.set(service, lines)
  return lines
}

/** The services that have a ledger, sorted. */
export const services = (): readonly string[] =>
  readdirSync(`${TREE}specs`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(ledgerPath(entry.name)))
    .map((entry) => entry.name)
    .sort()

const found = new Map<string, ReadonlyMap<string, LedgerLine>>()

/** The line of one clause id, whichever service it belongs to; `undefined` where no ledger has it. */
export const findLine = (id: string): LedgerLine | undefined => {
  const service = id.slice(0, Math.max(0, id.indexOf('.')))
  let lines = found.get(service)
  if (!lines) {
    if (!services().includes(service)) return undefined
    lines = new Map(readLedger(service).map((line) => [line.id, line]))
    found.set(service, lines)
  }
  return lines.get(id)
}
