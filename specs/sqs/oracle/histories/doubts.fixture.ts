import type { ClauseId } from '../../../../reference/core/reading.js'
import { arnOf, either, history, type History, redriveTo, type Teller, urlOf } from './teller.fixture.js'

type Members = Readonly<Record<string, unknown>>
const OWED: ClauseId = 'sqs.receive.short-poll-eventually-all'
const RETURNS: ClauseId = 'sqs.visibility.expiry-makes-visible-again'
const ABSENT: ClauseId = 'sqs.queue.url.get-missing'
const grants = (...ids: readonly ClauseId[]) => ({ grants: ids })
const many = { profile: 'as-documented' } as const

const M = { id: 'm', body: 'm' }
const FOREVER = 1000
/** `m` is received from `q`, whose policy moves it to `d` as soon as it is visible again. */
const received = (teller: Teller, VisibilityTimeout: number): Teller =>
  teller
    .queue('d')
    .queue('q', { RedrivePolicy: redriveTo('d') })
    .send('q', 'm', 'm')
    .receive('q', [M], { VisibilityTimeout })
const of = (name: string, handle: string, more: Members = {}): Members => ({ QueueUrl: urlOf(name), ReceiptHandle: handle, ...more })
const purge = (teller: Teller, name: string): Teller => teller.answered('PurgeQueue', { QueueUrl: urlOf(name) })
const removed = (teller: Teller, name: string): Teller => teller.answered('DeleteQueue', { QueueUrl: urlOf(name) })
const removeLost = (teller: Teller, name: string): Teller => teller.lost('DeleteQueue', { QueueUrl: urlOf(name) })
const get = (teller: Teller, name: string, input: Members = {}): Teller =>
  teller.answered('GetQueueUrl', { QueueName: name, ...input }, { QueueUrl: urlOf(name) })
const isAbsent = (teller: Teller, name: string, input: Members = {}): Teller =>
  teller.refused('GetQueueUrl', { QueueName: name, ...input }, 'QueueDoesNotExist')

const EARLIER = grants('sqs.purge.takes-60s', 'sqs.purge.earlier-messages-may-arrive')
const purges: readonly History[] = [
  ...either(
    'what a purge has yet to take may become a dead letter',
    (teller) => teller,
    {
      right: (teller) => purge(received(teller, 5), 'q').wait(10).receiveLost('q').wait(70).receive('d', [M]),
      wrong: (teller) => purge(received(teller, 100), 'q').wait(100).receiveLost('q').receive('d', [M]),
      under: 'sqs.purge.deletes-all',
    },
    EARLIER,
  ),
  ...either(
    'it may become one as long as the purge may go on, and no longer',
    (teller) => received(teller, 62),
    {
      right: (teller) => purge(teller.wait(0.981), 'q').wait(62).receiveLost('q').receive('d', [M]),
      wrong: (teller) => purge(teller.wait(0.98), 'q').wait(62).receiveLost('q').receive('d', [M]),
      under: 'sqs.purge.deletes-all',
    },
    EARLIER,
  ),
  ...either(
    'a purge may take a dead letter that came before it, also after it was seen',
    (teller) => teller,
    {
      right: (teller) =>
        purge(received(teller, 1).wait(5).receiveLost('q'), 'd').receive('d', [M], { VisibilityTimeout: 1 }).wait(5).receive('d', []),
      wrong: (teller) =>
        purge(received(teller, 20), 'd').wait(25).receiveLost('q').receive('d', [M], { VisibilityTimeout: 1 }).wait(5).receive('d', []),
      under: RETURNS,
    },
    EARLIER,
  ),
  ...either(
    'a dead letter that can have come only when the purge was over is not taken by it',
    (teller) => received(teller, 3),
    {
      right: (teller) =>
        purge(teller.wait(1.981), 'd').wait(5).receiveLost('q').receive('d', [M], { VisibilityTimeout: 1 }).wait(5).receive('d', []),
      wrong: (teller) =>
        purge(teller.wait(1.98), 'd').wait(5).receiveLost('q').receive('d', [M], { VisibilityTimeout: 1 }).wait(5).receive('d', []),
      under: RETURNS,
    },
    EARLIER,
  ),
  history(
    'a purge that is quick takes nothing that was seen after it',
    (teller) =>
      purge(received(teller, 1).wait(5).receiveLost('q'), 'd').receive('d', [M], { VisibilityTimeout: 1 }).wait(5).receive('d', []),
    { ...grants('sqs.purge.takes-60s'), refusedUnder: RETURNS },
  ),
]

const LATE = grants('sqs.queue.delete.takes-up-to-60s')
const goneFrom = (teller: Teller): Teller => teller.wait(10).receiveLost('q').wait(70)
const lives: readonly History[] = [
  ...either(
    'a deleted queue that requests reached took dead letters',
    (teller) => teller,
    {
      right: (teller) => goneFrom(removed(received(teller, 5), 'd')).receive('q', []),
      wrong: (teller) => goneFrom(removed(received(teller, 100), 'd').wait(100)).receive('q', []),
      under: RETURNS,
    },
    LATE,
  ),
  history(
    'a deleted queue need not have taken dead letters',
    (teller) => goneFrom(removed(received(teller, 5), 'd')).receive('q', [M]),
    LATE,
  ),
  history(
    'a deleted queue that only lists show takes no dead letters',
    (teller) => goneFrom(removed(received(teller, 5), 'd')).receive('q', []),
    { ...grants('sqs.queue.list.new-queue-eventual'), refusedUnder: RETURNS },
  ),
  history(
    'a queue that may have been deleted, and is not there, took dead letters before',
    (teller) => isAbsent(goneFrom(removeLost(received(teller, 5), 'd')), 'd').receive('q', []),
    LATE,
  ),
  ...either(
    'a deleted queue took dead letters for a minute',
    (teller) => received(teller, 62),
    {
      right: (teller) => removed(teller.wait(0.98), 'd').wait(62).receiveLost('q').wait(40).receive('q', []),
      wrong: (teller) => removed(teller.wait(0.979), 'd').wait(62).receiveLost('q').wait(40).receive('q', []),
      under: RETURNS,
    },
    LATE,
  ),
  ...either(
    'a message that came again instead of becoming a dead letter tells that its dead-letter queue is gone',
    (teller) => removeLost(received(teller, 1).wait(5), 'd').receive('q', [M]).wait(70),
    { right: (teller) => isAbsent(teller, 'd'), wrong: (teller) => get(teller, 'd'), under: ABSENT },
    LATE,
  ),
  ...either(
    'a queue of which an error tells that it was deleted may be reached for a minute',
    (teller) => isAbsent(removeLost(teller.queue('q').wait(5), 'q'), 'q'),
    { right: (teller) => get(teller, 'q'), wrong: (teller) => get(teller.wait(61), 'q'), under: ABSENT },
    many,
  ),
  history('a deleted queue may be reached where lists do not show it', (teller) => get(removed(teller.queue('q').wait(5), 'q'), 'q'), LATE),
  ...either(
    'a queue that may have been deleted is found by its name, or may not be made yet',
    (teller) => removeLost(teller.queue('q').wait(5), 'q'),
    {
      right: (teller) => get(teller.queue('q'), 'q'),
      wrong: (teller) => isAbsent(teller.queue('q'), 'q'),
      under: 'sqs.error.queue-does-not-exist',
    },
  ),
  ...either('a queue is one of its account', (teller) => teller.queue('q'), {
    right: (teller) => isAbsent(teller, 'q', { QueueOwnerAWSAccountId: '999999999999' }),
    wrong: (teller) => get(teller, 'q', { QueueOwnerAWSAccountId: '999999999999' }),
    under: ABSENT,
  }),
  history(
    'a second source that may be there makes a dead-letter queue no less of one',
    (teller) =>
      received(teller, 1)
        .lost('CreateQueue', { QueueName: 'z', Attributes: { RedrivePolicy: redriveTo('d') } })
        .refused('StartMessageMoveTask', { SourceArn: arnOf('d') }, 'InvalidParameterValue'),
    { refusedUnder: 'sqs.redrive.start-async' },
  ),
]

const from = (name: string) => ({ attributes: { DeadLetterQueueSourceArn: arnOf(name) } })
const dedup = (name: string): Members => (name.endsWith('.fifo') ? { MessageGroupId: 'g', MessageDeduplicationId: 'x' } : {})
const send = (teller: Teller, name: string): Teller => teller.send(name, 'm', 'm', dedup(name), name.endsWith('.fifo') ? '1' : undefined)
/** `a` and `b` give each other their dead letters; `m` went from `a` to `b`, where it is received for the third time, and `a` would keep it now. */
const round = (teller: Teller, ending = '', VisibilityTimeout = 10): Teller => {
  const [a, b] = [`a${ending}`, `b${ending}`]
  teller
    .queue(b, { VisibilityTimeout: '1' })
    .queue(a, { RedrivePolicy: redriveTo(b, 2), VisibilityTimeout: '1' })
    .set(b, { RedrivePolicy: redriveTo(a, 3) })
  send(teller, a)
    .receive(a, [{ ...M, handle: 'first' }])
    .wait(5)
    .receive(a, [{ ...M, handle: 'old' }])
    .wait(5)
    .receive(a, [])
  return teller.receive(b, [{ ...M, handle: 'new' }], { VisibilityTimeout }).set(a, { RedrivePolicy: redriveTo(b, 9) })
}
const isExpired = (teller: Teller): Teller => teller.refused('DeleteMessage', of('a.fifo', 'old'), 'InvalidParameterValue')
const rounds: readonly History[] = [
  ...either('a message that may have come back may be deleted by a handle of before', (teller) => round(teller), {
    right: (teller) => teller.wait(15).receiveLost('b').delete('a', 'old').receive('b', []).receive('a', []),
    wrong: (teller) => teller.delete('a', 'old').wait(15).receive('b', []).receive('a', []),
    under: 'sqs.dlq.move-after-max-receives',
  }),
  history('a handle of a message that may have come back has expired', (teller) =>
    isExpired(round(teller, '.fifo').wait(15).receiveLost('b.fifo')),
  ),
  history('a handle of a message that is in another FIFO queue may be refused', (teller) => isExpired(round(teller, '.fifo'))),
  history('a handle of a message that may have come back, and has not', (teller) =>
    round(teller, '.fifo').wait(15).receiveLost('b.fifo').delete('a.fifo', 'old'),
  ),
  history('a handle of a message that was deleted from another FIFO queue may be refused', (teller) =>
    isExpired(round(teller, '.fifo').delete('b.fifo', 'new').wait(15).receiveLost('b.fifo')),
  ),
  history('a handle of a message that may have come back before a policy was taken away', (teller) =>
    isExpired(round(teller, '.fifo').wait(15).receiveLost('b.fifo').set('b.fifo', { RedrivePolicy: '' })),
  ),
  history('a handle of a message that may have come back by a third queue', (teller) => {
    teller
      .queue('c.fifo')
      .queue('b.fifo', { RedrivePolicy: redriveTo('c.fifo', 2) })
      .queue('a.fifo', { RedrivePolicy: redriveTo('b.fifo') })
      .set('c.fifo', { RedrivePolicy: redriveTo('a.fifo', 3) })
    send(teller, 'a.fifo')
      .receive('a.fifo', [{ ...M, handle: 'old' }], { VisibilityTimeout: 1 })
      .wait(5)
      .receive('a.fifo', [])
    isExpired(
      teller
        .receive('b.fifo', [M], { VisibilityTimeout: 1 })
        .wait(5)
        .receiveLost('b.fifo')
        .set('b.fifo', { RedrivePolicy: '' })
        .receiveLost('c.fifo'),
    )
  }),
  history('a message of a round strays to a queue that no policy leads to', (teller) => round(teller).queue('c').receive('c', [M]), {
    refusedUnder: 'sqs.send.message-id-same-on-receive',
  }),
  ...[grants('sqs.ec.attributes-60s'), { refusedUnder: 'sqs.sysattr.subset' } as const].map((held) =>
    history(
      `a message went round by a policy that was changed lately: ${Object.keys(held).join()}`,
      (teller) => {
        teller
          .queue('b', { VisibilityTimeout: '1' })
          .queue('a', { RedrivePolicy: redriveTo('b', 2) })
          .set('b', { RedrivePolicy: redriveTo('a', 3) })
        send(teller, 'a')
          .receive('a', [M], { VisibilityTimeout: 1 })
          .wait(5)
          .receive('a', [M], { VisibilityTimeout: 5 })
          .set('a', { RedrivePolicy: redriveTo('b', 9) })
        teller
          .wait(6)
          .receiveLost('a')
          .receiveLost('b')
          .wait(5)
          .receiveLost('b')
          .receive('a', [{ ...M, ...from('b') }])
      },
      held,
    ),
  ),
  history('a message that was deleted when it had gone comes back to somebody who does not ask from where', (teller) => {
    teller
      .queue('b', { VisibilityTimeout: '1' })
      .queue('a', { RedrivePolicy: redriveTo('b'), VisibilityTimeout: '1' })
      .set('b', { RedrivePolicy: redriveTo('a', 2) })
    send(teller, 'a')
      .receive('a', [{ ...M, handle: 'old' }])
      .wait(5)
      .delete('a', 'old')
      .set('a', { RedrivePolicy: redriveTo('b', 9) })
    teller.receiveLost('b').wait(5).receiveLost('b').receive('a', [M])
  }),
  ...[[], [M]].map((shown) =>
    history(`a message that was deleted when it was due became a dead letter, or did not: ${shown.length}`, (teller) =>
      received(teller, 1).wait(5).delete('q', 'handle 1').receive('d', shown),
    ),
  ),
]

const F = 'q.fifo'
const under = (id: string): Members => ({ MessageGroupId: 'g', MessageDeduplicationId: id })
const A = { id: 'a', body: 'a', handle: 'h' }
const B = { id: 'b', body: 'b' }
const X = { ReceiveRequestAttemptId: 'x' }
const tried = (teller: Teller, VisibilityTimeout = 30): Teller =>
  teller
    .queue(F)
    .send(F, 'a', 'a', under('a'), '1')
    .receive(F, [A], { ...X, VisibilityTimeout })
const changed = (teller: Teller, VisibilityTimeout: number): Teller =>
  teller.answered('ChangeMessageVisibility', of(F, 'h', { VisibilityTimeout }))
const changeLost = (teller: Teller): Teller => teller.lost('ChangeMessageVisibility', of(F, 'h', { VisibilityTimeout: 25 }))
const empty = (teller: Teller, took: number): Teller =>
  teller.saw('ReceiveMessage', { QueueUrl: urlOf(F), ...X }, { kind: 'answered', output: {} }, took)
const VOID: ClauseId = 'sqs.fifo.attempt.void-if-modified'
const attempts: readonly History[] = [
  ...either('a receive is tried again for five minutes', (teller) => tried(teller, 400), {
    right: (teller) => empty(teller.wait(297), 3000),
    wrong: (teller) => empty(teller.wait(297), 10),
    under: 'sqs.fifo.attempt.same-id-same-messages',
  }),
  history('a receive that is tried again after a change that may have been made', (teller) => changeLost(tried(teller)).receive(F, [A], X)),
  history('a receive that is not tried again after a change that may have been made', (teller) =>
    changeLost(tried(teller)).receive(F, [], X),
  ),
  ...either(
    'a receive is tried again after a change that may have been made, and may have been tried again before',
    (teller) => changeLost(tried(teller)).receiveLost(F, { ...X, VisibilityTimeout: 60 }),
    {
      right: (teller) => teller.wait(30).receive(F, [A], X),
      wrong: (teller) =>
        teller
          .wait(30)
          .receive(F, [{ ...A, handle: 'i' }])
          .receive(F, [A], X),
      under: VOID,
    },
  ),
  history('a receive that is tried again after a change', (teller) => changed(tried(teller), 25).receive(F, [A], X), {
    refusedUnder: VOID,
  }),
  history(
    'a receive that is tried again after a change, of a message that may have been received before',
    (teller) =>
      changed(teller.queue(F).send(F, 'a', 'a', under('a'), '1').receiveLost(F, { VisibilityTimeout: 0 }).receive(F, [A], X), 25).receive(
        F,
        [A],
        X,
      ),
    { refusedUnder: VOID },
  ),
  ...[[A], []].map((shown) =>
    history(`a receive is tried again while another that nobody saw goes on beyond its time: ${shown.length}`, (teller) =>
      tried(teller)
        .wait(28)
        .saw('ReceiveMessage', { QueueUrl: urlOf(F) }, { kind: 'lost', reason: 'no answer' }, 3000)
        .overlapping(2900)
        .receive(F, shown, X),
    ),
  ),
]

/** `a` is received and not deleted, and `b` stands behind it. */
const blocked = (teller: Teller): Teller =>
  teller
    .queue(F)
    .send(F, 'a', 'a', under('a'), '1')
    .send(F, 'b', 'b', under('b'), '2')
    .receive(F, [A], { MaxNumberOfMessages: 1, VisibilityTimeout: FOREVER })
const deleteLost = (teller: Teller): Teller => teller.lost('DeleteMessage', of(F, 'h'))
/** Nobody saw the send of `a` succeed, and that of `b` began so many milliseconds before its end; both were received, and `a` was given back. */
const givenBack = (teller: Teller, ms: number): Teller =>
  changed(
    teller
      .queue(F)
      .sendLost(F, 'a', under('a'))
      .overlapping(ms)
      .send(F, 'b', 'b', under('b'), '2')
      .receive(F, [A, B], { VisibilityTimeout: FOREVER }),
    0,
  )
const order: readonly History[] = [
  ...either(
    'what was sent when another send had ended stands behind that one',
    (teller) =>
      teller
        .queue(F)
        .sendLost(F, 'a', under('a'))
        .overlapping(0)
        .sendLost(F, 'b', under('b'))
        .receive(F, [B], { VisibilityTimeout: 1 })
        .wait(5),
    {
      right: (teller) => teller.receive(F, [B]),
      wrong: (teller) => teller.receive(F, [A, B]),
      under: 'sqs.send.message-id-same-on-receive',
    },
  ),
  ...either('what stands before all others of its group is owed', (teller) => teller, {
    right: (teller) => givenBack(teller, 1).receive(F, []),
    wrong: (teller) => givenBack(teller, 0).receive(F, []),
    under: 'sqs.visibility.change.zero-releases',
  }),
  ...either(
    'of a message in flight an error tells that it is gone, and so what stands behind it is owed',
    (teller) => deleteLost(blocked(teller)).refused('ChangeMessageVisibility', of(F, 'h', { VisibilityTimeout: 5 }), 'MessageNotInflight'),
    { right: (teller) => teller.receive(F, [B]), wrong: (teller) => teller.receive(F, []), under: OWED },
  ),
  history('what stands behind a message that may have been deleted need not come', (teller) => deleteLost(blocked(teller)).receive(F, [])),
  history(
    'a copy of a message that may have been received is a copy all the same',
    (teller) =>
      teller
        .queue(F)
        .send(F, 'a', 'a', under('x'), '1')
        .receiveLost(F, { VisibilityTimeout: 0 })
        .send(F, 'a', 'b', under('x'), '2')
        .receive(F, [A, { ...B, body: 'a' }]),
    { refusedUnder: 'sqs.fifo.dedup.window-5min' },
  ),
  history('an id is known in its group by the last that may have been new, when the first is forgotten', (teller) => {
    const again = (id: string, number: string, group = 'g', took = 10): Teller =>
      teller.saw(
        'SendMessage',
        { QueueUrl: urlOf(F), MessageBody: 'a', MessageGroupId: group, MessageDeduplicationId: 'x' },
        { kind: 'answered', output: { MessageId: id, MD5OfMessageBody: '0cc175b9c0f1b6a831c399e269772661', SequenceNumber: number } },
        took,
      )
    teller.queue(F, { DeduplicationScope: 'messageGroup' })
    again('a', '1').wait(298)
    again('b', '2', 'g', 3000).overlapping(2900)
    again('c', '3', 'h').wait(5)
    again('d', '4').receive(
      F,
      ['a', 'b', 'c'].map((id) => ({ id, body: 'a', handle: id })),
    )
    for (const handle of ['a', 'b', 'c']) teller.delete(F, handle)
    teller.receive(F, [])
  }),
  history(
    'more messages than were asked for',
    (teller) => teller.queue('q').send('q', 'a', 'a').send('q', 'b', 'b').receive('q', [A, B], { MaxNumberOfMessages: 1 }),
    { refusedUnder: 'sqs.receive.never-more-than-max' },
  ),
]

const shows = (teller: Teller, shown: Readonly<Record<string, string>>, ...asked: readonly string[]): Teller =>
  teller.answered('GetQueueAttributes', { QueueUrl: urlOf('q'), AttributeNames: [...asked, ...Object.keys(shown)] }, { Attributes: shown })
const STALE = grants('sqs.ec.attributes-60s')
const settings: readonly History[] = [
  ...either(
    'the retention of before a change counts for what would expire within a quarter of an hour',
    (teller) => teller.queue('q', { MessageRetentionPeriod: '60' }).set('q', { MessageRetentionPeriod: '6000' }),
    {
      right: (teller) => teller.wait(839).send('q', 'm', 'm').wait(100).receive('q', []),
      wrong: (teller) => teller.wait(839.001).send('q', 'm', 'm').wait(100).receive('q', []),
      under: OWED,
    },
  ),
  ...either(
    'a change of one attribute leaves another in sight',
    (teller) =>
      teller
        .queue('d')
        .queue('q', { RedrivePolicy: redriveTo('d') })
        .set('q', { DelaySeconds: '8' }),
    {
      right: (teller) => shows(teller, { RedrivePolicy: redriveTo('d') }),
      wrong: (teller) => shows(teller, {}, 'RedrivePolicy'),
      under: 'sqs.dlq.policy-set-and-read',
    },
    STALE,
  ),
  history(
    'a retention that counts later is shown at once',
    (teller) =>
      shows(teller.queue('q', { MessageRetentionPeriod: '60' }).set('q', { MessageRetentionPeriod: '6000' }), {
        MessageRetentionPeriod: '60',
      }),
    { refusedUnder: 'sqs.attr.get.subset' },
  ),
  ...either(
    'another limit of size may count as it was for a minute',
    (teller) => teller.queue('q', { MaximumMessageSize: '2048' }).set('q', { MaximumMessageSize: '1024' }),
    {
      right: (teller) => teller.send('q', 'm'.repeat(2000), 'm'),
      wrong: (teller) => teller.wait(61).send('q', 'm'.repeat(2000), 'm'),
      under: 'sqs.send.size.over-limit-rejected',
    },
    STALE,
  ),
]

export const doubts: readonly History[] = [...purges, ...lives, ...rounds, ...attempts, ...order, ...settings]
