import type { ClauseId } from '../../../../reference/core/reading.js'
import { arnOf, either, history, type History, redriveTo, type Teller, urlOf } from './teller.fixture.js'

type Members = Readonly<Record<string, unknown>>
const NOBODY: ClauseId = 'sqs.send.message-id-same-on-receive'
const HIDES: ClauseId = 'sqs.visibility.hides-message'

/** Shows how the clocks stand to each other. */
const clocked = (teller: Teller, name = 'c'): Teller => {
  const sent = teller.queue(name).now
  return teller
    .send(name, 'clock', 'clock')
    .receive(name, [{ id: 'clock', body: 'clock', attributes: { SentTimestamp: String(sent + 5) } }], { VisibilityTimeout: 43_200 })
}
/** A send whose answer nobody saw, and who waited for it how many milliseconds. */
const sendLost = (teller: Teller, name: string, body: string, input: Members = {}, took = 10): Teller =>
  teller.saw('SendMessage', { QueueUrl: urlOf(name), MessageBody: body, ...input }, { kind: 'lost', reason: 'no answer' }, took)
const at = (ms: number) => ({ attributes: { SentTimestamp: String(ms) } })
const counted = (times: number) => ({ attributes: { ApproximateReceiveCount: String(times) } })
const changed = (teller: Teller, name: string, handle: string, VisibilityTimeout: number): Teller =>
  teller.answered('ChangeMessageVisibility', { QueueUrl: urlOf(name), ReceiptHandle: handle, VisibilityTimeout })

const sends: readonly History[] = [
  ...either('a message whose send nobody saw succeed may be there', (teller) => sendLost(teller.queue('q'), 'q', 'm'), {
    right: (teller) => teller.receive('q', [{ id: 'm', body: 'm' }]),
    wrong: (teller) => teller.receive('q', [{ id: 'm', body: 'n' }]),
    under: NOBODY,
  }),
  history('a message whose send nobody saw succeed need not be there', (teller) =>
    sendLost(teller.queue('q'), 'q', 'm').wait(5).receive('q', []),
  ),
  ...either('it is there once', (teller) => sendLost(teller.queue('q'), 'q', 'm').receive('q', [{ id: 'a', body: 'm' }]), {
    right: (teller) => teller.receive('q', []),
    wrong: (teller) => teller.receive('q', [{ id: 'b', body: 'm' }]),
    under: NOBODY,
  }),
  history(
    'it is there in its own queue',
    (teller) => sendLost(teller.queue('q').queue('r'), 'q', 'm').receive('r', [{ id: 'a', body: 'm' }]),
    { refusedUnder: NOBODY },
  ),
  history('it came as a dead letter after receives that nobody saw', (teller) =>
    sendLost(teller.queue('d').queue('q', { RedrivePolicy: redriveTo('d'), VisibilityTimeout: '1' }), 'q', 'm')
      .receiveLost('q')
      .wait(5)
      .receiveLost('q')
      .receive('d', [{ id: 'a', body: 'm' }]),
  ),
  ...either(
    'when it was sent is between its request and the end of it',
    (teller) => sendLost(clocked(teller).queue('q'), 'q', 'm', {}, 5000),
    {
      right: (teller) => teller.receive('q', [{ id: 'a', body: 'm', ...at(teller.now - 1500) }]),
      wrong: (teller) => teller.receive('q', [{ id: 'a', body: 'm', ...at(teller.now - 8000) }]),
      under: NOBODY,
    },
  ),
  history(
    'it has expired',
    (teller) =>
      sendLost(teller.queue('q', { MessageRetentionPeriod: '60' }), 'q', 'm')
        .wait(65)
        .receive('q', [{ id: 'a', body: 'm' }]),
    { refusedUnder: NOBODY },
  ),
  history('it may have expired or not', (teller) =>
    sendLost(teller.queue('q', { MessageRetentionPeriod: '60' }), 'q', 'm', {}, 5000)
      .wait(56)
      .receive('q', [{ id: 'a', body: 'm' }]),
  ),
  ...either(
    'of two alike nobody can tell which is which',
    (teller) => sendLost(sendLost(clocked(teller).queue('q'), 'q', 'm', {}, 5000).wait(100), 'q', 'm', {}, 5000),
    {
      right: (teller) =>
        teller
          .receive('q', [{ id: 'a', body: 'm' }], { VisibilityTimeout: 1 })
          .wait(2)
          .receive('q', [
            { id: 'a', body: 'm', ...at(teller.now - 5000) },
            { id: 'b', body: 'm', ...at(teller.now - 110_000) },
          ]),
      wrong: (teller) =>
        teller
          .receive('q', [{ id: 'a', body: 'm' }], { VisibilityTimeout: 1 })
          .wait(2)
          .receive('q', [{ id: 'a', body: 'm', ...at(teller.now - 125_000) }]),
      under: 'sqs.sysattr.sent-timestamp-ms',
    },
  ),
  history('of two alike the later one is shown first, at the very end of its request', (teller) => {
    const first = sendLost(clocked(teller).queue('q'), 'q', 'm', {}, 5000).now - 6000
    const second = sendLost(teller.wait(100), 'q', 'm', {}, 5000).now - 6000
    teller.receive('q', [{ id: 'a', body: 'm' }], { VisibilityTimeout: 1 }).wait(2)
    teller.receive('q', [
      { id: 'a', body: 'm', ...at(second + 4990) },
      { id: 'b', body: 'm', ...at(first + 10) },
    ])
  }),
  history('of two alike the one without a delay is shown first', (teller) =>
    sendLost(sendLost(teller.queue('q'), 'q', 'm', { DelaySeconds: 600 }), 'q', 'm').receive('q', [{ id: 'a', body: 'm' }]),
  ),
  history('of two alike each may have been received by a receive that nobody saw', (teller) => {
    sendLost(sendLost(teller.queue('q'), 'q', 'm').receiveLost('q', { VisibilityTimeout: 0 }), 'q', 'm')
    teller.receive('q', [
      { id: 'a', body: 'm', ...counted(1) },
      { id: 'b', body: 'm', ...counted(2) },
    ])
  }),
  history(
    'none of two alike was received three times',
    (teller) => {
      sendLost(sendLost(teller.queue('q'), 'q', 'm').receiveLost('q', { VisibilityTimeout: 0 }), 'q', 'm')
      teller.receive('q', [
        { id: 'a', body: 'm', ...counted(1) },
        { id: 'b', body: 'm', ...counted(3) },
      ])
    },
    { refusedUnder: 'sqs.receive.approx-receive-count' },
  ),
  history('entries of a batch whose answer nobody saw', (teller) => {
    teller.queue('q').lost('SendMessageBatch', {
      QueueUrl: urlOf('q'),
      Entries: [
        { Id: 'a', MessageBody: 'a' },
        { Id: 'b', MessageBody: '' },
        { Id: 'c', MessageBody: 'c' },
      ],
    })
    teller.receive('q', [
      { id: 'c', body: 'c' },
      { id: 'a', body: 'a' },
    ])
  }),
]

const received = (teller: Teller, input: Members = {}): Teller =>
  teller
    .queue('q')
    .send('q', 'm', 'm')
    .receive('q', [{ id: 'm', body: 'm', handle: 'h' }], input)

const receives: readonly History[] = [
  ...either('a receive that nobody saw may have hidden a message', (teller) => teller.queue('q').send('q', 'm', 'm').receiveLost('q'), {
    right: (teller) => teller.wait(10).receive('q', []),
    wrong: (teller) => teller.wait(30).receive('q', []),
    under: 'sqs.visibility.expiry-makes-visible-again',
  }),
  history('a receive that nobody saw need not have hidden it', (teller) =>
    teller
      .queue('q')
      .send('q', 'm', 'm')
      .receiveLost('q')
      .receive('q', [{ id: 'm', body: 'm' }]),
  ),
  ...either(
    'a receive that nobody saw may count',
    (teller) => teller.queue('q').send('q', 'm', 'm').receiveLost('q', { VisibilityTimeout: 0 }),
    {
      right: (teller) => teller.receive('q', [{ id: 'm', body: 'm', ...counted(2) }]),
      wrong: (teller) => teller.receive('q', [{ id: 'm', body: 'm', ...counted(3) }]),
      under: 'sqs.receive.approx-receive-count',
    },
  ),
  history(
    'what a receive that nobody saw could not see does not count',
    (teller) =>
      received(teller)
        .receiveLost('q')
        .wait(40)
        .receive('q', [{ id: 'm', body: 'm', ...counted(3) }]),
    { refusedUnder: 'sqs.receive.approx-receive-count' },
  ),
  ...either(
    'the first receive may have been one that nobody saw',
    (teller) => clocked(teller).queue('q').send('q', 'm', 'm').receiveLost('q', { VisibilityTimeout: 0 }),
    {
      right: (teller) =>
        teller.receive('q', [{ id: 'm', body: 'm', attributes: { ApproximateFirstReceiveTimestamp: String(teller.now - 1005) } }]),
      wrong: (teller) =>
        teller.receive('q', [{ id: 'm', body: 'm', attributes: { ApproximateFirstReceiveTimestamp: String(teller.now - 2005) } }]),
      under: 'sqs.sysattr.first-receive-timestamp',
    },
  ),
  history('the first receive may have been the first that was seen', (teller) =>
    clocked(teller)
      .queue('q')
      .send('q', 'm', 'm')
      .receiveLost('q', { VisibilityTimeout: 0 })
      .receive('q', [{ id: 'm', body: 'm', attributes: { ApproximateFirstReceiveTimestamp: String(teller.now + 5) } }]),
  ),
  history(
    'the first receive stays the first',
    (teller) => {
      clocked(teller)
        .queue('q')
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 0 })
      const first = teller.now - 1005
      teller
        .receiveLost('q', { VisibilityTimeout: 0 })
        .receive('q', [{ id: 'm', body: 'm', attributes: { ApproximateFirstReceiveTimestamp: String(first + 1010) } }])
    },
    { refusedUnder: 'sqs.sysattr.first-receive-timestamp' },
  ),
  ...either(
    'after a receive that nobody saw a handle may not be the latest',
    (teller) => received(teller, { VisibilityTimeout: 1 }).wait(2).receiveLost('q'),
    {
      right: (teller) => changed(teller, 'q', 'h', 5),
      wrong: (teller) => changed(teller, 'q', 'i', 5),
      under: 'sqs.visibility.change.bad-handle',
    },
  ),
  ...either(
    'a message that may have become a dead letter may have been received there',
    (teller) => {
      teller
        .queue('d', { VisibilityTimeout: '0' })
        .queue('q', { RedrivePolicy: redriveTo('d'), VisibilityTimeout: '1' })
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm' }])
        .wait(5)
      return teller.receiveLost('q').receiveLost('d')
    },
    {
      right: (teller) => teller.receive('d', [{ id: 'm', body: 'm', ...counted(3) }]),
      wrong: (teller) => teller.receive('d', [{ id: 'm', body: 'm', ...counted(5) }]),
      under: 'sqs.receive.approx-receive-count',
    },
  ),
  ...either(
    'a delete that nobody saw may have been done',
    (teller) =>
      received(teller, { VisibilityTimeout: 1 })
        .lost('DeleteMessage', { QueueUrl: urlOf('q'), ReceiptHandle: 'h' })
        .wait(5),
    { right: (teller) => teller.receive('q', []), wrong: (teller) => teller.receive('q', [{ id: 'n', body: 'm' }]), under: NOBODY },
  ),
  history('a delete that nobody saw need not have been done', (teller) =>
    received(teller, { VisibilityTimeout: 1 })
      .lost('DeleteMessage', { QueueUrl: urlOf('q'), ReceiptHandle: 'h' })
      .wait(5)
      .receive('q', [{ id: 'm', body: 'm' }]),
  ),
  ...either(
    'once it was not there it does not come again',
    (teller) =>
      received(teller, { VisibilityTimeout: 1 })
        .lost('DeleteMessage', { QueueUrl: urlOf('q'), ReceiptHandle: 'h' })
        .wait(5),
    {
      right: (teller) =>
        teller
          .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
          .wait(5)
          .receive('q', [{ id: 'm', body: 'm' }]),
      wrong: (teller) =>
        teller
          .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
          .wait(5)
          .receive('q', []),
      under: 'sqs.visibility.expiry-makes-visible-again',
    },
  ),
  ...either(
    'a change of visibility that nobody saw may have been made',
    (teller) =>
      received(teller)
        .lost('ChangeMessageVisibility', { QueueUrl: urlOf('q'), ReceiptHandle: 'h', VisibilityTimeout: 100 })
        .wait(40),
    {
      right: (teller) => teller.receive('q', []),
      wrong: (teller) => teller.wait(65).receive('q', []),
      under: 'sqs.visibility.expiry-makes-visible-again',
    },
  ),
  history(
    'a change of visibility to more than there is, that nobody saw, was not made',
    (teller) =>
      received(teller)
        .lost('ChangeMessageVisibility', { QueueUrl: urlOf('q'), ReceiptHandle: 'h', VisibilityTimeout: 43_201 })
        .wait(40)
        .receive('q', []),
    { refusedUnder: 'sqs.visibility.expiry-makes-visible-again' },
  ),
  history('a change of visibility to nothing, that nobody saw', (teller) =>
    received(teller)
      .lost('ChangeMessageVisibility', { QueueUrl: urlOf('q'), ReceiptHandle: 'h', VisibilityTimeout: 0 })
      .receive('q', [{ id: 'm', body: 'm' }]),
  ),
  ...either(
    'a purge that nobody saw may have been made',
    (teller) =>
      teller
        .queue('q')
        .send('q', 'm', 'm')
        .lost('PurgeQueue', { QueueUrl: urlOf('q') }),
    {
      right: (teller) => teller.receive('q', []),
      wrong: (teller) => teller.send('q', 'n', 'n').receive('q', []),
      under: 'sqs.receive.short-poll-eventually-all',
    },
  ),
  history('a purge that nobody saw need not have been made', (teller) =>
    teller
      .queue('q')
      .send('q', 'm', 'm')
      .lost('PurgeQueue', { QueueUrl: urlOf('q') })
      .receive('q', [{ id: 'm', body: 'm' }]),
  ),
  history('after a purge that nobody saw another one is refused, or is not', (teller) =>
    teller
      .queue('q')
      .lost('PurgeQueue', { QueueUrl: urlOf('q') })
      .refused('PurgeQueue', { QueueUrl: urlOf('q') }, 'PurgeQueueInProgress'),
  ),
  history('a message in flight is not shown', (teller) => received(teller).receive('q', [{ id: 'm', body: 'm' }]), { refusedUnder: HIDES }),
  history(
    'a message that was there and could be taken is owed at once',
    (teller) => teller.queue('q').send('q', 'm', 'm').wait(-1).receive('q', []),
    { refusedUnder: 'sqs.receive.short-poll-eventually-all' },
  ),
  ...either(
    'a message is owed when it cannot be late any more',
    (teller) => teller.queue('q').send('q', 'm', 'm'),
    {
      right: (teller) => teller.wait(2).receive('q', []),
      wrong: (teller) => teller.wait(4).receive('q', []),
      under: 'sqs.receive.short-poll-eventually-all',
    },
    { lateness: 4000 },
  ),
]

const dead = (teller: Teller): Teller =>
  clocked(teller)
    .queue('d')
    .queue('q', { RedrivePolicy: redriveTo('d') })
const deadLetters: readonly History[] = [
  ...either(
    'a dead letter of a standard queue shows when it was sent',
    (teller) =>
      dead(teller)
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
        .wait(5)
        .receive('q', []),
    {
      right: (teller) => teller.receive('d', [{ id: 'm', body: 'm', ...at(teller.now - 8025) }]),
      wrong: (teller) => teller.receive('d', [{ id: 'm', body: 'm', ...at(teller.now - 1005) }]),
      under: 'sqs.sysattr.sent-timestamp-ms',
    },
  ),
  ...[8025 - 1010, 0].map((ago) =>
    history(`a dead letter shows its first receive of all, or that from its queue: ${ago}`, (teller) => {
      dead(teller)
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
        .wait(5)
        .receive('q', [])
      teller.receive('d', [{ id: 'm', body: 'm', attributes: { ApproximateFirstReceiveTimestamp: String(teller.now - ago) } }])
    }),
  ),
  ...either(
    'a dead letter is owed in its dead-letter queue',
    (teller) =>
      dead(teller)
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
        .wait(5)
        .receive('q', []),
    {
      right: (teller) => teller.receive('d', [{ id: 'm', body: 'm' }]),
      wrong: (teller) => teller.receive('d', []),
      under: 'sqs.dlq.move-after-max-receives',
    },
  ),
  history(
    'a dead letter says where it came from',
    (teller) =>
      dead(teller)
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
        .wait(5)
        .receive('q', [])
        .receive('d', [{ id: 'm', body: 'm', attributes: { ApproximateReceiveCount: '2' } }], {
          MessageSystemAttributeNames: ['ApproximateReceiveCount', 'DeadLetterQueueSourceArn'],
        }),
    { refusedUnder: 'sqs.dlq.source-arn-attribute' },
  ),
]

/** As far as a freedom goes that is granted alone. */
const granted: readonly History[] = [
  history('what may come twice is owed no less', (teller) => teller.queue('q').send('q', 'm', 'm').receive('q', []), {
    refusedUnder: 'sqs.receive.short-poll-eventually-all',
    grants: ['sqs.receive.duplicate-after-delete-standard'],
  }),
  history('what may come early is not owed early', (teller) => received(teller, { VisibilityTimeout: 100 }).receive('q', []), {
    grants: ['sqs.receive.at-least-once-standard'],
  }),
  history('what may come early comes', (teller) => received(teller, { VisibilityTimeout: 100 }).receive('q', [{ id: 'm', body: 'm' }]), {
    grants: ['sqs.receive.at-least-once-standard'],
  }),
  history(
    'what may expire late is not owed',
    (teller) => teller.queue('q', { MessageRetentionPeriod: '60' }).send('q', 'm', 'm').wait(70).receive('q', []),
    { grants: ['sqs.retention.expiry-deletes'] },
  ),
  history(
    'what may expire late comes',
    (teller) =>
      teller
        .queue('q', { MessageRetentionPeriod: '60' })
        .send('q', 'm', 'm')
        .wait(70)
        .receive('q', [{ id: 'm', body: 'm' }]),
    { grants: ['sqs.retention.expiry-deletes'] },
  ),
  history(
    'what has expired does not come',
    (teller) =>
      teller
        .queue('q', { MessageRetentionPeriod: '60' })
        .send('q', 'm', 'm')
        .wait(70)
        .receive('q', [{ id: 'm', body: 'm' }]),
    { refusedUnder: 'sqs.retention.expiry-deletes' },
  ),
  history('a clause that is held against nobody', (teller) => received(teller).receive('q', [{ id: 'm', body: 'm' }]), { aside: [HIDES] }),
  history(
    'a clause that is held against nobody, and another',
    (teller) => received(teller).receive('q', [{ id: 'm', body: 'm', ...counted(3) }]),
    { aside: [HIDES], refusedUnder: 'sqs.receive.approx-receive-count' },
  ),
  history(
    'an error that nobody asks for any more',
    (teller) =>
      teller
        .queue('q')
        .answered(
          'SendMessage',
          { QueueUrl: urlOf('q'), MessageBody: 'm', DelaySeconds: 901 },
          { MessageId: 'm', MD5OfMessageBody: '6f8f57715090da2632453988d9a1501b' },
        ),
    { aside: ['sqs.send.delay-param-range'] },
  ),
  history(
    'an error that nobody asks for any more, under another name',
    (teller) => teller.queue('q').refused('SendMessage', { QueueUrl: urlOf('q'), MessageBody: 'm', DelaySeconds: 901 }, 'Whatever'),
    { aside: ['sqs.send.delay-param-range'] },
  ),
]

/** What a move task brought may have gone on. */
const onwards: readonly History[] = [
  ...either(
    'what a move task brought became a dead letter again, and was received there',
    (teller) => {
      teller
        .queue('d', { VisibilityTimeout: '0' })
        .queue('q', { RedrivePolicy: redriveTo('d'), VisibilityTimeout: '1' })
        .send('d', 'm', 'm')
        .move('d', 'q', 'task')
      return teller.receiveLost('q').wait(5).receiveLost('q').receiveLost('d')
    },
    {
      right: (teller) =>
        teller.receive('d', [{ id: 'n', body: 'm', attributes: { ApproximateReceiveCount: '3', DeadLetterQueueSourceArn: arnOf('q') } }]),
      wrong: (teller) =>
        teller.receive('d', [{ id: 'n', body: 'm', attributes: { ApproximateReceiveCount: '5', DeadLetterQueueSourceArn: arnOf('q') } }]),
      under: 'sqs.receive.approx-receive-count',
    },
  ),
  history(
    'what a move task brought became a dead letter again only after it was received',
    (teller) => {
      teller
        .queue('d')
        .queue('q', { RedrivePolicy: redriveTo('d'), VisibilityTimeout: '1' })
        .send('d', 'm', 'm')
        .move('d', 'q', 'task')
      teller.receive('d', [{ id: 'n', body: 'm', attributes: { DeadLetterQueueSourceArn: arnOf('q') } }])
    },
    { refusedUnder: 'sqs.sysattr.subset' },
  ),
  history(
    'what shows no source came by no redrive policy',
    (teller) => {
      teller
        .queue('d', { VisibilityTimeout: '0' })
        .queue('q', { RedrivePolicy: redriveTo('d'), VisibilityTimeout: '1' })
        .send('d', 'm', 'm')
        .move('d', 'q', 'task')
      teller
        .receiveLost('q')
        .wait(5)
        .receiveLost('q')
        .receive('d', [{ id: 'n', body: 'm', attributes: { ApproximateReceiveCount: '3' } }], {
          MessageSystemAttributeNames: ['ApproximateReceiveCount', 'DeadLetterQueueSourceArn'],
        })
    },
    { refusedUnder: 'sqs.receive.approx-receive-count' },
  ),
]

export const unseen: readonly History[] = [...sends, ...receives, ...deadLetters, ...granted, ...onwards]
