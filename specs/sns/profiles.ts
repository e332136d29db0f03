import type { ManyServersOnly } from '../../src/suite/profiles.js'

/** What SNS keeps open because many servers deliver, and tell each other of changes by and by; a single node is not granted it. */
export const manyServersOnly: ManyServersOnly = {
  'sns.errors.throttling': 'one server that nobody else uses has no reason to throttle',
  'sns.errors.internal-500': 'a server that fails on its own has a fault',
  'sns.batch.partial-failure-200': 'a server that fails on its own has a fault',
  'sns.topics.delete-removes-subscriptions': 'one server has nobody to tell that a topic is gone',
  'sns.topics.delete-subscription-attributes-linger': 'one server has nobody to tell that a topic is gone',
  'sns.topics.delete-may-drop-inflight': 'one server knows what it has accepted',
  'sns.attributes.topic-counters-eventual': 'one server can count its subscriptions',
  'sns.tags.concurrent-access': 'one server takes one request after the other',
  'sns.tags.stale-tag': 'one server has nobody to tell that a topic is gone',
  'sns.topics.recreate-after-delete-new-tags': 'one server has nobody to tell that a topic is gone',
  'sns.subattrs.set-after-unsubscribe': 'one server has nobody to tell that a subscription is gone',
  'sns.subattrs.get-lingers-after-unsubscribe': 'one server has nobody to tell that a subscription is gone',
  'sns.unsubscribe.deletes': 'one server has nobody to tell that a subscription is gone',
  'sns.unsubscribe.stops-delivery': 'one server has nobody to tell that a subscription is gone',
  'sns.list.token-with-fewer-than-100': 'one server has the whole list',
  'sns.list.by-topic-unknown': 'one server knows a topic as soon as it has made it',
  'sns.raw.toggle-takes-effect': 'one server has nobody to tell of a changed attribute',
  'sns.filter.change-eventual-15min': 'one server has nobody to tell of a changed attribute',
  'sns.fanout.at-least-once-standard': 'a second copy comes from a second server',
  'sns.fifo.standard-queue-best-effort': 'a second copy comes from a second server',
}
