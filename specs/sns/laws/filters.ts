import {
  attributeProperties,
  bodyProperties,
  compileFilter,
  type Filter,
  filterAccepts,
  FilterError,
  type Properties,
  type Scope,
} from '../../../reference/aws/filter/index.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { type Members, members, text } from '../../../src/oracle/linear/members.js'
import { keyOfArn } from './queues.js'

/** Whether a subscription is to be given a message, as far as that is sure. */
export type Wanted = 'yes' | 'no' | 'maybe'

/** When a request was sent, until when it may take effect, and whether it was answered. */
interface Request {
  readonly sent: number
  readonly until: number
  readonly isAnswered: boolean
}

const EMPTY = /^\s*(?:\{\s*\}\s*)?$/
/** What more attributes come with cannot be delivered raw. */
const RAW_ATTRIBUTES = 10

/** The filter policy of the subscription of one queue to one topic, as far as requests tell it. */
class KnownFilter {
  #isKnown = false
  #isOver = true
  /** No policy accepts all. */
  #policy: string | undefined
  #scope: Scope | undefined
  /** The policy compiled; nothing where it cannot be. */
  #filter: Filter | undefined
  /** Until when what was asked may take effect: what is asked before that may be overridden. */
  #settled = -Infinity

  /** The queue was subscribed: where it is already, that changes nothing. */
  begin(attributes: Members | undefined, request: Request): void {
    const policy = text(attributes?.['FilterPolicy'])
    const scope = text(attributes?.['FilterPolicyScope']) ?? 'MessageAttributes'
    const isFirst = this.#isOver && this.#settles(request)
    if (isFirst) this.#become(policy, isScope(scope) ? scope : undefined)
    else if (this.#policy !== policy || !request.isAnswered) this.#isKnown = false
    this.#isOver = false
  }

  /** An attribute of the subscription was set. */
  set(name: string, value: string, request: Request): void {
    if (!this.#settles(request)) this.#isKnown = false
    else if (!this.#isKnown) return
    else if (name === 'FilterPolicyScope') this.#become(this.#policy, isScope(value) ? value : undefined)
    // What the scope is once there is no policy nobody tells.
    else if (EMPTY.test(value)) this.#become(undefined, undefined)
    else this.#become(value, this.#scope)
  }

  /** The subscription is gone. */
  end(request: Request): void {
    this.#isOver = this.#settles(request)
    this.#isKnown = false
  }

  /** It may have become anything. */
  forget(): void {
    this.#isKnown = this.#isOver = false
  }

  /** @returns whether it is known what the filter is once the request was answered */
  #settles({ sent, until, isAnswered }: Request): boolean {
    const isAlone = sent > this.#settled
    this.#settled = Math.max(this.#settled, until)
    return isAnswered && isAlone
  }

  #become(policy: string | undefined, scope: Scope | undefined): void {
    const isAll = policy === undefined || EMPTY.test(policy)
    this.#policy = isAll ? undefined : policy
    this.#scope = scope
    this.#filter = isAll || scope === undefined ? undefined : compiled(policy, scope)
    this.#isKnown = isAll || this.#filter !== undefined
  }

  /** @param entry what Publish, or an entry of PublishBatch, was given */
  wants(entry: Members): Wanted {
    const attributes = members(entry['MessageAttributes']) ?? {}
    if (!this.#isKnown || Object.keys(attributes).length > RAW_ATTRIBUTES) return 'maybe'
    if (this.#policy === undefined) return 'yes'
    const seen = this.#scope === 'MessageBody' ? bodyOf(entry) : propertiesOf(attributes)
    if (seen === 'unsure') return 'maybe'
    return filterAccepts(this.#filter!, seen) ? 'yes' : 'no'
  }
}

/** The filters of the queues that are subscribed to one topic. */
export class Filters {
  /** By the account, region and name of the queue. */
  readonly #byQueue = new Map<string, KnownFilter>()
  readonly #bySubscription = new Map<string, KnownFilter>()

  see({ operation, input, outcome }: Exchange, request: Request): void {
    const attributes = members(input['Attributes'])
    const name = text(input['AttributeName']) ?? ''
    if (operation === 'DeleteTopic') for (const filter of this.#byQueue.values()) filter.end(request)
    if (operation === 'Subscribe' && input['Protocol'] === 'sqs') {
      const key = keyOfArn(input['Endpoint'])
      const filter = this.#byQueue.get(key) ?? new KnownFilter()
      this.#byQueue.set(key, filter)
      const arn = outcome.kind === 'answered' ? text(outcome.output['SubscriptionArn']) : undefined
      if (arn !== undefined) this.#bySubscription.set(arn, filter)
      filter.begin(attributes, request)
    }
    const isSet = operation === 'SetSubscriptionAttributes' && /^FilterPolicy/.test(name)
    if (operation !== 'Unsubscribe' && !isSet) return
    const filter = this.#bySubscription.get(text(input['SubscriptionArn']) ?? '')
    if (filter === undefined) for (const other of this.#byQueue.values()) other.forget()
    else if (isSet) filter.set(name, text(input['AttributeValue']) ?? '', request)
    else filter.end(request)
  }

  wants(key: string, entry: Members): Wanted {
    return this.#byQueue.get(key)?.wants(entry) ?? 'maybe'
  }
}

const isScope = (value: string): value is Scope => value === 'MessageAttributes' || value === 'MessageBody'

const compiled = (policy: string, scope: Scope): Filter | undefined => {
  try {
    return compileFilter(policy, scope)
  } catch (error) {
    if (error instanceof FilterError) return undefined
    throw error
  }
}

/** Numbers that are compared alike whatever precision they are compared with. */
const isPlain = (number: number): boolean => Math.abs(number) < 1e9 && Number.isInteger(Math.round(number * 1e5 * 1e3) / 1e3)
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d{0,8})(?:\.\d{1,5})?$/

/** Nothing where it is surely no JSON object, which no filter accepts. */
const bodyOf = (entry: Members): Properties | undefined | 'unsure' => {
  const body = text(entry['Message']) ?? ''
  if (entry['MessageStructure'] !== undefined) return 'unsure'
  const properties = bodyProperties(body)
  if (properties === undefined) return /^\s*[[{]/.test(body) ? 'unsure' : undefined
  return arePlain(properties) ? properties : 'unsure'
}

const arePlain = (value: unknown): boolean => {
  let isSure = true
  JSON.stringify(value, (_name, one: unknown) => {
    if (typeof one === 'number') isSure &&= isPlain(one)
    return one
  })
  return isSure
}

const propertiesOf = (attributes: Members): Properties | 'unsure' => {
  const given = Object.entries(attributes).map(([name, value]) => [name, members(value) ?? {}] as const)
  if (!given.every(([, value]) => isSimple(value))) return 'unsure'
  return attributeProperties(Object.fromEntries(given)) ?? 'unsure'
}

/** Of what SNS says how it is compared. */
const isSimple = ({ DataType, StringValue = '' }: Members): boolean => {
  const value = String(StringValue)
  if (DataType === 'Binary') return true
  if (DataType === 'String') return !/["\\]/.test(value)
  if (DataType === 'Number') return PLAIN_NUMBER.test(value)
  return DataType === 'String.Array' && /^\s*\[/.test(value) && arePlain(parsedArray(value))
}

/** An endless number stands for what is no JSON. */
const parsedArray = (value: string): unknown => {
  try {
    return JSON.parse(value) as unknown
  } catch {
    return Infinity
  }
}
