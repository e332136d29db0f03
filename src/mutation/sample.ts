import { hash32 } from '../suite/hash.js'
import type { Mutant } from './mutant.js'

/** So many mutants of each file, drawn by a seed; file by file in turns, so that a run that is broken off has seen something of each. */
export const sampled = (mutants: readonly Mutant[], perFile: number, seed: number): readonly Mutant[] => {
  const places = new Map<string, number>()
  return mutants
    .map((mutant) => ({ mutant, draw: hash32(`${seed} ${mutant.key}`) }))
    .sort((a, b) => a.draw - b.draw)
    .map(({ mutant }) => {
      const place = places.get(mutant.file) ?? 0
      places.set(mutant.file, place + 1)
      return { mutant, place }
    })
    .filter(({ place }) => place < perFile)
    .sort((a, b) => a.place - b.place)
    .map(({ mutant }) => mutant)
}

/** So many of all mutants, whatever their files, drawn by a seed. */
export const drawn = (mutants: readonly Mutant[], count: number, seed: number): readonly Mutant[] =>
  mutants
    .map((mutant) => ({ mutant, draw: hash32(`${seed} ${mutant.key}`) }))
    .sort((a, b) => a.draw - b.draw)
    .slice(0, count)
    .map(({ mutant }) => mutant)
