import { expect, test } from 'vitest'
import { judgeWalks } from '../../src/oracle/walk/judge-walks.js'
import { judge } from '../../src/suite/judge.js'
import { speaksQueryAlone } from '../../src/suite/liar.fixture.js'
import { probe } from '../../src/suite/probe.js'
import { collectClauses } from '../../src/suite/register.js'
import { importSpecs } from '../../src/suite/specs.js'
import { benchOn } from '../../src/suite/toy.fixture.js'
import { walksLine } from '../../src/suite/walks-line.js'
import { embeddedTarget } from '../../src/targets/embedded.js'
import { binding } from './binding.js'
import { walks } from './walks/index.js'

/** A clause about JSON is told by its id, or by the bytes of an answer that it looks at. */
const ABOUT_JSON = ['sqs.attr.get.values-are-strings', 'sqs.dlq.list-sources-lowercase-member']

test('on a target that speaks Query alone every clause is asked but those about JSON, and so are walks', { timeout: 120_000 }, async () => {
  const clauses = await collectClauses(() => importSpecs(['sqs']))
  const target = speaksQueryAlone(embeddedTarget(1))
  const plain = benchOn(target, binding)
  const { missing } = await probe(binding, target, plain.clients)
  expect(Object.keys(missing)).toEqual(['json'])
  const bench = { ...plain, missing, effort: 'smoke' as const }
  const results = await Promise.all(
    clauses.filter(({ clause }) => clause.binding.id === 'sqs').map(({ clause, line }) => judge(clause, line, bench)),
  )
  const others = results.filter(({ verdict }) => verdict !== 'conforms' && verdict !== 'skipped')
  const isAboutJson = (id: string): boolean => id.includes('json') || ABOUT_JSON.includes(id)
  expect(
    others
      .filter(({ id, verdict }) => verdict !== 'unsupported' || !isAboutJson(id))
      .map(({ id, verdict, reason }) => `${id} ${verdict} ${reason}`),
  ).toEqual([])
  expect(await judgeWalks(walks, binding, walksLine('sqs'), bench)).toMatchObject({ verdict: 'conforms' })
})
