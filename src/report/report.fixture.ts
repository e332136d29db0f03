import { findLine, readLedger } from '../ledger/read-ledger.js'
import type { Failure, Result, Verdict } from '../suite/result.js'
import { makeReport } from './make-report.js'
import type { Report } from './report.js'

/** A divergence with everything in it that differs from run to run, told apart by `run`. */
export const failureOf = (run: string): Failure => ({
  message: 'The message came back although it was deleted.',
  allowed: 'no message',
  seen: `the message ${run}0000000-1111-4222-8333-444444444444 at 2031-01-0${run}T10:00:00.123Z`,
  input: { axes: { type: 'standard' }, body: 'a' },
  history: [
    {
      operation: 'CreateQueue',
      input: { QueueName: `touchstone-k${run}-3f-q1`, Attributes: { VisibilityTimeout: '30' } },
      output: { QueueUrl: `http://localhost:4915${run}/00000000000${run}/touchstone-k${run}-3f-q1` },
      sentMs: Number(run),
      receivedMs: 3,
    },
    {
      operation: 'SendMessage',
      input: { QueueUrl: `http://localhost:4915${run}/00000000000${run}/touchstone-k${run}-3f-q1`, MessageBody: 'a' },
      output: { MessageId: `${run}0000000-1111-4222-8333-444444444444`, MD5OfMessageBody: '0cc175b9c0f1b6a831c399e269772661' },
      sentMs: 5,
      receivedMs: 7.5,
    },
    {
      operation: 'ReceiveMessage',
      input: { QueueUrl: `http://localhost:4915${run}/00000000000${run}/touchstone-k${run}-3f-q1`, MaxNumberOfMessages: 10 },
      output: {
        Messages: [
          {
            MessageId: `${run}0000000-1111-4222-8333-444444444444`,
            ReceiptHandle: `${run}AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a`,
            Body: 'a',
            Attributes: { SentTimestamp: `173214000000${run}` },
          },
        ],
      },
    },
    {
      operation: 'DeleteMessage',
      input: {
        QueueUrl: `http://localhost:4915${run}/00000000000${run}/touchstone-k${run}-3f-q1`,
        ReceiptHandle: `${run}AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a`,
      },
      error: { name: 'ReceiptHandleIsInvalid', message: `The handle ${run}AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a is not ours.`, status: 400 },
    },
  ],
  replay: 'touchstone run --only sqs.delete.removes-message --seed 7',
  reproduced: true,
})

export const HOSTILE = `<script>alert(1)</script>"' ]]> & \u0000\u001b[31m`

/** A result under a real id of the ledger. */
export const resultOf = (id: string, verdict: Verdict, more: Partial<Result> = {}): Result => ({
  id,
  verdict,
  cases: 4,
  axes: { type: ['standard', 'fifo'] },
  freedoms: [],
  durationMs: 12.5,
  ...more,
})

/** A report with every verdict in it, on ids of the ledger of SQS. */
export const sampleReport = (run = '1', timings = false): Report => {
  const ids = readLedger('sqs')
    .filter((line) => line.left_out === undefined)
    .map((line) => line.id)
  const results = ids.map((id, index): Result => {
    if (index % 41 === 3) return resultOf(id, 'unsupported', { reason: 'the target does not have ListMessageMoveTasks', cases: 0 })
    if (index % 97 === 5) return resultOf(id, 'inconclusive', { reason: 'a receive could not be placed before the expiry', cases: 0 })
    if (index % 29 === 7) return resultOf(id, 'skipped', { reason: 'waits 300 s, over the budget of this effort', cases: 0 })
    if (index % 37 === 9) return resultOf(id, 'diverges', { failure: failureOf(run), durationMs: Number(run) })
    return resultOf(id, 'conforms', { freedoms: ['sqs.receive.order-best-effort'] })
  })
  return makeReport({
    header: {
      touchstone: '0.1.0',
      target: { name: 'Some emulator 1.2.3', endpoint: 'http://localhost:4566' },
      region: 'us-east-1',
      profile: 'single-node',
      effort: 'standard',
      seed: 7,
      only: [],
    },
    results: run === '1' ? results : [...results].reverse(),
    complete: true,
    line: findLine,
    timings,
  })
}

/** A report in which every text that came from a target is hostile. */
export const hostileReport = (): Report => {
  const failure: Failure = {
    ...failureOf('1'),
    message: HOSTILE,
    allowed: HOSTILE,
    seen: HOSTILE,
    replay: HOSTILE,
    history: [{ operation: HOSTILE, input: { [HOSTILE]: HOSTILE }, error: { name: HOSTILE, message: HOSTILE } }],
  }
  return makeReport({
    header: {
      touchstone: HOSTILE,
      target: { name: HOSTILE, endpoint: HOSTILE },
      region: HOSTILE,
      profile: HOSTILE,
      effort: HOSTILE,
      seed: 1,
      only: [HOSTILE],
    },
    results: [
      resultOf('sqs.delete.removes-message', 'diverges', { failure, axes: { [HOSTILE]: [HOSTILE] }, freedoms: [HOSTILE] }),
      resultOf(HOSTILE, 'skipped', { reason: HOSTILE }),
    ],
    complete: true,
    line: findLine,
  })
}
