import type { MessageAttributeValue } from '@aws-sdk/client-sqs'
import type { ClauseId } from '../../../../reference/core/reading.js'
import { md5, md5OfAttributes } from '../../../../reference/sqs/digest.js'
import { arnOf, either, history, type History, redriveTo, type Teller, urlOf } from './teller.fixture.js'

type Members = Readonly<Record<string, unknown>>
const NOBODY: ClauseId = 'sqs.send.message-id-same-on-receive'
const OWED: ClauseId = 'sqs.receive.short-poll-eventually-all'
const AGAIN: ClauseId = 'sqs.visibility.expiry-makes-visible-again'

const of = (handle: string, more: Members = {}, name = 'q'): Members => ({ QueueUrl: urlOf(name), ReceiptHandle: handle, ...more })
const under = (id: string): Members => ({ MessageGroupId: 'g', MessageDeduplicationId: id })
const attempt = (id: string, MaxNumberOfMessages = 10): Members => ({ ReceiveRequestAttemptId: id, MaxNumberOfMessages })
const numbered = (number: string) => ({ attributes: { SequenceNumber: number } })
const received = (teller: Teller, VisibilityTimeout: number): Teller =>
  teller
    .queue('q')
    .send('q', 'm', 'm')
    .receive('q', [{ id: 'm', body: 'm', handle: 'h' }], { VisibilityTimeout })
const count = (teller: Teller, queue: string, name: string, value: string): Teller =>
  teller.answered('GetQueueAttributes', { QueueUrl: urlOf(queue), AttributeNames: [name] }, { Attributes: { [name]: value } })

/** An answer that rests on two things that nobody knew. */
const both: readonly History[] = [
  history(
    'a change of visibility tells that the message is there, and that its handle is the latest',
    (teller) => {
      received(teller, 1).wait(2).lost('DeleteMessage', of('h')).receiveLost('q', { VisibilityTimeout: 1 })
      teller
        .answered('ChangeMessageVisibility', of('h', { VisibilityTimeout: 5 }))
        .wait(10)
        .receive('q', [])
    },
    { refusedUnder: 'sqs.visibility.change.extend' },
  ),
  history('a handle that is refused does not tell whether its message is there', (teller) => {
    teller
      .queue('q.fifo')
      .send('q.fifo', 'm', 'm', under('x'), '1')
      .receive('q.fifo', [{ id: 'm', body: 'm', handle: 'h' }], { VisibilityTimeout: 10 })
    teller
      .lost('DeleteMessage', of('h', {}, 'q.fifo'))
      .wait(15)
      .receiveLost('q.fifo', { VisibilityTimeout: 10 })
    teller
      .refused('DeleteMessage', of('h', {}, 'q.fifo'), 'InvalidParameterValueException')
      .wait(30)
      .receive('q.fifo', [])
  }),
  history(
    'a handle of a queue that may have been made again is known, if its message is there',
    (teller) => {
      received(teller, 1)
        .lost('DeleteQueue', { QueueUrl: urlOf('q') })
        .wait(70)
        .queue('q')
        .receive('q', [{ id: 'm', body: 'm' }])
      teller.refused('DeleteMessage', of('h'), 'ReceiptHandleIsInvalid')
    },
    { refusedUnder: 'sqs.error.receipt-handle-is-invalid' },
  ),
]

/** Which clause promises a message that is not there. */
const promised: readonly History[] = [
  history(
    'what may be in the answer of one who may leave something out is not owed',
    (teller) => teller.queue('q').send('q', 'm', 'm').receive('q', []),
    { grants: ['sqs.receive.may-return-fewer'] },
  ),
  history(
    'what was received unseen as often as seen is visible again',
    (teller) => received(teller, 1).wait(2).receiveLost('q', { VisibilityTimeout: 1 }).wait(5).receive('q', []),
    { refusedUnder: AGAIN },
  ),
  history(
    'a dead letter that was received is visible again',
    (teller) => {
      teller
        .queue('d')
        .queue('q', { RedrivePolicy: redriveTo('d') })
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
        .wait(5)
        .receive('q', [])
      teller
        .receive('d', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
        .wait(5)
        .receive('d', [])
    },
    { refusedUnder: AGAIN },
  ),
  history(
    'as many in flight as there may be are more than one',
    (teller) =>
      teller
        .queue('q')
        .send('q', 'm', 'm')
        .refused('ReceiveMessage', { QueueUrl: urlOf('q') }, 'OverLimit'),
    { refusedUnder: 'sqs.error.over-limit' },
  ),
]

const three = (teller: Teller): Teller => {
  for (const id of ['a', 'b', 'c']) teller.send('q.fifo', id, id, { MessageGroupId: id, MessageDeduplicationId: id }, '1')
  return teller
}
const abc = ['a', 'b', 'c'].map((id) => ({ id, body: id, handle: `handle of ${id}` }))
const loseReceive = (teller: Teller, input: Members, took: number): Teller =>
  teller.saw('ReceiveMessage', { QueueUrl: urlOf('q.fifo'), ...input }, { kind: 'lost', reason: 'no answer' }, took)

const attempts: readonly History[] = [
  history('a receive of several that is tried again gets the same', (teller) =>
    three(teller.queue('q.fifo')).receive('q.fifo', abc, attempt('x')).receive('q.fifo', abc, attempt('x')),
  ),
  ...either(
    'what nobody knew of a message is told by a receive that is tried again',
    (teller) => {
      teller
        .queue('q.fifo')
        .sendLost('q.fifo', 'm', under('x'))
        .receive('q.fifo', [{ id: 'm', body: 'm', handle: 'h' }], { ...attempt('x'), VisibilityTimeout: 5 })
      return teller
        .receive('q.fifo', [{ id: 'm', body: 'm', handle: 'h', ...numbered('7') }], { ...attempt('x'), VisibilityTimeout: 5 })
        .wait(10)
    },
    {
      right: (teller) => teller.receive('q.fifo', [{ id: 'm', body: 'm', ...numbered('7') }]),
      wrong: (teller) => teller.receive('q.fifo', [{ id: 'm', body: 'm', ...numbered('8') }]),
      under: 'sqs.fifo.order.sequence-number-same-on-receive',
    },
  ),
  history('a receive that was tried again unseen may have hidden its message anew, if a change that nobody saw was not made', (teller) => {
    teller
      .queue('q.fifo')
      .send('q.fifo', 'm', 'm', under('x'), '1')
      .receive('q.fifo', [{ id: 'm', body: 'm', handle: 'h' }], attempt('x'))
    teller
      .lost('ChangeMessageVisibility', of('h', { VisibilityTimeout: 28 }, 'q.fifo'))
      .wait(18)
      .receiveLost('q.fifo', attempt('x'))
      .wait(20)
      .receive('q.fifo', [])
  }),
  ...either(
    'a receive may repeat one that nobody saw, and that asked for more',
    (teller) => loseReceive(three(teller.queue('q.fifo')), attempt('x'), 10),
    {
      right: (teller) => teller.receive('q.fifo', abc, attempt('x', 1)),
      wrong: (teller) => teller.receive('q.fifo', abc, attempt('y', 1)),
      under: 'sqs.receive.never-more-than-max',
    },
  ),
  ...either(
    'a receive may repeat one that nobody saw for five minutes',
    (teller) => loseReceive(three(teller.queue('q.fifo')), { ...attempt('x'), VisibilityTimeout: 3000 }, 5000),
    {
      right: (teller) => teller.wait(297).receive('q.fifo', abc, attempt('x', 1)),
      wrong: (teller) => teller.wait(305).receive('q.fifo', abc, attempt('x', 1)),
      under: 'sqs.receive.never-more-than-max',
    },
  ),
]

/** Of messages whose sends nobody saw, that hold the same but for one thing. */
const withAttribute = (StringValue: string): Readonly<Record<string, MessageAttributeValue>> => ({ a: { DataType: 'String', StringValue } })
const receiveWith = (teller: Teller, id: string, value: string): Teller => {
  const MessageAttributes = withAttribute(value)
  const message = {
    MessageId: id,
    ReceiptHandle: `handle of ${id}`,
    Body: 'm',
    MD5OfBody: md5('m'),
    MD5OfMessageAttributes: md5OfAttributes(MessageAttributes),
    MessageAttributes,
  }
  return teller.answered('ReceiveMessage', { QueueUrl: urlOf('q'), MessageAttributeNames: ['All'] }, { Messages: [message] })
}
const grouped = (teller: Teller): Teller => teller.queue('q').sendLost('q', 'm', { MessageGroupId: 'g' }).sendLost('q', 'm')
const inGroup = { attributes: { MessageGroupId: 'g' } }
const asks = (name: string): Members => ({ MessageSystemAttributeNames: [name], MaxNumberOfMessages: 1, VisibilityTimeout: 1000 })
const told: readonly History[] = [
  ...either(
    'of two with other message attributes it is the one that has those',
    (teller) =>
      receiveWith(
        teller
          .queue('q')
          .sendLost('q', 'm', { MessageAttributes: withAttribute('1') })
          .sendLost('q', 'm', { MessageAttributes: withAttribute('2') }),
        'b',
        '2',
      ),
    { right: (teller) => receiveWith(teller, 'a', '1'), wrong: (teller) => receiveWith(teller, 'a', '2'), under: 'sqs.mattr.filter.exact' },
  ),
  history(
    'message attributes that none has that it can be',
    (teller) => receiveWith(teller.queue('q').sendLost('q', 'm', { MessageAttributes: withAttribute('1') }), 'a', '3'),
    { refusedUnder: 'sqs.mattr.filter.exact' },
  ),
  ...either(
    'what shows no group to one who asks for it has none',
    (teller) => grouped(teller).receive('q', [{ id: 'b', body: 'm' }], asks('MessageGroupId')),
    {
      right: (teller) => teller.receive('q', [{ id: 'a', body: 'm', ...inGroup }]),
      wrong: (teller) => teller.receive('q', [{ id: 'a', body: 'm' }], asks('MessageGroupId')),
      under: NOBODY,
    },
  ),
  history('what shows no group to one who asks for everything has none', (teller) =>
    grouped(teller).receive(
      'q',
      [
        {
          id: 'b',
          body: 'm',
          attributes: {
            SenderId: 's',
            SentTimestamp: String(teller.now - 1005),
            ApproximateReceiveCount: '1',
            ApproximateFirstReceiveTimestamp: String(teller.now + 5),
          },
        },
      ],
      asks('All'),
    ),
  ),
  history(
    'a message that nobody saw was sent, and was purged',
    (teller) =>
      teller
        .queue('q')
        .sendLost('q', 'm')
        .answered('PurgeQueue', { QueueUrl: urlOf('q') })
        .receive('q', [{ id: 'm', body: 'm' }]),
    { refusedUnder: NOBODY },
  ),
]

const fifoSend = (teller: Teller, body: string, id: string, dedup: string, number: string): Teller =>
  teller.send('q.fifo', body, id, under(dedup), number)
const copies: readonly History[] = [
  history('what was sent again may have been purged in between by a request that nobody saw', (teller) =>
    fifoSend(
      teller
        .queue('q.fifo')
        .sendLost('q.fifo', 'm', under('x'))
        .lost('PurgeQueue', { QueueUrl: urlOf('q.fifo') }),
      'm',
      'm',
      'x',
      '1',
    ).receive('q.fifo', []),
  ),
  history('of what was sent three times the first may have been purged by a request that nobody saw', (teller) => {
    teller
      .queue('q.fifo')
      .sendLost('q.fifo', 'm', under('x'))
      .lost('PurgeQueue', { QueueUrl: urlOf('q.fifo') })
      .sendLost('q.fifo', 'm', under('x'))
    fifoSend(teller, 'm', 'm', 'x', '1').receive('q.fifo', [])
  }),
  history(
    'what was sent again is there',
    (teller) => fifoSend(teller.queue('q.fifo').sendLost('q.fifo', 'm', under('x')), 'm', 'm', 'x', '1').receive('q.fifo', []),
    { refusedUnder: OWED },
  ),
  history(
    'what was sent again during a purge may vanish with it',
    (teller) =>
      fifoSend(
        teller
          .queue('q.fifo')
          .answered('PurgeQueue', { QueueUrl: urlOf('q.fifo') })
          .sendLost('q.fifo', 'm', under('x')),
        'm',
        'm',
        'x',
        '1',
      ).receive('q.fifo', []),
    { grants: ['sqs.purge.takes-60s', 'sqs.purge.later-messages-may-vanish'] },
  ),
  history('what was sent again may have become a dead letter in between', (teller) => {
    teller
      .queue('d.fifo')
      .queue('q.fifo', { RedrivePolicy: redriveTo('d.fifo'), VisibilityTimeout: '1' })
      .sendLost('q.fifo', 'm', under('x'))
      .receiveLost('q.fifo')
      .wait(5)
      .receiveLost('q.fifo')
    fifoSend(teller.set('q.fifo', { RedrivePolicy: '' }), 'm', 'm', 'x', '1')
      .wait(5)
      .receive('q.fifo', [])
  }),
  history('what was sent again was not there before, since what stood behind it was shown', (teller) => {
    fifoSend(teller.queue('q.fifo').sendLost('q.fifo', 'a', under('x')), 'b', 'b', 'b', '1')
      .receive('q.fifo', [{ id: 'b', body: 'b', handle: 'h' }])
      .delete('q.fifo', 'h')
    fifoSend(teller, 'a', 'a', 'x', '2').receive('q.fifo', [{ id: 'a', body: 'a' }])
  }),
  history('what was sent to a queue that may have been made again since may be sent anew', (teller) => {
    fifoSend(teller.queue('q.fifo'), 'm', 'm', 'x', '1')
      .lost('DeleteQueue', { QueueUrl: urlOf('q.fifo') })
      .wait(70)
      .queue('q.fifo')
    fifoSend(teller, 'm', 'n', 'x', '2').receive('q.fifo', [{ id: 'n', body: 'm' }])
  }),
  history('what may be a copy of another body has the number of that one', (teller) =>
    fifoSend(fifoSend(teller.queue('q.fifo').sendLost('q.fifo', 'a', under('x')), 'b', 'b', 'b', '5'), 'c', 'c', 'x', '4'),
  ),
]

const requests: readonly History[] = [
  history(
    'a change of visibility without a timeout, that nobody saw, was not made',
    (teller) => received(teller, 30).lost('ChangeMessageVisibility', of('h')).wait(40).receive('q', []),
    { refusedUnder: AGAIN },
  ),
  history(
    'a policy that was replaced is not there again with a permission that may have been added',
    (teller) => {
      teller
        .queue('q')
        .set('q', { Policy: policy('a') })
        .set('q', { Policy: policy('b') })
      count(
        teller
          .lost('AddPermission', { QueueUrl: urlOf('q'), Label: 'c', AWSAccountIds: ['123456789012'], Actions: ['SendMessage'] })
          .wait(70),
        'q',
        'Policy',
        policy('a'),
      )
    },
    { profile: 'as-documented', refusedUnder: 'sqs.policy.set-and-get' },
  ),
  history('the wait of a queue may be the shorter one where nobody saw it set', (teller) =>
    teller
      .queue('q', { ReceiveMessageWaitTimeSeconds: '5' })
      .lost('SetQueueAttributes', { QueueUrl: urlOf('q'), Attributes: { ReceiveMessageWaitTimeSeconds: '10' } })
      .saw('ReceiveMessage', { QueueUrl: urlOf('q') }, { kind: 'answered', output: {} }, 5000),
  ),
  history('nobody knows the account, and the answer to the first request was not seen', (teller) =>
    teller.anonymous().lost('CreateQueue', { QueueName: 'q' }).send('q', 'm', 'm'),
  ),
  history(
    'a batch that is too long as a whole, with an entry that fails by itself',
    (teller) => {
      const MessageBody = 'x'.repeat(600_000)
      teller.queue('q').answered(
        'SendMessageBatch',
        {
          QueueUrl: urlOf('q'),
          Entries: [
            { Id: 'a', MessageBody },
            { Id: 'b', MessageBody, DelaySeconds: 901 },
          ],
        },
        {
          Successful: [{ Id: 'a', MessageId: 'a', MD5OfMessageBody: md5(MessageBody) }],
          Failed: [{ Id: 'b', Code: 'InvalidParameterValue', SenderFault: true, Message: 'wrong' }],
        },
      )
    },
    { refusedUnder: 'sqs.batch.send.total-size' },
  ),
  history(
    'a list with a queue of another account',
    (teller) => teller.queue('q').answered('ListQueues', {}, { QueueUrls: [urlOf('q').replace('123456789012', '210987654321')] }),
    { refusedUnder: 'sqs.queue.list.prefix-filter' },
  ),
  history('an empty list of messages is as good as none', (teller) =>
    teller
      .queue('q')
      .saw('ReceiveMessage', { QueueUrl: urlOf('q'), WaitTimeSeconds: 1 }, { kind: 'answered', output: { Messages: [] } }, 1000),
  ),
]
function policy(Sid: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Sid, Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'SQS:SendMessage', Resource: arnOf('q') }],
  })
}

const IN_FLIGHT = 'ApproximateNumberOfMessagesNotVisible'
const moving = (teller: Teller): Teller =>
  teller
    .queue('d')
    .queue('q', { RedrivePolicy: redriveTo('d'), VisibilityTimeout: '1' })
    .send('d', 'm', 'm')
    .move('d', 'q', 'task')
const loseFrom = (teller: Teller, name: string, took: number): Teller =>
  teller.saw('ReceiveMessage', { QueueUrl: urlOf(name) }, { kind: 'lost', reason: 'no answer' }, took)
const counts: readonly History[] = [
  ...either('a message that may have been deleted is in flight or gone', (teller) => received(teller, 100).lost('DeleteMessage', of('h')), {
    right: (teller) => count(count(teller, 'q', IN_FLIGHT, '0'), 'q', IN_FLIGHT, '1'),
    wrong: (teller) => count(teller, 'q', IN_FLIGHT, '2'),
    under: 'sqs.ec.notvisible-count',
  }),
  history(
    'a message that may have been sent, and waits, is not in flight',
    (teller) => count(teller.queue('q').sendLost('q', 'm', { DelaySeconds: 100 }), 'q', IN_FLIGHT, '1'),
    { refusedUnder: 'sqs.ec.notvisible-count' },
  ),
  ...either(
    'what came by a task that nobody sees may have been received by a receive that nobody saw',
    (teller) => loseFrom(moving(teller), 'q', 5000),
    {
      right: (teller) => count(teller, 'q', IN_FLIGHT, '1'),
      wrong: (teller) => count(teller.wait(5), 'q', IN_FLIGHT, '1'),
      under: 'sqs.ec.notvisible-count',
    },
  ),
  history('what may have become a dead letter unseen is counted there', (teller) =>
    count(
      teller
        .queue('d')
        .queue('q', { RedrivePolicy: redriveTo('d'), VisibilityTimeout: '1' })
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm' }])
        .wait(5)
        .receiveLost('q'),
      'd',
      'ApproximateNumberOfMessages',
      '1',
    ),
  ),
  history('what may have become a dead letter by a policy that nobody saw set is counted there', (teller) =>
    count(
      teller
        .queue('d')
        .queue('e')
        .queue('q', { RedrivePolicy: redriveTo('d') })
        .lost('SetQueueAttributes', { QueueUrl: urlOf('q'), Attributes: { RedrivePolicy: redriveTo('e') } }),
      'd',
      'ApproximateNumberOfMessages',
      '1',
    ),
  ),
]

export const learned: readonly History[] = [...both, ...promised, ...attempts, ...told, ...copies, ...requests, ...counts]
