// Freezes the clauses that no set holds yet, as those of a month: npm run freeze -- 2026-12
// Run it once when the suite of a month is published. A set that is committed is not changed; what comes later is the next month's.
import { mkdirSync, writeFileSync } from 'node:fs'
import { EXIT } from './exit.js'
import { readLedger, services } from '../ledger/read-ledger.js'
import { readTrace } from '../ledger/read-trace.js'
import { MONTH, readSets } from '../ledger/sets.js'
import { checkout } from '../tree.js'

const freeze = async (month: string | undefined): Promise<number> => {
  const root = checkout()
  if (month === undefined || !MONTH.test(month) || root === undefined) {
    process.stderr.write('Give the month that is frozen, in a checkout: npm run freeze -- 2026-12\n')
    return EXIT.couldNotRun
  }
  const { clauses } = await readTrace()
  for (const area of services()) {
    const before = readSets(area).filter((set) => set.month !== month)
    const later = before.find((set) => set.month > month)
    if (later) {
      process.stderr.write(`${later.month} is frozen already: a set cannot be put in before it.\n`)
      return EXIT.couldNotRun
    }
    const frozen = new Set(before.flatMap(({ ids }) => ids))
    const ids = readLedger(area)
      .filter((line) => line.left_out === undefined && line.id in clauses && !frozen.has(line.id))
      .map(({ id }) => id)
      .sort()
    const folder = `${root}specs/${area}/sets`
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/${month}.txt`, ids.map((id) => `${id}\n`).join(''))
    process.stdout.write(`specs/${area}/sets/${month}.txt: ${ids.length} clauses\n`)
  }
  return EXIT.conforms
}

process.exitCode = await freeze(process.argv[2])
