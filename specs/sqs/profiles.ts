import type { ManyServersOnly } from '../../src/suite/profiles.js'

/**
 * What SQS keeps open because it stores every message on several servers and tells them of changes by and by.
 * The profile `single-node` withholds these freedoms; every other one (what the documentation leaves undecided, orders that
 * are only tried for) is granted under each profile.
 */
export const manyServersOnly: ManyServersOnly = {
  'sqs.error.request-throttled': 'one server that nobody else uses has no reason to throttle',
  'sqs.error.internal-failure': 'a server that fails on its own has a fault',
  'sqs.batch.partial-failure-200': 'a server that fails on its own has a fault',
  'sqs.queue.create.usable-after-1s': 'one server knows its queues as soon as it has made them',
  'sqs.queue.delete.takes-up-to-60s': 'one server has nobody to tell that a queue is gone',
  'sqs.queue.list.new-queue-eventual': 'one server lists what it has',
  'sqs.receive.may-return-fewer': 'one server sees all messages that are available',
  'sqs.receive.short-poll-samples-servers': 'there is only one server to ask',
  'sqs.receive.short-poll-eventually-all': 'there is only one server to ask',
  'sqs.receive.at-least-once-standard': 'a second copy comes from a second server',
  'sqs.receive.duplicate-after-delete-standard': 'a second copy comes from a second server',
  'sqs.receive.same-message-once-per-response-standard': 'a second copy comes from a second server',
  'sqs.receive.approx-receive-count': 'one server can count the receives of a message',
  'sqs.longpoll.empty-only-at-expiry': 'one server knows when a wait is over',
  'sqs.longpoll.rare-false-empty': 'there is only one server to ask',
  'sqs.retention.expiry-deletes': 'one server sees how old a message is when it is asked for it',
  'sqs.ec.send-then-receive': 'one server has a message as soon as it has accepted it',
  'sqs.ec.attributes-60s': 'one server has nobody to tell of a changed attribute',
  'sqs.ec.counts-1min': 'one server can count what it has',
  'sqs.purge.takes-60s': 'one server has nobody to tell of a purge',
  'sqs.purge.earlier-messages-may-arrive': 'one server has nobody to tell of a purge',
  'sqs.purge.later-messages-may-vanish': 'one server has nobody to tell of a purge',
}
