import type { ClauseId } from '../../../../reference/core/reading.js'
import { arnOf, either, history, type History, redriveTo, type Teller, urlOf } from './teller.fixture.js'

type Members = Readonly<Record<string, unknown>>
const many = { profile: 'as-documented' } as const
const grants = (...ids: readonly ClauseId[]) => ({ grants: ids })
const OWED: ClauseId = 'sqs.receive.short-poll-eventually-all'
const ABSENT = 'QueueDoesNotExist'

const attributes = (teller: Teller, shown: Readonly<Record<string, string>>): Teller =>
  teller.answered('GetQueueAttributes', { QueueUrl: urlOf('q'), AttributeNames: Object.keys(shown) }, { Attributes: shown })
const purge = (teller: Teller): Teller => teller.answered('PurgeQueue', { QueueUrl: urlOf('q') })
const removed = (teller: Teller, name: string): Teller => teller.answered('DeleteQueue', { QueueUrl: urlOf(name) })
const get = (teller: Teller, name: string): Teller => teller.answered('GetQueueUrl', { QueueName: name }, { QueueUrl: urlOf(name) })
const isAbsent = (teller: Teller, name: string): Teller => teller.refused('GetQueueUrl', { QueueName: name }, ABSENT)
const of = (handle: string, more: Members = {}): Members => ({ QueueUrl: urlOf('q'), ReceiptHandle: handle, ...more })

/** Queues that come and go by and by. */
const lives: readonly History[] = [
  ...either(
    'a new queue may not be usable for a second',
    (teller) => teller.queue('q'),
    {
      right: (teller) => isAbsent(teller.wait(-0.5), 'q'),
      wrong: (teller) => isAbsent(teller.wait(1), 'q'),
      under: 'sqs.error.queue-does-not-exist',
    },
    many,
  ),
  ...either(
    'a deleted queue may be usable for a minute',
    (teller) => removed(teller.queue('q').wait(5), 'q'),
    { right: (teller) => get(teller.wait(58.9), 'q'), wrong: (teller) => get(teller.wait(59.1), 'q'), under: 'sqs.queue.url.get-missing' },
    many,
  ),
  history('a deleted queue need not be usable', (teller) => isAbsent(removed(teller.queue('q').wait(5), 'q'), 'q'), many),
  history('a deleted queue is gone on a single node', (teller) => get(removed(teller.queue('q').wait(5), 'q'), 'q'), {
    refusedUnder: 'sqs.queue.url.get-missing',
  }),
  ...either('a name may be used again after a minute', (teller) => removed(teller.queue('q').wait(5), 'q'), {
    right: (teller) => teller.refused('CreateQueue', { QueueName: 'q' }, 'QueueDeletedRecently'),
    wrong: (teller) => teller.wait(70).refused('CreateQueue', { QueueName: 'q' }, 'QueueDeletedRecently'),
    under: 'sqs.error.queue-deleted-recently',
  }),
  ...either(
    'a new queue may not be listed for a minute',
    (teller) => teller.queue('q'),
    {
      right: (teller) => teller.wait(58.9).answered('ListQueues', {}, {}),
      wrong: (teller) => teller.wait(59.1).answered('ListQueues', {}, {}),
      under: 'sqs.queue.list.prefix-filter',
    },
    many,
  ),
  history('a name is not used again at once', (teller) => removed(teller.queue('q').wait(5), 'q').queue('q'), {
    refusedUnder: 'sqs.queue.create.wait-60s-after-delete',
  }),
]

const STALE: ClauseId = 'sqs.ec.attributes-60s'
const settings: readonly History[] = [
  ...either(
    'a changed attribute may be shown as it was for a minute',
    (teller) => teller.queue('q', { DelaySeconds: '7' }).set('q', { DelaySeconds: '8' }),
    {
      right: (teller) => attributes(attributes(teller, { DelaySeconds: '7' }), { DelaySeconds: '8' }),
      wrong: (teller) => attributes(teller.wait(59.1), { DelaySeconds: '7' }),
      under: 'sqs.attr.get.subset',
    },
    many,
  ),
  history(
    'a changed attribute is shown at once on a single node',
    (teller) => attributes(teller.queue('q', { DelaySeconds: '7' }).set('q', { DelaySeconds: '8' }), { DelaySeconds: '7' }),
    { refusedUnder: 'sqs.attr.get.subset' },
  ),
  ...either(
    'a changed visibility timeout may count as it was for a minute',
    (teller) => teller.queue('q', { VisibilityTimeout: '2' }).send('q', 'm', 'm').set('q', { VisibilityTimeout: '300' }).wait(40),
    {
      right: (teller) =>
        teller
          .receive('q', [{ id: 'm', body: 'm' }])
          .wait(5)
          .receive('q', [{ id: 'm', body: 'm' }]),
      wrong: (teller) =>
        teller
          .wait(60)
          .receive('q', [{ id: 'm', body: 'm' }])
          .wait(5)
          .receive('q', [{ id: 'm', body: 'm' }]),
      under: 'sqs.visibility.hides-message',
    },
    grants(STALE),
  ),
  ...either(
    'a changed retention may count as it was for a quarter of an hour',
    (teller) =>
      teller.queue('q', { MessageRetentionPeriod: '60' }).send('q', 'm', 'm').set('q', { MessageRetentionPeriod: '6000' }).wait(100),
    {
      right: (teller) => teller.receive('q', []),
      wrong: (teller) => teller.receive('q', []).wait(1000).send('q', 'n', 'n').wait(100).receive('q', []),
      under: OWED,
    },
    {},
  ),
  history(
    'a retention that was longer may count still',
    (teller) =>
      teller
        .queue('q', { MessageRetentionPeriod: '6000' })
        .send('q', 'm', 'm')
        .set('q', { MessageRetentionPeriod: '60' })
        .wait(100)
        .receive('q', [{ id: 'm', body: 'm' }]),
    grants('sqs.retention.change-15-min'),
  ),
  history(
    'a retention that was longer may count no more',
    (teller) =>
      teller
        .queue('q', { MessageRetentionPeriod: '6000' })
        .send('q', 'm', 'm')
        .set('q', { MessageRetentionPeriod: '60' })
        .wait(1000)
        .receive('q', [{ id: 'm', body: 'm' }]),
    { refusedUnder: 'sqs.retention.expiry-deletes' },
  ),
  ...(['messageGroup', 'queue'] as const).map((to) => {
    const from = to === 'queue' ? 'messageGroup' : 'queue'
    const withheld: ClauseId = `sqs.fifo.dedup.scope-change-to-${to === 'queue' ? 'queue' : 'group'}-not-effective-soon`
    return history(
      `a change of scope to ${to} that counts at once`,
      (teller) => {
        const inGroup = (MessageGroupId: string): Members => ({ MessageGroupId, MessageDeduplicationId: 'x' })
        teller.queue('q.fifo', { DeduplicationScope: from }).set('q.fifo', { DeduplicationScope: to })
        teller
          .send('q.fifo', 'm', 'a', inGroup('g'), '1')
          .send('q.fifo', 'm', 'b', inGroup('h'), '2')
          .receive('q.fifo', [{ id: 'a', body: 'm', handle: 'h' }])
          .delete('q.fifo', 'h')
        if (to === 'queue') teller.receive('q.fifo', [{ id: 'b', body: 'm' }])
        else teller.receive('q.fifo', [])
      },
      { withholds: [withheld], refusedUnder: to === 'queue' ? 'sqs.fifo.dedup.window-5min' : OWED },
    )
  }),
]

const purges: readonly History[] = [
  ...either(
    'what was sent before a purge may come for a minute',
    (teller) => purge(teller.queue('q').send('q', 'm', 'm')),
    {
      right: (teller) => teller.receive('q', [{ id: 'm', body: 'm' }]),
      wrong: (teller) => teller.wait(61).receive('q', [{ id: 'm', body: 'm' }]),
      under: 'sqs.purge.deletes-all',
    },
    grants('sqs.purge.takes-60s', 'sqs.purge.earlier-messages-may-arrive'),
  ),
  history(
    'what was sent before a purge does not come on a single node',
    (teller) => purge(teller.queue('q').send('q', 'm', 'm')).receive('q', [{ id: 'm', body: 'm' }]),
    { refusedUnder: 'sqs.purge.deletes-all' },
  ),
  history(
    'what came after a purge may come again, and then it is gone',
    (teller) =>
      purge(teller.queue('q').send('q', 'm', 'm'))
        .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
        .wait(70)
        .receive('q', []),
    grants('sqs.purge.takes-60s', 'sqs.purge.earlier-messages-may-arrive'),
  ),
  ...either(
    'what was sent during a purge may vanish',
    (teller) => purge(teller.queue('q')),
    {
      right: (teller) => teller.send('q', 'm', 'm').receive('q', []),
      wrong: (teller) => teller.wait(61).send('q', 'm', 'm').receive('q', []),
      under: OWED,
    },
    grants('sqs.purge.takes-60s', 'sqs.purge.later-messages-may-vanish'),
  ),
  history(
    'what was sent during a purge may vanish after it was seen',
    (teller) =>
      purge(teller.queue('q'))
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
        .wait(5)
        .receive('q', []),
    grants('sqs.purge.takes-60s', 'sqs.purge.later-messages-may-vanish'),
  ),
  history(
    'what was sent during a purge and was there after it stays',
    (teller) =>
      purge(teller.queue('q'))
        .send('q', 'm', 'm')
        .wait(70)
        .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
        .wait(5)
        .receive('q', []),
    { ...grants('sqs.purge.takes-60s', 'sqs.purge.later-messages-may-vanish'), refusedUnder: 'sqs.visibility.expiry-makes-visible-again' },
  ),
  history('a second purge within a minute', (teller) => purge(purge(teller.queue('q'))), { refusedUnder: 'sqs.purge.once-per-60s' }),
  history('a message of a purged source may have become a dead letter before', (teller) => {
    teller
      .queue('d')
      .queue('q', { RedrivePolicy: redriveTo('d'), VisibilityTimeout: '1' })
      .send('q', 'm', 'm')
      .receive('q', [{ id: 'm', body: 'm' }])
      .wait(5)
    purge(teller.receiveLost('q')).receive('d', [{ id: 'm', body: 'm' }])
  }),
  history('a dead letter of a purged queue may have come before or after', (teller) => {
    teller
      .queue('q')
      .queue('s', { RedrivePolicy: redriveTo('q'), VisibilityTimeout: '1' })
      .send('s', 'm', 'm')
      .receive('s', [{ id: 'm', body: 'm' }])
      .wait(5)
      .receiveLost('s')
    purge(teller).receive('q', [])
  }),
]

const twice = (teller: Teller): Teller =>
  teller
    .queue('q')
    .send('q', 'm', 'm')
    .receive('q', [{ id: 'm', body: 'm', handle: 'old' }], { VisibilityTimeout: 1 })
    .wait(2)
    .receive('q', [{ id: 'm', body: 'm', handle: 'new' }], { VisibilityTimeout: 1 })
const long = (teller: Teller): Teller =>
  teller
    .queue('q')
    .send('q', 'm', 'm')
    .receive('q', [{ id: 'm', body: 'm', handle: 'old' }], { VisibilityTimeout: 1 })
    .wait(2)
    .receive('q', [{ id: 'm', body: 'm', handle: 'new' }], { VisibilityTimeout: 60 })
const handles: readonly History[] = [
  history('a message that was deleted by an earlier handle may be there', (teller) =>
    twice(teller)
      .delete('q', 'old')
      .wait(5)
      .receive('q', [{ id: 'm', body: 'm' }]),
  ),
  history('a message that was deleted by an earlier handle may be gone', (teller) =>
    twice(teller).delete('q', 'old').wait(5).receive('q', []),
  ),
  ...either('a message that was deleted by its latest handle is gone', (teller) => twice(teller).delete('q', 'new').wait(5), {
    right: (teller) => teller.receive('q', []),
    wrong: (teller) => teller.receive('q', [{ id: 'm', body: 'm' }]),
    under: 'sqs.delete.removes-message',
  }),
  history(
    'what was deleted may come again',
    (teller) =>
      twice(teller)
        .delete('q', 'new')
        .wait(5)
        .receive('q', [{ id: 'm', body: 'm' }]),
    grants('sqs.receive.duplicate-after-delete-standard'),
  ),
  history('a handle that nobody gave', (teller) => twice(teller).delete('q', 'other'), { refusedUnder: 'sqs.delete.malformed-handle' }),
  history('a handle of another queue', (teller) => twice(teller).queue('r').delete('r', 'new'), {
    refusedUnder: 'sqs.delete.malformed-handle',
  }),
  ...either(
    'an older handle changes the timeout of a message of a standard queue',
    (teller) => twice(teller).answered('ChangeMessageVisibility', of('old', { VisibilityTimeout: 5 })),
    {
      right: (teller) =>
        teller
          .receive('q', [])
          .wait(5)
          .receive('q', [{ id: 'm', body: 'm' }]),
      wrong: (teller) => teller.receive('q', [{ id: 'm', body: 'm' }]),
      under: 'sqs.visibility.change.extend',
    },
  ),
  history('an older handle may be refused', (teller) =>
    twice(teller).refused('ChangeMessageVisibility', of('old', { VisibilityTimeout: 5 }), 'MessageNotInflight'),
  ),
  history('an older handle lets a message come back', (teller) =>
    long(teller)
      .answered('ChangeMessageVisibility', of('old', { VisibilityTimeout: 0 }))
      .receive('q', [{ id: 'm', body: 'm' }]),
  ),
  history('a handle whose timeout has ended may be refused', (teller) =>
    twice(teller)
      .wait(5)
      .refused('ChangeMessageVisibility', of('new', { VisibilityTimeout: 5 }), 'MessageNotInflight'),
  ),
  history(
    'a handle whose timeout runs is not refused',
    (teller) => long(teller).refused('ChangeMessageVisibility', of('new', { VisibilityTimeout: 5 }), 'MessageNotInflight'),
    { refusedUnder: 'sqs.error.message-not-inflight' },
  ),
  ...['MessageNotInflight', 'InvalidParameterValue'].map((code) =>
    history(`a message that is gone is hidden no more: ${code}`, (teller) =>
      twice(teller)
        .delete('q', 'new')
        .refused('ChangeMessageVisibility', of('new', { VisibilityTimeout: 5 }), code),
    ),
  ),
  history(
    'a message that is gone is hidden no more',
    (teller) =>
      twice(teller)
        .delete('q', 'new')
        .answered('ChangeMessageVisibility', of('new', { VisibilityTimeout: 5 })),
    { refusedUnder: 'sqs.visibility.change.not-inflight-error' },
  ),
  history(
    'of a message that may be gone an error tells that it is',
    (teller) =>
      long(teller)
        .lost('DeleteMessage', of('new'))
        .refused('ChangeMessageVisibility', of('new', { VisibilityTimeout: 5 }), 'MessageNotInflight')
        .wait(60)
        .receive('q', [{ id: 'm', body: 'm' }]),
    { refusedUnder: 'sqs.delete.removes-message' },
  ),
  history(
    'of a message that may be gone success tells that it is not',
    (teller) =>
      twice(teller)
        .lost('DeleteMessage', of('new'))
        .answered('ChangeMessageVisibility', of('new', { VisibilityTimeout: 5 }))
        .wait(10)
        .receive('q', []),
    { refusedUnder: 'sqs.visibility.change.extend' },
  ),
  ...either(
    'twelve hours count from the last receive',
    (teller) =>
      teller
        .queue('q')
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm', handle: 'h' }], { VisibilityTimeout: 43_200 })
        .wait(3600),
    {
      right: (teller) => teller.refused('ChangeMessageVisibility', of('h', { VisibilityTimeout: 43_200 }), 'InvalidParameterValue'),
      wrong: (teller) => teller.answered('ChangeMessageVisibility', of('h', { VisibilityTimeout: 43_200 })),
      under: 'sqs.visibility.change.12h-total',
    },
  ),
]

/** From `a` to `b` to `c`, after one receive each. */
const chain = (teller: Teller): Teller =>
  teller
    .queue('c')
    .queue('b', { RedrivePolicy: redriveTo('c', 2), VisibilityTimeout: '1' })
    .queue('a', { RedrivePolicy: redriveTo('b'), VisibilityTimeout: '1' })
    .send('a', 'm', 'm')
const chains: readonly History[] = [
  ...either(
    'a message came by two moves that nobody saw',
    (teller) =>
      chain(teller)
        .receive('a', [{ id: 'm', body: 'm' }])
        .wait(5)
        .receiveLost('a'),
    {
      right: (teller) =>
        teller
          .receiveLost('b')
          .wait(5)
          .receiveLost('b')
          .receive('c', [{ id: 'm', body: 'm' }]),
      wrong: (teller) => teller.queue('e').receive('e', [{ id: 'm', body: 'm' }]),
      under: 'sqs.send.message-id-same-on-receive',
    },
  ),
  history('a message that was never received is no dead letter', (teller) => chain(teller).receive('b', [{ id: 'm', body: 'm' }]), {
    refusedUnder: 'sqs.dlq.move-after-max-receives',
  }),
  history(
    'a message in flight is no dead letter',
    (teller) =>
      chain(teller)
        .receive('a', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 100 })
        .receive('b', [{ id: 'm', body: 'm' }]),
    { refusedUnder: 'sqs.dlq.move-after-max-receives' },
  ),
  history(
    'a message that was deleted is no dead letter',
    (teller) =>
      chain(teller)
        .receive('a', [{ id: 'm', body: 'm', handle: 'h' }], { VisibilityTimeout: 100 })
        .delete('a', 'h')
        .wait(5)
        .receive('b', [{ id: 'm', body: 'm' }]),
    { refusedUnder: 'sqs.delete.removes-message' },
  ),
  ...either(
    'a dead letter says from which queue it came',
    (teller) =>
      chain(teller)
        .receive('a', [{ id: 'm', body: 'm' }])
        .wait(5)
        .receive('a', []),
    {
      right: (teller) => teller.receive('b', [{ id: 'm', body: 'm', attributes: { DeadLetterQueueSourceArn: arnOf('a') } }]),
      wrong: (teller) => teller.receive('b', [{ id: 'm', body: 'm', attributes: { DeadLetterQueueSourceArn: arnOf('c') } }]),
      under: 'sqs.dlq.source-arn-attribute',
    },
  ),
  history('a dead letter whose policy was taken away may have gone before', (teller) =>
    chain(teller)
      .receive('a', [{ id: 'm', body: 'm' }])
      .wait(5)
      .receiveLost('a')
      .set('a', { RedrivePolicy: '' })
      .receive('b', [{ id: 'm', body: 'm' }]),
  ),
  history('a dead letter whose policy was taken away may have stayed', (teller) =>
    chain(teller)
      .receive('a', [{ id: 'm', body: 'm' }])
      .wait(5)
      .receiveLost('a')
      .set('a', { RedrivePolicy: '' })
      .wait(5)
      .receive('a', [{ id: 'm', body: 'm' }]),
  ),
  history(
    'a message that was seen after its policy was taken away is no dead letter',
    (teller) =>
      chain(teller)
        .receive('a', [{ id: 'm', body: 'm' }])
        .wait(5)
        .set('a', { RedrivePolicy: '' })
        .receive('a', [{ id: 'm', body: 'm' }])
        .wait(5)
        .receive('b', [{ id: 'm', body: 'm' }]),
    { refusedUnder: 'sqs.send.message-id-same-on-receive' },
  ),
  ...either(
    'a message was received as often as its policy says, or a receive that nobody saw makes up for it',
    (teller) =>
      teller
        .queue('b')
        .queue('a', { RedrivePolicy: redriveTo('b', 2), VisibilityTimeout: '1' })
        .send('a', 'm', 'm')
        .receive('a', [{ id: 'm', body: 'm' }])
        .wait(5),
    {
      right: (teller) =>
        teller
          .receiveLost('a')
          .wait(5)
          .receiveLost('a')
          .receive('b', [{ id: 'm', body: 'm' }]),
      wrong: (teller) => teller.receive('b', [{ id: 'm', body: 'm' }]),
      under: 'sqs.dlq.move-after-max-receives',
    },
  ),
  history(
    'a message that expired is no dead letter',
    (teller) =>
      teller
        .queue('b')
        .queue('a', { RedrivePolicy: redriveTo('b'), VisibilityTimeout: '100', MessageRetentionPeriod: '60' })
        .send('a', 'm', 'm')
        .receive('a', [{ id: 'm', body: 'm' }])
        .wait(120)
        .receive('a', [{ id: 'm', body: 'm' }]),
    { refusedUnder: 'sqs.retention.expiry-deletes' },
  ),
]

const from = (name: string) => ({ attributes: { DeadLetterQueueSourceArn: arnOf(name) } })
const asks: Members = { MessageSystemAttributeNames: ['DeadLetterQueueSourceArn'] }

/** What nobody saw may have made a dead letter of `m` while `a` sent them to `b`, or later, when it sent them to `c`. */
const twoPolicies = (teller: Teller): Teller => {
  teller
    .queue('b')
    .queue('c', { VisibilityTimeout: '1' })
    .queue('a', { RedrivePolicy: redriveTo('b'), VisibilityTimeout: '1' })
    .send('a', 'm', 'm')
  return teller
    .receive('a', [{ id: 'm', body: 'm' }])
    .wait(5)
    .receiveLost('a')
    .set('a', { RedrivePolicy: redriveTo('c') })
    .wait(100)
    .receiveLost('a')
}
const onFromSecond = (teller: Teller): Teller =>
  twoPolicies(teller)
    .set('c', { RedrivePolicy: redriveTo('b') })
    .wait(100)
    .receiveLost('c')
    .wait(5)
    .receiveLost('c')
const policies: readonly History[] = [
  history('a dead letter may have gone by the first of two policies', (teller) =>
    twoPolicies(teller).receive('b', [{ id: 'm', body: 'm', ...from('a') }], asks),
  ),
  history('a dead letter may have gone by the second of two policies', (teller) =>
    twoPolicies(teller).receive('c', [{ id: 'm', body: 'm', ...from('a') }], asks),
  ),
  ...either(
    'a dead letter may have gone by the second of two policies, and on to where the first leads',
    (teller) => onFromSecond(teller),
    {
      right: (teller) => teller.receive('b', [{ id: 'm', body: 'm', ...from('c') }], asks),
      wrong: (teller) => teller.receive('b', [{ id: 'm', body: 'm', ...from('b') }], asks),
      under: 'sqs.dlq.source-arn-attribute',
    },
  ),
  history('a dead letter may have gone straight to where another way leads, too', (teller) =>
    onFromSecond(teller).receive('b', [{ id: 'm', body: 'm', ...from('a') }], asks),
  ),
]

/** `a` and `b` give each other their dead letters, after two receives of all. */
const circle = (teller: Teller): Teller => {
  teller
    .queue('b', { VisibilityTimeout: '1' })
    .queue('a', { RedrivePolicy: redriveTo('b', 2), VisibilityTimeout: '1' })
    .set('b', { RedrivePolicy: redriveTo('a', 3) })
  return teller
    .send('a', 'm', 'm')
    .receive('a', [{ id: 'm', body: 'm' }])
    .wait(5)
    .receive('a', [{ id: 'm', body: 'm' }])
    .wait(5)
}
const circles: readonly History[] = [
  ...either(
    'a message went round, and says so',
    (teller) =>
      circle(teller)
        .set('a', { RedrivePolicy: redriveTo('b', 9) })
        .receiveLost('a')
        .receiveLost('b')
        .wait(5)
        .receiveLost('b'),
    {
      right: (teller) => teller.receive('a', [{ id: 'm', body: 'm', ...from('b') }]),
      wrong: (teller) => teller.receive('a', [{ id: 'm', body: 'm', ...from('a') }]),
      under: 'sqs.dlq.source-arn-attribute',
    },
  ),
  history('a message that went round may be seen by somebody who does not ask, and says so later', (teller) =>
    circle(teller)
      .set('a', { RedrivePolicy: redriveTo('b', 9) })
      .receiveLost('a')
      .receiveLost('b')
      .wait(5)
      .receiveLost('b')
      .receive('a', [{ id: 'm', body: 'm' }])
      .wait(5)
      .receive('a', [{ id: 'm', body: 'm', ...from('b') }]),
  ),
  history('a message that may have gone round need not have', (teller) =>
    circle(teller)
      .set('a', { RedrivePolicy: redriveTo('b', 9) })
      .receiveLost('a')
      .receiveLost('b')
      .wait(5)
      .receiveLost('b')
      .receive('a', [{ id: 'm', body: 'm' }])
      .wait(5)
      .receive('a', [{ id: 'm', body: 'm' }], asks),
  ),
  history('a message that had no time to go round', (teller) =>
    circle(teller)
      .set('a', { RedrivePolicy: redriveTo('b', 9) })
      .receive('a', [{ id: 'm', body: 'm', ...from('b') }]),
  ),
]

export const freedoms: readonly History[] = [...lives, ...settings, ...purges, ...handles, ...chains, ...policies, ...circles]
