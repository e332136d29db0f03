import { expect, test } from 'vitest'
import { plansOf } from '../../../src/oracle/walk/mass.js'
import { drawnPlan } from '../../../src/oracle/walk/shrink-walk.js'
import { walkSimulated } from '../../../src/oracle/walk/simulated.js'
import { findLine } from '../../../src/ledger/read-ledger.js'
import { profileOf } from '../../../src/suite/profiles.js'
import { manyServersOnly } from '../profiles.js'
import { walks } from './index.js'
import * as liars from './liars.fixture.js'
import type { Liar } from './liars.fixture.js'

const { name, lateness, tolerates } = profileOf('single-node', 0, manyServersOnly, () => {})
const profile = { profile: name, lateness, tolerates }
const drawn = plansOf({ walks, steps: 40 })

/** Walks one plan after the other until an answer is refused: by which clause, and the how manieth answer it was. */
const hunt = async (
  liar: Liar,
  most: number,
  firstSeed: number,
): Promise<{ readonly clause: string | undefined; readonly steps: number }> => {
  let steps = 0
  for (let seed = firstSeed; steps < most; seed++) {
    const { judged, refusedBy } = await walkSimulated(drawnPlan(drawn, seed), {
      walks,
      conditions: 'near',
      seed,
      clients: 1,
      profile,
      open: liars.lying(liar),
    })
    steps += judged.length
    if (refusedBy) return { clause: refusedBy, steps }
  }
  return { clause: undefined, steps }
}

/** So many times each is hunted, every time by other walks; how long it takes is luck, so that only the average is held to the number that is stated. */
const HUNTS = 8
/** No hunt takes so many times what hunts take on average. */
const LONGEST = 6
/** Walks may come upon another trace of a lie than those it is known by, now and then. */
const KNOWN_BY = 0.75
/** Late, or never: what of these comes first depends on what the walk was waiting for. */
const LATE = [
  'sqs.visibility.expiry-makes-visible-again',
  'sqs.visibility.change.extend',
  'sqs.visibility.change.not-inflight-error',
  'sqs.error.message-not-inflight',
  'sqs.longpoll.empty-only-at-expiry',
  'sqs.ec.visible-count',
  'sqs.ec.notvisible-count',
  'sqs.batch.result-lists',
  'sqs.delete.expired-handle-fifo-error',
  'sqs.fifo.attempt.void-if-modified',
]
const ATTRIBUTES = ['sqs.attr.get.subset', 'sqs.policy.set-and-get', 'sqs.dlq.policy-set-and-read', 'sqs.dlq.allow-policy-values']

test('the truth is admitted, by the same way', async () => {
  expect(await hunt(liars.honest, 5000, 1)).toMatchObject({ clause: undefined })
})

test.each<[what: string, liar: Liar, answers: number, clauses: readonly string[]]>([
  [
    'swallows deletes',
    liars.swallowsDeletes,
    100,
    [
      'sqs.delete.removes-message',
      'sqs.delete.fifo-unblocks-group',
      'sqs.delete.expired-handle-fifo-error',
      'sqs.visibility.change.not-inflight-error',
      'sqs.ec.visible-count',
      'sqs.ec.notvisible-count',
    ],
  ],
  [
    'forgets deduplication',
    liars.forgetsDeduplication,
    1500,
    ['sqs.fifo.dedup.window-5min', 'sqs.ec.visible-count', 'sqs.delay.counts-as-delayed'],
  ],
  [
    'returns what timed out a second early',
    liars.movesTimeouts(-1),
    400,
    [
      'sqs.visibility.hides-message',
      'sqs.visibility.hides-message-fifo',
      'sqs.visibility.change.extend',
      'sqs.error.message-not-inflight',
      'sqs.visibility.change.not-inflight-error',
    ],
  ],
  ['always says yes', liars.saysYes, 100, ['sqs.redrive.cancel-returns-count']],
  ['is three seconds late', liars.movesTimeouts(3), 400, LATE],
  [
    'locks a group for ever after its first receive',
    liars.locksGroups,
    300,
    [...LATE, 'sqs.delay.queue-hides-new', 'sqs.receive.short-poll-eventually-all', 'sqs.delete.fifo-unblocks-group'],
  ],
  [
    'loses a message on its way to the dead-letter queue',
    liars.losesDeadLetters,
    1000,
    ['sqs.dlq.move-after-max-receives', 'sqs.longpoll.empty-only-at-expiry', 'sqs.receive.short-poll-eventually-all'],
  ],
  ['counts no receive but the first', liars.countsToOne, 150, ['sqs.receive.approx-receive-count']],
  ['gives the messages of a group the wrong way round', liars.turnsAround, 400, ['sqs.fifo.order.strict-per-group']],
  ['gives ids twice', liars.repeatsIds, 80, ['sqs.send.message-id-unique', 'sqs.fifo.dedup.attribute-on-receive']],
  ['alters bodies', liars.raisesItsVoice, 60, ['sqs.send.body-returned-verbatim']],
  ['drops message attributes', liars.dropsAttributes, 300, ['sqs.mattr.filter.exact']],
  [
    'keeps a message when it purges',
    liars.purgesAllButOne,
    800,
    ['sqs.purge.deletes-all', 'sqs.delete.removes-message', 'sqs.ec.visible-count'],
  ],
  [
    'forgets settings',
    liars.forgetsSettings,
    300,
    [
      ...LATE,
      ...ATTRIBUTES,
      'sqs.delay.queue-hides-new',
      'sqs.error.queue-name-exists',
      'sqs.send.returns-message-id',
      'sqs.fifo.dedup.required-without-cbd',
    ],
  ],
  ['hides a queue from lists', liars.hidesQueues, 400, ['sqs.queue.list.prefix-filter', 'sqs.page.token-when-more']],
  [
    'gives an error the wrong name',
    liars.misnamesErrors,
    150,
    ['sqs.visibility.change.not-inflight-error', 'sqs.visibility.change.bad-handle', 'sqs.error.purge-queue-in-progress'],
  ],
  ['breaks now and then', liars.breaks, 150, ['sqs.error.internal-failure', 'sqs.receive.fields']],
])('a service that %s is caught by walks', async (_what, liar, steps, clauses) => {
  let [total, known] = [0, 0]
  for (let nth = 0; nth < HUNTS; nth++) {
    const caught = await hunt(liar, steps * LONGEST, 1 + 1000 * nth)
    expect(caught.clause, `of ${caught.steps} answers one is refused`).toBeDefined()
    total += caught.steps
    // Who never refuses breaks whatever asks for an error first.
    const asksForError = (findLine(caught.clause!)?.error ?? null) !== null
    if (clauses.includes(caught.clause!) || (liar === liars.saysYes && asksForError)) known++
  }
  expect(total / HUNTS, 'answers on average, up to the one that is refused').toBeLessThanOrEqual(steps)
  expect(known / HUNTS, 'refused under a clause about this lie').toBeGreaterThanOrEqual(KNOWN_BY)
})
