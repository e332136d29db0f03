import { md5 } from '../../../../reference/sqs/digest.js'
import { apart, arnOf, cut, type Members, membersOf, textOf, urlOf, valueOf } from './words.fixture.js'

/** What a step says of a request and its answer, cut into words. */
export interface Said {
  /** Words before the arrow that are no `Name=value`. */
  readonly plain: readonly string[]
  readonly input: Members
  /** `Name=value` before the arrow, all values as texts. */
  readonly texts: Readonly<Record<string, string>>
  /** Words behind the arrow. */
  readonly shown: readonly string[]
  /** When the request leaves. */
  readonly now: number
  /** A handle that no message has yet. */
  handle(): string
}

export interface Told {
  readonly operation: string
  readonly input: Members
  /** What is answered, if it is. */
  readonly output: Members
}

const given = (name: string, value: unknown): Members => (value === undefined ? {} : { [name]: value })
const ofQueue = ([name]: readonly string[]): Members => ({ QueueUrl: urlOf(name!) })
export const isPair = (word: string): boolean => /^[\w.]+=/.test(word)
const output = ({ shown, now }: Said): Members => membersOf(shown.filter(isPair), '=', (word) => valueOf(word, now))
const names = ({ shown }: Said): readonly string[] => shown.filter((word) => word !== 'nothing' && !isPair(word))

/** `m@h(SentTimestamp=now-5)`: a message with the id and body `m`, the handle `h` and an attribute; `m:text` has another body than its id. */
const message = (word: string, { now, handle }: Said): { readonly asked: readonly string[]; readonly message: Members } => {
  const { name, inner } = apart(word)
  const [known = '', own] = cut(name, '@', 2)
  const [id = '', Body = id] = cut(known, ':', 2).map((piece) => textOf(piece, now))
  const Attributes = inner === undefined ? undefined : membersOf(cut(inner, ' '), '=', (value) => textOf(value, now))
  const ReceiptHandle = own === undefined ? handle() : textOf(own, now)
  return {
    asked: Object.keys(Attributes ?? {}),
    message: { MessageId: id, ReceiptHandle, Body, MD5OfBody: md5(Body), ...given('Attributes', Attributes) },
  }
}

/** `RUNNING(started=now-5 to=r handle=t rate=7 moved=1)`: a move task from a queue. */
const task = (word: string, source: string, now: number): Members => {
  const { name, inner = '' } = apart(word)
  const { started, to, handle, rate, moved = 0 } = membersOf(cut(inner, ' '), '=', (value) => valueOf(value, now))
  return {
    SourceArn: arnOf(source),
    Status: name,
    StartedTimestamp: started,
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: 0,
    ...given('DestinationArn', to === undefined ? undefined : arnOf(to as string)),
    ...given('TaskHandle', handle),
    ...given('MaxNumberOfMessagesPerSecond', rate),
  }
}

/** Short names of what is often asked for. */
export const verbs: Readonly<Record<string, (said: Said) => Told>> = {
  /** `queue q DelaySeconds=7`: is created with attributes. */
  queue({ plain: [name], texts }) {
    const fifo = name!.endsWith('.fifo') ? { FifoQueue: 'true' } : {}
    return { operation: 'CreateQueue', input: { QueueName: name, Attributes: { ...fifo, ...texts } }, output: { QueueUrl: urlOf(name!) } }
  },
  /** `url q`: the URL of a queue by its name. */
  url: ({ plain: [name], input }) => ({
    operation: 'GetQueueUrl',
    input: { QueueName: name, ...input },
    output: { QueueUrl: urlOf(name!) },
  }),
  set: ({ plain, texts }) => ({ operation: 'SetQueueAttributes', input: { ...ofQueue(plain), Attributes: texts }, output: {} }),
  /** `attributes q QueueArn -> DelaySeconds=7`: what is shown was asked for, and so was what stands before the arrow. */
  attributes({ plain, shown, now }) {
    const Attributes = membersOf(shown.filter(isPair), '=', (word) => textOf(word, now))
    const AttributeNames = [...plain.slice(1), ...Object.keys(Attributes)]
    return { operation: 'GetQueueAttributes', input: { ...ofQueue(plain), AttributeNames }, output: { Attributes } }
  },
  remove: ({ plain }) => ({ operation: 'DeleteQueue', input: ofQueue(plain), output: {} }),
  purge: ({ plain }) => ({ operation: 'PurgeQueue', input: ofQueue(plain), output: {} }),
  /** `list MaxResults=1 -> a NextToken=t`: queues by their names. */
  list(said) {
    const urls = names(said).map(urlOf)
    return {
      operation: 'ListQueues',
      input: said.input,
      output: { ...given('QueueUrls', urls.length > 0 ? urls : undefined), ...output(said) },
    }
  },
  sources: (said) => ({
    operation: 'ListDeadLetterSourceQueues',
    input: { ...ofQueue(said.plain), ...said.input },
    output: { queueUrls: names(said).map(urlOf), ...output(said) },
  }),
  /** `send q.fifo text g/x #7 DelaySeconds=5 -> id`: a group and a deduplication id, the sequence number, and the id where it is not the text. */
  send({ plain: [name, word, ...more], input, shown, now }) {
    const MessageBody = textOf(word!, now)
    const number = more.find((one) => one.startsWith('#'))?.slice(1)
    const [group, dedup] = cut(more.find((one) => !one.startsWith('#')) ?? '', '/')
    const id = shown.length > 0 ? textOf(shown[0]!, now) : MessageBody
    return {
      operation: 'SendMessage',
      input: {
        QueueUrl: urlOf(name!),
        MessageBody,
        ...given('MessageGroupId', group),
        ...given('MessageDeduplicationId', dedup),
        ...input,
      },
      output: { MessageId: id, MD5OfMessageBody: md5(MessageBody), ...given('SequenceNumber', number) },
    }
  },
  /** `receive q VisibilityTimeout=1 -> m@h n`: ten messages at most, unless it says otherwise, and the system attributes that any of them shows. */
  receive(said) {
    const messages = names(said).map((word) => message(word, said))
    const asked = [...new Set(messages.flatMap((one) => one.asked))]
    return {
      operation: 'ReceiveMessage',
      input: {
        ...ofQueue(said.plain),
        MaxNumberOfMessages: 10,
        ...given('MessageSystemAttributeNames', asked.length > 0 ? asked : undefined),
        ...said.input,
      },
      output: messages.length > 0 ? { Messages: messages.map((one) => one.message) } : {},
    }
  },
  /** `poll q WaitTimeSeconds=20 -> m`: the same, and how many are wanted is not said. */
  poll(said) {
    const { operation, input, output } = verbs['receive']!(said)
    return { operation, input: Object.fromEntries(Object.entries(input).filter(([name]) => name !== 'MaxNumberOfMessages')), output }
  },
  delete: ({ plain: [name, handle], now }) => ({
    operation: 'DeleteMessage',
    input: { QueueUrl: urlOf(name!), ReceiptHandle: textOf(handle!, now) },
    output: {},
  }),
  /** `hide q h 5`: a message is hidden for five seconds from now. */
  hide: ({ plain: [name, handle, seconds], now }) => ({
    operation: 'ChangeMessageVisibility',
    input: { QueueUrl: urlOf(name!), ReceiptHandle: textOf(handle!, now), VisibilityTimeout: Number(seconds) },
    output: {},
  }),
  /** `move d r -> t`: a task moves what `d` holds to `r`, or to where it came from. */
  move: ({ plain: [from, to], input, shown: [TaskHandle] }) => ({
    operation: 'StartMessageMoveTask',
    input: { SourceArn: arnOf(from!), ...given('DestinationArn', to === undefined ? undefined : arnOf(to)), ...input },
    output: given('TaskHandle', TaskHandle),
  }),
  cancel: ({ plain: [TaskHandle], shown: [moved = '0'] }) => ({
    operation: 'CancelMessageMoveTask',
    input: { TaskHandle },
    output: { ApproximateNumberOfMessagesMoved: Number(moved) },
  }),
  /** `tasks d MaxResults=10 -> COMPLETED(started=now-5)`: the move tasks from `d`, the newest first. */
  tasks: (said) => ({
    operation: 'ListMessageMoveTasks',
    input: { SourceArn: arnOf(said.plain[0]!), ...said.input },
    output: { Results: names(said).map((word) => task(word, said.plain[0]!, said.now)) },
  }),
}

/** What has no short name stands under its own, with the queue it asks: `TagQueue q Tags={a: 1}`. */
export const request = (operation: string, said: Said): Told => ({
  operation,
  input: { ...(said.plain.length > 0 ? ofQueue(said.plain) : {}), ...said.input },
  output: output(said),
})
