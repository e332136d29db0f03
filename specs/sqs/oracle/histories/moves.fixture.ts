import type { ClauseId } from '../../../../reference/core/reading.js'
import { arnOf, either, history, type History, redriveTo, type Teller } from './teller.fixture.js'

const LISTED: ClauseId = 'sqs.redrive.list-most-recent-first'

/** A dead-letter queue `d` of `q`, another queue `r`, and where the clocks stand to each other is known. */
const withDeadLetters = (teller: Teller, ending = ''): Teller => {
  teller
    .queue(`d${ending}`)
    .queue(`q${ending}`, { RedrivePolicy: redriveTo(`d${ending}`) })
    .queue(`r${ending}`)
  const sent = teller.now
  const fifo = ending === '' ? {} : { MessageGroupId: 'g', MessageDeduplicationId: 'first' }
  teller
    .send(`r${ending}`, 'first', 'first', fifo, ending === '' ? undefined : '1')
    .receive(`r${ending}`, [{ id: 'first', body: 'first', attributes: { SentTimestamp: String(sent + 5) } }])
  return teller.delete(`r${ending}`, 'handle 1')
}

interface Task {
  readonly started: number
  readonly to?: string
  readonly handle?: string
  readonly status?: string
  readonly rate?: number
  readonly moved?: number
}

/** A list of the tasks of `d`, the newest first. */
const lists = (teller: Teller, tasks: readonly Task[], input: Readonly<Record<string, unknown>> = { MaxResults: 10 }): Teller =>
  teller.answered(
    'ListMessageMoveTasks',
    { SourceArn: arnOf('d'), ...input },
    {
      Results: tasks.map(({ started, to, handle, status = 'COMPLETED', rate, moved = 0 }) => ({
        SourceArn: arnOf('d'),
        Status: status,
        StartedTimestamp: started + 5,
        ApproximateNumberOfMessagesMoved: moved,
        ApproximateNumberOfMessagesToMove: 0,
        ...(to === undefined ? {} : { DestinationArn: arnOf(to) }),
        ...(handle === undefined ? {} : { TaskHandle: handle }),
        ...(rate === undefined ? {} : { MaxNumberOfMessagesPerSecond: rate }),
      })),
    },
  )

const begins = (teller: Teller, input: Readonly<Record<string, unknown>> = {}): Teller =>
  teller.lost('StartMessageMoveTask', { SourceArn: arnOf('d'), ...input })
const cancels = (teller: Teller, handle: string): Teller =>
  teller.answered('CancelMessageMoveTask', { TaskHandle: handle }, { ApproximateNumberOfMessagesMoved: 0 })

/** Of which nobody saw the start: a list tells. */
const unseen: readonly History[] = [
  ...either(
    'a move task whose start nobody saw is shown by a list',
    (teller) => begins(withDeadLetters(teller), { DestinationArn: arnOf('r') }),
    {
      right: (teller) => lists(teller, [{ started: teller.now - 1010, to: 'r' }]),
      wrong: (teller) => lists(teller, [{ started: teller.now - 1010, to: 'q' }]),
      under: 'sqs.redrive.list-optionals-absent',
    },
  ),
  ...either('the start of one that nobody saw lies between its request and the end of it', (teller) => begins(withDeadLetters(teller)), {
    right: (teller) => lists(teller, [{ started: teller.now - 1005 }]),
    wrong: (teller) => lists(teller, [{ started: teller.now - 60_000 }]),
    under: 'sqs.redrive.list-started-timestamp',
  }),
  ...either(
    'the rate of one that nobody saw is the one that was asked for',
    (teller) => begins(withDeadLetters(teller), { MaxNumberOfMessagesPerSecond: 7 }),
    {
      right: (teller) => lists(teller, [{ started: teller.now - 1010, rate: 7 }]),
      wrong: (teller) => lists(teller, [{ started: teller.now - 1010, rate: 8 }]),
      under: 'sqs.redrive.list-optionals-absent',
    },
  ),
  ...either(
    'a list without a task whose start nobody saw tells that there is none',
    (teller) => lists(begins(withDeadLetters(teller)), []),
    {
      right: (teller) => teller.move('d', undefined, 'task'),
      wrong: (teller) => lists(teller, [{ started: teller.now - 2020 }]),
      under: LISTED,
    },
  ),
  ...either(
    'the handle of a running task is learned from a list',
    (teller) => {
      begins(withDeadLetters(teller))
      return lists(teller, [{ started: teller.now - 1010, handle: 'task', status: 'RUNNING' }])
    },
    {
      right: (teller) => cancels(teller, 'task'),
      wrong: (teller) => cancels(teller, 'another'),
      under: 'sqs.redrive.cancel-unknown-handle',
    },
  ),
  ...either(
    'of two starts that nobody saw the list shows the second one',
    (teller) => begins(begins(withDeadLetters(teller), { MaxNumberOfMessagesPerSecond: 1 }), { MaxNumberOfMessagesPerSecond: 2 }),
    {
      right: (teller) => lists(teller, [{ started: teller.now - 1010, rate: 2 }]),
      wrong: (teller) => lists(teller, [{ started: teller.now - 1010, rate: 1 }]),
      under: 'sqs.redrive.list-started-timestamp',
    },
  ),
  history('of two starts that nobody saw the list shows both', (teller) => {
    begins(begins(withDeadLetters(teller)), { MaxNumberOfMessagesPerSecond: 2 })
    lists(teller, [{ started: teller.now - 1010, rate: 2 }, { started: teller.now - 2020 }])
  }),
  history('a list of one shows the newest, and of what it leaves out it tells nothing', (teller) => {
    begins(begins(withDeadLetters(teller)), { MaxNumberOfMessagesPerSecond: 2 })
    lists(teller, [{ started: teller.now - 1010, rate: 2 }], {})
    lists(teller, [{ started: teller.now - 2020, rate: 2 }, { started: teller.now - 3030 }])
  }),
  history('a task that was seen to start stands beside one of which nobody saw it', (teller) => {
    withDeadLetters(teller).move('d', undefined, 'task')
    const started = teller.now - 1010
    lists(begins(lists(teller, [{ started }])), [{ started }])
  }),
  history(
    'a task is known again by its handle',
    (teller) => {
      withDeadLetters(teller).move('d', undefined, 'task')
      const started = teller.now - 1010
      lists(teller, [{ started, handle: 'other', status: 'RUNNING' }])
    },
    { refusedUnder: 'sqs.redrive.list-handle-only-running' },
  ),
  ...either(
    'a running task is known by its handle beside one whose start nobody saw',
    (teller) => begins(withDeadLetters(teller).move('d', undefined, 'task')),
    {
      right: (teller) => lists(teller, [{ started: teller.now - 2020, handle: 'task', status: 'RUNNING' }]),
      wrong: (teller) => lists(teller, [{ started: teller.now - 2020, handle: 'other', status: 'RUNNING' }]),
      under: 'sqs.redrive.list-started-timestamp',
    },
  ),
]

const cancelled: readonly History[] = [
  ...either(
    'a task that was cancelled is listed as such, and not as running',
    (teller) => cancels(withDeadLetters(teller).move('d', undefined, 'task'), 'task'),
    {
      right: (teller) => lists(teller, [{ started: teller.now - 2020, status: 'CANCELLED' }]),
      wrong: (teller) => lists(teller, [{ started: teller.now - 2020, status: 'RUNNING', handle: 'task' }]),
      under: 'sqs.redrive.list-handle-only-running',
    },
  ),
  ...either(
    'a task may be as long in being cancelled as it takes',
    (teller) => {
      cancels(withDeadLetters(teller).move('d', undefined, 'task'), 'task').wait(60)
      return lists(teller, [{ started: teller.now - 62_020, status: 'CANCELLING' }])
    },
    {
      right: (teller) => lists(teller, [{ started: teller.now - 63_030, status: 'CANCELLED' }]),
      wrong: (teller) =>
        lists(lists(teller, [{ started: teller.now - 63_030, status: 'CANCELLED' }]), [
          { started: teller.now - 64_040, status: 'CANCELLING' },
        ]),
      under: 'sqs.redrive.list-statuses',
    },
  ),
  history('a task that is being cancelled was not seen to be cancelled by this client', (teller) => {
    withDeadLetters(teller).move('d', undefined, 'task')
    const started = teller.now - 1010
    lists(lists(teller, [{ started, status: 'CANCELLING' }]), [{ started, status: 'CANCELLED' }])
  }),
  history(
    'a task that is over stays as it ended',
    (teller) => {
      withDeadLetters(teller).move('d', undefined, 'task')
      const started = teller.now - 1010
      lists(lists(teller, [{ started, status: 'COMPLETED' }]), [{ started, status: 'CANCELLED' }])
    },
    { refusedUnder: 'sqs.redrive.list-statuses' },
  ),
  history(
    'a task that is over is cancelled no more',
    (teller) => {
      withDeadLetters(teller).move('d', undefined, 'task')
      cancels(lists(teller, [{ started: teller.now - 1010, status: 'COMPLETED' }]), 'task')
    },
    { refusedUnder: 'sqs.redrive.cancel-only-running' },
  ),
  history(
    'a cancellation tells how many were moved, and no list tells of another number of moves that nobody made',
    (teller) => {
      withDeadLetters(teller).move('d', undefined, 'task')
      teller.answered('CancelMessageMoveTask', { TaskHandle: 'task' }, { ApproximateNumberOfMessagesMoved: -1 })
    },
    { refusedUnder: 'sqs.redrive.cancel-returns-count' },
  ),
]

/** `m` went to the dead-letter queue, where it was seen. */
const deadLetter = (teller: Teller): Teller =>
  withDeadLetters(teller)
    .send('q', 'm', 'm')
    .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
    .wait(5)
    .receive('q', [])
    .receive('d', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
    .wait(5)

const identities: readonly History[] = [
  ...either('a message is seen where it was sent', (teller) => withDeadLetters(teller).send('q', 'm', 'm'), {
    right: (teller) => teller.receive('q', [{ id: 'm', body: 'm' }]),
    wrong: (teller) => teller.receive('r', [{ id: 'm', body: 'm' }]),
    under: 'sqs.send.message-id-same-on-receive',
  }),
  ...either('what a move task brings has an id of its own', (teller) => deadLetter(teller).move('d', 'r', 'task'), {
    right: (teller) => teller.receive('r', [{ id: 'another', body: 'm' }]),
    wrong: (teller) => teller.receive('r', [{ id: 'm', body: 'm' }]),
    under: 'sqs.redrive.new-identity',
  }),
  history(
    'what a move task brings has an id of its own, and another task has nothing to do with it',
    (teller) => {
      deadLetter(teller)
        .queue('e')
        .queue('s', { RedrivePolicy: redriveTo('e') })
        .move('e', undefined, 'other')
        .move('d', 'r', 'task')
      teller.receive('r', [{ id: 'm', body: 'm' }])
    },
    { refusedUnder: 'sqs.redrive.new-identity' },
  ),
  history(
    'what strays although there is a task for others has not been moved by it',
    (teller) => {
      deadLetter(teller)
        .queue('e')
        .queue('s', { RedrivePolicy: redriveTo('e') })
        .move('e', undefined, 'other')
      teller.receive('r', [{ id: 'm', body: 'm' }])
    },
    { refusedUnder: 'sqs.send.message-id-same-on-receive' },
  ),
  ...either(
    'what a move task brought is gone from where it was',
    (teller) =>
      deadLetter(teller)
        .move('d', 'r', 'task')
        .receive('r', [{ id: 'another', body: 'm' }]),
    {
      right: (teller) => teller.receive('d', []),
      wrong: (teller) => teller.receive('d', [{ id: 'm', body: 'm' }]),
      under: 'sqs.redrive.new-identity',
    },
  ),
  history(
    'what a move task could bring was in the dead-letter queue',
    (teller) => {
      withDeadLetters(teller)
        .send('q', 'm', 'm')
        .move('d', 'r', 'task')
        .receive('r', [{ id: 'another', body: 'm' }])
    },
    { refusedUnder: 'sqs.send.message-id-same-on-receive' },
  ),
  history(
    'a move task that is over brings nothing that came later',
    (teller) => {
      withDeadLetters(teller).move('d', 'r', 'task')
      lists(teller, [{ started: teller.now - 1010, to: 'r' }])
        .send('d', 'late', 'late')
        .receive('r', [{ id: 'another', body: 'late' }])
    },
    { refusedUnder: 'sqs.send.message-id-same-on-receive' },
  ),
  history(
    'a redrive policy that was changed may move for a while as it did',
    (teller) => {
      withDeadLetters(teller)
        .send('q', 'm', 'm')
        .receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 1 })
        .set('q', { RedrivePolicy: redriveTo('r', 5) })
        .wait(5)
        .receive('q', [])
      teller.receive('d', [{ id: 'm', body: 'm' }])
    },
    { profile: 'as-documented' },
  ),
]

/** A redrive policy that names no count, and was accepted all the same. */
const uncounted = either(
  'a redrive policy without a count moves what was received ten times',
  (teller) => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arnOf('d') })
    teller.queue('d').queue('q', { RedrivePolicy }).send('q', 'm', 'm')
    for (let nth = 0; nth < 10; nth++) teller.receive('q', [{ id: 'm', body: 'm' }], { VisibilityTimeout: 0 })
    return teller
  },
  {
    right: (teller) => teller.receive('q', []).receive('d', [{ id: 'm', body: 'm' }]),
    wrong: (teller) => teller.receive('q', [{ id: 'm', body: 'm' }]),
    under: 'sqs.dlq.move-after-max-receives',
  },
)

export const moves: readonly History[] = [...unseen, ...cancelled, ...identities, ...uncounted]
