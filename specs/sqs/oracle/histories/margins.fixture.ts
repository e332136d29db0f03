import type { ClauseId } from '../../../../reference/core/reading.js'
import { arnOf, either, history, type History, redriveTo, type Teller, urlOf } from './teller.fixture.js'

type Members = Readonly<Record<string, unknown>>
const NOBODY: ClauseId = 'sqs.send.message-id-same-on-receive'
const OWED: ClauseId = 'sqs.receive.short-poll-eventually-all'
const AGAIN: ClauseId = 'sqs.visibility.expiry-makes-visible-again'

/** A clock that is never off. */
const EXACT = { slack: { ms: 0, ppm: 0 } } as const
const inGroup = (id: string): Members => ({ MessageGroupId: 'g', MessageDeduplicationId: id })
const received = (teller: Teller, VisibilityTimeout: number): Teller =>
  teller
    .queue('q')
    .send('q', 'm', 'm')
    .receive('q', [{ id: 'm', body: 'm', handle: 'h' }], { VisibilityTimeout })
const shows = (ms: number, id = 'm') => [{ id, body: 'm', attributes: { SentTimestamp: String(ms) } }]
/** From here on the clock of the service is known to be from 5.5 milliseconds behind ours to 6 ahead of it, and what the slack makes of it. */
const clocked = (teller: Teller): Teller => {
  const sent = teller.queue('c').now
  return teller
    .send('c', 'c', 'c')
    .receive('c', [{ id: 'c', body: 'c', attributes: { SentTimestamp: String(sent + 5) } }], { VisibilityTimeout: 43_200 })
}
const sendSlowly = (teller: Teller, name: string, took: number): Teller =>
  teller.saw(
    'SendMessage',
    { QueueUrl: urlOf(name), MessageBody: 'm' },
    { kind: 'answered', output: { MessageId: 'm', MD5OfMessageBody: '6f8f57715090da2632453988d9a1501b' } },
    took,
  )
const loseSend = (teller: Teller, name: string, input: Members = {}, took = 10): Teller =>
  teller.saw('SendMessage', { QueueUrl: urlOf(name), MessageBody: 'm', ...input }, { kind: 'lost', reason: 'no answer' }, took)

/** Timers end at their instant, and what is due then is due to the millisecond. */
const ends: readonly History[] = [
  history('a timer has ended at its instant', (teller) => received(teller, 1).receive('q', []), { ...EXACT, refusedUnder: AGAIN }),
  history(
    'a timer may have ended at its instant',
    (teller) =>
      received(teller, 1)
        .wait(-0.02)
        .receive('q', [{ id: 'm', body: 'm' }]),
    EXACT,
  ),
  history('a timer that has not ended for certain, where messages may come early', (teller) => received(teller, 1).receive('q', []), {
    grants: ['sqs.receive.at-least-once-standard'],
  }),
  history(
    'what stood behind a message is owed as soon as that one is known to be deleted',
    (teller) => {
      teller
        .queue('q.fifo')
        .send('q.fifo', 'a', 'a', inGroup('a'), '1')
        .send('q.fifo', 'b', 'b', inGroup('b'), '2')
        .receive('q.fifo', [{ id: 'a', body: 'a', handle: 'h' }], { MaxNumberOfMessages: 1 })
      teller.delete('q.fifo', 'h').wait(-1).receive('q.fifo', [])
    },
    { refusedUnder: OWED },
  ),
  history('what was sent while a receive was on its way is not owed to it', (teller) =>
    teller.queue('q').send('q', 'm', 'm').overlapping(5).receive('q', []),
  ),
  history('a long poll is over when its time is, to the millisecond that clocks may be off', (teller) =>
    teller.queue('q').saw('ReceiveMessage', { QueueUrl: urlOf('q'), WaitTimeSeconds: 1 }, { kind: 'answered', output: {} }, 999),
  ),
]

/** What a task may have taken that ended while something was sent. */
const tasks: readonly History[] = [
  history('what was sent while a task ended may have been taken by it', (teller) => {
    withDestination(teller, 1000).overlapping(500)
    sendSlowly(teller, 'd', 1000).receive('d', [])
  }),
  history(
    'what was sent after a task was seen to have ended was not taken by it',
    (teller) => withDestination(teller, 1000).overlapping(0).send('d', 'm', 'm').receive('d', []),
    { refusedUnder: OWED },
  ),
]
function withDestination(teller: Teller, took: number): Teller {
  teller
    .queue('d')
    .queue('q', { RedrivePolicy: redriveTo('d') })
    .move('d', 'q', 'task')
  const Results = [
    {
      SourceArn: arnOf('d'),
      DestinationArn: arnOf('q'),
      Status: 'COMPLETED',
      StartedTimestamp: teller.now - 1005,
      ApproximateNumberOfMessagesMoved: 0,
    },
  ]
  return teller.saw('ListMessageMoveTasks', { SourceArn: arnOf('d') }, { kind: 'answered', output: { Results } }, took)
}

/** Times that the service shows, by a clock that is known to a few milliseconds. */
const times: readonly History[] = [
  ...either('a message that nobody saw was sent shows no time before its request', (teller) => loseSend(clocked(teller).queue('q'), 'q'), {
    right: (teller) => teller.receive('q', shows(teller.now - 1010 - 7, 'a')),
    wrong: (teller) => teller.receive('q', shows(teller.now - 1010 - 8, 'a')),
    under: NOBODY,
  }),
  ...either('a message that nobody saw was sent shows no time after its request', (teller) => loseSend(clocked(teller).queue('q'), 'q'), {
    right: (teller) => teller.receive('q', shows(teller.now - 1000 + 7, 'a')),
    wrong: (teller) => teller.receive('q', shows(teller.now - 1000 + 8, 'a')),
    under: NOBODY,
  }),
  history(
    'a time that is shown is over when the next millisecond begins',
    (teller) => loseSend(clocked(teller).queue('q'), 'q').receive('q', shows(teller.now - 1010 - 7, 'a')),
    { slack: { ms: 0.5, ppm: 0 }, refusedUnder: NOBODY },
  ),
  ...either(
    'a message that was seen to be sent shows no time before its request',
    (teller) => clocked(teller).queue('q').send('q', 'm', 'm'),
    {
      right: (teller) => teller.receive('q', shows(teller.now - 1010 - 7)),
      wrong: (teller) => teller.receive('q', shows(teller.now - 1010 - 8)),
      under: 'sqs.sysattr.sent-timestamp-ms',
    },
    { slack: { ms: 0.5, ppm: 0 } },
  ),
  ...either(
    'a dead letter shows no first receive that is to come',
    (teller) =>
      clocked(teller)
        .queue('d')
        .queue('q', { RedrivePolicy: redriveTo('d') })
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
        .wait(5)
        .receive('q', []),
    {
      right: (teller) =>
        teller.receive('d', [{ id: 'm', body: 'm', attributes: { ApproximateFirstReceiveTimestamp: String(teller.now + 17) } }]),
      wrong: (teller) =>
        teller.receive('d', [{ id: 'm', body: 'm', attributes: { ApproximateFirstReceiveTimestamp: String(teller.now + 18) } }]),
      under: 'sqs.sysattr.first-receive-timestamp',
    },
  ),
  ...either(
    'clocks may drift while an answer is on its way',
    (teller) => clocked(teller).queue('q').send('q', 'm', 'm'),
    {
      right: (teller) => firstReceive(teller, teller.now + 20_000 + 2000),
      wrong: (teller) => firstReceive(teller, teller.now + 20_000 + 3000),
      under: 'sqs.sysattr.first-receive-timestamp',
    },
    { slack: { ms: 0, ppm: 100_000 } },
  ),
]
/** Of a receive that takes twenty seconds. */
function firstReceive(teller: Teller, ms: number): Teller {
  const Messages = [
    {
      MessageId: 'm',
      ReceiptHandle: 'h',
      Body: 'm',
      MD5OfBody: '6f8f57715090da2632453988d9a1501b',
      Attributes: { ApproximateFirstReceiveTimestamp: String(ms) },
    },
  ]
  return teller.saw(
    'ReceiveMessage',
    { QueueUrl: urlOf('q'), WaitTimeSeconds: 20, MessageSystemAttributeNames: ['ApproximateFirstReceiveTimestamp'] },
    { kind: 'answered', output: { Messages } },
    20_000,
  )
}

/** What is known only roughly goes on so. */
const rough: readonly History[] = [
  history('a message that may have expired may have gone before it became a dead letter', (teller) => {
    teller.queue('d').queue('q', { RedrivePolicy: redriveTo('d'), MessageRetentionPeriod: '60' })
    sendSlowly(teller, 'q', 5000)
      .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
      .wait(55)
      .receive('q', [])
      .receive('d', [])
  }),
  history('a second deletion that nobody saw, where the first was one', (teller) => {
    const name = { QueueUrl: urlOf('q') }
    teller
      .queue('q')
      .lost('DeleteQueue', name)
      .wait(58)
      .lost('DeleteQueue', name)
      .refused('GetQueueUrl', { QueueName: 'q' }, 'QueueDoesNotExist')
      .queue('q')
  }),
  ...either(
    'of two sends that overlap nobody knows which was accepted, nor when',
    (teller) => {
      const before = clocked(teller).queue('q.fifo').now
      loseSend(teller.wait(0.5), 'q.fifo', inGroup('x')).wait(-1.51)
      return teller
        .saw(
          'SendMessage',
          { QueueUrl: urlOf('q.fifo'), MessageBody: 'n', ...inGroup('x') },
          { kind: 'answered', output: { MessageId: 'n', MD5OfMessageBody: '7b8b965ad4bca0e41ab51de7b31363a1', SequenceNumber: '1' } },
          1000,
        )
        .wait((before - teller.now) / 1000 + 10)
    },
    {
      right: (teller) => teller.receive('q.fifo', [{ id: 'n', body: 'n', attributes: { SentTimestamp: String(teller.now - 9700) } }]),
      wrong: (teller) => teller.receive('q.fifo', [{ id: 'n', body: 'n', attributes: { SentTimestamp: String(teller.now - 10_100) } }]),
      under: 'sqs.sysattr.sent-timestamp-ms',
    },
  ),
]

export const margins: readonly History[] = [...ends, ...tasks, ...times, ...rough]
