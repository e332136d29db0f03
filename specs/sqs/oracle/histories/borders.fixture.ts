import { md5 } from '../../../../reference/sqs/digest.js'
import { ACCOUNT, arnOf, either, history, type History, redriveTo, type Teller, urlOf } from './teller.fixture.js'

type Members = Readonly<Record<string, unknown>>
const under = (id: string, group = 'g'): Members => ({ MessageGroupId: group, MessageDeduplicationId: id })
const changed = (teller: Teller, VisibilityTimeout: number): Teller =>
  teller.answered('ChangeMessageVisibility', { QueueUrl: urlOf('q'), ReceiptHandle: 'h', VisibilityTimeout })
const received = (teller: Teller, VisibilityTimeout: number): Teller =>
  teller
    .queue('q')
    .send('q', 'm', 'm')
    .receive('q', [{ id: 'm', body: 'm', handle: 'h' }], { VisibilityTimeout })
const clocked = (teller: Teller): Teller => {
  const sent = teller.queue('c').now
  return teller
    .send('c', 'c', 'c')
    .receive('c', [{ id: 'c', body: 'c', attributes: { SentTimestamp: String(sent + 5) } }], { VisibilityTimeout: 43_200 })
}

/** A clock that may be a thousandth too fast or too slow, and off by a second: of twelve hours that is 43 seconds and one. */
const LOOSE = { slack: { ms: 1000, ppm: 1000 } } as const
const clocks: readonly History[] = [
  history('a timer of a slow clock has not ended', (teller) => received(teller, 43_200).wait(43_242).receive('q', []), LOOSE),
  history('a timer of any clock has ended', (teller) => received(teller, 43_200).wait(43_244).receive('q', []), {
    ...LOOSE,
    refusedUnder: 'sqs.visibility.expiry-makes-visible-again',
  }),
  history(
    'a timer of a fast clock has ended',
    (teller) =>
      received(teller, 43_200)
        .wait(43_154.9)
        .receive('q', [{ id: 'm', body: 'm' }]),
    LOOSE,
  ),
  history(
    'a timer of any clock has not ended',
    (teller) =>
      received(teller, 43_200)
        .wait(43_154.7)
        .receive('q', [{ id: 'm', body: 'm' }]),
    { ...LOOSE, refusedUnder: 'sqs.visibility.hides-message' },
  ),
  history(
    'a long poll by a fast clock',
    (teller) =>
      teller.queue('q').saw('ReceiveMessage', { QueueUrl: urlOf('q'), WaitTimeSeconds: 20 }, { kind: 'answered', output: {} }, 18_981),
    LOOSE,
  ),
  history(
    'a long poll by no clock',
    (teller) =>
      teller.queue('q').saw('ReceiveMessage', { QueueUrl: urlOf('q'), WaitTimeSeconds: 20 }, { kind: 'answered', output: {} }, 18_979),
    { ...LOOSE, refusedUnder: 'sqs.longpoll.empty-only-at-expiry' },
  ),
  history('a message that came while a long poll waited', (teller) => {
    teller
      .queue('q')
      .saw('ReceiveMessage', { QueueUrl: urlOf('q'), WaitTimeSeconds: 20 }, { kind: 'answered', output: {} }, 20_000)
      .overlapping(10_000)
    teller.send('q', 'm', 'm').receive('q', [{ id: 'm', body: 'm' }])
  }),
  history(
    'a message that was there before a long poll',
    (teller) =>
      teller
        .queue('q')
        .send('q', 'm', 'm')
        .saw('ReceiveMessage', { QueueUrl: urlOf('q'), WaitTimeSeconds: 20 }, { kind: 'answered', output: {} }, 20_000),
    { refusedUnder: 'sqs.receive.short-poll-eventually-all' },
  ),
]

const numbers: readonly History[] = [
  ...either(
    'twelve hours are the most that a message may be hidden',
    (teller) =>
      received(teller, 30).lost('ChangeMessageVisibility', { QueueUrl: urlOf('q'), ReceiptHandle: 'h', VisibilityTimeout: 43_200 }),
    {
      right: (teller) => teller.wait(100).receive('q', []),
      wrong: (teller) => teller.wait(43_300).receive('q', []),
      under: 'sqs.visibility.expiry-makes-visible-again',
    },
  ),
  ...either('a change of visibility counts from its call', (teller) => changed(received(teller, 30).wait(20), 20), {
    right: (teller) => teller.wait(15).receive('q', []),
    wrong: (teller) => teller.wait(25).receive('q', []),
    under: 'sqs.visibility.change.extend',
  }),
  ...either(
    'a list of a thousand that nobody asked for in pages',
    (teller) => {
      for (let nth = 0; nth <= 1000; nth++) teller.queue(`q${nth}`)
      return teller
    },
    {
      right: (teller) => teller.answered('ListQueues', {}, { QueueUrls: Array.from({ length: 1000 }, (_, nth) => urlOf(`q${nth}`)) }),
      wrong: (teller) => teller.answered('ListQueues', {}, { QueueUrls: Array.from({ length: 999 }, (_, nth) => urlOf(`q${nth}`)) }),
      under: 'sqs.queue.list.prefix-filter',
    },
  ),
  history('a batch that is too long as a whole', (teller) => {
    const MessageBody = 'x'.repeat(600_000)
    teller
      .queue('q')
      .refused('SendMessageBatch', { QueueUrl: urlOf('q'), Entries: ['a', 'b'].map((Id) => ({ Id, MessageBody })) }, 'BatchRequestTooLong')
  }),
  ...['InvalidParameterValue', 'InvalidParameterValueException'].map((Code) =>
    history(`an entry refused with ${Code}`, (teller) =>
      teller
        .queue('q')
        .answered(
          'SendMessageBatch',
          { QueueUrl: urlOf('q'), Entries: [{ Id: 'a', MessageBody: 'm', DelaySeconds: 901 }] },
          { Failed: [{ Id: 'a', Code, SenderFault: true, Message: 'wrong' }], ResultMetadata: { requestId: 'r' } },
        ),
    ),
  ),
  history(
    'an entry that fails without a code',
    (teller) =>
      teller
        .queue('q')
        .answered('SendMessageBatch', { QueueUrl: urlOf('q'), Entries: [{ Id: 'a', MessageBody: 'm' }] }, { Failed: [{ Id: 'a' }] }),
    { refusedUnder: 'sqs.send.returns-message-id' },
  ),
]

const tags = (teller: Teller, Tags: Members): Teller => teller.answered('ListQueueTags', { QueueUrl: urlOf('q') }, { Tags })
const count = (teller: Teller, name: string, value: string): Teller =>
  teller.answered('GetQueueAttributes', { QueueUrl: urlOf('q'), AttributeNames: [name] }, { Attributes: { [name]: value } })
const POLICY = (labels: readonly string[]): string =>
  JSON.stringify({
    Version: '2008-10-17',
    Id: 'p',
    Statement: labels.map((Sid) => ({
      Sid,
      Effect: 'Allow',
      Principal: { AWS: '123456789012' },
      Action: 'SQS:SendMessage',
      Resource: arnOf('q'),
    })),
  })
const permit = (label: string): Members => ({
  QueueUrl: urlOf('q'),
  Label: label,
  AWSAccountIds: ['123456789012'],
  Actions: ['SendMessage'],
})

const doubts: readonly History[] = [
  ...either(
    'tags that nobody saw the change of are learned from the next list',
    (teller) =>
      tags(
        teller
          .answered('CreateQueue', { QueueName: 'q', tags: { a: '1' } }, { QueueUrl: urlOf('q') })
          .lost('UntagQueue', { QueueUrl: urlOf('q'), TagKeys: ['a'] }),
        {},
      ),
    { right: (teller) => tags(teller, {}), wrong: (teller) => tags(teller, { a: '1' }), under: 'sqs.tags.add-and-list' },
  ),
  history('tags that nobody saw the change of were changed', (teller) =>
    tags(teller.queue('q').lost('TagQueue', { QueueUrl: urlOf('q'), Tags: { a: '1' } }), { a: '1' }),
  ),
  history('tags that were not changed', (teller) => tags(teller.queue('q'), { a: '1' }), { refusedUnder: 'sqs.tags.add-and-list' }),
  ...either(
    'what may have been purged may be counted or not',
    (teller) =>
      teller
        .queue('q')
        .send('q', 'm', 'm', { DelaySeconds: 600 })
        .lost('PurgeQueue', { QueueUrl: urlOf('q') }),
    {
      right: (teller) => count(count(teller, 'ApproximateNumberOfMessagesDelayed', '0'), 'ApproximateNumberOfMessagesDelayed', '1'),
      wrong: (teller) => count(teller, 'ApproximateNumberOfMessagesDelayed', '2'),
      under: 'sqs.delay.counts-as-delayed',
    },
  ),
  ...[[], ['a'], ['b'], ['a', 'b']].map((labels) =>
    history(`of two permissions that may have been added: ${labels.join()}`, (teller) => {
      teller.queue('q').lost('AddPermission', permit('a')).lost('AddPermission', permit('b'))
      if (labels.length === 0) teller.answered('GetQueueAttributes', { QueueUrl: urlOf('q'), AttributeNames: ['Policy'] }, {})
      else count(teller, 'Policy', POLICY(labels))
    }),
  ),
  history(
    'a permission that nobody added',
    (teller) => count(teller.queue('q').lost('AddPermission', permit('a')), 'Policy', POLICY(['b'])),
    { refusedUnder: 'sqs.policy.set-and-get' },
  ),
  ...['7', '8'].map((DelaySeconds) =>
    history(`a setting that may have been changed: ${DelaySeconds}`, (teller) =>
      count(
        teller.queue('q', { DelaySeconds: '7' }).lost('SetQueueAttributes', { QueueUrl: urlOf('q'), Attributes: { DelaySeconds: '8' } }),
        'DelaySeconds',
        DelaySeconds,
      ),
    ),
  ),
  history(
    'a setting that may have been changed, but not to that',
    (teller) =>
      count(
        teller.queue('q', { DelaySeconds: '7' }).lost('SetQueueAttributes', { QueueUrl: urlOf('q'), Attributes: { DelaySeconds: '8' } }),
        'DelaySeconds',
        '9',
      ),
    { refusedUnder: 'sqs.attr.get.subset' },
  ),
  history(
    'a setting that may have been changed, and then was',
    (teller) =>
      count(
        teller
          .queue('q', { DelaySeconds: '7' })
          .lost('SetQueueAttributes', { QueueUrl: urlOf('q'), Attributes: { DelaySeconds: '8' } })
          .set('q', { DelaySeconds: '9' })
          .wait(70),
        'DelaySeconds',
        '8',
      ),
    { refusedUnder: 'sqs.attr.get.subset' },
  ),
  history('a queue that may have been made twice, without attributes', (teller) =>
    teller.lost('CreateQueue', { QueueName: 'q' }).lost('CreateQueue', { QueueName: 'q' }).send('q', 'm', 'm'),
  ),
  history('the first that was made was not seen, and nobody knows the account', (teller) =>
    teller
      .anonymous()
      .lost('CreateQueue', { QueueName: 'q' })
      .answered('GetQueueUrl', { QueueName: 'q' }, { QueueUrl: urlOf('q') })
      .send('q', 'm', 'm'),
  ),
]

const send = (teller: Teller, body: string, id: string, dedup: string, number: string, took = 10): Teller =>
  teller.saw(
    'SendMessage',
    { QueueUrl: urlOf('q.fifo'), MessageBody: body, ...under(dedup) },
    { kind: 'answered', output: { MessageId: id, MD5OfMessageBody: md5(body), SequenceNumber: number } },
    took,
  )
const batch = (teller: Teller, id: string, number: string): Teller =>
  teller.answered(
    'SendMessageBatch',
    { QueueUrl: urlOf('q.fifo'), Entries: [{ Id: 'e', MessageBody: 'a', ...under('x') }] },
    { Successful: [{ Id: 'e', MessageId: id, MD5OfMessageBody: md5('a'), SequenceNumber: number }] },
  )
const copies: readonly History[] = [
  history('the number of a copy is left open', (teller) => send(send(teller.queue('q.fifo'), 'a', 'a', 'x', '1'), 'a', 'a', 'x', '2')),
  history('the number of a copy in a batch is left open', (teller) => batch(send(teller.queue('q.fifo'), 'a', 'a', 'x', '1'), 'a', '2')),
  history('the number of what may be a copy is left open', (teller) =>
    send(send(teller.queue('q.fifo'), 'a', 'a', 'x', '1').wait(298), 'a', 'a', 'x', '2', 3000),
  ),
  history(
    'what has the id of another after five minutes',
    (teller) => send(send(teller.queue('q.fifo'), 'a', 'a', 'x', '1').wait(302), 'a', 'a', 'x', '2'),
    { refusedUnder: 'sqs.send.message-id-unique' },
  ),
  history('another body under the id of a send that nobody saw was accepted instead of it', (teller) =>
    send(teller.queue('q.fifo').sendLost('q.fifo', 'a', under('x')), 'b', 'b', 'x', '1').receive('q.fifo', [{ id: 'b', body: 'b' }]),
  ),
  history('a copy of one of two that may have been accepted', (teller) =>
    send(send(teller.queue('q.fifo').sendLost('q.fifo', 'a', under('x')), 'b', 'b', 'x', '1'), 'a', 'b', 'x', '1'),
  ),
  history('an id that another message has', (teller) => teller.queue('q').send('q', 'a', 'm').send('q', 'b', 'm'), {
    refusedUnder: 'sqs.send.message-id-unique',
  }),
  history(
    'an id that a message of another queue has, for one whose send nobody saw',
    (teller) => send(teller.queue('r').send('r', 'r', 'm').queue('q.fifo').sendLost('q.fifo', 'a', under('x')), 'a', 'm', 'x', '1'),
    { refusedUnder: 'sqs.send.message-id-unique' },
  ),
]

const dead = (teller: Teller): Teller =>
  clocked(teller)
    .queue('d')
    .queue('q', { RedrivePolicy: redriveTo('d'), VisibilityTimeout: '1' })
    .queue('r')
const brought: readonly History[] = [
  ...either(
    'of two alike that a task may have brought either is left',
    (teller) =>
      dead(teller)
        .send('d', 'm', 'a')
        .send('d', 'm', 'b')
        .move('d', 'r', 'task')
        .receive('r', [{ id: 'x', body: 'm' }]),
    {
      right: (teller) => teller.receive('d', [{ id: 'b', body: 'm' }]),
      wrong: (teller) => teller.receive('d', [{ id: 'c', body: 'm' }]),
      under: 'sqs.dlq.move-after-max-receives',
    },
  ),
  ...either('what a task brought shows when it was brought', (teller) => dead(teller).send('d', 'm', 'a').move('d', 'r', 'task').wait(10), {
    right: (teller) => teller.receive('r', [{ id: 'x', body: 'm', attributes: { SentTimestamp: String(teller.now - 5000) } }]),
    wrong: (teller) => teller.receive('r', [{ id: 'x', body: 'm', attributes: { SentTimestamp: String(teller.now - 20_000) } }]),
    under: 'sqs.send.message-id-same-on-receive',
  }),
  history('what a task brought while it was asked for', (teller) => {
    dead(teller).send('d', 'm', 'a').move('d', 'r', 'task')
    const Messages = [
      { MessageId: 'x', ReceiptHandle: 'y', Body: 'm', MD5OfBody: md5('m'), Attributes: { SentTimestamp: String(teller.now + 4000) } },
    ]
    teller.saw(
      'ReceiveMessage',
      { QueueUrl: urlOf('r'), WaitTimeSeconds: 20, MessageSystemAttributeNames: ['SentTimestamp'] },
      { kind: 'answered', output: { Messages } },
      5000,
    )
  }),
  history('what was sent while a list told that the task is over', (teller) => {
    dead(teller)
      .move('d', 'r', 'task')
      .answered(
        'ListMessageMoveTasks',
        { SourceArn: arnOf('d') },
        {
          Results: [
            {
              SourceArn: arnOf('d'),
              DestinationArn: arnOf('r'),
              Status: 'COMPLETED',
              StartedTimestamp: teller.now - 1005,
              ApproximateNumberOfMessagesMoved: 1,
            },
          ],
        },
      )
      .overlapping(5)
      .send('d', 'm', 'a')
      .receive('r', [{ id: 'x', body: 'm' }])
  }),
  history('what may have become a dead letter, and was brought', (teller) =>
    dead(teller)
      .send('q', 'm', 'm')
      .receiveLost('q')
      .wait(5)
      .receiveLost('q')
      .move('d', 'r', 'task')
      .receive('r', [{ id: 'x', body: 'm' }]),
  ),
  history(
    'what can have become no dead letter, and was brought',
    (teller) =>
      dead(teller)
        .send('q', 'm', 'm')
        .move('d', 'r', 'task')
        .receive('r', [{ id: 'x', body: 'm' }]),
    { refusedUnder: 'sqs.send.message-id-same-on-receive' },
  ),
  history('a time of a dead letter of a FIFO queue between its due and its move', (teller) => {
    clocked(teller)
      .queue('d.fifo')
      .queue('q.fifo', { RedrivePolicy: redriveTo('d.fifo'), VisibilityTimeout: '1' })
    send(teller, 'a', 'a', 'x', '1')
      .receive('q.fifo', [{ id: 'a', body: 'a' }])
      .wait(5)
      .receive('q.fifo', [])
    teller.receive('d.fifo', [{ id: 'a', body: 'a', attributes: { SentTimestamp: String(teller.now - 1005) } }])
  }),
  history('a task that was cancelled may have moved fewer than a list told', (teller) => {
    dead(teller)
      .move('d', 'r', 'task')
      .answered(
        'ListMessageMoveTasks',
        { SourceArn: arnOf('d') },
        {
          Results: [
            {
              SourceArn: arnOf('d'),
              DestinationArn: arnOf('r'),
              Status: 'RUNNING',
              TaskHandle: 'task',
              StartedTimestamp: teller.now - 1005,
              ApproximateNumberOfMessagesMoved: 5,
            },
          ],
        },
      )
      .answered('CancelMessageMoveTask', { TaskHandle: 'task' }, { ApproximateNumberOfMessagesMoved: 0 })
  }),
  history('a task that was cancelled had ended before', (teller) => {
    dead(teller)
      .move('d', 'r', 'task')
      .answered('CancelMessageMoveTask', { TaskHandle: 'task' }, { ApproximateNumberOfMessagesMoved: 0 })
      .answered(
        'ListMessageMoveTasks',
        { SourceArn: arnOf('d') },
        {
          Results: [
            {
              SourceArn: arnOf('d'),
              DestinationArn: arnOf('r'),
              Status: 'COMPLETED',
              StartedTimestamp: teller.now - 2015,
              ApproximateNumberOfMessagesMoved: 0,
            },
          ],
        },
      )
  }),
]

const two = (teller: Teller, output: Members): Teller =>
  teller
    .queue('q')
    .answered('SendMessageBatch', { QueueUrl: urlOf('q'), Entries: ['a', 'b'].map((Id) => ({ Id, MessageBody: 'm' })) }, output)
const sent = (Id: string, digest = md5('m')): Members => ({ Id, MessageId: Id, MD5OfMessageBody: digest })
const batches: readonly History[] = [
  history('the results of a batch in another order', (teller) => two(teller, { Successful: [sent('b'), sent('a')] })),
  history('a batch without one of its results', (teller) => two(teller, { Successful: [sent('a')] }), {
    refusedUnder: 'sqs.batch.result-lists',
  }),
  history('a batch with a result twice', (teller) => two(teller, { Successful: [sent('a'), sent('b'), sent('b')] }), {
    refusedUnder: 'sqs.batch.result-lists',
  }),
  history('a batch with a result of nobody', (teller) => two(teller, { Successful: [sent('a'), sent('b'), sent('c')] }), {
    refusedUnder: 'sqs.batch.result-lists',
  }),
  history(
    'an entry of a batch that succeeded and failed',
    (teller) =>
      two(teller, { Successful: [sent('a'), sent('b')], Failed: [{ Id: 'b', Code: 'InvalidParameterValue', SenderFault: true }] }),
    { refusedUnder: 'sqs.batch.result-lists' },
  ),
  history('an entry of a batch with another digest', (teller) => two(teller, { Successful: [sent('a'), sent('b', md5('n'))] }), {
    refusedUnder: 'sqs.send.md5-of-body',
  }),
  history('a batch that names a handle twice may fail', (teller) =>
    received(teller, 100).answered(
      'DeleteMessageBatch',
      { QueueUrl: urlOf('q'), Entries: ['a', 'b'].map((Id) => ({ Id, ReceiptHandle: 'h' })) },
      { Successful: [{ Id: 'a' }], Failed: [{ Id: 'b', Code: 'ReceiptHandleIsInvalid', SenderFault: true }] },
    ),
  ),
  history('an error at the end of a timer tells nothing of a message that may be gone', (teller) => {
    teller
      .queue('q.fifo')
      .send('q.fifo', 'm', 'm', under('x'), '1')
      .receive('q.fifo', [{ id: 'm', body: 'm', handle: 'h' }], { VisibilityTimeout: 10 })
    teller.lost('DeleteMessage', { QueueUrl: urlOf('q.fifo'), ReceiptHandle: 'h' }).wait(7)
    teller.saw(
      'ChangeMessageVisibility',
      { QueueUrl: urlOf('q.fifo'), ReceiptHandle: 'h', VisibilityTimeout: 5 },
      { kind: 'refused', code: 'MessageNotInflight', message: '', status: 400 },
      3000,
    )
    teller.receive('q.fifo', [{ id: 'm', body: 'm' }])
  }),
]

const principals = (many: number): Members => ({
  QueueUrl: urlOf('q'),
  Attributes: {
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: Array.from({ length: many }, (_, nth) => String(10 ** 11 + nth)) },
          Action: 'SQS:SendMessage',
          Resource: arnOf('q'),
        },
      ],
    }),
  },
})
const numbered = (value: Members): Members => ({
  QueueUrl: urlOf('q'),
  MessageBody: 'm',
  MessageAttributes: { a: { DataType: 'Number', ...value } },
})
const requests: readonly History[] = [
  history('a policy of fifty principals', (teller) => teller.queue('q').answered('SetQueueAttributes', principals(50))),
  history(
    'a policy of fifty principals is not too long',
    (teller) => teller.queue('q').refused('SetQueueAttributes', principals(50), 'OverLimit'),
    { refusedUnder: 'sqs.error.over-limit' },
  ),
  history('a policy of one principal too many', (teller) => teller.queue('q').refused('SetQueueAttributes', principals(51), 'OverLimit')),
  history('a policy of one principal too many is too long', (teller) => teller.queue('q').answered('SetQueueAttributes', principals(51)), {
    refusedUnder: 'sqs.policy.quota-counts',
  }),
  history('a number without a text', (teller) => teller.queue('q').send('q', 'm', 'm', numbered({ BinaryValue: new Uint8Array([1]) })), {
    refusedUnder: 'sqs.mattr.number-uses-stringvalue',
  }),
  history('a queue of that name of another account', (teller) =>
    teller.queue('q').refused('GetQueueUrl', { QueueName: 'q', QueueOwnerAWSAccountId: '210987654321' }, 'QueueDoesNotExist'),
  ),
  history('a queue of that name at the address of another account', (teller) =>
    teller
      .queue('q')
      .refused('SendMessage', { QueueUrl: urlOf('q').replace(ACCOUNT, '210987654321'), MessageBody: 'm' }, 'QueueDoesNotExist'),
  ),
  history('no attributes have no digest', (teller) =>
    teller
      .queue('q')
      .send('q', 'm', 'm', { MessageAttributes: {} })
      .receive('q', [{ id: 'm', body: 'm' }], { MessageAttributeNames: ['All'] }),
  ),
  history(
    'a queue of that name of this account',
    (teller) => teller.queue('q').refused('GetQueueUrl', { QueueName: 'q', QueueOwnerAWSAccountId: ACCOUNT }, 'QueueDoesNotExist'),
    { refusedUnder: 'sqs.error.queue-does-not-exist' },
  ),
  history(
    'an attribute that differs before one that agrees',
    (teller) => teller.queue('q', { DelaySeconds: '1', VisibilityTimeout: '2' }).queue('q', { DelaySeconds: '2', VisibilityTimeout: '2' }),
    { refusedUnder: 'sqs.queue.create.conflict-different-value' },
  ),
]

export const borders: readonly History[] = [...clocks, ...numbers, ...doubts, ...copies, ...brought, ...batches, ...requests]
