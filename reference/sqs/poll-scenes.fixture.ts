import { arn, Held, type Poll, settled, url } from './polled.fixture.js'

/** A long poll of five seconds. */
async function poll(held: Held, name: string): Promise<void> {
  const one: Poll = {
    nth: held.polls.length,
    until: Infinity,
    signal: new AbortController(),
    input: { QueueUrl: url(name), WaitTimeSeconds: 5, AttributeNames: ['All'] },
  }
  held.polls.push(one)
  await held.poll(one)
}

/** `to` takes the dead letters of `from`, after one receive. */
const redrive = (held: Held, from: string, to: string): void =>
  held.do('SetQueueAttributes', {
    QueueUrl: url(from),
    Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(to), maxReceiveCount: 1 }) },
  })

/** What the polls were answered, with the milliseconds since `began`. */
const answersSince = (began: number, { polls }: Held): readonly (string | undefined)[] =>
  polls.map(({ answered }) => answered && `${Number(answered.split(' ')[0]) - began} ${answered.slice(answered.indexOf(' ') + 1)}`)

/** How a message goes that was received too often, through queues each of which is the dead-letter queue of the one before, and what long polls on them get. */
export const pollsOnChain = async (names: readonly string[], isCircle: boolean): Promise<readonly (string | undefined)[]> => {
  const held = new Held()
  const began = held.clock.now()
  const attributes = { VisibilityTimeout: '1' }
  for (const name of names) held.do('CreateQueue', { QueueName: name, Attributes: attributes })
  for (const [nth, name] of names.entries()) {
    const next = names[nth + 1] ?? (isCircle ? names[0] : undefined)
    if (next !== undefined) redrive(held, name, next)
  }
  held.do('SendMessage', { QueueUrl: url(names[0]!), MessageBody: 'm' })
  held.do('ReceiveMessage', { QueueUrl: url(names[0]!), AttributeNames: ['All'] })
  for (const name of names) await poll(held, name)
  await held.advance(began + 10_000)
  return answersSince(began, held)
}

/** What of three messages a task has brought to a queue by the third second, where no timer fired before somebody asked. */
export const movedLate = (): string | undefined => {
  const held = new Held()
  for (const name of ['c', 'a']) held.do('CreateQueue', { QueueName: name })
  redrive(held, 'a', 'c')
  for (const MessageBody of ['1', '2', '3', '4']) held.do('SendMessage', { QueueUrl: url('c'), MessageBody })
  held.do('StartMessageMoveTask', { SourceArn: arn('c'), DestinationArn: arn('a'), MaxNumberOfMessagesPerSecond: 1 })
  held.clock.skip(held.clock.now() + 2500)
  held.do('ReceiveMessage', { QueueUrl: url('a'), MaxNumberOfMessages: 10, AttributeNames: ['All'] })
  return held.seen.at(-1)
}

/** When polls get what one task brings while another, a slower one, runs beside it, and nobody asks. What comes later is none of its business. */
export const movedBeside = async (): Promise<readonly (string | undefined)[]> => {
  const held = new Held()
  const began = held.clock.now()
  for (const [from, to, rate] of [
    ['c', 'a', 1],
    ['d', 'b', 8],
  ] as const) {
    for (const name of [from, to]) held.do('CreateQueue', { QueueName: name })
    redrive(held, to, from)
    for (const MessageBody of ['1', '2', '3']) held.do('SendMessage', { QueueUrl: url(from), MessageBody })
    held.do('StartMessageMoveTask', { SourceArn: arn(from), DestinationArn: arn(to), MaxNumberOfMessagesPerSecond: rate })
  }
  held.do('SendMessage', { QueueUrl: url('d'), MessageBody: '4' })
  for (let nth = 0; nth < 4; nth++) await poll(held, 'b')
  await held.advance(began + 10_000)
  return answersSince(began, held)
}

/** When a poll gets the only message there is, of a tenant that is noisy. */
export const wokenByNoisy = async (): Promise<string | undefined> => {
  const held = new Held()
  const began = held.clock.now()
  held.do('CreateQueue', { QueueName: 'q' })
  const send = (MessageBody: string) => held.do('SendMessage', { QueueUrl: url('q'), MessageBody, MessageGroupId: 'noisy' })
  for (let nth = 0; nth < 40; nth++) send('m')
  for (let nth = 0; nth < 4; nth++) held.do('ReceiveMessage', { QueueUrl: url('q'), MaxNumberOfMessages: 10, AttributeNames: ['All'] })
  await poll(held, 'q')
  send('n')
  await settled()
  await held.advance(began + 10_000)
  return answersSince(began, held)[0]
}

/** Whether a message of a FIFO queue that a task has moved has another number, a higher one. */
export const isNumberedAnew = (): boolean => {
  const held = new Held()
  for (const name of ['c.fifo', 'a.fifo']) held.do('CreateQueue', { QueueName: name, Attributes: { FifoQueue: 'true' } })
  redrive(held, 'a.fifo', 'c.fifo')
  const { SequenceNumber: before } = held.call('SendMessage', {
    QueueUrl: url('c.fifo'),
    MessageBody: 'm',
    MessageGroupId: 'g',
    MessageDeduplicationId: 'm',
  }) as { SequenceNumber: string }
  held.do('StartMessageMoveTask', { SourceArn: arn('c.fifo'), DestinationArn: arn('a.fifo') })
  const { Messages: [moved] = [] } = held.call('ReceiveMessage', { QueueUrl: url('a.fifo'), AttributeNames: ['All'] }) as {
    Messages?: { Attributes: Record<string, string> }[]
  }
  const after = moved?.Attributes['SequenceNumber']
  return after !== undefined && /^\d+$/.test(after) && BigInt(after) > BigInt(before)
}

/** When a poll gets which message from a task, where the oldest comes back while it runs and nobody asks. */
export const movedOldest = async (): Promise<readonly (string | undefined)[]> => {
  const held = new Held()
  const began = held.clock.now()
  for (const name of ['c', 'a']) held.do('CreateQueue', { QueueName: name })
  redrive(held, 'a', 'c')
  for (const MessageBody of ['1', '2', '3']) held.do('SendMessage', { QueueUrl: url('c'), MessageBody })
  held.do('ReceiveMessage', { QueueUrl: url('c'), VisibilityTimeout: 1, AttributeNames: ['All'] })
  held.do('StartMessageMoveTask', { SourceArn: arn('c'), DestinationArn: arn('a'), MaxNumberOfMessagesPerSecond: 1 })
  for (let nth = 0; nth < 2; nth++) await poll(held, 'a')
  await held.advance(began + 10_000)
  return answersSince(began, held)
}
