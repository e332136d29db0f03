import type { Found } from './mass.js'
import type { Tally } from './tally.js'
import type { Counts } from './tally.js'

const MOST_SEEDS = 12

/** What a mass run came to, in lines. */
export const massLines = (name: string, tally: Tally, found: readonly Found[], ms: number): string[] => {
  const refused = found.filter(({ walked }) => walked)
  const broken = found.filter(({ error }) => error)
  const part = tally.steps === 0 ? 0 : (100 * tally.undecided) / tally.steps
  return [
    `${name}: ${tally.walks} walks, ${tally.steps} answers judged, ${tally.walks - refused.length} walks admitted, ${refused.length} refused, ` +
      `${tally.undecided} answers undecided (${part.toFixed(2)} %), ${Math.round((tally.steps / ms) * 1000)} steps/s`,
    ...Object.entries(tally.refused).map(
      ([id, walks]) => `  refused by ${id}: ${walks} walks, seeds ${seedsOf(refused.filter(({ walked }) => walked!.refusedBy === id))}`,
    ),
    ...grouped(broken).map(([message, some]) => `  broke: ${message}: seeds ${seedsOf(some)}`),
    ...countLines('undecided by', tally.openQuestions),
    ...countLines('used', tally.used),
    ...countLines('tested', tally.tested),
  ]
}

const seedsOf = (found: readonly Found[]): string =>
  found
    .slice(0, MOST_SEEDS)
    .map(({ seed, clients }) => (clients === 1 ? `${seed}` : `${seed} (${clients} clients)`))
    .join(', ') + (found.length > MOST_SEEDS ? ' …' : '')

const grouped = (broken: readonly Found[]): [string, Found[]][] => {
  const groups = new Map<string, Found[]>()
  for (const one of broken) groups.set(one.error!.message, [...(groups.get(one.error!.message) ?? []), one])
  return [...groups]
}

const countLines = (title: string, counts: Counts): string[] => {
  const all = Object.entries(counts).sort(([, a], [, b]) => b - a)
  return all.length === 0 ? [] : [`  ${title} (${all.length}):`, ...all.map(([id, count]) => `    ${String(count).padStart(8)}  ${id}`)]
}
