import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, test } from 'vitest'

const SRC = new URL('./', import.meta.url)
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']*)'/g

/** The part of the suite that a file belongs to: its folder, and of `oracle` the folder below it. */
const partOf = (file: string): string => /^(?:oracle\/[^/]+(?=\/)|[^/]+)/.exec(file)![0]

/** Which parts each part imports, types included and tests left out. */
const parts = (): ReadonlyMap<string, ReadonlySet<string>> => {
  const imported = new Map<string, Set<string>>()
  for (const file of readdirSync(SRC, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || /\.(?:test|fixture)\.ts$/.test(file)) continue
    const of = imported.get(partOf(file)) ?? new Set()
    imported.set(partOf(file), of)
    for (const [, path] of readFileSync(new URL(file, SRC), 'utf8').matchAll(IMPORT)) {
      const part = partOf(posix.join(posix.dirname(file), path!))
      if (part !== '..' && part !== partOf(file)) of.add(part)
    }
  }
  return imported
}

test('no two parts of the suite import each other, directly or by others', () => {
  const left = new Map(parts())
  // What imports nothing that is left is not in a circle.
  const next = () => [...left].find(([, imported]) => [...imported].every((part) => !left.has(part)))
  expect(left.size).toBeGreaterThan(15)
  for (let found = next(); found !== undefined; found = next()) left.delete(found[0])
  expect([...left.keys()]).toEqual([])
})
