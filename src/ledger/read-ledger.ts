import { existsSync, readFileSync } from 'node:fs'
import { areaOfClause, areas, folderOf } from '../service/areas.js'
import type { LedgerLine } from './line.js'
import { parseLedger } from './parse-ledger.js'

const read = new Map<string, readonly LedgerLine[]>()

/** Where a service's ledger lies, in a checkout and in the packed tarball alike. */
export const ledgerPath = (service: string): string => `${folderOf(service)}ledger.jsonl`

/**
 * A service's documented behaviours, in the order of its ledger. Read once.
 *
 * @param service the id of its area: `sqs`
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

/** The areas that have a ledger, sorted. */
export const services = (): readonly string[] => areas.map(({ id }) => id).filter((id) => existsSync(ledgerPath(id)))

const found = new Map<string, ReadonlyMap<string, LedgerLine>>()

/** The line of one clause id, whichever area it belongs to; `undefined` where no ledger has it. */
export const findLine = (id: string): LedgerLine | undefined => {
  const area = areaOfClause(id)?.id
  if (area === undefined || !existsSync(ledgerPath(area))) return undefined
  let lines = found.get(area)
  if (!lines) found.set(area, (lines = new Map(readLedger(area).map((line) => [line.id, line]))))
  return lines.get(id)
}
