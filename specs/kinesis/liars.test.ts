import { beforeAll, expect, test } from 'vitest'
import { kinesis } from '../../reference/kinesis/index.js'
import { embed } from '../../reference/server/reference.js'
import { judge } from '../../src/suite/judge.js'
import { collectClauses, type Registered } from '../../src/suite/register.js'
import { importSpecs } from '../../src/suite/specs.js'
import { benchOn } from '../../src/suite/toy.fixture.js'
import { embeddedTarget } from '../../src/targets/embedded.js'
import { binding } from './binding.js'
import { liars, type Open } from './liars.fixture.js'

const clauses = new Map<string, Registered>()
beforeAll(async () => {
  for (const one of await collectClauses(() => importSpecs(['kinesis']))) clauses.set(one.clause.id, one)
})

const verdicts = async (ids: readonly string[], open: Open): Promise<Record<string, string>> => {
  const target = embeddedTarget(1, undefined, embed([{ ...kinesis, open }], { clock: 'virtual', seed: 1, onFault: () => {} }))
  const bench = benchOn(target, binding)
  const judged = ids.map(async (id) => {
    const { clause, line } = clauses.get(id) ?? expect.fail(`there is no clause ${id}`)
    return [id, (await judge(clause, line, bench)).verdict] as const
  })
  return Object.fromEntries(await Promise.all(judged))
}
const each = (ids: readonly string[], verdict: string) => Object.fromEntries(ids.map((id) => [id, verdict]))
const all = [...new Set(liars.flatMap(({ clauses: ids }) => ids))]

test('the truth conforms', { timeout: 60_000 }, async () => {
  expect(await verdicts(all, (site) => kinesis.open(site))).toEqual(each(all, 'conforms'))
})

test.each(liars)('a service that $that is caught by the clauses meant for it', { timeout: 60_000 }, async ({ open, clauses: ids }) => {
  expect(await verdicts(ids, open)).toEqual(each(ids, 'diverges'))
})
