import { readdirSync, readFileSync } from 'node:fs'
import { parseLedger } from '../parse-ledger.js'
import { ledgerPath } from '../read-ledger.js'
import { readTrace } from '../read-trace.js'
import type { Trace } from '../trace.js'
import { TREE } from '../tree.js'
import type { Check, Subject } from './check.js'
import { everyClauseHasARule, everyLineHasAClause, everyPromiseHasARule, effectsFollowFromRules, leftOutHasNoClause } from './gaps.js'
import { clausesAreInTheLedger, clausesStandOnce, rulesAreInTheLedger } from './ids.js'
import { idsAreUnique, linesAreCited, wellFormed } from './lines.js'
import { noTargetIsNamed } from './names.js'

export type { Check, Subject } from './check.js'

/** Everything that holds ledger, rules and clauses together. */
export const CHECKS: readonly Check[] = [
  wellFormed, idsAreUnique, linesAreCited, noTargetIsNamed,
  rulesAreInTheLedger, clausesAreInTheLedger, clausesStandOnce,
  everyLineHasAClause, everyPromiseHasARule, everyClauseHasARule, leftOutHasNoClause, effectsFollowFromRules,
]

const ofService = (service: string, spots: Trace['rules']): Trace['rules'] =>
  Object.fromEntries(Object.entries(spots).filter(([id]) => id.startsWith(`${service}.`)))

/** What the checks look at, for one service of this copy of the project. */
export const readSubject = async (service: string): Promise<Subject> => {
  const trace = await readTrace()
  const folder = `${TREE}specs/${service}`
  const texts = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`)
      .map((path) => [path.slice(TREE.length), readFileSync(path, 'utf8')]),
  )
  return {
    service,
    ...parseLedger(readFileSync(ledgerPath(service), 'utf8')),
    trace: { rules: ofService(service, trace.rules), clauses: ofService(service, trace.clauses) },
    texts,
  }
}
