import { existsSync, readFileSync } from 'node:fs'
import type { Spot } from './trace.js'
import { checkout } from '../tree.js'

/** A clause's source, as it stands in the specs. */
export interface Property {
  readonly spot: Spot
  readonly source: string
}

const LONGEST = 80

const read = new Map<string, readonly string[]>()
const linesOf = (path: string): readonly string[] => {
  const known = read.get(path)
  if (known) return known
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  read.set(path, lines)
  return lines
}

/**
 * The property that tests a clause: the statement around its id. Sources are formatted, so that a statement ends where its indentation does.
 * Nothing where the sources are not here, as in an installed package.
 */
export const propertyAt = (spot: Spot | undefined): Property | undefined => {
  const root = checkout()
  const [file, number] = spot?.split(':') ?? []
  if (root === undefined || file === undefined || spot === undefined) return undefined
  const lines = linesOf(root + file)
  const at = Number(number) - 1
  if (lines[at] === undefined) return undefined
  const indent = (line: string): number => /\S/.exec(line)?.index ?? Infinity
  // `clause(` alone on its line stands before the id; so do comments that explain it.
  let first = at
  while (first > 0 && /^\s*(?:\/\/|\/\*|\*|\w+\($|\[$|\{$)/.test(lines[first - 1]!)) first--
  const depth = indent(lines[first]!)
  let last = at
  while (last + 1 < lines.length && indent(lines[last + 1]!) > depth) last++
  if (/^\s*[\])}]/.test(lines[last + 1] ?? '')) last++
  const cut = lines.slice(first, Math.min(last + 1, first + LONGEST)).map((line) => line.slice(Math.min(depth, indent(line))))
  return { spot, source: [...cut, ...(last - first >= LONGEST ? ['…'] : [])].join('\n') }
}
