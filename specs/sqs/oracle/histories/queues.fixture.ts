import type { ClauseId } from '../../../../reference/core/reading.js'
import { arnOf, either, history, type History, redriveTo, type Teller, urlOf } from './teller.fixture.js'

type Members = Readonly<Record<string, unknown>>
const LISTED: ClauseId = 'sqs.queue.list.prefix-filter'
const ABSENT = 'QueueDoesNotExist'

const lists = (teller: Teller, names: readonly string[], input: Members = {}, NextToken?: string): Teller =>
  teller.answered('ListQueues', input, {
    ...(names.length > 0 ? { QueueUrls: names.map(urlOf) } : {}),
    ...(NextToken === undefined ? {} : { NextToken }),
  })
const sourcesOf = (teller: Teller, name: string, names: readonly string[], input: Members = {}, NextToken?: string): Teller =>
  teller.answered(
    'ListDeadLetterSourceQueues',
    { QueueUrl: urlOf(name), ...input },
    { queueUrls: names.map(urlOf), ...(NextToken === undefined ? {} : { NextToken }) },
  )
const get = (teller: Teller, name: string): Teller => teller.answered('GetQueueUrl', { QueueName: name }, { QueueUrl: urlOf(name) })
const createLost = (teller: Teller, name: string, Attributes: Members = {}): Teller =>
  teller.lost('CreateQueue', { QueueName: name, Attributes })
const removed = (teller: Teller, name: string): Teller => teller.answered('DeleteQueue', { QueueUrl: urlOf(name) })
const removeLost = (teller: Teller, name: string): Teller => teller.lost('DeleteQueue', { QueueUrl: urlOf(name) })
const isAbsent = (teller: Teller, name: string): Teller => teller.refused('GetQueueUrl', { QueueName: name }, ABSENT)

const pages: readonly History[] = [
  ...either('a list holds every queue once', (teller) => teller.queue('a').queue('b'), {
    right: (teller) => lists(teller, ['b', 'a']),
    wrong: (teller) => lists(teller, ['a', 'a', 'b']),
    under: LISTED,
  }),
  history('a list without a queue', (teller) => lists(teller.queue('a').queue('b'), ['a']), { refusedUnder: LISTED }),
  history('an empty list, although there is a queue', (teller) => lists(teller.queue('a'), []), { refusedUnder: LISTED }),
  history('a list with a queue that nobody made', (teller) => lists(teller.queue('a'), ['a', 'b']), { refusedUnder: LISTED }),
  history(
    'a list with a queue of another beginning',
    (teller) => lists(teller.queue('a').queue('b'), ['a', 'b'], { QueueNamePrefix: 'a' }),
    { refusedUnder: LISTED },
  ),
  ...either('a page that is full tells whether there is more', (teller) => teller.queue('a').queue('b'), {
    right: (teller) => lists(lists(teller, ['a'], { MaxResults: 1 }, 'token'), ['b'], { MaxResults: 1, NextToken: 'token' }),
    wrong: (teller) => lists(teller, ['a'], { MaxResults: 1 }),
    under: 'sqs.page.token-when-more',
  }),
  history('more on a page than were asked for', (teller) => lists(teller.queue('a').queue('b'), ['a', 'b'], { MaxResults: 1 }), {
    refusedUnder: 'sqs.page.max-results-range',
  }),
  history('as many on a page as were asked for, and no more', (teller) =>
    lists(teller.queue('a').queue('b'), ['a', 'b'], { MaxResults: 2 }),
  ),
  history('a token that nobody asked for', (teller) => lists(teller.queue('a').queue('b'), ['a', 'b'], {}, 'token'), {
    refusedUnder: 'sqs.page.default-1000-no-token',
  }),
  ...either(
    'the sources of a dead-letter queue',
    (teller) =>
      teller
        .queue('d')
        .queue('a', { RedrivePolicy: redriveTo('d') })
        .queue('b', { RedrivePolicy: redriveTo('d') }),
    {
      right: (teller) => sourcesOf(sourcesOf(teller, 'd', ['a', 'b']), 'd', ['b'], { MaxResults: 1 }, 'token'),
      wrong: (teller) => sourcesOf(teller, 'd', ['a']),
      under: 'sqs.dlq.list-sources',
    },
  ),
  ...either(
    'a queue comes into lists after a while',
    (teller) => teller.queue('a'),
    { right: (teller) => lists(teller, []), wrong: (teller) => lists(teller.wait(70), []), under: LISTED },
    { profile: 'as-documented' },
  ),
  ...either(
    'a queue goes from lists after a while',
    (teller) => removed(teller.queue('a').wait(70), 'a'),
    { right: (teller) => lists(lists(teller, ['a']), []), wrong: (teller) => lists(teller.wait(70), ['a']), under: LISTED },
    { profile: 'as-documented' },
  ),
  history('a queue that was deleted stays in lists on a single node', (teller) => lists(removed(teller.queue('a'), 'a'), ['a']), {
    refusedUnder: LISTED,
  }),
]

const URL: ClauseId = 'sqs.error.queue-does-not-exist'
const unseen: readonly History[] = [
  ...either('a queue that a list shows was made', (teller) => lists(createLost(teller, 'a'), ['a']), {
    right: (teller) => get(teller, 'a'),
    wrong: (teller) => isAbsent(teller, 'a'),
    under: URL,
  }),
  history('of a queue that may have been made lists tell nothing', (teller) => get(lists(createLost(teller, 'a'), []), 'a')),
  ...either('a queue that is not there was not made', (teller) => isAbsent(createLost(teller, 'a'), 'a'), {
    right: (teller) => teller.queue('a', { DelaySeconds: '5' }),
    wrong: (teller) => get(teller, 'a'),
    under: 'sqs.queue.url.get-missing',
  }),
  ...either(
    'a queue that may have been made has the attributes that were asked for',
    (teller) => createLost(teller, 'a', { DelaySeconds: '5' }),
    {
      right: (teller) => delayOf(get(teller, 'a'), 'a', '5'),
      wrong: (teller) => delayOf(get(teller, 'a'), 'a', '6'),
      under: 'sqs.attr.get.subset',
    },
  ),
  history('a queue that may have been made with other attributes is made anew, or is refused', (teller) =>
    delayOf(createLost(teller, 'a', { DelaySeconds: '5' }).queue('a', { DelaySeconds: '6' }), 'a', '6'),
  ),
  history(
    'a queue that was made stays with its attributes',
    (teller) => teller.queue('a', { DelaySeconds: '5' }).queue('a', { DelaySeconds: '6' }),
    { refusedUnder: 'sqs.queue.create.conflict-different-value' },
  ),
  history('a queue that may have been deleted is there, and what it held', (teller) =>
    removeLost(teller.queue('a').send('a', 'm', 'm'), 'a').receive('a', [{ id: 'm', body: 'm' }]),
  ),
  history('a queue that may have been deleted is not there', (teller) =>
    isAbsent(removeLost(teller.queue('a').send('a', 'm', 'm'), 'a'), 'a'),
  ),
  ...either(
    'a queue that may have been deleted was: it is not there any more',
    (teller) => isAbsent(removeLost(teller.queue('a').send('a', 'm', 'm'), 'a').wait(70), 'a').queue('a'),
    {
      right: (teller) => teller.receive('a', []),
      wrong: (teller) => teller.receive('a', [{ id: 'm', body: 'm' }]),
      // It could only have come as a dead letter.
      under: 'sqs.dlq.move-after-max-receives',
    },
  ),
  ...either(
    'a queue that may have been deleted may be made again, or be as it was',
    (teller) =>
      removeLost(
        teller
          .queue('a')
          .send('a', 'm', 'm')
          .receive('a', [{ id: 'm', body: 'm', handle: 'h' }]),
        'a',
      )
        .wait(70)
        .queue('a'),
    {
      right: (teller) => teller.receive('a', [{ id: 'm', body: 'm' }]),
      wrong: (teller) => teller.receive('a', [{ id: 'n', body: 'm' }]),
      under: 'sqs.send.message-id-same-on-receive',
    },
  ),
  history('a handle of a queue that may have been made again is known, or is not', (teller) =>
    removeLost(
      teller
        .queue('a')
        .send('a', 'm', 'm')
        .receive('a', [{ id: 'm', body: 'm', handle: 'h' }], { VisibilityTimeout: 3000 }),
      'a',
    )
      .wait(70)
      .queue('a')
      .refused('ChangeMessageVisibility', { QueueUrl: urlOf('a'), ReceiptHandle: 'h', VisibilityTimeout: 1 }, 'ReceiptHandleIsInvalid'),
  ),
  history('what a queue gives that may have been made again is its own', (teller) =>
    removeLost(
      teller
        .queue('a')
        .send('a', 'm', 'm')
        .receive('a', [{ id: 'm', body: 'm', handle: 'h' }], { VisibilityTimeout: 3000 }),
      'a',
    )
      .wait(70)
      .queue('a')
      .refused('ChangeMessageVisibility', { QueueUrl: urlOf('a'), ReceiptHandle: 'h', VisibilityTimeout: 1 }, 'ReceiptHandleIsInvalid')
      .wait(3000)
      .receive('a', []),
  ),
  history(
    'another queue knows its handles',
    (teller) =>
      removeLost(
        teller
          .queue('b')
          .send('b', 'n', 'n')
          .receive('b', [{ id: 'n', body: 'n', handle: 'h' }], { VisibilityTimeout: 3000 })
          .queue('a'),
        'a',
      )
        .wait(70)
        .queue('a')
        .refused('ChangeMessageVisibility', { QueueUrl: urlOf('b'), ReceiptHandle: 'h', VisibilityTimeout: 1 }, 'ReceiptHandleIsInvalid'),
    { refusedUnder: 'sqs.error.receipt-handle-is-invalid' },
  ),
]

function delayOf(teller: Teller, name: string, DelaySeconds: string): Teller {
  return teller.answered(
    'GetQueueAttributes',
    { QueueUrl: urlOf(name), AttributeNames: ['DelaySeconds'] },
    { Attributes: { DelaySeconds } },
  )
}

/** Where something was there before. */
const cut = { beginsInTheMiddle: true } as const
const undecided = { ...cut, refusedUnder: 'undecided' } as const
const strange: readonly History[] = [
  history('what a queue holds that was there before', (teller) => teller.receive('old', [{ id: 'a', body: 'a' }]), undecided),
  history('a queue that was there before, again', (teller) => teller.receive('old', []).receive('old', []), undecided),
  history(
    'a queue that was there before, by name',
    (teller) => teller.answered('SendMessage', { QueueUrl: 'old', MessageBody: 'm' }, {}),
    undecided,
  ),
  ...['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'].map((code) =>
    history(
      `a queue of which ${code} tells that it is not there`,
      (teller) =>
        teller
          .receive('old', [])
          .refused('GetQueueUrl', { QueueName: 'old' }, code)
          .queue('old')
          .receive('old', [{ id: 'a', body: 'a' }]),
      { ...cut, refusedUnder: 'sqs.send.message-id-same-on-receive' },
    ),
  ),
  history(
    'a queue of which another error tells nothing',
    (teller) => teller.refused('SendMessage', { QueueUrl: urlOf('old'), MessageBody: '' }, 'InvalidParameterValue').receive('old', []),
    undecided,
  ),
  history(
    'of two queues it is not told which is missing',
    (teller) =>
      teller
        .receive('old', [])
        .refused('SetQueueAttributes', { QueueUrl: urlOf('old'), Attributes: { RedrivePolicy: redriveTo('older') } }, ABSENT)
        .queue('old')
        .receive('old', []),
    undecided,
  ),
  history(
    'a queue that is joined with one that was there before',
    (teller) =>
      teller
        .queue('a')
        .set('a', { RedrivePolicy: redriveTo('old') })
        .receive('a', []),
    undecided,
  ),
  history(
    'a queue that could not be joined with one that was there before',
    (teller) =>
      teller
        .queue('a')
        .refused('SetQueueAttributes', { QueueUrl: urlOf('a'), Attributes: { RedrivePolicy: redriveTo('old') } }, 'InvalidParameterValue')
        .receive('a', [{ id: 'a', body: 'a' }]),
    { ...cut, refusedUnder: 'sqs.send.message-id-same-on-receive' },
  ),
  history(
    'a list shows queues that were there before, and leaves the others known',
    (teller) => lists(teller.queue('a'), ['a', 'old']).receive('a', [{ id: 'a', body: 'a' }]),
    { ...cut, refusedUnder: 'sqs.send.message-id-same-on-receive' },
  ),
  history('a queue that a list shows was there before', (teller) => lists(teller.queue('a'), ['a', 'old']).receive('old', []), undecided),
  history('a queue that was made', (teller) => teller.queue('a').receive('a', [{ id: 'a', body: 'a' }]), {
    ...cut,
    refusedUnder: 'sqs.send.message-id-same-on-receive',
  }),
  history('a queue that was made and deleted', (teller) => get(removed(teller.queue('a'), 'a'), 'a'), {
    ...cut,
    refusedUnder: 'sqs.queue.url.get-missing',
  }),
  history(
    'a page of a list that began before',
    (teller) => lists(teller.queue('a'), ['a'], { MaxResults: 1, NextToken: 'token' }),
    undecided,
  ),
  history(
    'a page of a list that began now',
    (teller) => lists(lists(teller.queue('a').queue('b'), ['a'], { MaxResults: 1 }, 'token'), ['b'], { MaxResults: 1, NextToken: 'token' }),
    cut,
  ),
  history(
    'a move task that was started before',
    (teller) => teller.answered('CancelMessageMoveTask', { TaskHandle: 'task' }, { ApproximateNumberOfMessagesMoved: 0 }),
    undecided,
  ),
  history(
    'a move task that was started now',
    (teller) =>
      teller
        .queue('d')
        .queue('q', { RedrivePolicy: redriveTo('d') })
        .move('d', 'q', 'task')
        .answered('CancelMessageMoveTask', { TaskHandle: 'task' }, { ApproximateNumberOfMessagesMoved: 0 }),
    cut,
  ),
  history(
    'a move task from a queue that was there before',
    (teller) => teller.queue('a').move('old', 'a', 'task').receive('a', []),
    undecided,
  ),
  history(
    'a move task to a queue that was there before',
    (teller) =>
      teller
        .queue('d')
        .queue('q', { RedrivePolicy: redriveTo('d') })
        .answered('StartMessageMoveTask', { SourceArn: arnOf('d'), DestinationArn: arnOf('old') }, { TaskHandle: 'task' }),
    undecided,
  ),
]

export const queues: readonly History[] = [...pages, ...unseen, ...strange]
