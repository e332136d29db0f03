import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { services } from './read-ledger.js'
import { folderOf } from '../service/areas.js'

/** A month: `2026-12`. */
export const MONTH = /^20\d\d-(?:0[1-9]|1[0-2])$/

/** The clauses of one area that were frozen in one month: those that are scored from then on. */
export interface RequirementSet {
  readonly area: string
  readonly month: string
  /** In the order of the file. */
  readonly ids: readonly string[]
}

/** Where the sets of an area lie: one file a month, one id a line. A file is never changed once its month is over. */
export const setsFolder = (area: string): string => `${folderOf(area)}sets`

/** Every set of an area, the earliest first. */
export const readSets = (area: string): readonly RequirementSet[] => {
  const folder = setsFolder(area)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => ({
      area,
      month: name.slice(0, -'.txt'.length),
      ids: readFileSync(`${folder}/${name}`, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    }))
}

/** Every month in which something was frozen, the earliest first. */
export const frozenMonths = (): readonly string[] =>
  [...new Set(services().flatMap((area) => readSets(area).map(({ month }) => month)))].sort()

/** The month in which each clause was frozen, by id; those that were not frozen yet are absent. */
export const frozenIn = (): ReadonlyMap<string, string> =>
  new Map(services().flatMap((area) => readSets(area).flatMap(({ month, ids }) => ids.map((id) => [id, month] as const))))
