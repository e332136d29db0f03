import type { Ports, ServiceCall } from '../../reference/core/ports.js'
import type { Call, Service } from '../../reference/core/service.js'
import type { Site } from '../../reference/core/world.js'
import { sns } from '../../reference/sns/index.js'

/** How the reference is opened by somebody who lies about it. */
export type Open = Service['open']

/** A service that lies, and clauses that are meant for it. */
export interface Liar {
  readonly that: string
  readonly open: Open
  readonly clauses: readonly string[]
}

type Input = Readonly<Record<string, unknown>>
type Answering = (operation: string, answer: (input?: Input) => object, input: Input) => object
/** The reference, except for what `lie` makes of an answer. */
const lying =
  (lie: Answering): Open =>
  (site) => {
    const honest = sns.open(site)
    return {
      call: (call) =>
        lie(
          call.operation,
          (input = call.input) => honest.call(Object.create(call, { input: { value: input } }) as Call) as object,
          call.input,
        ) as never,
    }
  }

/** The reference, except for what `lie` makes of the attributes that a subscription is given. */
const mislaying = (lie: (attributes: Readonly<Record<string, string>>) => Readonly<Record<string, string>>): Open =>
  lying((operation, answer, input) => {
    const { AttributeName: name, AttributeValue: value } = input as Readonly<Record<string, string | undefined>>
    if (operation === 'SetSubscriptionAttributes' && name !== undefined && value !== undefined) {
      const kept = lie({ [name]: value })[name]
      return kept === undefined ? {} : answer({ ...input, AttributeValue: kept })
    }
    if (operation !== 'Subscribe' || input['Attributes'] === undefined) return answer()
    return answer({ ...input, Attributes: lie(input['Attributes'] as Readonly<Record<string, string>>) })
  })

type Carrying = (call: ServiceCall, carry: (call: ServiceCall) => void) => void
/** The reference, except for what `lie` makes of what it delivers to queues. A lie is made for each world. */
const misdelivering =
  (begin: () => Carrying): Open =>
  (site) => {
    const lie = begin()
    const call: Ports['call'] = (made) => {
      if (made.operation !== 'SendMessage') return site.ports.call(made)
      let answer: ReturnType<Ports['call']> = {}
      lie(made, (one) => void (answer = site.ports.call(one)))
      return answer
    }
    const ports = {
      has: (id: string) => site.ports.has(id),
      call,
      http: site.ports.http.bind(site.ports),
      mail: site.ports.mail.bind(site.ports),
    }
    return sns.open(Object.create(site, { ports: { value: ports } }) as Site)
  }

const everyThird = (lie: Carrying): (() => Carrying) => {
  return () => {
    let nth = 0
    return (call, carry) => (nth++ % 3 === 2 ? lie(call, carry) : carry(call))
  }
}

const bodyOf = ({ input }: ServiceCall): string => String(input['MessageBody'])
const changed = (call: ServiceCall, input: Input): ServiceCall => ({ ...call, input: { ...call.input, ...input } })
const isGrouped = ({ input }: ServiceCall): boolean =>
  input['MessageGroupId'] !== undefined && input['MessageDeduplicationId'] !== undefined

/** A filter policy in which any key is enough. */
const anyKey = (policy: string): string => {
  if (!/^\{.*\}$/s.test(policy)) return policy
  const { $or: _any, ...keys } = JSON.parse(policy) as Readonly<Record<string, unknown>>
  const names = Object.keys(keys)
  return _any !== undefined || names.length < 2 ? policy : JSON.stringify({ $or: names.map((name) => ({ [name]: keys[name] })) })
}

export const liars: readonly Liar[] = [
  {
    that: 'forgets to unsubscribe',
    open: lying((operation, answer) => (operation === 'Unsubscribe' ? {} : answer())),
    clauses: ['sns.unsubscribe.deletes', 'sns.unsubscribe.stops-delivery'],
  },
  {
    that: 'takes attributes that there are not',
    open: lying((operation, answer) => {
      try {
        return answer()
      } catch (error) {
        if (operation === 'SetTopicAttributes' || operation === 'SetSubscriptionAttributes') return {}
        throw error
      }
    }),
    clauses: ['sns.attributes.set-unknown-topic-attribute', 'sns.subattrs.unknown-name', 'sns.subattrs.raw-invalid-value'],
  },
  {
    that: 'forgets tags',
    open: lying((operation, answer) => (operation === 'TagResource' ? {} : answer())),
    clauses: ['sns.tags.overwrite-same-key', 'sns.tags.case-sensitive'],
  },
  {
    that: 'ignores filters',
    open: mislaying(({ FilterPolicy: _none, ...others }) => others),
    clauses: [
      'sns.fanout.all-confirmed-subscriptions',
      'sns.filter.missing-key-rejects',
      'sns.filter.case-sensitive',
      'sns.filter.op.prefix',
    ],
  },
  {
    that: 'filters with OR for AND',
    open: mislaying(({ FilterPolicy: policy, ...others }) => (policy ? { ...others, FilterPolicy: anyKey(policy) } : others)),
    clauses: ['sns.fanout.all-confirmed-subscriptions', 'sns.filter.and-across-keys'],
  },
  {
    that: 'drops one subscriber',
    open: misdelivering(() => {
      let dropped: unknown
      return (call, carry) => {
        dropped ??= call.input['QueueUrl']
        if (call.input['QueueUrl'] !== dropped) carry(call)
      }
    }),
    clauses: ['sns.fanout.all-confirmed-subscriptions', 'sns.fanout.same-message-id-all', 'sns.fifo.order-same-on-all-queues'],
  },
  {
    that: 'drops one message of three',
    open: misdelivering(everyThird(() => {})),
    clauses: ['sns.fanout.order-best-effort-standard', 'sns.fifo.order-within-group'],
  },
  {
    that: 'delivers what nobody published',
    open: misdelivering(everyThird((call, carry) => carry(changed(call, { MessageBody: 'from nobody' })))),
    clauses: ['sns.fanout.at-least-once-standard', 'sns.fifo.order-within-group'],
  },
  {
    that: 'delivers raw where it should wrap',
    open: misdelivering(() => (call, carry) => {
      const [, message] = /"Message" : "([^"]*)"/.exec(bodyOf(call)) ?? []
      carry(message === undefined ? call : changed(call, { MessageBody: message }))
    }),
    clauses: ['sns.raw.per-subscription', 'sns.fanout.same-message-id-all', 'sns.fifo.sequence-number-in-body'],
  },
  {
    that: 'wraps where it should deliver raw',
    open: mislaying(({ RawMessageDelivery: _none, ...others }) => others),
    clauses: ['sns.raw.sqs-body-only', 'sns.raw.sqs-attributes-mapped', 'sns.dlq.raw-body'],
  },
  {
    that: 'turns the messages of a group about',
    open: misdelivering(() => {
      const waiting: ServiceCall[] = []
      return (call, carry) => {
        if (!isGrouped(call)) return carry(call)
        if (waiting.push(call) === 4) for (const one of waiting.splice(0).reverse()) carry(one)
      }
    }),
    clauses: ['sns.fifo.order-within-group', 'sns.fifo.order-same-on-all-queues'],
  },
  {
    that: 'delivers twice on FIFO',
    open: misdelivering(() => (call, carry) => {
      carry(call)
      const id = String(call.input['MessageDeduplicationId'])
      if (isGrouped(call)) carry(changed(call, { MessageDeduplicationId: `again-${id}` }))
    }),
    clauses: ['sns.fifo.dedup-5min-accepted-not-delivered', 'sns.fifo.order-within-group'],
  },
  {
    that: 'forgets the dead-letter queue',
    open: mislaying(({ RedrivePolicy: _none, ...others }) => others),
    clauses: [
      'sns.dlq.per-subscription',
      'sns.dlq.client-error-immediately',
      'sns.dlq.after-retries-exhausted',
      'sns.subattrs.redrive-policy-returned',
    ],
  },
]
