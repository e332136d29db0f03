import { existsSync, readFileSync } from 'node:fs'

/** Mutants that need not be noticed, and why; `*` in a key stands for anything. */
export interface Left {
  readonly key: string
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
      return { key: left.key, reason: left.reason }
    })
}

export const isMeant = ({ key }: Left, mutant: string): boolean =>
  key === mutant ||
  (key.includes('*') &&
    new RegExp(
      `^${key
        .split('*')
        .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
    ).test(mutant))
