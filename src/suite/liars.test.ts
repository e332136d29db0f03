import { beforeAll, expect, test } from 'vitest'
import { binding } from '../../specs/sqs/binding.js'
import { judge } from './judge.js'
import { crashes, forgetsDeduplication, honest, liar, movesTimers, mute, saysYes, swallowsDeletes } from './liar.fixture.js'
import type { Lie } from './liar.fixture.js'
import { collectClauses } from './register.js'
import { importSpecs } from './specs.js'
import type { Registered } from './register.js'
import { benchOn } from './toy.fixture.js'
import type { Verdict } from './result.js'

const clauses = new Map<string, Registered>()
beforeAll(async () => {
  for (const one of await collectClauses(() => importSpecs(['sqs']))) clauses.set(one.clause.id, one)
})

const verdictsOn = async (lie: Lie, ids: readonly string[]): Promise<Record<string, Verdict>> => {
  const bench = { ...benchOn(liar(lie), binding), missing: { query: 'the liars speak JSON' } }
  const results = await Promise.all(
    ids.map((id) => {
      const { clause, line } = clauses.get(id) ?? expect.fail(`there is no clause ${id}`)
      return judge(clause, line, bench)
    }),
  )
  return Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]))
}

const deletion = ['sqs.delete.removes-message', 'sqs.delete.fifo-unblocks-group']
const deduplication = ['sqs.fifo.dedup.window-5min', 'sqs.fifo.dedup.survives-delete', 'sqs.fifo.dedup.batch-internal-duplicates']
const timers = ['sqs.visibility.expiry-makes-visible-again', 'sqs.visibility.change.extend', 'sqs.delay.message-timer']
const refusals = ['sqs.visibility.change.range', 'sqs.attr.delay-seconds.range', 'sqs.queue.url.get-missing', 'sqs.fifo.group.required']
const all = [...deletion, ...deduplication, ...timers, ...refusals]

const each = (ids: readonly string[], verdict: Verdict): Record<string, Verdict> => Object.fromEntries(ids.map((id) => [id, verdict]))

test('the truth conforms, by whatever way it comes', async () => {
  expect(await verdictsOn(honest, all)).toEqual(each(all, 'conforms'))
})

test.each<[what: string, lie: Lie, ids: readonly string[]]>([
  ['swallows deletes', swallowsDeletes, deletion],
  ['forgets deduplication', forgetsDeduplication(), deduplication.slice(0, 2)],
  ['ends timers one second early', movesTimers(-1), timers],
  ['ends timers one second late', movesTimers(1), ['sqs.visibility.expiry-makes-visible-again', 'sqs.delay.message-timer']],
  ['always says yes', saysYes, refusals],
  ['crashes at every receive', crashes, [...deletion, ...timers]],
])('a target that %s is caught by the clauses meant for it', async (_what, lie, ids) => {
  expect(await verdictsOn(lie, ids)).toEqual(each(ids, 'diverges'))
})

test('a target that is mute is not accused: nobody knows what it does', async () => {
  expect(await verdictsOn(mute, all)).toEqual(each(all, 'inconclusive'))
})
