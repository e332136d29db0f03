import type { Site } from '../core/world.js'
import { deliver } from './delivery/deliver.js'
import type { Notification, Topic } from './state.js'

/**
 * Takes a notification to each confirmed subscription of its topic whose filter policy accepts it.
 *
 * @clause sns.fanout.all-confirmed-subscriptions
 * @clause sns.fanout.same-message-id-all
 * @clause sns.confirm.no-delivery-before
 */
export function fanOut(site: Site, topic: Topic, notification: Notification): void {
  for (const subscription of topic.subscriptions.values()) {
    if (subscription.status === 'confirmed') deliver(site, topic, subscription, notification)
  }
}
