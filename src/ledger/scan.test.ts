import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { scan } from './scan.js'

const root = mkdtempSync(join(tmpdir(), 'touchstone-scan-'))
afterAll(() => rmSync(root, { recursive: true }))

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

test('finds rules and clauses where they stand, and mentions nowhere', () => {
  write('reference/core/world.ts', `export const RELAXABLE = ['x.core']`)
  write(
    'reference/x/model.ts',
    [
      `r.rule('x.hidden', fact, 'x.free.dom')`,
      `const host = 'x.eu-west-1.amazonaws.com'`,
      `const table = { 'x.limit': 10 }`,
      `type Id = 'x.type'`,
      `// 'x.comment'`,
      `/** A default. @clause x.default */`,
      `const text = 'see x.inside a sentence'`,
    ].join('\n'),
  )
  write('reference/x/model.test.ts', `expect('x.test')`)
  write('reference/wire/wire.ts', 'refuse(`x.wire`)')
  write(
    'specs/x/a.spec.ts',
    [
      `clause('x.hidden', { check: () => { profile.tolerates('x.mentioned') } })`,
      `const rows = [{ id: 'x.row', max: 1, other: 'x.other' }]`,
      `const lines = [['x.first', 'x.second'], ['x.third', 1]]`,
      `clause.only('x.only', {})`,
      `const list = ['x.list', 'x.list-too']`,
      `for (const id of ['x.looped', 'x.looped-too'] as const) clause(id, {})`,
      `for (const name of ['x.named']) expect(name)`,
      `// @clause x.tagged`,
    ].join('\n'),
  )
  write('specs/x/rows.ts', `export const rows = [{ id: 'x.shared' }]; export const about = { 'x.about': 'reason' }`)
  const { rules, clauses } = scan(root)
  expect(rules).toEqual({
    'x.default': ['reference/x/model.ts:6'],
    'x.free.dom': ['reference/x/model.ts:1'],
    'x.hidden': ['reference/x/model.ts:1'],
    'x.limit': ['reference/x/model.ts:3'],
    'x.wire': ['reference/wire/wire.ts:1'],
  })
  expect(clauses).toEqual({
    'x.first': ['specs/x/a.spec.ts:3'],
    'x.hidden': ['specs/x/a.spec.ts:1'],
    'x.looped': ['specs/x/a.spec.ts:6'],
    'x.looped-too': ['specs/x/a.spec.ts:6'],
    'x.only': ['specs/x/a.spec.ts:4'],
    'x.row': ['specs/x/a.spec.ts:2'],
    'x.shared': ['specs/x/rows.ts:1'],
    'x.third': ['specs/x/a.spec.ts:3'],
  })
})
