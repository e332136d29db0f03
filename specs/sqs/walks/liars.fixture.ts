import { createHash } from 'node:crypto'
import { ServiceError } from '../../../reference/core/errors.js'
import type { Call, Output, ServiceWorld } from '../../../reference/core/service.js'
import type { Site } from '../../../reference/core/world.js'
import { sqs } from '../../../reference/sqs/index.js'

type Input = Call['input']
type Answer = Output | Promise<Output>
/** The reference itself, asked something else than the client asked, where that is given. */
type Honest = (changed?: Input, operation?: string) => Answer
/** How a service lies: it has the request, and whoever would answer it honestly. */
type Lie = (call: Call, honest: Honest) => Answer
/** A lie with what it must remember. */
export type Liar = () => Lie

/** The reference behind something that lies about it. */
export const lying =
  (liar: Liar) =>
  (world: Site): ServiceWorld => {
    const reference = sqs.open(world)
    const lie = liar()
    return { call: (call) => lie(call, (input = call.input, operation = call.operation) => reference.call({ ...call, operation, input })) }
  }

/** Changes an answer, whether it is there or will come. */
const then = (answer: Answer, change: (output: Output) => Answer): Answer =>
  answer instanceof Promise ? answer.then(change) : change(answer)

type Members = Readonly<Record<string, unknown>>
const listOf = (output: Members, name: string): readonly Members[] => (output[name] as readonly Members[] | undefined) ?? []
const textOf = (members: Members, name: string): string => (members[name] as string | undefined) ?? ''
const without = (members: Members, ...names: readonly string[]): Members =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)))
const isFifo = (call: Call): boolean => textOf(call.input, 'QueueUrl').endsWith('.fifo')

/** Changes the messages of every receive; where none is left it looks, or waits, once more. */
const receiving =
  (change: (messages: readonly Members[], call: Call) => readonly Members[]): Liar =>
  () => {
    const ask = (call: Call, honest: Honest, input: Input, isAgain: boolean): Answer =>
      then(honest(input), (output) => {
        const given = listOf(output, 'Messages')
        const Messages = change(given, call)
        if (Messages.length > 0) return { Messages }
        return given.length === 0 || isAgain ? {} : ask(call, honest, without(input, 'ReceiveRequestAttemptId'), true)
      })
    return (call, honest) => (call.operation === 'ReceiveMessage' ? ask(call, honest, call.input, false) : honest())
  }

/** Sees which message every accepted send was. */
const sending = (call: Call, answer: Answer, see: (id: string, sent: Members) => void): Answer =>
  then(answer, (output) => {
    if (call.operation === 'SendMessage') see(textOf(output, 'MessageId'), call.input)
    if (call.operation === 'SendMessageBatch')
      for (const { Id, MessageId } of listOf(output, 'Successful'))
        see(
          String(MessageId),
          listOf(call.input, 'Entries').find((entry) => entry['Id'] === Id)!,
        )
    return output
  })

/** The truth, by the same way: what the liars are measured against. */
export const honest: Liar = () => (_, truth) => truth()

/** Tells both lies: the second about what the first has made of it. */
export const both =
  (first: Liar, second: Liar): Liar =>
  () => {
    const [one, other] = [first(), second()]
    return (call, truth) => other(call, (input = call.input, operation = call.operation) => one({ ...call, input, operation }, truth))
  }

/** Says that it deleted what it had given out, and does not. */
export const swallowsDeletes: Liar = () => {
  const given = new Set<string>()
  const isGiven = (queue: unknown, { ReceiptHandle }: Members): boolean => given.has(`${String(queue)} ${String(ReceiptHandle)}`)
  return (call, honest) => {
    const { QueueUrl } = call.input
    if (call.operation === 'DeleteMessage' && isGiven(QueueUrl, call.input)) return {}
    const entries = listOf(call.input, 'Entries')
    if (call.operation === 'DeleteMessageBatch' && entries.length > 0 && entries.every((entry) => isGiven(QueueUrl, entry)))
      return { Successful: entries.map(({ Id }) => ({ Id })) }
    return then(honest(), (output) => {
      for (const { ReceiptHandle } of listOf(output, 'Messages')) given.add(`${String(QueueUrl)} ${String(ReceiptHandle)}`)
      return output
    })
  }
}

/** Takes every message for a new one, though it shows the deduplication id that it was sent with. */
export const forgetsDeduplication: Liar = () => {
  let sends = 0
  const isUsual = (id: unknown): id is string => typeof id === 'string' && /^\w{1,80}$/.test(id)
  const shown = (message: Members): Members => {
    const { Attributes } = message as { readonly Attributes?: Members }
    return Attributes === undefined
      ? message
      : { ...message, Attributes: { ...Attributes, ...known(Attributes['MessageDeduplicationId']) } }
  }
  const known = (id: unknown): Members => (typeof id === 'string' ? { MessageDeduplicationId: id.replace(/~\d+$/, '') } : {})
  return (call, honest) => {
    const { MessageDeduplicationId: id } = call.input
    if (call.operation === 'SendMessage' && isUsual(id)) return honest({ ...call.input, MessageDeduplicationId: `${id}~${sends++}` })
    return then(honest(), (output) =>
      call.operation === 'ReceiveMessage' && 'Messages' in output ? { Messages: listOf(output, 'Messages').map(shown) } : output,
    )
  }
}

/** Every visibility timeout that a request asks for is so many seconds longer, or shorter. */
export const movesTimeouts =
  (seconds: number): Liar =>
  () => {
    const moved = (members: Members): Members => {
      const { VisibilityTimeout: asked } = members
      return typeof asked === 'number' && asked > 0 && asked < 43_000
        ? { ...members, VisibilityTimeout: Math.max(0, asked + seconds) }
        : members
    }
    return (call, honest) => {
      const input = moved(call.input)
      return honest('Entries' in input ? { ...input, Entries: listOf(input, 'Entries').map(moved) } : input)
    }
  }

/** Never refuses anything. */
export const saysYes: Liar = () => (_, honest) => {
  const yes = (error: unknown): Output => {
    if (error instanceof ServiceError) return {}
    throw error
  }
  try {
    const answer = honest()
    return answer instanceof Promise ? answer.catch(yes) : answer
  } catch (error) {
    return yes(error)
  }
}

/** Gives nothing of a FIFO group any more, once it gave something of it. */
export const locksGroups: Liar = () => {
  const groups = new Map<string, string>()
  const locked = new Map<string, number>()
  let receives = 0
  const gives = receiving((messages) => {
    receives++
    return messages.filter(({ MessageId }) => {
      const group = groups.get(String(MessageId))
      if (group === undefined) return true
      const since = locked.get(group) ?? receives
      locked.set(group, since)
      return since === receives
    })
  })()
  return (call, honest) =>
    sending(call, gives(call, honest), (id, { MessageGroupId }) => {
      if (isFifo(call)) groups.set(id, `${textOf(call.input, 'QueueUrl')} ${String(MessageGroupId)}`)
    })
}

/** Loses a message when it is moved to a dead-letter queue: nobody receives it there. */
export const losesDeadLetters: Liar = () => {
  const sentTo = new Map<string, string>()
  const gives = receiving((messages, { input: { QueueUrl } }) =>
    messages.filter(({ MessageId }) => (sentTo.get(String(MessageId)) ?? QueueUrl) === QueueUrl),
  )()
  return (call, honest) => sending(call, gives(call, honest), (id) => void sentTo.set(id, textOf(call.input, 'QueueUrl')))
}

/** Counts no receive but the first. */
export const countsToOne = receiving((messages) =>
  messages.map((message) => {
    const { Attributes } = message as { readonly Attributes?: Members }
    return Attributes && 'ApproximateReceiveCount' in Attributes
      ? { ...message, Attributes: { ...Attributes, ApproximateReceiveCount: '1' } }
      : message
  }),
)

/** Gives the messages of a FIFO queue the wrong way round. */
export const turnsAround = receiving((messages, call) => (isFifo(call) ? [...messages].reverse() : messages))

/** Has only sixteen message ids. */
export const repeatsIds: Liar = () => {
  const coarse = (members: Members): Members => {
    const { MessageId: id } = members
    return typeof id === 'string' ? { ...members, MessageId: `00000000-0000-4000-8000-00000000000${id.charAt(0)}` } : members
  }
  return (_, honest) =>
    then(honest(), (output) => {
      const lists = ['Messages', 'Successful']
        .filter((name) => name in output)
        .map((name) => [name, listOf(output, name).map(coarse)] as const)
      return { ...coarse(output), ...Object.fromEntries(lists) }
    })
}

/** Gives bodies in capitals, under digests that fit. */
export const raisesItsVoice = receiving((messages) =>
  messages.map((message) => {
    const Body = textOf(message, 'Body').toUpperCase()
    return { ...message, Body, MD5OfBody: createHash('md5').update(Body).digest('hex') }
  }),
)

/** Gives messages without their attributes. */
export const dropsAttributes = receiving((messages) =>
  messages.map((message) => without(message, 'MessageAttributes', 'MD5OfMessageAttributes')),
)

/** Keeps the last message when it purges a standard queue: it sends it again, and gives it under its first id. */
export const purgesAllButOne: Liar = () => {
  const last = new Map<string, { readonly id: string; readonly sent: Members }>()
  const firstIds = new Map<string, string>()
  const renamed = receiving((messages) =>
    messages.map((message) => ({ ...message, MessageId: firstIds.get(textOf(message, 'MessageId')) ?? message['MessageId'] })),
  )()
  return (call, honest) => {
    const queue = textOf(call.input, 'QueueUrl')
    const answer = sending(call, renamed(call, honest), (id, sent) => {
      if (!isFifo(call)) last.set(queue, { id, sent: without(sent, 'Id', 'QueueUrl') })
    })
    const kept = call.operation === 'PurgeQueue' ? last.get(queue) : undefined
    if (kept === undefined) return answer
    return then(honest({ QueueUrl: queue, ...kept.sent }, 'SendMessage'), (output) => {
      firstIds.set(textOf(output, 'MessageId'), kept.id)
      return {}
    })
  }
}

/** Says that it set attributes, and sets them back at once. */
export const forgetsSettings: Liar = () => (call, honest) => {
  if (call.operation !== 'SetQueueAttributes') return honest()
  const { QueueUrl } = call.input
  const before = honest({ QueueUrl, AttributeNames: ['All'] }, 'GetQueueAttributes') as Output
  const answer = honest()
  const was = before['Attributes'] as Members
  const asked = Object.keys((call.input['Attributes'] ?? {}) as Members)
  void honest({ QueueUrl, Attributes: Object.fromEntries(asked.map((name) => [name, was[name] ?? ''])) })
  return answer
}

/** Lists no queue that was made as a dead-letter queue. */
export const hidesQueues: Liar = () => (call, honest) =>
  then(honest(), (output) =>
    call.operation === 'ListQueues' && 'QueueUrls' in output
      ? { ...output, QueueUrls: (output['QueueUrls'] as readonly string[] | undefined)?.filter((url) => !/dead(\.fifo)?$/.test(url)) }
      : output,
  )

/** Refuses to change a visibility timeout under the name of another error. */
export const misnamesErrors: Liar = () => (call, honest) => {
  try {
    return honest()
  } catch (error) {
    if (call.operation !== 'ChangeMessageVisibility' || !(error instanceof ServiceError)) throw error
    throw new ServiceError('PurgeQueueInProgress', error.message)
  }
}

/** Breaks at every tenth receive. */
export const breaks: Liar = () => {
  let receives = 0
  return (call, honest) => {
    if (call.operation === 'ReceiveMessage' && ++receives % 10 === 0) throw new ServiceError('InternalFailure', 'something went wrong')
    return honest()
  }
}
