import type { Site } from '../../core/world.js'
import type { Notification, PlatformEndpoint, Subscription, Topic } from '../state.js'

/** What is sent to an endpoint that may become, or was, a subscriber. */
export type ConfirmationType = 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'

/** Takes a notification to a confirmed subscription whose filter accepts it. Returns at once and never throws: what fails is retried on the world's clock. */
export function deliver(_site: Site, _topic: Topic, _subscription: Subscription, _notification: Notification): void {}

/** Takes the message with the subscription's token to its endpoint. Returns at once and never throws. */
export function deliverConfirmation(_site: Site, _topic: Topic, _subscription: Subscription, _type: ConfirmationType): void {}

/** Sends an SMS to a phone number, or a message to a device, that a Publish names itself. Returns at once and never throws. */
export function deliverDirectly(_site: Site, _to: string | PlatformEndpoint, _notification: Notification): void {}
