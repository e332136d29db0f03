import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { TREE } from '../tree.js'

/** Of some files, and all that these load at run time, those that load vitest. */
const whoLoadsVitest = (first: readonly string[]): readonly string[] => {
  const loading: string[] = []
  const found = new Set(first)
  for (const file of found) {
    const text = readFileSync(file, 'utf8')
    for (const [, what = '', name = ''] of text.matchAll(/^(?:import|export)\s+(?!type\b)([^'";]*?)from '([^']+)'/gm)) {
      if (/^\{\s*(?:type \w+,?\s*)*\}\s*$/.test(what)) continue
      const path = name.startsWith('.') ? join(dirname(file), name).replace(/\.js$/, '.ts') : name
      if (path !== name && existsSync(path)) found.add(path)
      if (name === 'vitest') loading.push(file)
    }
  }
  return loading
}

test('what tests of other runners load does not load vitest, whose matchers are in the way of theirs', () => {
  const parts = ['checked', 'explore', 'advice', 'deliveries', 'profiles']
  const files = ['sqs', 'sns', 'kinesis']
    .flatMap((area) => parts.map((part) => `${TREE}specs/${area}/${part}.ts`))
    .filter((file) => existsSync(file))
  expect(files.length).toBeGreaterThan(8)
  expect(whoLoadsVitest([`${TREE}src/testing/index.ts`, ...files])).toEqual([])
})
