import { arn, Held, type Poll, url } from './polled.fixture.js'

/** How a message goes that was received too often, through queues each of which is the dead-letter queue of the one before, and what long polls on them get. */
export const pollsOnChain = async (names: readonly string[], isCircle: boolean): Promise<readonly (string | undefined)[]> => {
  const held = new Held()
  const { clock } = held
  const began = clock.now()
  const attributes = { VisibilityTimeout: '1' }
  for (const name of names) held.do('CreateQueue', { QueueName: name, Attributes: attributes })
  for (const [nth, name] of names.entries()) {
    const next = names[nth + 1] ?? (isCircle ? names[0] : undefined)
    if (next !== undefined) held.do('SetQueueAttributes', { QueueUrl: url(name), Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(next), maxReceiveCount: 1 }) } })
  }
  held.do('SendMessage', { QueueUrl: url(names[0]!), MessageBody: 'm' })
  held.do('ReceiveMessage', { QueueUrl: url(names[0]!), AttributeNames: ['All'] })
  for (const [nth, name] of names.entries()) {
    const poll: Poll = { nth, until: began + 5000, signal: new AbortController(), input: { QueueUrl: url(name), WaitTimeSeconds: 5, AttributeNames: ['All'] } }
    held.polls.push(poll)
    await held.poll(poll)
  }
  await held.advance(began + 10_000)
  return held.polls.map(({ answered }) => answered && `${Number(answered.split(' ')[0]) - began} ${answered.slice(answered.indexOf(' ') + 1)}`)
}

/** What of three messages a task has brought to a queue by the third second, where no timer fired before somebody asked. */
export const movedLate = (): string | undefined => {
  const held = new Held()
  for (const name of ['c', 'a']) held.do('CreateQueue', { QueueName: name })
  held.do('SetQueueAttributes', { QueueUrl: url('a'), Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('c'), maxReceiveCount: 1 }) } })
  for (const MessageBody of ['1', '2', '3', '4']) held.do('SendMessage', { QueueUrl: url('c'), MessageBody })
  held.do('StartMessageMoveTask', { SourceArn: arn('c'), DestinationArn: arn('a'), MaxNumberOfMessagesPerSecond: 1 })
  held.clock.skip(held.clock.now() + 2500)
  held.do('ReceiveMessage', { QueueUrl: url('a'), MaxNumberOfMessages: 10, AttributeNames: ['All'] })
  return held.seen.at(-1)
}
