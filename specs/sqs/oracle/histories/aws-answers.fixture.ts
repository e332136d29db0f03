import { arnOf, either, history, type History, redriveTo, type Teller, urlOf } from './teller.fixture.js'

// What AWS was seen to answer where its pages say otherwise, or say nothing: none of it is wrong. What is wrong beside it stays so.

type Members = Readonly<Record<string, unknown>>
const of = (handle: string, more: Members = {}, queue = 'q'): Members => ({ QueueUrl: urlOf(queue), ReceiptHandle: handle, ...more })
const inGroup = (group: string, id: string): Members => ({ MessageGroupId: group, MessageDeduplicationId: id })

const handles: readonly History[] = [
  history('a message is changed by an older handle in a batch', (teller) => {
    teller
      .queue('q')
      .send('q', 'm', 'm')
      .receive('q', [{ id: 'm', body: 'm', handle: 'old' }], { VisibilityTimeout: 1 })
      .wait(2)
      .receive('q', [{ id: 'm', body: 'm', handle: 'new' }])
    teller.answered(
      'ChangeMessageVisibilityBatch',
      { QueueUrl: urlOf('q'), Entries: [{ Id: 'a', ReceiptHandle: 'old', VisibilityTimeout: 4 }] },
      { Successful: [{ Id: 'a' }] },
    )
    teller
      .receive('q', [])
      .wait(4)
      .receive('q', [{ id: 'm', body: 'm' }])
  }),
  history('a deleted message is changed no more, under the code that AWS gives', (teller) =>
    teller
      .queue('q')
      .send('q', 'm', 'm')
      .receive('q', [{ id: 'm', body: 'm', handle: 'h' }])
      .delete('q', 'h')
      .refused('ChangeMessageVisibility', of('h', { VisibilityTimeout: 42 }), 'InvalidParameterValue'),
  ),
  history('a message is deleted by an older handle, and that again', (teller) => {
    teller
      .queue('q', { VisibilityTimeout: '0' })
      .send('q', 'm', 'm')
      .receive('q', [{ id: 'm', body: 'm', handle: 'old' }])
      .receive('q', [{ id: 'm', body: 'm', handle: 'new' }])
    teller.delete('q', 'old').receive('q', []).delete('q', 'old').delete('q', 'new')
  }),
  ...['InvalidParameterValue', 'ReceiptHandleIsInvalid'].map((code) =>
    history(`a second delete from a FIFO queue may be refused: ${code}`, (teller) =>
      teller
        .queue('q.fifo')
        .send('q.fifo', 'm', 'm', inGroup('g', 'm'), '1')
        .receive('q.fifo', [{ id: 'm', body: 'm', handle: 'h' }])
        .delete('q.fifo', 'h')
        .refused('DeleteMessage', of('h', {}, 'q.fifo'), code),
    ),
  ),
  history(
    'a second delete from a standard queue succeeds',
    (teller) =>
      teller
        .queue('q')
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm', handle: 'h' }])
        .delete('q', 'h')
        .refused('DeleteMessage', of('h'), 'InvalidParameterValue'),
    { refusedUnder: 'sqs.delete.removes-message' },
  ),
  ...['answered', 'refused'].map((how) =>
    history(`an older handle on a FIFO queue: ${how}`, (teller) => {
      teller
        .queue('q.fifo')
        .send('q.fifo', 'm', 'm', inGroup('g', 'm'), '1')
        .receive('q.fifo', [{ id: 'm', body: 'm', handle: 'old' }], { VisibilityTimeout: 1 })
        .wait(2)
        .receive('q.fifo', [{ id: 'm', body: 'm', handle: 'new' }])
      const change = of('old', { VisibilityTimeout: 1 }, 'q.fifo')
      if (how === 'refused') teller.refused('ChangeMessageVisibility', change, 'InvalidParameterValue')
      else
        teller
          .answered('ChangeMessageVisibility', change)
          .wait(2)
          .receive('q.fifo', [{ id: 'm', body: 'm' }])
    }),
  ),
]

/** Of one message the entries of a batch may be taken in any order: only SendMessageBatch promises its own. */
const orders: readonly History[] = [
  ...[[], [{ id: 'm', body: 'm' }]].map((shown) =>
    history(`two changes of one message in a batch, and then ${shown.length === 0 ? 'nothing' : 'the message'}`, (teller) => {
      teller
        .queue('q')
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm', handle: 'old' }], { VisibilityTimeout: 0 })
        .receive('q', [{ id: 'm', body: 'm', handle: 'new' }])
      const Entries = [
        { Id: 'a', ReceiptHandle: 'old', VisibilityTimeout: 0 },
        { Id: 'b', ReceiptHandle: 'new', VisibilityTimeout: 60 },
      ]
      teller
        .answered('ChangeMessageVisibilityBatch', { QueueUrl: urlOf('q'), Entries }, { Successful: [{ Id: 'a' }, { Id: 'b' }] })
        .receive('q', shown)
    }),
  ),
  history('two deletions of one message in a batch, by an older handle and by the latest', (teller) => {
    teller
      .queue('q.fifo')
      .send('q.fifo', 'm', 'm', inGroup('g', 'm'), '1')
      .receive('q.fifo', [{ id: 'm', body: 'm', handle: 'old' }], { VisibilityTimeout: 0 })
      .receive('q.fifo', [{ id: 'm', body: 'm', handle: 'new' }])
    const Entries = [
      { Id: 'a', ReceiptHandle: 'old' },
      { Id: 'b', ReceiptHandle: 'new' },
    ]
    teller.answered('DeleteMessageBatch', { QueueUrl: urlOf('q.fifo'), Entries }, { Successful: [{ Id: 'a' }, { Id: 'b' }] })
  }),
]

const begun = (teller: Teller): Teller =>
  teller
    .queue('q.fifo')
    .send('q.fifo', 'a', 'a', inGroup('g', 'a'), '1')
    .send('q.fifo', 'b', 'b', inGroup('g', 'b'), '2')
    .receive(
      'q.fifo',
      [
        { id: 'a', body: 'a', handle: 'h1' },
        { id: 'b', body: 'b', handle: 'h2' },
      ],
      { ReceiveRequestAttemptId: 'A' },
    )
const again: Members = { QueueUrl: urlOf('q.fifo'), MaxNumberOfMessages: 10, ReceiveRequestAttemptId: 'A' }
const attempts: readonly History[] = [
  ...either('an attempt id is void when one of its messages was deleted, and only then', begun, {
    right: (teller) => teller.delete('q.fifo', 'h1').refused('ReceiveMessage', again, 'InvalidParameterValue'),
    wrong: (teller) => teller.refused('ReceiveMessage', again, 'InvalidParameterValue'),
    under: 'sqs.fifo.attempt.same-id-same-messages',
  }),
  history('an attempt id is void when one of its messages was changed', (teller) =>
    begun(teller)
      .answered('ChangeMessageVisibility', of('h1', { VisibilityTimeout: 60 }, 'q.fifo'))
      .refused('ReceiveMessage', again, 'InvalidParameterValue'),
  ),
  ...['answered', 'refused'].map((how) =>
    history(`an attempt id on a standard queue: ${how}`, (teller) => {
      teller.queue('q').send('q', 'm', 'm')
      const asked = { QueueUrl: urlOf('q'), ReceiveRequestAttemptId: 'A' }
      return how === 'answered'
        ? teller.receive('q', [{ id: 'm', body: 'm' }], asked)
        : teller.refused('ReceiveMessage', asked, 'InvalidParameterValue')
    }),
  ),
]

/** Groups take turns on AWS; which comes first is left open. */
const groups: readonly History[] = [
  history('a group that was served comes behind the others', (teller) => {
    teller
      .queue('q.fifo')
      .send('q.fifo', 'a1', 'a1', inGroup('a', 'a1'), '1')
      .send('q.fifo', 'a2', 'a2', inGroup('a', 'a2'), '2')
      .send('q.fifo', 'b1', 'b1', inGroup('b', 'b1'), '3')
    teller.receive(
      'q.fifo',
      [
        { id: 'a1', body: 'a1', handle: 'h' },
        { id: 'a2', body: 'a2' },
      ],
      { MaxNumberOfMessages: 2 },
    )
    teller.answered('ChangeMessageVisibility', of('h', { VisibilityTimeout: 0 }, 'q.fifo')).receive(
      'q.fifo',
      [
        { id: 'b1', body: 'b1' },
        { id: 'a1', body: 'a1' },
      ],
      { MaxNumberOfMessages: 3 },
    )
  }),
  history('groups that nothing hides take turns', (teller) => {
    for (const [at, body] of ['a1', 'b1', 'b2', 'c1', 'a2'].entries())
      (at === 0 ? teller.queue('q.fifo') : teller).send('q.fifo', body, body, inGroup(body.charAt(0), body), String(at + 1))
    const shown = (...bodies: readonly string[]) => bodies.map((body) => ({ id: body, body }))
    teller
      .receive('q.fifo', shown('a1', 'a2', 'b1'), { MaxNumberOfMessages: 3, VisibilityTimeout: 0 })
      .receive('q.fifo', shown('c1', 'a1', 'a2', 'b1', 'b2'), { VisibilityTimeout: 0 })
  }),
  ...['forgets', 'remembers'].map((how) =>
    history(`a purge ${how} deduplication ids`, (teller) => {
      teller
        .queue('q.fifo')
        .send('q.fifo', 'one', 'one', inGroup('g', 'd'), '1')
        .answered('PurgeQueue', { QueueUrl: urlOf('q.fifo') })
      if (how === 'forgets') teller.send('q.fifo', 'two', 'two', inGroup('g', 'd'), '2').receive('q.fifo', [{ id: 'two', body: 'two' }])
      else teller.send('q.fifo', 'two', 'one', inGroup('g', 'd'), '1').receive('q.fifo', [])
    }),
  ),
  history('a sequence number is another one after a redrive policy moved its message', (teller) => {
    teller
      .queue('d.fifo')
      .queue('q.fifo', { RedrivePolicy: redriveTo('d.fifo'), VisibilityTimeout: '1' })
      .send('q.fifo', 'm', 'm', inGroup('g', 'm'), '7')
    teller
      .receive('q.fifo', [{ id: 'm', body: 'm', attributes: { SequenceNumber: '7' } }])
      .wait(2)
      .receive('q.fifo', [])
    teller.receive('d.fifo', [{ id: 'm', body: 'm', attributes: { SequenceNumber: '3' } }]).send('d.fifo', 'n', 'n', inGroup('g', 'n'), '5')
  }),
]

const tagged = (count: number): Members => ({
  QueueUrl: urlOf('q'),
  Tags: Object.fromEntries(Array.from({ length: count }, (_, nth) => [`k${nth}`, 'v'])),
})
const permission = (Actions: readonly string[], AWSAccountIds: readonly string[] = ['111111111111']): Members => ({
  QueueUrl: urlOf('q'),
  Label: 't',
  AWSAccountIds,
  Actions,
})
/** What no page says is refused, or is taken: both will do. */
const requests: readonly (readonly [name: string, operation: string, input: Members, code: string])[] = [
  ['51 tags', 'TagQueue', tagged(51), 'InvalidParameterValue'],
  ['no tags', 'TagQueue', tagged(0), 'MissingParameter'],
  ['no keys of tags', 'UntagQueue', { QueueUrl: urlOf('q'), TagKeys: [] }, 'InvalidParameterValue'],
  ['no actions', 'AddPermission', permission([]), 'MissingParameter'],
  ['no accounts', 'AddPermission', permission(['SendMessage'], []), 'InvalidParameterValue'],
  ['an action of the owner', 'AddPermission', permission(['RemovePermission']), 'InvalidParameterValue'],
]
const settings: readonly History[] = [
  ...requests.flatMap(([name, operation, input, code]) => [
    history(`${name}: refused`, (teller) => teller.queue('q').refused(operation, input, code)),
    history(`${name}: taken`, (teller) => teller.queue('q').answered(operation, input)),
  ]),
  ...['MissingParameter', 'InvalidParameterValue', 'ValidationException'].map((code) =>
    history(`a required member is missing: ${code}`, (teller) =>
      teller.queue('q').refused('DeleteMessage', { QueueUrl: urlOf('q') }, code),
    ),
  ),
  history('a control character in a message attribute', (teller) =>
    teller
      .queue('q')
      .refused(
        'SendMessage',
        { QueueUrl: urlOf('q'), MessageBody: 'm', MessageAttributes: { a: { DataType: 'String', StringValue: 'x\b\v' } } },
        'InvalidParameterValue',
      ),
  ),
  history('a batch without an entry that failed', (teller) =>
    teller
      .queue('q')
      .answered(
        'SendMessageBatch',
        { QueueUrl: urlOf('q'), Entries: [{ Id: '1', MessageBody: 'a' }] },
        { Successful: [{ Id: '1', MessageId: 'a', MD5OfMessageBody: '0cc175b9c0f1b6a831c399e269772661' }] },
      ),
  ),
  history('a redrive policy that was not there is taken away', (teller) => teller.queue('q').set('q', { RedrivePolicy: '' })),
  history('a redrive policy without a count may be refused', (teller) =>
    teller
      .queue('d')
      .queue('q')
      .refused(
        'SetQueueAttributes',
        { QueueUrl: urlOf('q'), Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf('d') }) } },
        'InvalidParameterValue',
      ),
  ),
  history('a permission is added again after it was removed, and the policy has the same Id', (teller) => {
    const Statement = [
      { Sid: 't', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'SQS:SendMessage', Resource: arnOf('q') },
    ]
    const shows = () =>
      teller.answered(
        'GetQueueAttributes',
        { QueueUrl: urlOf('q'), AttributeNames: ['Policy'] },
        { Attributes: { Policy: JSON.stringify({ Version: '2008-10-17', Id: `${arnOf('q')}/SQSDefaultPolicy`, Statement }) } },
      )
    teller.queue('q').answered('AddPermission', permission(['SendMessage']))
    shows()
      .answered('RemovePermission', { QueueUrl: urlOf('q'), Label: 't' })
      .answered('AddPermission', permission(['SendMessage']))
    shows()
  }),
  ...either(
    'the name of a queue is as good as its URL',
    (teller) =>
      teller
        .queue('q')
        .answered(
          'SendMessage',
          { QueueUrl: 'q', MessageBody: 'x' },
          { MessageId: 'x', MD5OfMessageBody: '9dd4e461268c8034f5c8564e155c67a6' },
        ),
    {
      right: (teller) => teller.receive('q', [{ id: 'x', body: 'x' }]),
      wrong: (teller) => teller.receive('q', []),
      under: 'sqs.receive.short-poll-eventually-all',
    },
  ),
  history('the name of a queue that is not there, under whatever code', (teller) =>
    teller.queue('q').refused('SendMessage', { QueueUrl: 'r', MessageBody: 'x' }, 'InvalidAddress'),
  ),
]

const held = (teller: Teller, name = 'q'): Teller => {
  const group = name.endsWith('.fifo') ? inGroup('g', 'm') : {}
  return teller
    .queue(name)
    .send(name, 'm', 'm', group, name.endsWith('.fifo') ? '1' : undefined)
    .receive(name, [{ id: 'm', body: 'm', handle: 'h' }], { VisibilityTimeout: 1 })
}
const NUMBER = { a: { DataType: 'Number', StringValue: '007.50' } }
const number = (teller: Teller, StringValue: string): Teller => {
  const body = '6f8f57715090da2632453988d9a1501b'
  teller
    .queue('q')
    .answered(
      'SendMessage',
      { QueueUrl: urlOf('q'), MessageBody: 'm', MessageAttributes: NUMBER },
      { MessageId: 'm', MD5OfMessageBody: body, MD5OfMessageAttributes: '0'.repeat(32) },
    )
  const message = {
    MessageId: 'm',
    ReceiptHandle: 'h',
    Body: 'm',
    MD5OfBody: body,
    MD5OfMessageAttributes: '1'.repeat(32),
    MessageAttributes: { a: { DataType: 'Number', StringValue } },
  }
  return teller.answered('ReceiveMessage', { QueueUrl: urlOf('q'), MessageAttributeNames: ['All'] }, { Messages: [message] })
}
/** What pages leave open: whether something is refused or passed over, and whether an entry fails or the whole batch. */
const open: readonly History[] = [
  history('a handle of a standard queue has expired, and its delete is refused', (teller) =>
    held(teller)
      .wait(2)
      .refused('DeleteMessage', of('h'), 'ReceiptHandleIsInvalid')
      .receive('q', [{ id: 'm', body: 'm' }]),
  ),
  history(
    'a handle of a standard queue that has not expired, and its delete is refused',
    (teller) => held(teller).wait(-0.5).refused('DeleteMessage', of('h'), 'ReceiptHandleIsInvalid'),
    { refusedUnder: 'sqs.error.receipt-handle-is-invalid' },
  ),
  ...(['DeleteMessage', 'ChangeMessageVisibility'] as const).map((operation) =>
    history(`a handle of a FIFO queue whose message was released does ${operation}`, (teller) => {
      const release = of('h', { VisibilityTimeout: 0 }, 'q.fifo')
      held(teller, 'q.fifo')
        .wait(-0.9)
        .answered('ChangeMessageVisibility', release)
        .answered(operation, operation === 'DeleteMessage' ? of('h', {}, 'q.fifo') : release)
    }),
  ),
  history('a handle of a FIFO queue that has expired does nothing', (teller) => held(teller, 'q.fifo').wait(2).delete('q.fifo', 'h'), {
    refusedUnder: 'sqs.delete.expired-handle-fifo-error',
  }),
  ...['refused', 'taken'].flatMap((how) => {
    const either = (name: string, operation: string, input: Members, output: Members = {}) =>
      history(`${name}: ${how}`, (teller) => {
        held(teller)
        return how === 'taken' ? teller.answered(operation, input, output) : teller.refused(operation, input, 'InvalidParameterValue')
      })
    return [
      either(
        'a deduplication id on a standard queue',
        'SendMessage',
        { QueueUrl: urlOf('q'), MessageBody: 'n', MessageDeduplicationId: 'd' },
        { MessageId: 'n', MD5OfMessageBody: '7b8b965ad4bca0e41ab51de7b31363a1' },
      ),
      either('a tag that is not there is removed', 'UntagQueue', { QueueUrl: urlOf('q'), TagKeys: ['k'] }),
      either('a tag with a reserved prefix in capitals', 'TagQueue', { QueueUrl: urlOf('q'), Tags: { 'AWS:x': 'v' } }),
      either('a list goes on after a token that nobody gave', 'ListQueues', { MaxResults: 5, NextToken: 'x' }),
      either(
        'an entry without its timeout',
        'ChangeMessageVisibilityBatch',
        { QueueUrl: urlOf('q'), Entries: [{ Id: 'a', ReceiptHandle: 'h' }] },
        { Successful: [{ Id: 'a' }] },
      ),
    ]
  }),
  ...either(
    'a batch fails as a whole where one of its entries had to fail',
    (teller) => teller.queue('q', { MaximumMessageSize: '1024' }),
    {
      right: (teller) =>
        teller
          .refused(
            'SendMessageBatch',
            {
              QueueUrl: urlOf('q'),
              Entries: [
                { Id: 'a', MessageBody: 'x'.repeat(1025) },
                { Id: 'b', MessageBody: 'x' },
              ],
            },
            'InvalidParameterValue',
          )
          .receive('q', []),
      wrong: (teller) =>
        teller.refused('SendMessageBatch', { QueueUrl: urlOf('q'), Entries: [{ Id: 'a', MessageBody: 'x' }] }, 'InvalidParameterValue'),
      under: 'sqs.batch.send.result-fields',
    },
  ),
  ...either('needless zeros of a number may be removed', (teller) => teller, {
    right: (teller) => number(teller, '7.5'),
    wrong: (teller) => number(teller, '7.05'),
    under: 'sqs.mattr.filter.exact',
  }),
]

const cancels = (teller: Teller): Teller =>
  teller
    .queue('d')
    .queue('q', { RedrivePolicy: redriveTo('d') })
    .move('d', undefined, 'task')
    .answered('CancelMessageMoveTask', { TaskHandle: 'task' }, { ApproximateNumberOfMessagesMoved: 2 })
const tasks: readonly History[] = [
  history('a task is not started while another one is being cancelled', (teller) =>
    cancels(teller).refused('StartMessageMoveTask', { SourceArn: arnOf('d') }, 'InvalidParameterValue'),
  ),
  history('a task is started although another one was cancelled just now', (teller) => cancels(teller).move('d', undefined, 'other')),
  history(
    'a task that is being cancelled is not cancelled again',
    (teller) => cancels(teller).answered('CancelMessageMoveTask', { TaskHandle: 'task' }, { ApproximateNumberOfMessagesMoved: 2 }),
    { refusedUnder: 'sqs.redrive.cancel-only-running' },
  ),
]

const FED = { isFed: true } as const
/** A topic, a bucket or a rule put a message into the queue, which no request shows. */
const fed: readonly History[] = [
  history('a message that nobody sent', (teller) => teller.queue('q').receive('q', [{ id: 'm', body: 'hello' }]), {
    refusedUnder: 'sqs.send.message-id-same-on-receive',
  }),
  history('a message that nobody sent, where others may send', (teller) => teller.queue('q').receive('q', [{ id: 'm', body: 'hello' }]), {
    ...FED,
    refusedUnder: 'undecided',
  }),
  ...either(
    'a message that nobody sent is hidden as any other',
    (teller) => teller.queue('q').receive('q', [{ id: 'm', body: 'hello', handle: 'h' }]),
    {
      right: (teller) => teller.delete('q', 'h').receive('q', []),
      wrong: (teller) => teller.receive('q', [{ id: 'm', body: 'hello' }]),
      under: 'sqs.visibility.hides-message',
    },
    { ...FED, isOpen: true },
  ),
  history(
    'a message that nobody sent comes again with another body',
    (teller) =>
      teller
        .queue('q')
        .receive('q', [{ id: 'm', body: 'hello' }], { VisibilityTimeout: 0 })
        .receive('q', [{ id: 'm', body: 'hullo' }]),
    { ...FED, isOpen: true, refusedUnder: 'sqs.send.body-returned-verbatim' },
  ),
  history('what was sent is owed, where others may send as well', (teller) => teller.queue('q').send('q', 'm', 'm').receive('q', []), {
    ...FED,
    refusedUnder: 'sqs.receive.short-poll-eventually-all',
  }),
  history(
    'a message that somebody sent comes with another body',
    (teller) =>
      teller
        .queue('q')
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'n' }]),
    { ...FED, refusedUnder: 'sqs.send.body-returned-verbatim' },
  ),
  history(
    'more messages are counted than were sent',
    (teller) =>
      teller
        .queue('q')
        .answered(
          'GetQueueAttributes',
          { QueueUrl: urlOf('q'), AttributeNames: ['ApproximateNumberOfMessages'] },
          { Attributes: { ApproximateNumberOfMessages: '3' } },
        ),
    FED,
  ),
  history(
    'a message that nobody sent goes to the dead-letter queue',
    (teller) => {
      teller
        .queue('d')
        .queue('q', { RedrivePolicy: redriveTo('d'), VisibilityTimeout: '1' })
        .receive('q', [{ id: 'm', body: 'hello' }])
        .wait(2)
        .receive('q', [])
      teller.receive('d', [{ id: 'm', body: 'hello', attributes: { ApproximateReceiveCount: '2', DeadLetterQueueSourceArn: arnOf('q') } }])
    },
    { ...FED, isOpen: true, refusedUnder: 'undecided' },
  ),
  history(
    'a message that nobody sent may stand before others of its group',
    (teller) => {
      teller
        .queue('q.fifo')
        .send('q.fifo', 'b', 'b', inGroup('g', 'b'), '2')
        .receive('q.fifo', [{ id: 'a', body: 'hello' }], { MaxNumberOfMessages: 1 })
      teller.receive('q.fifo', [])
    },
    { ...FED, isOpen: true },
  ),
]

export const awsAnswers: readonly History[] = [...handles, ...orders, ...attempts, ...groups, ...settings, ...open, ...tasks, ...fed]
