import { countVerdicts } from './make-report.js'
import type { Report } from './report.js'

/** Why reports cannot be put together; `reason` is a word for programs, the message for people. */
export class MergeRefused extends Error {
  override readonly name = 'MergeRefused'
  constructor(
    readonly reason:
      'nothing' | 'different-suites' | 'different-targets' | 'different-runs' | 'duplicate-rows' | 'incomplete' | 'missing-shard',
    message: string,
  ) {
    super(message)
  }
}

/** A report, and what it is called where it is refused. */
export interface Part {
  readonly name: string
  readonly report: Report
}

const SUITE = ['touchstone', 'suite'] as const
const RUN = ['region', 'profile', 'effort', 'seed'] as const

/**
 * Puts the parts of one run together: its shards, and what was run with different `--only`.
 *
 * @throws MergeRefused where they are of different suites, targets or runs, where a clause stands in two, or one is missing or not whole
 */
export const mergeReports = (parts: readonly Part[]): Report => {
  const [first] = parts
  if (first === undefined) throw new MergeRefused('nothing', 'give the results of at least one part')
  for (const part of parts) {
    demandSame(first, part, SUITE, 'different-suites')
    const [a, b] = [first, part].map(({ report }) => report.header.target)
    if (a!.name !== b!.name || a!.version !== b!.version) {
      throw new MergeRefused('different-targets', `${part.name} is about ${b!.name}, ${first.name} about ${a!.name}`)
    }
    demandSame(first, part, RUN, 'different-runs')
    if (!part.report.footer.complete) {
      throw new MergeRefused('incomplete', `${part.name} is of a run that was broken off: run that part again`)
    }
  }
  const onlyOf = ({ report }: Part): string => report.header.only.join(' ')
  const onlys = [...new Set(parts.map(onlyOf))]
  for (const only of onlys) demandAllShards(parts.filter((part) => onlyOf(part) === only))
  demandDisjoint(parts)
  const rows = parts.flatMap(({ report }) => report.rows).sort((a, b) => (a.id < b.id ? -1 : 1))
  const { shard: _, ...header } = first.report.header
  return {
    header: { ...header, only: onlys.includes('') ? [] : onlys.flatMap((only) => only.split(' ')) },
    rows,
    footer: { counts: countVerdicts(rows), results: rows.length, complete: true },
  }
}

const demandSame = (
  first: Part,
  part: Part,
  members: readonly (typeof SUITE | typeof RUN)[number][],
  reason: 'different-suites' | 'different-runs',
): void => {
  for (const member of members) {
    const [a, b] = [first.report.header[member], part.report.header[member]]
    if (a !== b) throw new MergeRefused(reason, `${part.name} has ${member} ${b ?? 'unknown'}, ${first.name} has ${a ?? 'unknown'}`)
  }
}

const demandAllShards = (parts: readonly Part[]): void => {
  const shards = parts.flatMap(({ report: { header } }) => (header.shard === undefined ? [] : [header.shard]))
  if (shards.length === 0) return
  const of = new Set(shards.map((shard) => shard.split('/')[1]))
  if (of.size > 1 || shards.length < parts.length) {
    throw new MergeRefused('different-runs', `the parts are of different divisions: ${[...new Set(shards)].join(', ')}`)
  }
  const total = Number([...of][0])
  const missing = Array.from({ length: total }, (_, nth) => `${nth + 1}/${total}`).filter((shard) => !shards.includes(shard))
  if (missing.length > 0) throw new MergeRefused('missing-shard', `missing: ${missing.map((shard) => `--shard ${shard}`).join(', ')}`)
}

const demandDisjoint = (parts: readonly Part[]): void => {
  const owner = new Map<string, string>()
  for (const { name, report } of parts) {
    for (const { id } of report.rows) {
      const other = owner.get(id)
      if (other !== undefined) throw new MergeRefused('duplicate-rows', `${id} stands in ${other} and in ${name}`)
      owner.set(id, name)
    }
  }
}
