import type { ClauseId } from '../../../../reference/core/reading.js'
import { arnOf, either, history, type History, redriveTo, type Teller, urlOf } from './teller.fixture.js'

type Members = Readonly<Record<string, unknown>>
type Texts = Readonly<Record<string, string>>

const attributes = (teller: Teller, name: string, shown: Texts, asked: readonly string[] = Object.keys(shown)): Teller =>
  teller.answered('GetQueueAttributes', { QueueUrl: urlOf(name), AttributeNames: asked }, { Attributes: shown })

/** What nobody asked for, and what is missing. */
const members: readonly History[] = [
  history(
    'an answer with one member more',
    (teller) => teller.queue('q').answered('GetQueueUrl', { QueueName: 'q' }, { QueueUrl: urlOf('q'), Other: 'x' }),
    { refusedUnder: 'sqs.queue.url.get-by-name' },
  ),
  history(
    'an attribute of a queue that nobody asked for',
    (teller) => attributes(teller.queue('q'), 'q', { QueueArn: arnOf('q'), Strange: 'x' }, ['QueueArn']),
    { refusedUnder: 'sqs.attr.get.subset' },
  ),
  history(
    'an attribute of a message that nobody asked for',
    (teller) =>
      teller
        .queue('q')
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm', attributes: { Strange: 'x' } }], { MessageSystemAttributeNames: ['SenderId'] }),
    { refusedUnder: 'sqs.sysattr.subset' },
  ),
  history('a sequence number in a standard queue', (teller) => teller.queue('q').send('q', 'm', 'm', {}, '1'), {
    refusedUnder: 'sqs.fifo.order.sequence-number-same-on-receive',
  }),
  history('a message without an id', (teller) => teller.queue('q').send('q', 'm', ''), { refusedUnder: 'sqs.send.returns-message-id' }),
  history(
    'a message with an empty handle',
    (teller) =>
      teller
        .queue('q')
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm', handle: '' }]),
    { refusedUnder: 'sqs.receive.fields' },
  ),
  history(
    'a received message with an empty id',
    (teller) =>
      teller
        .queue('q')
        .send('q', 'm', 'm')
        .receive('q', [{ id: '', body: 'm' }]),
    { refusedUnder: 'sqs.receive.fields' },
  ),
  ...either('a count of what is in flight', (teller) => teller.queue('q').send('q', 'm', 'm'), {
    right: (teller) =>
      attributes(teller, 'q', {
        ApproximateNumberOfMessagesNotVisible: '0',
        ApproximateNumberOfMessagesDelayed: '0',
        ApproximateNumberOfMessages: '1',
      }),
    wrong: (teller) => attributes(teller, 'q', { ApproximateNumberOfMessagesNotVisible: '1' }),
    under: 'sqs.ec.notvisible-count',
  }),
  history(
    'a count of what is delayed',
    (teller) => attributes(teller.queue('q').send('q', 'm', 'm'), 'q', { ApproximateNumberOfMessagesDelayed: '1' }),
    { refusedUnder: 'sqs.delay.counts-as-delayed' },
  ),
  history(
    'a count that is no number',
    (teller) => attributes(teller.queue('q').send('q', 'm', 'm'), 'q', { ApproximateNumberOfMessages: '1.0' }),
    { refusedUnder: 'sqs.ec.visible-count' },
  ),
]

/** Message attributes as an SDK gives them. */
const withAttribute = (teller: Teller, shown: Members): Teller => {
  const MessageAttributes = { a: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) } }
  teller
    .queue('q')
    .answered(
      'SendMessage',
      { QueueUrl: urlOf('q'), MessageBody: 'm', MessageAttributes },
      { MessageId: 'm', MD5OfMessageBody: BODY, MD5OfMessageAttributes: DIGEST },
    )
  const message = {
    MessageId: 'm',
    ReceiptHandle: 'handle',
    Body: 'm',
    MD5OfBody: BODY,
    MD5OfMessageAttributes: DIGEST,
    MessageAttributes: shown,
  }
  return teller.answered('ReceiveMessage', { QueueUrl: urlOf('q'), MessageAttributeNames: ['All'] }, { Messages: [message] })
}
const BODY = '6f8f57715090da2632453988d9a1501b'
const DIGEST = 'e83a46a57d9e43f5b76c6ba879241db0'
const NAMED: ClauseId = 'sqs.mattr.filter.exact'

const binary: readonly History[] = [
  history('bytes are the same in whatever they come', (teller) =>
    withAttribute(teller, { a: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) } }),
  ),
  history('other bytes', (teller) => withAttribute(teller, { a: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 3]) } }), {
    refusedUnder: NAMED,
  }),
  history('a text instead of bytes', (teller) => withAttribute(teller, { a: { DataType: 'Binary', BinaryValue: 'AQI=' } }), {
    refusedUnder: NAMED,
  }),
  history(
    'one message attribute more',
    (teller) =>
      withAttribute(teller, {
        a: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
        b: { DataType: 'String', StringValue: 'x' },
      }),
    { refusedUnder: NAMED },
  ),
  history('one message attribute less', (teller) => withAttribute(teller, {}), { refusedUnder: NAMED }),
]

/** Errors that nothing explains, and those that need no explanation. */
const codes: readonly History[] = [
  ...['InternalError', 'InternalFailure', 'InternalServerError', 'ServiceUnavailable'].flatMap((Code) => [
    history(`an entry that failed with ${Code} on a single node`, (teller) => failsEntry(teller, { Code, SenderFault: true }), {
      refusedUnder: 'sqs.batch.partial-failure-200',
    }),
    history(`an entry that failed with ${Code} on one of many servers`, (teller) => failsEntry(teller, { Code, SenderFault: false }), {
      profile: 'as-documented',
    }),
  ]),
  ...[
    'RequestThrottled',
    'ThrottlingException',
    'Throttling',
    'TooManyRequestsException',
    'RequestLimitExceeded',
    'KmsThrottled',
    'KMS.ThrottlingException',
  ].map((code) =>
    history(
      `a request refused with ${code}`,
      (teller) => teller.queue('q').refused('SendMessage', { QueueUrl: urlOf('q'), MessageBody: 'm' }, code),
      { profile: 'as-documented' },
    ),
  ),
  ...[
    'AccessDenied',
    'AccessDeniedException',
    'AccessDeniedExceptionException',
    'InvalidSecurity',
    'InvalidClientTokenId',
    'SignatureDoesNotMatch',
    'RequestExpired',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
    'UnrecognizedClientException',
    'IncompleteSignature',
    'OptInRequired',
    'ExpiredToken',
    'ExpiredTokenException',
    'InvalidSignatureException',
    'RequestTimeTooSkewed',
    'KmsDisabled',
  ].map((code) =>
    history(
      `a request refused with ${code}`,
      (teller) => teller.queue('q').refused('SendMessage', { QueueUrl: urlOf('q'), MessageBody: 'm' }, code),
      { refusedUnder: 'undecided' },
    ),
  ),
  history(
    'an error under its legacy code that nothing explains',
    (teller) =>
      teller.queue('q').refused('SendMessage', { QueueUrl: urlOf('q'), MessageBody: 'm' }, 'AWS.SimpleQueueService.NonExistentQueue'),
    { refusedUnder: 'sqs.error.queue-does-not-exist' },
  ),
  history(
    'an error that nobody knows',
    (teller) => teller.queue('q').refused('SendMessage', { QueueUrl: urlOf('q'), MessageBody: 'm' }, 'Whatever'),
    { refusedUnder: 'sqs.send.returns-message-id' },
  ),
  history(
    'no answer, and the service says that it failed',
    (teller) => teller.queue('q').lost('SendMessage', { QueueUrl: urlOf('q'), MessageBody: 'm' }, 500),
    { refusedUnder: 'sqs.error.internal-failure' },
  ),
  history('no answer, and the service says something else', (teller) =>
    teller.queue('q').lost('SendMessage', { QueueUrl: urlOf('q'), MessageBody: 'm' }, 499),
  ),
  ...either('of two things that are wrong either may be told', (teller) => teller.queue('q'), {
    right: (teller) => twoFaults(twoFaults(teller, 'InvalidAttributeName'), 'InvalidAttributeValue'),
    wrong: (teller) => twoFaults(teller, 'QueueDoesNotExist'),
    under: 'sqs.attr.set.unknown-name',
  }),
]

function failsEntry(teller: Teller, failed: Members): Teller {
  return teller
    .queue('q')
    .answered(
      'SendMessageBatch',
      { QueueUrl: urlOf('q'), Entries: [{ Id: 'a', MessageBody: 'm' }] },
      { Failed: [{ Id: 'a', Message: 'failed', ...failed }] },
    )
}
function twoFaults(teller: Teller, code: string): Teller {
  return teller.refused('SetQueueAttributes', { QueueUrl: urlOf('q'), Attributes: { Strange: 'x', DelaySeconds: '901' } }, code)
}

/** A document may be written in more than one way. */
const shows = (name: string, is: string) => (shown: Texts) => (teller: Teller) =>
  attributes(
    teller
      .queue('d')
      .queue('q')
      .set('q', { [name]: is }),
    'q',
    shown,
    [name],
  )
const policy = (Statement: unknown, more: Members = {}): string => JSON.stringify({ Version: '2012-10-17', Id: 'p', Statement, ...more })
const ALLOW = {
  Sid: 's',
  Effect: 'Allow',
  Principal: { AWS: ['123456789012', '210987654321'] },
  Action: 'SQS:SendMessage',
  Resource: arnOf('q'),
}
const shownPolicy = shows('Policy', policy([ALLOW]))
const shownRedrive = shows('RedrivePolicy', redriveTo('d', 3))

const documents: readonly History[] = [
  history(
    'a policy whose accounts are written as ARNs, in another order',
    shownPolicy({
      Policy: policy(
        { ...ALLOW, Principal: { AWS: ['arn:aws:iam::210987654321:root', 'arn:aws:iam::123456789012:root'] }, Action: ['SQS:SendMessage'] },
        { Id: 'other' },
      ),
    }),
  ),
  history(
    'a policy for somebody else',
    shownPolicy({ Policy: policy([{ ...ALLOW, Principal: { AWS: ['123456789012', '210987654320'] } }]) }),
    { refusedUnder: 'sqs.policy.set-and-get' },
  ),
  history('a policy that is no JSON', shownPolicy({ Policy: '{' }), { refusedUnder: 'sqs.policy.set-and-get' }),
  history('a policy of two statements, in their order', (teller) =>
    shows('Policy', policy([ALLOW, { ...ALLOW, Sid: 't' }]))({ Policy: policy([ALLOW, { ...ALLOW, Sid: 't' }]) })(teller),
  ),
  history(
    'a redrive policy with its number as a text',
    shownRedrive({ RedrivePolicy: JSON.stringify({ maxReceiveCount: '3', deadLetterTargetArn: arnOf('d') }) }),
  ),
  history('a redrive policy with another number', shownRedrive({ RedrivePolicy: redriveTo('d', 4) }), {
    refusedUnder: 'sqs.dlq.policy-set-and-read',
  }),
  history('a redrive policy that is not shown', shownRedrive({}), { refusedUnder: 'sqs.dlq.policy-set-and-read' }),
  history(
    'a redrive allow policy in another order',
    shows(
      'RedriveAllowPolicy',
      JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [arnOf('a'), arnOf('b')] }),
    )({ RedriveAllowPolicy: JSON.stringify({ sourceQueueArns: [arnOf('b'), arnOf('a')], redrivePermission: 'byQueue' }) }),
  ),
  ...['RedrivePolicy', 'Policy', 'RedriveAllowPolicy'].flatMap((name) => [
    history(`no ${name}, and none is shown`, (teller) => attributes(teller.queue('q'), 'q', {}, [name])),
    history(`no ${name}, and an empty one is shown`, (teller) => attributes(teller.queue('q'), 'q', { [name]: '' }, [name])),
  ]),
  history(
    'no redrive policy, and one is shown',
    (teller) => attributes(teller.queue('q'), 'q', { QueueArn: arnOf('q'), RedrivePolicy: redriveTo('d') }),
    { refusedUnder: 'sqs.dlq.policy-set-and-read' },
  ),
]

const china = (name: string): string => `arn:aws-cn:sqs:cn-north-1:123456789012:${name}`
const arns: readonly History[] = [
  ...either(
    'how ARNs begin is learned from the first',
    (teller) => attributes(teller.anonymous().queue('a').queue('b'), 'a', { QueueArn: china('a') }),
    {
      right: (teller) => attributes(attributes(teller, 'b', { QueueArn: china('b') }).queue('c'), 'c', { QueueArn: china('c') }),
      wrong: (teller) => attributes(teller, 'b', { QueueArn: arnOf('b') }),
      under: 'sqs.queue.arn.format',
    },
  ),
  history('an ARN of another queue', (teller) => attributes(teller.queue('a').queue('b'), 'a', { QueueArn: china('b') }), {
    refusedUnder: 'sqs.queue.arn.format',
  }),
  history('something that is no ARN of a queue', (teller) => attributes(teller.queue('a'), 'a', { QueueArn: 'arn:a' }), {
    refusedUnder: 'sqs.queue.arn.format',
  }),
]

export const answers: readonly History[] = [...members, ...binary, ...codes, ...documents, ...arns]
