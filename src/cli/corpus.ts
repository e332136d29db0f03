import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CorpusHistory } from '../corpus/history.js'
import type { Refused } from '../corpus/make-history.js'
import { isSelected } from '../suite/select.js'
import { areasMeant, importSpecs } from '../suite/specs.js'
import { EXIT, type Exit } from './exit.js'
import type { Terminal } from './terminal.js'

export interface CorpusOptions {
  readonly out: string
  readonly only?: readonly string[]
}

/** `touchstone corpus --out DIR`: writes histories that anybody can replay, whatever language they use. */
export const runCorpus = async (terminal: Terminal, { out, only = [] }: CorpusOptions): Promise<Exit> => {
  const { collectClauses } = await import('../suite/register.js')
  const { historiesOf } = await import('../corpus/make-history.js')
  const { Stage } = await import('../corpus/run-recorded.js')
  mkdirSync(out, { recursive: true })
  for (const area of areasMeant(only)) {
    const clauses = (await collectClauses(() => importSpecs([area])))
      .filter(({ clause }) => isSelected(clause.id, only))
      .sort((a, b) => (a.clause.id < b.clause.id ? -1 : 1))
    terminal.note(terminal.colours.dim(`${area}: ${clauses.length} clauses, each judged many times over, which takes some minutes …`))
    const stages = [new Stage(0), new Stage(1)] as const
    const found: CorpusHistory[] = []
    const refused: Refused[] = []
    for (const clause of clauses)
      for (const one of await historiesOf(clause, stages)) {
        if ('steps' in one) found.push(one)
        else refused.push(one)
      }
    writeFileSync(join(out, `${area}.jsonl`), found.map((history) => `${JSON.stringify(history)}\n`).join(''))
    terminal.note(`${area}: ${found.length} histories of ${new Set(found.map(({ clause }) => clause)).size} clauses`)
    const reasons = new Map<string, number>()
    for (const { reason } of refused) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    for (const [reason, count] of [...reasons].sort(([, a], [, b]) => b - a)) terminal.note(`  ${count} left out: ${reason}`)
  }
  return EXIT.conforms
}
