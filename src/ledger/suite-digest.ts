import { createHash } from 'node:crypto'
import { readLedger, services } from './read-ledger.js'

const DIGITS = 12

/** Which clauses this copy of the suite holds: 12 hexadecimal digits of what the ledgers say. Reports of one digest can be put together and compared row by row. */
export const suiteDigest = (): string => {
  const hash = createHash('sha256')
  for (const service of services())
    for (const { id, statement, strength, left_out } of readLedger(service))
      hash.update(`${JSON.stringify([id, statement, strength, left_out ?? null])}\n`)
  return hash.digest('hex').slice(0, DIGITS)
}
