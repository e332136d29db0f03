import { expect, test } from 'vitest'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { judgeTrace } from '../../../src/oracle/judge.js'
import { plans } from '../../../src/oracle/walk/plan.js'
import { drawnPlan } from '../../../src/oracle/walk/shrink-walk.js'
import { walkSimulated } from '../../../src/oracle/walk/simulated.js'
import { walks } from '../walks/index.js'
import { judged } from './oracle.js'
import { touchedQueues } from './queue-names.js'

const drawn = plans({ steps: 40, moves: walks.moves, flaws: walks.flaws })
const profile = { profile: 'single-node', lateness: 0, tolerates: () => true }
const strictness = { ...profile, slack: { ms: 1, ppm: 0 }, beginsInTheMiddle: true }
const REASON = 'a queue that was there before what is judged began'

test('a trace that begins in the middle of what the reference did accuses it of nothing', async () => {
  let [admitted, undecided] = [0, 0]
  for (let seed = 0; seed < 80; seed++) {
    const { exchanges } = await walkSimulated(drawnPlan(drawn, seed), {
      walks,
      conditions: 'usual',
      seed,
      clients: seed % 4 === 3 ? 3 : 1,
      profile,
    })
    for (const part of [0.1, 0.5]) {
      const cut = Math.floor(exchanges.length * part)
      const before = new Set(exchanges.slice(0, cut).flatMap(touchedQueues))
      // Making a queue that is there changes nothing, but looks like making a new one.
      const rest = exchanges
        .slice(cut)
        .filter(({ operation, input }) => operation !== 'CreateQueue' || !before.has(String(input['QueueName'])))
      const judgement = judgeTrace(rest, strictness, judged)
      expect(
        judgement.accusations.map(({ step }) => step),
        `seed ${seed}`,
      ).toEqual([])
      admitted += judgement.admitted
      undecided += judgement.reasons.get(REASON) ?? 0
    }
  }
  expect(admitted).toBeGreaterThan(100)
  expect(undecided).toBeGreaterThan(100)
})

let clock = 0
const exchange = (operation: string, input: Exchange['input'], outcome: Exchange['outcome']): Exchange => {
  clock += 1000
  return {
    service: 'sqs',
    region: 'us-east-1',
    account: '123456789012',
    client: '1',
    operation,
    input,
    sent: clock,
    received: clock + 10,
    outcome,
  }
}
const url = (name: string): string => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`
const answered = (output: Readonly<Record<string, unknown>> = {}): Exchange['outcome'] => ({ kind: 'answered', output })
const absent: Exchange['outcome'] = { kind: 'refused', code: 'QueueDoesNotExist', message: 'The specified queue does not exist.' }
const verdicts = (history: readonly Exchange[]): readonly string[] => {
  const oracle = judged.open({ region: 'us-east-1', account: '123456789012' }, strictness)
  return history.map((one) => oracle.admit(one).verdict)
}

test('what a queue holds that was there before is undecided; what is made later is judged', () => {
  const QueueUrl = url('new')
  const strange = { MessageId: 'a', ReceiptHandle: 'h', Body: 'b', MD5OfBody: '92eb5ffee6ae2fec3ad71c777531578f' }
  expect(
    verdicts([
      exchange('ReceiveMessage', { QueueUrl: url('old') }, answered({ Messages: [strange] })),
      exchange('DeleteMessage', { QueueUrl: url('old'), ReceiptHandle: 'h' }, answered()),
      exchange('CreateQueue', { QueueName: 'new' }, answered({ QueueUrl })),
      exchange('ReceiveMessage', { QueueUrl }, answered()),
      exchange('ReceiveMessage', { QueueUrl }, answered({ Messages: [strange] })),
    ]),
  ).toEqual(['undecided', 'undecided', 'admitted', 'admitted', 'refused'])
})

test('a queue that an answer says is not there is known, and one that is joined with an unknown one is not', () => {
  const QueueUrl = url('q')
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:old', maxReceiveCount: 3 })
  expect(
    verdicts([
      exchange(
        'SendMessage',
        { QueueUrl, MessageBody: 'b' },
        answered({ MessageId: 'a', MD5OfMessageBody: '92eb5ffee6ae2fec3ad71c777531578f' }),
      ),
      exchange('GetQueueUrl', { QueueName: 'q' }, absent),
      exchange('CreateQueue', { QueueName: 'q' }, answered({ QueueUrl })),
      exchange('SetQueueAttributes', { QueueUrl, Attributes: { RedrivePolicy } }, answered()),
      exchange('ReceiveMessage', { QueueUrl }, answered()),
    ]),
  ).toEqual(['undecided', 'admitted', 'admitted', 'undecided', 'undecided'])
})

test('a queue of another account is nothing that can be judged, and one’s own is not found under another account', () => {
  const theirs = 'https://sqs.us-east-1.amazonaws.com/999999999999/q'
  const sent = answered({ MessageId: 'a', MD5OfMessageBody: '92eb5ffee6ae2fec3ad71c777531578f' })
  const find = { QueueName: 'q', QueueOwnerAWSAccountId: '999999999999' }
  expect(
    verdicts([
      exchange('CreateQueue', { QueueName: 'q' }, answered({ QueueUrl: url('q') })),
      exchange('GetQueueUrl', find, answered({ QueueUrl: theirs })),
      exchange('SendMessage', { QueueUrl: theirs, MessageBody: 'b' }, sent),
      exchange('ReceiveMessage', { QueueUrl: url('q') }, answered()),
      exchange('GetQueueUrl', find, absent),
      exchange('GetQueueUrl', find, answered({ QueueUrl: url('q') })),
    ]),
  ).toEqual(['admitted', 'undecided', 'undecided', 'admitted', 'admitted', 'refused'])
})
