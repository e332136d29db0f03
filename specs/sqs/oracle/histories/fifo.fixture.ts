import { either, history, type History, redriveTo, type Teller, urlOf } from './teller.fixture.js'

type Members = Readonly<Record<string, unknown>>
const G = { MessageGroupId: 'g' }
const under = (id: string, group = 'g'): Members => ({ MessageGroupId: group, MessageDeduplicationId: id })
const numbered = (number: string) => ({ attributes: { SequenceNumber: number } })
const counted = (times: number) => ({ attributes: { ApproximateReceiveCount: String(times) } })
const knownAs = (id: string) => ({ attributes: { MessageDeduplicationId: id } })

/** `q.fifo` with `d.fifo` for its dead letters. */
const queue = (teller: Teller, Attributes: Readonly<Record<string, string>> = {}): Teller =>
  teller.queue('d.fifo').queue('q.fifo', { RedrivePolicy: redriveTo('d.fifo'), VisibilityTimeout: '1', ...Attributes })
const plain = (teller: Teller, Attributes: Readonly<Record<string, string>> = {}): Teller => teller.queue('q.fifo', Attributes)
/** Of one group the message `a`, received and not deleted, and the message `b` behind it. */
const blocked = (teller: Teller): Teller =>
  plain(teller)
    .send('q.fifo', 'a', 'a', under('a'), '1')
    .send('q.fifo', 'b', 'b', under('b'), '2')
    .receive('q.fifo', [{ id: 'a', body: 'a', handle: 'h' }], { MaxNumberOfMessages: 1, VisibilityTimeout: 100 })

const order: readonly History[] = [
  ...either('sequence numbers rise within a group', (teller) => plain(teller).send('q.fifo', 'a', 'a', under('a'), '9'), {
    right: (teller) => teller.send('q.fifo', 'b', 'b', under('b'), '10'),
    wrong: (teller) => teller.send('q.fifo', 'b', 'b', under('b'), '8'),
    under: 'sqs.fifo.order.sequence-number-increasing',
  }),
  history(
    'a sequence number comes twice',
    (teller) => plain(teller).send('q.fifo', 'a', 'a', under('a'), '9').send('q.fifo', 'b', 'b', under('b'), '9'),
    { refusedUnder: 'sqs.fifo.order.sequence-number-increasing' },
  ),
  history('sequence numbers of two groups', (teller) =>
    plain(teller).send('q.fifo', 'a', 'a', under('a'), '9').send('q.fifo', 'b', 'b', under('b', 'h'), '8'),
  ),
  ...either('what stands behind a message in flight waits', blocked, {
    right: (teller) => teller.receive('q.fifo', []),
    wrong: (teller) => teller.receive('q.fifo', [{ id: 'b', body: 'b' }]),
    under: 'sqs.fifo.group.locks-while-inflight',
  }),
  history(
    'what stands behind a message that was deleted is owed',
    (teller) => blocked(teller).delete('q.fifo', 'h').receive('q.fifo', []),
    { refusedUnder: 'sqs.receive.short-poll-eventually-all' },
  ),
  ...either(
    'what stands behind a message that was deleted lately may be late',
    (teller) => blocked(teller).wait(20).delete('q.fifo', 'h'),
    {
      right: (teller) => teller.receive('q.fifo', []),
      wrong: (teller) => teller.wait(5).receive('q.fifo', []),
      under: 'sqs.receive.short-poll-eventually-all',
    },
    { lateness: 4000 },
  ),
  history('what stands behind a message that may have been deleted', (teller) =>
    blocked(teller)
      .lost('DeleteMessage', { QueueUrl: urlOf('q.fifo'), ReceiptHandle: 'h' })
      .receive('q.fifo', [{ id: 'b', body: 'b' }]),
  ),
  ...either(
    'what stood behind it was shown, and so it was deleted',
    (teller) =>
      blocked(teller)
        .lost('DeleteMessage', { QueueUrl: urlOf('q.fifo'), ReceiptHandle: 'h' })
        .receive('q.fifo', [{ id: 'b', body: 'b' }], { VisibilityTimeout: 1 })
        .wait(100),
    {
      right: (teller) => teller.receive('q.fifo', [{ id: 'b', body: 'b' }]),
      wrong: (teller) =>
        teller.receive('q.fifo', [
          { id: 'a', body: 'a' },
          { id: 'b', body: 'b' },
        ]),
      under: 'sqs.fifo.order.strict-per-group',
    },
  ),
]

const copies: readonly History[] = [
  ...either(
    'a copy has the id of the first',
    (teller) => plain(teller).send('q.fifo', 'a', 'a', under('x'), '1').send('q.fifo', 'a', 'a', under('x'), '1'),
    {
      right: (teller) => teller.receive('q.fifo', [{ id: 'a', body: 'a' }]),
      wrong: (teller) =>
        teller.receive('q.fifo', [
          { id: 'a', body: 'a' },
          { id: 'b', body: 'a' },
        ]),
      under: 'sqs.send.message-id-same-on-receive',
    },
  ),
  history(
    'a copy that was given an id of its own is not delivered',
    (teller) =>
      plain(teller)
        .send('q.fifo', 'a', 'a', under('x'), '1')
        .send('q.fifo', 'a', 'b', under('x'), '2')
        .receive('q.fifo', [
          { id: 'a', body: 'a' },
          { id: 'b', body: 'a' },
        ]),
    { refusedUnder: 'sqs.fifo.dedup.window-5min' },
  ),
  ...either(
    'after five minutes it is no copy',
    (teller) => plain(teller).send('q.fifo', 'a', 'a', under('x'), '1').wait(301).send('q.fifo', 'a', 'b', under('x'), '2'),
    {
      right: (teller) =>
        teller.receive('q.fifo', [
          { id: 'a', body: 'a' },
          { id: 'b', body: 'a' },
        ]),
      wrong: (teller) =>
        teller
          .receive('q.fifo', [{ id: 'a', body: 'a' }], { VisibilityTimeout: 1 })
          .delete('q.fifo', 'handle 1')
          .receive('q.fifo', []),
      under: 'sqs.receive.short-poll-eventually-all',
    },
  ),
  ...either(
    'a second try after a send that nobody saw is the same message',
    (teller) => plain(teller).sendLost('q.fifo', 'a', under('x')).send('q.fifo', 'a', 'a', under('x'), '1'),
    {
      right: (teller) => teller.receive('q.fifo', [{ id: 'a', body: 'a', ...numbered('1') }]),
      wrong: (teller) =>
        teller.receive('q.fifo', [
          { id: 'a', body: 'a' },
          { id: 'b', body: 'a' },
        ]),
      under: 'sqs.send.message-id-same-on-receive',
    },
  ),
  history('a second try after a send that nobody saw, and one that it stands before', (teller) => {
    plain(teller).sendLost('q.fifo', 'a', under('x')).send('q.fifo', 'b', 'b', under('b'), '5').send('q.fifo', 'a', 'a', under('x'), '4')
    teller.receive('q.fifo', [
      { id: 'a', body: 'a' },
      { id: 'b', body: 'b' },
    ])
  }),
  history('a second try after a send that nobody saw, and one that it stands behind', (teller) => {
    plain(teller).sendLost('q.fifo', 'a', under('x')).send('q.fifo', 'b', 'b', under('b'), '5').send('q.fifo', 'a', 'a', under('x'), '6')
    teller.receive('q.fifo', [
      { id: 'b', body: 'b' },
      { id: 'a', body: 'a' },
    ])
  }),
  history('a third try, and each of the two before may have been received unseen', (teller) => {
    plain(teller, { VisibilityTimeout: '0' })
      .sendLost('q.fifo', 'a', under('x'))
      .receiveLost('q.fifo')
      .sendLost('q.fifo', 'a', under('x'))
      .send('q.fifo', 'a', 'a', under('x'), '1')
    teller.receive('q.fifo', [{ id: 'a', body: 'a', ...counted(2) }])
  }),
  history('another body under the id of a send that nobody saw', (teller) =>
    plain(teller)
      .sendLost('q.fifo', 'a', under('x'))
      .send('q.fifo', 'b', 'b', under('x'), '1')
      .receive('q.fifo', [{ id: 'b', body: 'a' }]),
  ),
  history('the first tries that nobody saw are no more remembered than five minutes', (teller) => {
    plain(teller)
      .sendLost('q.fifo', 'a', under('x'))
      .wait(200)
      .sendLost('q.fifo', 'a', under('x'))
      .wait(120)
      .send('q.fifo', 'a', 'b', under('x'), '2')
    teller.receive('q.fifo', [
      { id: 'a', body: 'a' },
      { id: 'b', body: 'a' },
    ])
  }),
  ...either(
    'the number of a message whose send nobody saw is learned when it is received',
    (teller) =>
      plain(teller, { VisibilityTimeout: '1' })
        .sendLost('q.fifo', 'a', under('x'))
        .receive('q.fifo', [{ id: 'a', body: 'a', ...numbered('7') }])
        .wait(2),
    {
      right: (teller) => teller.receive('q.fifo', [{ id: 'a', body: 'a', ...numbered('7') }]),
      wrong: (teller) => teller.receive('q.fifo', [{ id: 'a', body: 'a', ...numbered('8') }]),
      under: 'sqs.fifo.order.sequence-number-same-on-receive',
    },
  ),
]

const attempt = (id: string): Members => ({ ReceiveRequestAttemptId: id })
const attempts: readonly History[] = [
  ...either(
    'a receive that is tried again gets the same',
    (teller) =>
      plain(teller)
        .send('q.fifo', 'a', 'a', under('a'), '1')
        .send('q.fifo', 'b', 'b', under('b', 'h'), '2')
        .receive('q.fifo', [{ id: 'a', body: 'a', handle: 'h' }], { MaxNumberOfMessages: 1, ...attempt('x') }),
    {
      right: (teller) => teller.receive('q.fifo', [{ id: 'a', body: 'a', handle: 'h' }], { MaxNumberOfMessages: 1, ...attempt('x') }),
      wrong: (teller) => teller.receive('q.fifo', [{ id: 'b', body: 'b' }], { MaxNumberOfMessages: 1, ...attempt('x') }),
      under: 'sqs.fifo.attempt.same-id-same-messages',
    },
  ),
  history(
    'a receive that is tried again after the message was deleted',
    (teller) =>
      plain(teller)
        .send('q.fifo', 'a', 'a', under('a'), '1')
        .receive('q.fifo', [{ id: 'a', body: 'a', handle: 'h' }], attempt('x'))
        .delete('q.fifo', 'h')
        .receive('q.fifo', [{ id: 'a', body: 'a', handle: 'h' }], attempt('x')),
    { refusedUnder: 'sqs.fifo.attempt.void-if-modified' },
  ),
  ...either(
    'a receive that was tried again unseen may have hidden its message anew',
    (teller) =>
      plain(teller, { VisibilityTimeout: '30' })
        .send('q.fifo', 'a', 'a', under('a'), '1')
        .receive('q.fifo', [{ id: 'a', body: 'a', handle: 'h' }], attempt('x'))
        .wait(20)
        .receiveLost('q.fifo', attempt('x')),
    {
      right: (teller) => teller.wait(15).receive('q.fifo', []),
      wrong: (teller) => teller.wait(35).receive('q.fifo', []),
      under: 'sqs.visibility.expiry-makes-visible-again',
    },
  ),
  history(
    'a receive that was tried again unseen leaves alone what was changed since',
    (teller) => {
      plain(teller, { VisibilityTimeout: '30' })
        .send('q.fifo', 'a', 'a', under('a'), '1')
        .receive('q.fifo', [{ id: 'a', body: 'a', handle: 'h' }], attempt('x'))
      teller
        .answered('ChangeMessageVisibility', { QueueUrl: urlOf('q.fifo'), ReceiptHandle: 'h', VisibilityTimeout: 25 })
        .wait(20)
        .receiveLost('q.fifo', attempt('x'))
        .wait(15)
        .receive('q.fifo', [])
    },
    { refusedUnder: 'sqs.visibility.change.extend' },
  ),
]

/** `a` has become a dead letter. */
const dead = (teller: Teller): Teller =>
  queue(teller)
    .send('q.fifo', 'a', 'a', under('x'), '1')
    .receive('q.fifo', [{ id: 'a', body: 'a' }])
    .wait(5)
    .receive('q.fifo', [])
const moved: readonly History[] = [
  ...either('a dead letter of a FIFO queue is known by its message id', dead, {
    right: (teller) => teller.receive('d.fifo', [{ id: 'a', body: 'a', ...knownAs('a') }]),
    wrong: (teller) => teller.receive('d.fifo', [{ id: 'a', body: 'a', ...knownAs('x') }]),
    under: 'sqs.fifo.dedup.attribute-on-receive',
  }),
  ...[0, 1000, 8000].map((ago) =>
    history(`a dead letter of a FIFO queue shows when it was sent, or when it was moved: ${ago}`, (teller) =>
      dead(teller).receive('d.fifo', [{ id: 'a', body: 'a', attributes: { SentTimestamp: String(teller.now - ago) } }]),
    ),
  ),
  history(
    'a dead letter of a FIFO queue shows no time that is to come',
    (teller) => {
      const sent = teller.queue('c').now
      teller.send('c', 'c', 'c').receive('c', [{ id: 'c', body: 'c', attributes: { SentTimestamp: String(sent + 5) } }])
      dead(teller).receive('d.fifo', [{ id: 'a', body: 'a', attributes: { SentTimestamp: String(teller.now + 60_000) } }])
    },
    { refusedUnder: 'sqs.sysattr.sent-timestamp-ms' },
  ),
  ...either(
    'what a move task brings back has a number of its own',
    (teller) =>
      dead(teller)
        .receive('d.fifo', [{ id: 'a', body: 'a' }], { VisibilityTimeout: 0 })
        .move('d.fifo', 'q.fifo', 'task')
        .receive('q.fifo', [{ id: 'b', body: 'a', ...numbered('7') }])
        .wait(2),
    {
      right: (teller) => teller.receive('q.fifo', []),
      wrong: (teller) => teller.receive('q.fifo', [{ id: 'b', body: 'a' }]),
      under: 'sqs.dlq.move-after-max-receives',
    },
  ),
  ...either(
    'what it brought may be one of two alike, and so its deduplication id is learned later',
    (teller) => {
      queue(teller, { VisibilityTimeout: '0', RedrivePolicy: redriveTo('d.fifo', 9) })
        .send('d.fifo', 'm', 'a', under('x'), '1')
        .send('d.fifo', 'm', 'b', under('y'), '2')
      return teller
        .move('d.fifo', 'q.fifo', 'task')
        .receive('q.fifo', [{ id: 'c', body: 'm' }], { MaxNumberOfMessages: 1 })
        .receive('q.fifo', [{ id: 'c', body: 'm', ...knownAs('x') }], { MaxNumberOfMessages: 1 })
    },
    {
      right: (teller) => teller.receive('q.fifo', [{ id: 'c', body: 'm', ...knownAs('x') }], { MaxNumberOfMessages: 1 }),
      wrong: (teller) => teller.receive('q.fifo', [{ id: 'c', body: 'm', ...knownAs('y') }], { MaxNumberOfMessages: 1 }),
      under: 'sqs.fifo.dedup.attribute-on-receive',
    },
  ),
]

/** A task may have brought `m`, and a send that nobody saw may have put it there. */
const oneOfTwo = (teller: Teller): Teller => {
  queue(teller, { VisibilityTimeout: '0', RedrivePolicy: redriveTo('d.fifo', 9) })
    .send('d.fifo', 'm', 'a', under('a'), '1')
    .move('d.fifo', 'q.fifo', 'task')
    .sendLost('q.fifo', 'm', under('x'))
  return teller
    .receive('q.fifo', [{ id: 'c', body: 'm', handle: 'h' }], { MaxNumberOfMessages: 1, VisibilityTimeout: 5 })
    .send('q.fifo', 'm', 'c', under('x'), '5')
}
const recognised: readonly History[] = [
  history('what a task may have brought is known by a copy of what it may have been instead', (teller) =>
    oneOfTwo(teller)
      .wait(5)
      .receive('q.fifo', [{ id: 'c', body: 'm' }], { MaxNumberOfMessages: 1 })
      .send('q.fifo', 'm', 'c', under('x'), '5'),
  ),
  history('what a task may have brought still comes, once', (teller) =>
    oneOfTwo(teller)
      .delete('q.fifo', 'h')
      .receive('q.fifo', [{ id: 'f', body: 'm' }])
      .receive('q.fifo', [{ id: 'f', body: 'm' }]),
  ),
]

const scope = (teller: Teller, DeduplicationScope: string): Teller => teller.set('q.fifo', { DeduplicationScope })
const settings: readonly History[] = [
  ...either(
    'ids count for the whole queue',
    (teller) => plain(teller).send('q.fifo', 'm', 'a', under('x'), '1').send('q.fifo', 'm', 'b', under('x', 'h'), '2'),
    {
      right: (teller) => teller.receive('q.fifo', [{ id: 'a', body: 'm' }]),
      wrong: (teller) =>
        teller.receive('q.fifo', [
          { id: 'a', body: 'm' },
          { id: 'b', body: 'm' },
        ]),
      under: 'sqs.fifo.dedup.window-5min',
    },
  ),
  ...either(
    'ids count for their group',
    (teller) =>
      plain(teller, { DeduplicationScope: 'messageGroup' })
        .send('q.fifo', 'm', 'a', under('x'), '1')
        .send('q.fifo', 'm', 'b', under('x', 'h'), '2'),
    {
      right: (teller) =>
        teller.receive('q.fifo', [
          { id: 'a', body: 'm' },
          { id: 'b', body: 'm' },
        ]),
      wrong: (teller) =>
        teller
          .receive('q.fifo', [{ id: 'a', body: 'm', handle: 'h' }])
          .delete('q.fifo', 'h')
          .receive('q.fifo', []),
      under: 'sqs.receive.short-poll-eventually-all',
    },
  ),
  history('another scope takes a while to count', (teller) =>
    scope(plain(teller), 'messageGroup')
      .send('q.fifo', 'm', 'a', under('x'), '1')
      .send('q.fifo', 'm', 'b', under('x', 'h'), '2')
      .receive('q.fifo', [{ id: 'a', body: 'm', handle: 'h' }])
      .delete('q.fifo', 'h')
      .receive('q.fifo', []),
  ),
  history(
    'another scope counts after a while',
    (teller) =>
      scope(plain(teller), 'messageGroup')
        .wait(70)
        .send('q.fifo', 'm', 'a', under('x'), '1')
        .send('q.fifo', 'm', 'b', under('x', 'h'), '2')
        .receive('q.fifo', [{ id: 'a', body: 'm', handle: 'h' }])
        .delete('q.fifo', 'h')
        .receive('q.fifo', []),
    { refusedUnder: 'sqs.receive.short-poll-eventually-all' },
  ),
  history(
    'an id is taken from the body where the queue is set so',
    (teller) =>
      plain(teller, { ContentBasedDeduplication: 'true' })
        .send('q.fifo', 'm', 'a', G, '1')
        .send('q.fifo', 'm', 'b', G, '2')
        .receive('q.fifo', [
          { id: 'a', body: 'm' },
          { id: 'b', body: 'm' },
        ]),
    { refusedUnder: 'sqs.fifo.dedup.window-5min' },
  ),
]

export const fifo: readonly History[] = [...order, ...copies, ...attempts, ...moved, ...recognised, ...settings]
