import { embeddedTarget } from '../targets/embedded.js'
import { NoAnswer } from '../targets/target.js'
import type { HttpAnswer, HttpRequest, Scope, Target } from '../targets/target.js'

/** A request of the AWS JSON protocol, opened. */
export interface OpenRequest {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

/** How a target lies: it has the request, and whoever would answer it honestly. */
export type Lie = (request: OpenRequest, honest: (changed?: Readonly<Record<string, unknown>>) => Promise<HttpAnswer>) => Promise<Telling>

/** An answer, or only what it says: it is given at once then. */
type Telling = HttpAnswer | { readonly status: number; readonly says: unknown }

/** The embedded reference behind something that lies about it. */
export const liar = (lie: Lie): Target => {
  const reference = embeddedTarget(1)
  return {
    ...reference,
    async open(): Promise<Scope> {
      const scope = await reference.open()
      return {
        ...scope,
        async send(request, wait) {
          const open = opened(request)
          if (!open) return scope.send(request, wait)
          const sent = scope.clock.now()
          const told = await lie(open, (changed) => scope.send(changed ? { ...request, body: JSON.stringify(changed) } : request, wait))
          if (!('says' in told)) return told
          const body = new TextEncoder().encode(JSON.stringify(told.says))
          return { status: told.status, headers: {}, body, sent, received: scope.clock.now() }
        },
      }
    },
  }
}

const opened = ({ headers, body }: HttpRequest): OpenRequest | undefined => {
  const target = headers['x-amz-target']
  if (target === undefined) return undefined
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  return { operation: target.slice(target.indexOf('.') + 1), input: JSON.parse(text) as Record<string, unknown> }
}

/** Says that it deleted, and does not. */
export const swallowsDeletes: Lie = async ({ operation, input }, honest) => {
  if (operation === 'DeleteMessage') return { status: 200, says: {} }
  if (operation !== 'DeleteMessageBatch') return honest()
  const entries = (input['Entries'] ?? []) as readonly { readonly Id: string }[]
  return { status: 200, says: { Successful: entries.map(({ Id }) => ({ Id })) } }
}

/** Takes every message for a new one. */
export const forgetsDeduplication = (): Lie => {
  let sends = 0
  return ({ operation, input }, honest) => {
    if (operation !== 'SendMessage' || input['MessageGroupId'] === undefined) return honest()
    return honest({ ...input, MessageDeduplicationId: `forgotten-${sends++}` })
  }
}

/** Every timer that a caller sets in a request runs so many seconds longer, or shorter. */
export const movesTimers =
  (seconds: number): Lie =>
  ({ input }, honest) => {
    const moved = (value: unknown): unknown => (typeof value === 'number' && value > 0 ? Math.max(0, value + seconds) : value)
    const changed = Object.entries(input).map(([name, value]) => [
      name,
      /^(VisibilityTimeout|DelaySeconds)$/.test(name) ? moved(value) : value,
    ])
    return honest(Object.fromEntries(changed) as Record<string, unknown>)
  }

/**
 * Works once a second: a message whose timeout ended is shown a second late. What is changed or deleted it says to have changed and deleted, and has not: that
 * shows only to who looks on.
 */
export const forgetsChangesLate: Lie = async (request, honest) => {
  const { operation, input } = request
  if (operation === 'DeleteMessage') return { status: 200, says: {} }
  if (operation === 'ChangeMessageVisibility' && input['VisibilityTimeout'] !== 0) return { status: 200, says: {} }
  return movesTimers(1)(request, honest)
}

/** Answers a refusal as it should, and does what was asked for all the same: of a batch that is too long it sends what it can. */
export const refusesAndDoes: Lie = async ({ operation, input }, honest) => {
  const truth = await honest()
  if (truth.status < 400) return truth
  const entries = (input['Entries'] ?? []) as readonly Readonly<Record<string, unknown>>[]
  if (operation === 'SendMessageBatch')
    await honest({ ...input, Entries: entries.slice(0, 10).map((entry, nth) => ({ ...entry, Id: `e${nth}` })) })
  if (operation === 'SendMessage') await honest({ ...input, MessageBody: 'sent all the same' })
  return truth
}

/** The same, and the refusal has another name than it should. */
export const misnamesAndDoes: Lie = async (request, honest) => {
  const told = await refusesAndDoes(request, honest)
  if ('says' in told || told.status < 400) return told
  return { status: 400, says: { __type: 'com.amazonaws.sqs#SomethingElse', message: 'no' } }
}

/** Gives each message the attributes that were asked for when it was first received, and never others. */
export const forgetsAttributes = (): Lie => {
  const first = new Map<unknown, Readonly<Record<string, unknown>>>()
  return async ({ operation }, honest) => {
    const truth = await honest()
    if (operation !== 'ReceiveMessage' || truth.status !== 200) return truth
    const { Messages = [] } = JSON.parse(new TextDecoder().decode(truth.body)) as {
      readonly Messages?: readonly Readonly<Record<string, unknown>>[]
    }
    if (Messages.length === 0) return truth
    const says = Messages.map((message) => {
      const { MessageId, Attributes, MessageAttributes, MD5OfMessageAttributes } = message
      if (!first.has(MessageId)) first.set(MessageId, { Attributes, MessageAttributes, MD5OfMessageAttributes })
      return { ...message, ...first.get(MessageId) }
    })
    return { status: 200, says: { Messages: says } }
  }
}

/** Takes a count in a redrive policy as a number only. */
export const wantsNumbers: Lie = ({ operation, input }, honest) => {
  const { RedrivePolicy = '{}' } = (input['Attributes'] ?? {}) as { readonly RedrivePolicy?: string }
  const isText = (operation === 'CreateQueue' || operation === 'SetQueueAttributes') && /"maxReceiveCount":"/.test(RedrivePolicy)
  return isText
    ? Promise.resolve({ status: 400, says: { __type: 'com.amazonaws.sqs#InvalidAttributeValue', message: 'a number is wanted' } })
    : honest()
}

/** Shows what has no value as a text. */
export const showsNone: Lie = async ({ operation, input }, honest) => {
  const truth = await honest()
  if (operation !== 'GetQueueAttributes' || truth.status !== 200 || !((input['AttributeNames'] ?? []) as readonly string[]).includes('All'))
    return truth
  const { Attributes } = JSON.parse(new TextDecoder().decode(truth.body)) as { readonly Attributes: object }
  return { status: 200, says: { Attributes: { Policy: 'None', ...Attributes } } }
}

/** Makes a queue for everybody who asks at the same time, with a URL of its own. */
export const makesOneEach = (): Lie => {
  let underWay = 0
  return async ({ operation }, honest) => {
    if (operation !== 'CreateQueue') return honest()
    underWay++
    const truth = await honest()
    const { QueueUrl } = JSON.parse(new TextDecoder().decode(truth.body)) as { readonly QueueUrl?: string }
    await Promise.resolve()
    return --underWay > 0 && QueueUrl !== undefined ? { status: 200, says: { QueueUrl: `${QueueUrl}-${underWay}` } } : truth
  }
}

/** Never refuses anything. */
export const saysYes: Lie = async (_request, honest) => {
  const truth = await honest()
  return truth.status < 400 ? truth : { status: 200, says: {} }
}

/** Crashes at every receive. */
export const crashes: Lie = async ({ operation }, honest) =>
  operation === 'ReceiveMessage' ? { status: 500, says: { __type: 'InternalFailure', message: 'something went wrong' } } : honest()

/** Says nothing. */
export const mute: Lie = () => Promise.reject(new NoAnswer('nothing came', 0, 0))

/** The truth, by the same way: what the liars are measured against. */
export const honest: Lie = (_request, truth) => truth()

/** A target that speaks Query alone, and answers everything else as a server does that looks for an `Action`. */
export const speaksQueryAlone = (target: Target): Target => ({
  ...target,
  async open(isUrgent, accounts) {
    const scope = await target.open(isUrgent, accounts)
    return {
      ...scope,
      async send(request, wait) {
        if (opened(request) === undefined) return scope.send(request, wait)
        const at = scope.clock.now()
        const text =
          '<ErrorResponse><Error><Type>Sender</Type><Code>MissingAction</Code><Message>There is no Action</Message></Error></ErrorResponse>'
        return { status: 400, headers: { 'content-type': 'text/xml' }, body: new TextEncoder().encode(text), sent: at, received: at }
      },
    }
  },
})
