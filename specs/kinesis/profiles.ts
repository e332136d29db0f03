import type { ManyServersOnly } from '../../src/suite/profiles.js'

/** What Kinesis keeps open because many servers keep a stream, and tell each other of changes by and by; a single node is not granted it. */
export const manyServersOnly: ManyServersOnly = {
  'kinesis.errors.throttling': 'one server that nobody else uses has no reason to throttle below the limits of a shard',
  'kinesis.protocol.json.internal-failure-500': 'a server that fails on its own has a fault',
  'kinesis.put-batch.partial-failure-is-200': 'a server that fails on its own has a fault',
  'kinesis.streams.describe-after-create-may-not-find': 'one server knows its streams as soon as it has made them',
  'kinesis.streams.rw-only-promised-when-active': 'one server serves a stream as soon as it says that it is ACTIVE',
  'kinesis.get.may-return-empty-with-data-ahead': 'one server has all records of a shard at hand',
  'kinesis.get.may-return-fewer': 'one server has all records of a shard at hand',
  'kinesis.get.read-after-write-delay': 'one server has a record as soon as it has accepted it',
  'kinesis.efo.subscribe-resume-may-duplicate': 'one server knows what it has sent',
  'kinesis.queues.at-least-once': 'a second copy comes from a second server',
}
