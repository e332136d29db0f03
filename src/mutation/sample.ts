import { hash } from 'node:crypto'
import type { Mutant } from './mutant.js'

/** By what mutants are put in an order that says nothing of them: neighbours come far apart. */
const drawOf = ({ key }: Mutant, seed: number): string => hash('sha256', `${seed} ${key}`)
const byDraw = (mutants: readonly Mutant[], seed: number): readonly Mutant[] =>
  mutants
    .map((mutant) => ({ mutant, draw: drawOf(mutant, seed) }))
    .sort((a, b) => (a.draw < b.draw ? -1 : 1))
    .map(({ mutant }) => mutant)

/** So many mutants of each file, drawn by a seed; file by file in turns, so that a run that is broken off has seen something of each. */
export const sampled = (mutants: readonly Mutant[], perFile: number, seed: number): readonly Mutant[] => {
  const places = new Map<string, number>()
  return byDraw(mutants, seed)
    .map((mutant) => {
      const place = places.get(mutant.file) ?? 0
      places.set(mutant.file, place + 1)
      return { mutant, place }
    })
    .filter(({ place }) => place < perFile)
    .sort((a, b) => a.place - b.place)
    .map(({ mutant }) => mutant)
}

/** So many of all mutants, whatever their files, drawn by a seed. */
export const drawn = (mutants: readonly Mutant[], count: number, seed: number): readonly Mutant[] => byDraw(mutants, seed).slice(0, count)
