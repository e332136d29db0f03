import { expect, test } from 'vitest'
import { md5 } from '../../../reference/sqs/digest.js'
import { IN_FLIGHT } from '../../../reference/sqs/limits.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { readHistories } from './histories/read.fixture.js'
import { ACCOUNT, REGION, urlOf } from './histories/words.fixture.js'
import { judged } from './oracle.js'

const ENTRIES = 10
const [{ exchanges: ends, strictness }] = readHistories('too many\n  queue q; poll q refused OverLimit', 'x') as [
  ReturnType<typeof readHistories>[0],
]
const [created, refused] = ends as [Exchange, Exchange]

/** A batch of messages that is sent after all those before it. */
const batch = (first: number, many: number): Exchange => {
  const ids = Array.from({ length: Math.min(ENTRIES, many - first) }, (_, nth) => String(first + nth))
  const sent = created.sent + (first + 1) * 100
  return {
    ...created,
    operation: 'SendMessageBatch',
    input: { QueueUrl: urlOf('q'), Entries: ids.map((Id) => ({ Id, MessageBody: 'm' })) },
    sent,
    received: sent + 10,
    outcome: {
      kind: 'answered',
      output: { Successful: ids.map((Id) => ({ Id, MessageId: `message ${Id}`, MD5OfMessageBody: md5('m') })) },
    },
  }
}

test.each([
  [IN_FLIGHT, 'admitted'],
  [IN_FLIGHT - 1, 'refused'],
])('where %i messages can be in flight at most, OverLimit is %s', (many, verdict) => {
  const batches = Array.from({ length: Math.ceil(many / ENTRIES) }, (_, nth) => batch(nth * ENTRIES, many))
  const last = batches.at(-1)!.received + 1000
  const oracle = judged.open({ region: REGION, account: ACCOUNT }, strictness)
  const verdicts = [created, ...batches, { ...refused, sent: last, received: last + 10 }].map((exchange) => oracle.admit(exchange).verdict)
  expect(verdicts.pop()).toBe(verdict)
  expect(new Set(verdicts)).toEqual(new Set(['admitted']))
})
