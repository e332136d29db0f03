import { existsSync, readFileSync } from 'node:fs'
import { areaOfClause, folderOf } from '../service/areas.js'
import type { Kind, LedgerLine, Strength } from './line.js'

/** How much applications use a topic of a service; what no list names is common. */
export const USAGES = ['everyday', 'common', 'rare'] as const
export type Usage = (typeof USAGES)[number]

/** What an emulator's author can claim: see docs/tiers.md. */
export const TIERS = ['core', 'broad'] as const
export type Tier = (typeof TIERS)[number]

type Topics = Readonly<Partial<Record<Usage, readonly string[]>>>

const read = new Map<string, Topics>()

/** `specs/<area>/tiers.json`: topics that are not common. */
const topicsOf = (area: string): Topics => {
  const known = read.get(area)
  if (known) return known
  const path = `${folderOf(area)}tiers.json`
  const topics = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Topics) : {}
  read.set(area, topics)
  return topics
}

/** What the weight of a clause goes by: all of it stands in its ledger line. */
export type Weighed = Pick<LedgerLine, 'id' | 'topic' | 'strength'> & { readonly kind?: Kind }

export const usageOf = ({ id, topic }: Pick<LedgerLine, 'id' | 'topic'>): Usage => {
  const area = areaOfClause(id)?.id
  return area === undefined ? 'common' : (USAGES.find((usage) => topicsOf(area)[usage]?.includes(topic)) ?? 'common')
}

/** Bad input, limits, permissions and metrics are met at the edges of an application; the rest is what it runs on. */
const EDGES: ReadonlySet<Kind> = new Set(['validation', 'limit', 'auth', 'metric'])
const isEdge = (kind: Kind | undefined): boolean => kind !== undefined && EDGES.has(kind)

/** A promise is depended on; what AWS tries, or may do, an application has to live without. */
const isPromise = (strength: Strength): boolean => strength === 'must' || strength === 'eventually'

const USAGE_WEIGHT: Readonly<Record<Usage, number>> = { everyday: 6, common: 3, rare: 1 }
const BEHAVIOUR = 3

/** How much applications depend on a clause, from 1 to 18: by its topic, by whether it is behaviour or an edge, and by its strength. */
export const weightOf = (line: Weighed): number => {
  if (!isPromise(line.strength)) return 1
  return USAGE_WEIGHT[usageOf(line)] * (isEdge(line.kind) ? 1 : BEHAVIOUR)
}

/** The tiers that a clause counts for. Core: promised behaviour of everyday topics. Broad: every promise. */
export const tiersOf = (line: Weighed): readonly Tier[] => {
  if (!isPromise(line.strength)) return []
  return usageOf(line) === 'everyday' && line.strength === 'must' && !isEdge(line.kind) ? ['core', 'broad'] : ['broad']
}
