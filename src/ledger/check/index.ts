import { readdirSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Area } from '../../service/area.js'
import { areaOf, folderOf } from '../../service/areas.js'
import { parseLedger } from '../parse-ledger.js'
import { ledgerPath } from '../read-ledger.js'
import { readTrace } from '../read-trace.js'
import { readSets } from '../sets.js'
import type { Trace } from '../trace.js'
import { TREE } from '../../tree.js'
import type { Check, Subject } from './check.js'
import { everyClauseHasARule, everyLineHasAClause, everyPromiseHasARule, effectsFollowFromRules, leftOutHasNoClause } from './gaps.js'
import { clausesAreInTheLedger, clausesStandOnce, rulesAreInTheLedger } from './ids.js'
import { inferredCodesAreOpen } from './errors.js'
import { idsAreUnique, linesAreCited, wellFormed } from './lines.js'
import { noTargetIsNamed } from './names.js'
import { setsHoldClauses } from './sets.js'
import { tiersNameTopics } from './tiers.js'

export type { Check, Subject } from './check.js'

/** Everything that holds ledger, rules and clauses together. */
export const CHECKS: readonly Check[] = [
  wellFormed,
  idsAreUnique,
  linesAreCited,
  noTargetIsNamed,
  rulesAreInTheLedger,
  clausesAreInTheLedger,
  clausesStandOnce,
  everyLineHasAClause,
  everyPromiseHasARule,
  everyClauseHasARule,
  leftOutHasNoClause,
  effectsFollowFromRules,
  inferredCodesAreOpen,
  setsHoldClauses,
  tiersNameTopics,
]

const ofArea = ({ prefixes }: Area, spots: Trace['rules']): Trace['rules'] =>
  Object.fromEntries(Object.entries(spots).filter(([id]) => prefixes.some((prefix) => id.startsWith(`${prefix}.`))))

/** What the checks look at, for one area of this copy of the project. */
export const readSubject = async (service: string): Promise<Subject> => {
  const area = areaOf(service)
  const trace = await readTrace()
  const folder = folderOf(service)
  const texts = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`)
      .map((path) => [relative(TREE, path), readFileSync(path, 'utf8')]),
  )
  return {
    service,
    prefixes: area.prefixes,
    isWhole: area.isWhole,
    ...parseLedger(readFileSync(ledgerPath(service), 'utf8')),
    trace: { rules: ofArea(area, trace.rules), clauses: ofArea(area, trace.clauses) },
    texts,
    sets: readSets(service),
    takes: (await area.checked?.())?.judged?.takes,
  }
}
