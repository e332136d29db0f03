import {
  attributeProperties,
  bodyProperties,
  compileFilter,
  type Filter,
  filterAccepts,
  FilterIndex,
  type Properties,
} from '../aws/filter/index.js'
import type { Notification, Subscription } from './state.js'

/**
 * The subscriptions of a topic as a message looks for them: those without a filter policy, and two indexes of the others, so that a publish costs
 * nothing for subscriptions whose filters have no value in common with it.
 *
 * @clause sns.filter.no-policy-all
 * @clause sns.filter.scope-default-attributes
 * @clause sns.filter.unlisted-properties-ignored
 * @clause sns.confirm.no-delivery-before
 */
export class Matching {
  readonly #open = new Set<Subscription>()
  readonly #byAttributes = new FilterIndex<Subscription>()
  readonly #byBody = new FilterIndex<Subscription>()
  readonly #filters = new WeakMap<Subscription, Filter>()

  /** Takes in what a subscription has become. */
  update(subscription: Subscription): void {
    this.#open.delete(subscription)
    this.#byAttributes.delete(subscription)
    this.#byBody.delete(subscription)
    this.#filters.delete(subscription)
    if (subscription.status !== 'confirmed') return
    const { filterPolicy, filterPolicyScope: scope = 'MessageAttributes' } = subscription
    if (filterPolicy === undefined) return void this.#open.add(subscription)
    const filter = compileFilter(filterPolicy, scope)
    this.#filters.set(subscription, filter)
    const index = scope === 'MessageBody' ? this.#byBody : this.#byAttributes
    index.set(subscription, filter)
  }

  /** Those that get the message. */
  of(notification: Notification): Subscription[] {
    const found = [...this.#open]
    const add = (index: FilterIndex<Subscription>, properties: () => Properties | undefined) => {
      const seen = index.size === 0 ? undefined : properties()
      if (seen !== undefined) for (const subscription of index.matching(seen)) found.push(subscription)
    }
    add(this.#byAttributes, () => attributeProperties(notification.attributes))
    add(this.#byBody, () => bodyProperties(notification.message))
    return found
  }

  /** Whether one of them gets the message. @clause sns.replay.filter-applies */
  accepts(subscription: Subscription, notification: Notification): boolean {
    const filter = this.#filters.get(subscription)
    if (filter === undefined) return true
    return filterAccepts(
      filter,
      filter.scope === 'MessageBody' ? bodyProperties(notification.message) : attributeProperties(notification.attributes),
    )
  }
}
