import type { Context, Rules } from './choices.js'
import type { Notification, PlatformEndpoint, Region, Topic } from './state.js'

type AppEvent = 'EndpointCreated' | 'EndpointDeleted' | 'EndpointUpdated' | 'DeliveryFailure'

/** When and for whom a notification of an event is made. */
interface Occasion {
  readonly region: Region
  readonly at: number
  readonly origin: string
  /** Asked only where somebody is told. */
  newId(): string
}

/**
 * What the topic is told that an application names for the event; nothing where it names none.
 *
 * @param more what the event tells besides
 * @see https://docs.aws.amazon.com/sns/latest/dg/application-event-notifications.html
 * @clause sns.app.events
 */
function eventOf(
  event: AppEvent,
  { arn, application }: PlatformEndpoint,
  { region, at, origin, newId }: Occasion,
  more: object = {},
): { readonly topic: Topic; readonly notification: Notification } | undefined {
  const topic = region.topics.get(application.attributes.get(`Event${event}`) ?? '')
  if (topic === undefined) return undefined
  const told = { ...more, EndpointArn: arn, EventType: event, Resource: application.arn, Service: 'SNS', Time: new Date(at).toISOString() }
  const notification = {
    messageId: newId(),
    timestamp: at,
    message: JSON.stringify(told),
    texts: undefined,
    subject: `${event} event for app ${application.name} (${application.platform})`.slice(0, 100),
    attributes: {},
    groupId: undefined,
    deduplicationId: undefined,
    sequenceNumber: undefined,
    traceHeader: undefined,
    origin,
  }
  return { topic, notification }
}

/** Tells of what happened to an endpoint. */
export function announce(event: Exclude<AppEvent, 'DeliveryFailure'>, endpoint: PlatformEndpoint, c: Context, x: Rules): void {
  const told = eventOf(event, endpoint, { region: c.region, at: x.now.at.lo, origin: c.origin, newId: () => x.choices.newId() })
  if (told !== undefined) c.out.notify(told.topic, told.notification)
}

/** What is told of a message that an endpoint will never get. */
export const failureOf = (endpoint: PlatformEndpoint, failed: Notification, reason: string, occasion: Omit<Occasion, 'origin'>) =>
  eventOf(
    'DeliveryFailure',
    endpoint,
    { ...occasion, origin: failed.origin },
    { DeliveryAttempts: 1, FailureMessage: reason, FailureType: 'EndpointDisabled', MessageId: failed.messageId },
  )
