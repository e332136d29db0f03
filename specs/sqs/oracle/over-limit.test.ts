import { expect, test } from 'vitest'
import { md5 } from '../../../reference/sqs/digest.js'
import { IN_FLIGHT } from '../../../reference/sqs/limits.js'
import { REGION, ACCOUNT, history, type Teller, urlOf } from './histories/teller.fixture.js'
import { judged } from './oracle.js'

const ENTRIES = 10

/** A queue that holds so many messages, so that no more than these can be in flight. */
const holding = (teller: Teller, many: number): Teller => {
  teller.queue('q')
  for (let sent = 0; sent < many; sent += ENTRIES) {
    const ids = Array.from({ length: Math.min(ENTRIES, many - sent) }, (_, nth) => String(sent + nth))
    const Entries = ids.map((Id) => ({ Id, MessageBody: 'm' }))
    teller.answered(
      'SendMessageBatch',
      { QueueUrl: urlOf('q'), Entries },
      { Successful: ids.map((Id) => ({ Id, MessageId: `message ${Id}`, MD5OfMessageBody: md5('m') })) },
    )
  }
  return teller.refused('ReceiveMessage', { QueueUrl: urlOf('q') }, 'OverLimit')
}

test.each([
  [IN_FLIGHT, 'admitted'],
  [IN_FLIGHT - 1, 'refused'],
])('where %i messages can be in flight at most, OverLimit is %s', (many, verdict) => {
  const { exchanges, strictness } = history('', (teller) => holding(teller, many))
  const oracle = judged.open({ region: REGION, account: ACCOUNT }, strictness)
  const verdicts = exchanges.map((exchange) => oracle.admit(exchange).verdict)
  expect(verdicts.pop()).toBe(verdict)
  expect(new Set(verdicts)).toEqual(new Set(['admitted']))
})
