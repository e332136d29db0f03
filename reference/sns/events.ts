import type { Context, Rules } from './choices.js'
import type { PlatformEndpoint } from './state.js'

/**
 * Tells the topic that an application names for it of what happened to one of its endpoints.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/application-event-notifications.html
 * @clause sns.app.events
 */
export function announce(
  event: 'EndpointCreated' | 'EndpointDeleted' | 'EndpointUpdated',
  endpoint: PlatformEndpoint,
  c: Context,
  x: Rules,
): void {
  const topic = c.region.topics.get(endpoint.application.attributes.get(`Event${event}`) ?? '')
  if (topic === undefined) return
  const at = x.now.at.lo
  const told = {
    Resource: endpoint.application.arn,
    EndpointArn: endpoint.arn,
    EventType: event,
    Service: 'SNS',
    Time: new Date(at).toISOString(),
  }
  c.out.notify(topic, {
    messageId: x.choices.newId(),
    timestamp: at,
    message: JSON.stringify(told),
    texts: undefined,
    subject: undefined,
    attributes: {},
    groupId: undefined,
    deduplicationId: undefined,
    sequenceNumber: undefined,
    traceHeader: undefined,
    origin: c.origin,
  })
}
