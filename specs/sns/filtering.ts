import type { Inbox, PublishInput, SnsCase, Topic } from './bench.js'

/** A number by its text, so that `3.015e2` is sent as it is written. */
export class Digits {
  constructor(readonly text: string) {}

  toJSON(): string {
    return `digits:${this.text}`
  }
}

/** What a filter looks at. As attributes, only what an attribute can say: a list is a String.Array, a number a Number. */
export type Properties = Readonly<Record<string, unknown>>
export const scopes = ['MessageAttributes', 'MessageBody'] as const
export type Scope = (typeof scopes)[number]

/** JSON, with the numbers as they are written. */
export const jsonOf = (value: unknown): string => JSON.stringify(value).replace(/"digits:([^"]*)"/g, '$1')

const attributeOf = (value: unknown): { readonly DataType: string; readonly StringValue: string } => {
  if (Array.isArray(value)) return { DataType: 'String.Array', StringValue: jsonOf(value) }
  if (value instanceof Digits || typeof value === 'number') return { DataType: 'Number', StringValue: jsonOf(value) }
  return { DataType: 'String', StringValue: String(value) }
}

/** A message with these properties. `nth` tells it from others. */
export const messageOf = (scope: Scope, properties: Properties, nth: number): PublishInput & { readonly Message: string } =>
  scope === 'MessageBody'
    ? { Message: jsonOf({ nth, ...properties }) }
    : {
        Message: `message ${nth}`,
        MessageAttributes: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, attributeOf(value)])),
      }

/** The attributes of a subscription that filters so. The scope is left out where it is the default. */
export const filterOf = (scope: Scope, policy: object): Readonly<Record<string, string>> => ({
  FilterPolicy: jsonOf(policy),
  ...(scope === 'MessageBody' ? { FilterPolicyScope: scope } : {}),
})

/** A filter policy, messages that it lets through, of which there must be one, and others. */
export interface Filtered {
  readonly policy: object
  readonly accepted: readonly Properties[]
  readonly refused: readonly Properties[]
}

/**
 * Publishes the messages, those that are kept out before the others, and sees what a subscription with that policy gets: all that are accepted and nothing else.
 */
export const filters = async (
  t: SnsCase,
  scope: Scope,
  { policy, accepted, refused }: Filtered,
  more: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const topic = await t.topic()
  const all = [...refused, ...accepted].map((properties, nth) => messageOf(scope, properties, nth))
  await delivers(t, topic, { ...filterOf(scope, policy), ...more }, all.slice(refused.length), all.slice(0, refused.length))
}

type Message = PublishInput & { readonly Message: string }

/** Of the messages published in this order, a subscription with these attributes gets the accepted ones alone. */
export const delivers = async (
  t: SnsCase,
  topic: Topic,
  attributes: Readonly<Record<string, string>>,
  accepted: readonly Message[],
  refused: readonly Message[],
): Promise<void> => {
  const inbox = await t.inbox(topic, { attributes })
  for (const message of [...refused, ...accepted]) await topic.publish(message)
  await gets(t, inbox, accepted, refused)
}

/** A policy that is given as one subscribes may take as long as a changed one until it is in use. */
const EXCUSE = 'sns.filter.change-eventual-15min'

/** The accepted messages come, and when they have come the refused ones have not. */
export const gets = async (t: SnsCase, inbox: Inbox, accepted: readonly Message[], refused: readonly Message[]): Promise<void> => {
  const [due, kept] = [accepted, refused].map((messages) => messages.map(({ Message }) => Message))
  const texts = await inbox.texts(due!.length)
  if (texts.some((text) => kept!.includes(text)) && t.profile.tolerates(EXCUSE)) t.undecided('the filter policy may not be in use yet')
  t.expect([...texts].sort(), 'the messages that came through the filter').toEqual([...due!].sort())
  if (kept!.length > 0) await inbox.never('a message came that the filter policy does not accept', kept, EXCUSE)
}

/** A queue that need not exist: Subscribe does not look. */
export const nowhere = (t: SnsCase, arn: string): string =>
  arn.replace(':sns:', ':sqs:').replace(/[^:]*$/, t.name(arn.endsWith('.fifo') ? '.fifo' : ''))

/** Gives policies by Subscribe or by SetSubscriptionAttributes. */
export const giver = async (t: SnsCase, scope: Scope, isNew: boolean): Promise<(policy: object) => Promise<object>> => {
  const topic = await t.topic()
  if (isNew) return (policy) => topic.subscribe('sqs', nowhere(t, topic.arn), filterOf(scope, policy))
  const { SubscriptionArn } = await topic.subscribe(
    'sqs',
    nowhere(t, topic.arn),
    scope === 'MessageBody' ? { FilterPolicyScope: scope } : undefined,
  )
  return (policy) => t.sns.setSubscriptionAttributes({ SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue: jsonOf(policy) })
}
