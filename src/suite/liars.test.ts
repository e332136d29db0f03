import { beforeAll, expect, test } from 'vitest'
import { binding } from '../../specs/sqs/binding.js'
import { judge } from './judge.js'
import {
  crashes, forgetsAttributes, forgetsChangesLate, forgetsDeduplication, honest, liar, makesOneEach, misnamesAndDoes, movesTimers, mute, refusesAndDoes, saysYes,
  showsNone, swallowsDeletes, wantsNumbers,
} from './liar.fixture.js' // prettier-ignore
import type { Lie } from './liar.fixture.js'
import { collectClauses } from './register.js'
import { importSpecs } from './specs.js'
import type { Registered } from './register.js'
import { benchOn } from './toy.fixture.js'
import type { Result, Verdict } from './result.js'

const clauses = new Map<string, Registered>()
beforeAll(async () => {
  for (const one of await collectClauses(() => importSpecs(['sqs']))) clauses.set(one.clause.id, one)
})

const resultsOn = (lie: Lie, ids: readonly string[]): Promise<readonly Result[]> => {
  const bench = { ...benchOn(liar(lie), binding), missing: { query: 'the liars speak JSON' } }
  return Promise.all(
    ids.map((id) => {
      const { clause, line } = clauses.get(id) ?? expect.fail(`there is no clause ${id}`)
      return judge(clause, line, bench)
    }),
  )
}

const verdictsOn = async (lie: Lie, ids: readonly string[]): Promise<Record<string, Verdict>> => {
  const results = await resultsOn(lie, ids)
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
  [
    'forgets deletes and changes, and shows that a second late',
    forgetsChangesLate,
    ['sqs.delete.removes-message', 'sqs.visibility.change.extend', 'sqs.visibility.fifo-delete-after-extend', 'sqs.visibility.heartbeat'],
  ],
  [
    'refuses, and does it all the same',
    refusesAndDoes,
    ['sqs.batch.invalid-request-no-effect', 'sqs.send.size.over-limit-rejected', 'sqs.send.size.counts-attributes'],
  ],
  ['forgets what attributes a later receive asks for', forgetsAttributes(), ['sqs.receive.asked-anew-each-time']],
  [
    'refuses a count that is given as text',
    wantsNumbers,
    ['sqs.dlq.policy-set-and-read', 'sqs.dlq.move-after-max-receives', 'sqs.dlq.max-receive-range'],
  ],
  ['shows a value where there is none', showsNone, ['sqs.attr.get.unset-omitted']],
  ['makes a queue for each of many clients', makesOneEach(), ['sqs.queue.create.idempotent-concurrent']],
  ['crashes at every receive', crashes, [...deletion, ...timers]],
])('a target that %s is caught by the clauses meant for it', async (_what, lie, ids) => {
  expect(await verdictsOn(lie, ids)).toEqual(each(ids, 'diverges'))
})

test('a target that is mute is not accused: nobody knows what it does', async () => {
  expect(await verdictsOn(mute, all)).toEqual(each(all, 'inconclusive'))
})

test('a wrong name for a refusal does not hide that what was refused was done all the same', async () => {
  const ids = ['sqs.batch.invalid-request-no-effect', 'sqs.send.size.over-limit-rejected']
  for (const { failure, further = [] } of await resultsOn(misnamesAndDoes, ids)) {
    const messages = [failure, ...further].map((one) => one?.message ?? '')
    expect(messages[0]).toMatch(/no entry of a batch that was refused is applied|the sizes of the messages that come/)
    expect(messages.some((message) => message.endsWith('was refused with another error than documented'))).toBe(true)
  }
})
