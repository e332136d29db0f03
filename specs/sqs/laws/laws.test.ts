import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { heldTo, walkedHistory } from '../../../src/oracle/linear/walked.fixture.js'
import { sqsLaws } from '../laws.js'
import { manyServersOnly } from '../profiles.js'
import { walks } from '../walks/index.js'
import { sendAndReceive } from './app.fixture.js'
import { broken, historiesOf, historyOf, judge } from './written-history.fixture.js'

const histories = historiesOf(readFileSync(new URL('laws.histories', import.meta.url), 'utf8'))

test.each(histories.map((history, nth) => [`${nth}: ${history.name}`, history] as const))('%s', (_, history) => {
  expect(broken(history)).toEqual(history.refusedUnder === undefined ? [] : [history.refusedUnder])
})

test('a queue from before the history may hold anything', () => {
  const { findings, notes } = judge(historyOf('1-2 receive old -> m'))
  expect(findings).toEqual([])
  expect(notes).toEqual(['1 queues are older than the history: what was in them before is taken as it comes'])
  expect(broken(historyOf('queue q; 1-2 receive q -> m'), { creationsAreNew: false })).toEqual([])
})

test('each law says how often it had its chance, and which freedom it granted', () => {
  const { laws } = judge(historyOf('queue f.fifo; 0-1 send f.fifo m g/m; 2-3 send f.fifo n g/n; 4-5 receive f.fifo -> n'))
  const tested = Object.fromEntries(laws.map((law) => [law.law, law.tested]))
  expect(tested).toMatchObject({ 'group-order': 1, 'received-was-sent': 3, 'dead-letter-count': 0, deduplication: 0, 'nothing-lost': 1 })
  const copied = historyOf('with profile=as-documented; queue q; 0-1 send q m; 2-3 receive q -> m@h; 4-5 delete q h; 40-41 receive q -> m')
  expect(judge(copied).laws.find(({ law }) => law === 'deleted-stays-deleted')).toMatchObject({
    tested: 1,
    used: { 'sqs.receive.duplicate-after-delete-standard': 1 },
  })
})

test.each([
  ['near', 'calm'],
  ['lossy', 'calm'],
  ['usual', 'aws-like'],
  ['rough', 'hostile'],
  ['lingering', 'hostile'],
] as const)('the reference keeps every law: %s, %s', { timeout: 60_000 }, async (conditions, level) => {
  const tested = new Map<string, number>()
  let forgotten = 0
  for (let seed = 1; seed <= 10; seed++) {
    const { exchanges, strictness } = await walkedHistory(walks, manyServersOnly, { seed, conditions, level })
    expect({ seed, findings: heldTo([sqsLaws], exchanges, strictness).findings }).toEqual({ seed, findings: [] })
  }
  for (let seed = 1; seed <= 6; seed++) {
    const { exchanges, strictness } = await sendAndReceive({ seed, conditions, level })
    const { findings, laws } = heldTo([sqsLaws], exchanges, strictness)
    expect({ seed, findings }).toEqual({ seed, findings: [] })
    for (const law of laws) tested.set(law.law, (tested.get(law.law) ?? 0) + law.tested)
    const small = heldTo([sqsLaws], exchanges, strictness, { tombstones: 8, filterBits: 64, suspicions: 1, patience: 20_000 })
    expect({ seed, findings: small.findings }).toEqual({ seed, findings: [] })
    forgotten += small.forgotten['messages'] ?? 0
  }
  for (const [law, times] of tested) expect(times, law).toBeGreaterThan(30)
  expect(forgotten).toBeGreaterThan(100)
})
