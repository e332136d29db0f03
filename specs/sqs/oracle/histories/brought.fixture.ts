import type { ClauseId } from '../../../../reference/core/reading.js'
import { arnOf, either, history, type History, redriveTo, type Teller, urlOf } from './teller.fixture.js'

type Members = Readonly<Record<string, unknown>>
const COUNTED: ClauseId = 'sqs.receive.approx-receive-count'

const under = (id: string): Members => ({ MessageGroupId: 'g', MessageDeduplicationId: id })
const shown = (attributes: Readonly<Record<string, string>>) => [{ id: 'n', body: 'm', attributes }]
const from = (name: string) => ({ DeadLetterQueueSourceArn: arnOf(name) })
const counted = (times: number) => ({ ApproximateReceiveCount: String(times) })
const knownAs = (id: string) => ({ MessageDeduplicationId: id })
const plain = [{ id: 'n', body: 'm' }]
const SOON: Members = { VisibilityTimeout: 1 }
const clocked = (teller: Teller): Teller => {
  const sent = teller.queue('c').now
  return teller
    .send('c', 'c', 'c')
    .receive('c', [{ id: 'c', body: 'c', attributes: { SentTimestamp: String(sent + 5) } }], { VisibilityTimeout: 43_200 })
}
const loseReceive = (teller: Teller, name: string, took = 10, input: Members = {}): Teller =>
  teller.saw('ReceiveMessage', { QueueUrl: urlOf(name), MaxNumberOfMessages: 10, ...input }, { kind: 'lost', reason: 'no answer' }, took)
const loseSend = (teller: Teller, name: string, took: number): Teller =>
  teller.saw('SendMessage', { QueueUrl: urlOf(name), MessageBody: 'm' }, { kind: 'lost', reason: 'no answer' }, took)
const ends = (teller: Teller, source: string, to: string): Teller =>
  teller.answered(
    'ListMessageMoveTasks',
    { SourceArn: arnOf(source) },
    {
      Results: [
        {
          SourceArn: arnOf(source),
          DestinationArn: arnOf(to),
          Status: 'COMPLETED',
          StartedTimestamp: teller.now - 1005,
          ApproximateNumberOfMessagesMoved: 1,
        },
      ],
    },
  )

/** `d` takes the dead letters of `q`, after one receive. */
const pair = (teller: Teller, ending = ''): Teller =>
  teller.queue(`d${ending}`).queue(`q${ending}`, { RedrivePolicy: redriveTo(`d${ending}`), VisibilityTimeout: '1' })

/** One task brings a message from `s` to `d`, another one from `d` to `q`, from where it may have come back: two receives there were not seen. */
const twoWays = (teller: Teller, took = 10): Teller => {
  pair(clocked(teller))
    .queue('s')
    .queue('p', { RedrivePolicy: redriveTo('s') })
    .send('s', 'm', 'x')
    .send('d', 'm', 'y')
    .move('s', 'd', 'one')
    .move('d', 'q', 'other')
  return loseReceive(loseReceive(teller, 'q', took).wait(5), 'q')
}
const ways: readonly History[] = [
  ...either('what shows that it came from a queue was brought to that queue', twoWays, {
    right: (teller) => teller.receive('d', shown({ ...counted(2), ...from('q') })),
    wrong: (teller) => teller.receive('d', shown({ ...counted(2), ...from('s') })),
    under: 'sqs.dlq.source-arn-attribute',
  }),
  ...either('what does not show where it came from may say so later', (teller) => twoWays(teller).receive('d', plain, SOON).wait(5), {
    right: (teller) => teller.receive('d', shown(from('q'))),
    wrong: (teller) => teller.receive('d', shown(from('s'))),
    under: 'sqs.sysattr.subset',
  }),
  ...either('what does not show where it came from may have been received there', twoWays, {
    right: (teller) => teller.receive('d', shown(counted(3))),
    wrong: (teller) => teller.receive('d', shown(counted(4))),
    under: COUNTED,
  }),
  ...either('what does not show where it came from may have been received there first', (teller) => twoWays(teller, 5000), {
    right: (teller) => teller.receive('d', shown({ ApproximateFirstReceiveTimestamp: String(teller.now - 12_010) })),
    wrong: (teller) => teller.receive('d', shown({ ApproximateFirstReceiveTimestamp: String(teller.now - 12_060) })),
    under: 'sqs.sysattr.first-receive-timestamp',
  }),
]

/** What may have been brought, and may be a message whose send nobody saw. */
const orSent: readonly History[] = [
  history('it may have been sent as soon as the request for it left', (teller) => {
    const sent = pair(clocked(teller)).queue('r').send('d', 'm', 'x').now
    loseSend(teller, 'r', 5000)
      .move('d', 'r', 'task')
      .receive('r', plain, SOON)
      .wait(2)
      .receive('r', shown({ SentTimestamp: String(sent + 1000) }))
  }),
  ...['SentTimestamp', 'DeadLetterQueueSourceArn'].map((name) =>
    history(`it may have come back from where a task had brought it: ${name}`, (teller) => {
      const sent = pair(clocked(teller)).send('d', 'm', 'x').sendLost('d', 'm').wait(10).now
      loseReceive(loseReceive(teller.move('d', 'q', 'task'), 'q').wait(5), 'q')
        .receive('d', plain, SOON)
        .wait(2)
      if (name === 'SentTimestamp') teller.receive('d', shown({ SentTimestamp: String(sent + 5) }))
      else teller.receive('d', plain, { MessageSystemAttributeNames: [name] })
    }),
  ),
]

const onwards: readonly History[] = [
  history('what two tasks brought, one after the other', (teller) =>
    pair(teller)
      .queue('r')
      .queue('p', { RedrivePolicy: redriveTo('r') })
      .queue('s')
      .send('d', 'm', 'x')
      .move('d', 'r', 'one')
      .move('r', 's', 'other')
      .receive('s', plain),
  ),
  history('what became a dead letter unseen, and then two tasks brought it', (teller) => {
    pair(teller)
      .queue('r')
      .queue('p', { RedrivePolicy: redriveTo('r') })
      .queue('s')
      .send('q', 'm', 'x')
      .receive('q', [{ id: 'x', body: 'm' }])
      .wait(5)
      .receiveLost('q')
    teller.move('d', 'r', 'one').move('r', 's', 'other').receive('s', plain)
  }),
  history('what came back to where a task took it is known by an id that nobody saw', (teller) => {
    pair(teller, '.fifo').send('d.fifo', 'm', 'x', under('x'), '1').move('d.fifo', 'q.fifo', 'one')
    ends(loseReceive(loseReceive(teller, 'q.fifo').wait(5), 'q.fifo'), 'd.fifo', 'q.fifo')
      .move('d.fifo', 'q.fifo', 'other')
      .receive('q.fifo', shown(knownAs('unseen')))
  }),
  ...either(
    'what was purged where a task may have taken it keeps its deduplication id',
    (teller) =>
      pair(teller, '.fifo')
        .send('d.fifo', 'm', 'x', under('x'), '1')
        .move('d.fifo', 'q.fifo', 'task')
        .answered('PurgeQueue', { QueueUrl: urlOf('d.fifo') })
        .receive('q.fifo', plain, SOON)
        .set('q.fifo', { RedrivePolicy: '' })
        .wait(5),
    {
      right: (teller) => teller.receive('q.fifo', shown(knownAs('x'))),
      wrong: (teller) => teller.receive('q.fifo', shown(knownAs('y'))),
      under: 'sqs.fifo.dedup.attribute-on-receive',
    },
  ),
  history('what a task brought before anybody knew that it had begun', (teller) => {
    const began = pair(clocked(teller)).queue('r').send('d', 'm', 'x').now
    teller
      .saw(
        'StartMessageMoveTask',
        { SourceArn: arnOf('d'), DestinationArn: arnOf('r') },
        { kind: 'answered', output: { TaskHandle: 'task' } },
        5000,
      )
      .receive('r', shown({ SentTimestamp: String(began + 1000) }))
  }),
  history('what was sent when a task was seen to have ended may have been taken by it', (teller) =>
    ends(pair(teller).queue('r').move('d', 'r', 'task'), 'd', 'r')
      .overlapping(0)
      .send('d', 'm', 'x')
      .receive('r', plain),
  ),
  history(
    'what was brought while a purge was under way may vanish with it',
    (teller) =>
      pair(teller)
        .queue('r')
        .send('d', 'm', 'x')
        .move('d', 'r', 'task')
        .answered('PurgeQueue', { QueueUrl: urlOf('r') })
        .receive('r', plain, SOON)
        .wait(5)
        .receive('r', []),
    { grants: ['sqs.purge.takes-60s', 'sqs.purge.earlier-messages-may-arrive'] },
  ),
]

/** Receives that nobody saw, and that may have come before a message or not. */
const receives: readonly History[] = [
  ...[2000, 0].map((ms) =>
    history(`what a task brought may have been received by who asked before it began: ${ms}`, (teller) =>
      loseReceive(pair(teller).send('d', 'm', 'x'), 'q', 5000, { VisibilityTimeout: 0 })
        .overlapping(ms)
        .move('d', 'q', 'task')
        .receive('q', shown(counted(2))),
    ),
  ),
  ...[2000, 0].map((ms) =>
    history(`what went on to a dead-letter queue may have been received there by who asked before the task began: ${ms}`, (teller) => {
      loseReceive(pair(teller).send('d', 'm', 'x', { DelaySeconds: 900 }), 'd', 5000, { VisibilityTimeout: 0 })
        .overlapping(ms)
        .move('d', 'q', 'task')
      loseReceive(loseReceive(teller, 'q').wait(5), 'q').receive('d', shown({ ...counted(4), ...from('q') }))
    }),
  ),
  history(
    'what went on to a dead-letter queue was received nowhere else',
    (teller) => {
      loseReceive(loseReceive(pair(teller).send('d', 'm', 'x').move('d', 'q', 'task'), 'q').wait(5), 'q').receive(
        'd',
        shown({ ...counted(4), ...from('q') }),
      )
    },
    { refusedUnder: COUNTED },
  ),
]

const lists = (teller: Teller, rates: readonly number[], MaxResults: number): Teller =>
  teller.answered(
    'ListMessageMoveTasks',
    { SourceArn: arnOf('d'), MaxResults },
    {
      Results: rates.map((rate) => ({
        SourceArn: arnOf('d'),
        Status: 'COMPLETED',
        StartedTimestamp: teller.now,
        ApproximateNumberOfMessagesMoved: 0,
        MaxNumberOfMessagesPerSecond: rate,
      })),
    },
  )
const listed: readonly History[] = [
  history('of what a list leaves out it tells nothing, however many it shows', (teller) => {
    pair(teller)
    for (const MaxNumberOfMessagesPerSecond of [1, 2, 3])
      teller.lost('StartMessageMoveTask', { SourceArn: arnOf('d'), MaxNumberOfMessagesPerSecond })
    lists(lists(teller, [3, 2], 2), [3, 2, 1], 10)
  }),
]

/** In a circle, and in order. */
const around = (teller: Teller, ending: string): Teller =>
  teller
    .queue(`b${ending}`, { VisibilityTimeout: '1' })
    .queue(`a${ending}`, { RedrivePolicy: redriveTo(`b${ending}`, 2), VisibilityTimeout: '1' })
    .set(`b${ending}`, { RedrivePolicy: redriveTo(`a${ending}`, 3) })
const round = (teller: Teller, ending: string): Teller =>
  loseReceive(loseReceive(loseReceive(teller, `a${ending}`), `b${ending}`).wait(5), `b${ending}`)
const m = [{ id: 'm', body: 'm' }]
const circles: readonly History[] = [
  ...either(
    'a message of a FIFO queue went round, and says so later',
    (teller) => {
      around(teller, '.fifo')
        .send('a.fifo', 'm', 'm', under('x'), '1')
        .receive('a.fifo', m)
        .wait(5)
        .receive('a.fifo', m)
        .wait(5)
        .set('a.fifo', { RedrivePolicy: redriveTo('b.fifo', 9) })
      return round(teller, '.fifo').receive('a.fifo', m).wait(5)
    },
    {
      right: (teller) => teller.receive('a.fifo', [{ id: 'm', body: 'm', attributes: { ...from('b.fifo'), ...knownAs('m') } }]),
      wrong: (teller) => teller.receive('a.fifo', [{ id: 'm', body: 'm', attributes: { ...from('b.fifo'), ...knownAs('x') } }]),
      under: 'sqs.fifo.dedup.attribute-on-receive',
    },
  ),
  history(
    'a message went round by a policy that was changed and still counted, and says so later',
    (teller) => {
      around(teller, '')
        .wait(100)
        .set('a', { RedrivePolicy: redriveTo('b', 9) })
        .send('a', 'm', 'm')
        .receive('a', m)
        .wait(2)
        .receive('a', m)
        .wait(2)
      round(teller, '')
        .receive('a', m)
        .wait(100)
        .receive('a', [{ id: 'm', body: 'm', attributes: from('b') }])
    },
    { profile: 'as-documented' },
  ),
  ...either(
    'what comes to a dead-letter queue from where its place was not known stands there behind what came before',
    (teller) => {
      pair(teller, '.fifo')
        .sendLost('q.fifo', 'm', under('x'))
        .receive('q.fifo', m, { VisibilityTimeout: 10 })
        .send('d.fifo', 'o', 'o', under('o'), '9')
        .wait(10)
      return teller.receiveLost('q.fifo')
    },
    {
      right: (teller) =>
        teller.receive('d.fifo', [
          { id: 'o', body: 'o' },
          { id: 'm', body: 'm' },
        ]),
      wrong: (teller) =>
        teller.receive('d.fifo', [
          { id: 'm', body: 'm' },
          { id: 'o', body: 'o' },
        ]),
      under: 'sqs.fifo.order.strict-per-group',
    },
  ),
]

export const brought: readonly History[] = [...ways, ...orSent, ...onwards, ...receives, ...listed, ...circles]
