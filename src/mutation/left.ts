import { existsSync, readFileSync } from 'node:fs'
import type { Mutant } from './mutant.js'

/** Mutants that need not be noticed, and why; `*` in a key or a change stands for anything. */
export interface Left {
  readonly key: string
  /** What is changed, `before → after`: a how-manieth in a key may be another mutant's once a function has changed, and these are not. Any change unless given. */
  readonly change?: string
  readonly reason: string
}

/** @throws where a line is no JSON, or gives no reason */
export const readLeft = (file: string): readonly Left[] => {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line, nth) => {
      const left = JSON.parse(line) as Partial<Left>
      if (!left.key || !left.reason) throw new Error(`${file}:${nth + 1}: a mutant that is left needs a key and a reason`)
      return { key: left.key, ...(left.change === undefined ? {} : { change: left.change }), reason: left.reason }
    })
}

export const isMeant = ({ key, change }: Left, mutant: Pick<Mutant, 'key' | 'before' | 'after'>): boolean =>
  isLike(key, mutant.key) && (change === undefined || isLike(change, changeOf(mutant)))

/** As an entry of the list names what is changed. */
export const changeOf = ({ before, after }: Pick<Mutant, 'before' | 'after'>): string => `${before} → ${after}`

const isLike = (pattern: string, text: string): boolean =>
  pattern === text ||
  (pattern.includes('*') &&
    new RegExp(
      `^${pattern
        .split('*')
        .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
    ).test(text))
