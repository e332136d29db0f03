import { freedoms } from '../core/adversity.js'

/**
 * Every freedom of Kinesis that an adverse reference uses: how likely under `aws-like` and `hostile` each time it could be used, and what
 * it does.
 */
export const FREEDOMS = freedoms(`
  # the request as a whole
  kinesis.errors.throttling 0.001 0.01 refuses a request as too fast; it has no effect
  kinesis.protocol.json.internal-failure-500 0.0005 0.005 answers InternalFailure (500); every second time the request took effect
  kinesis.put-batch.partial-failure-is-200 0.0005 0.02 fails single entries of a batch with InternalFailure; they are not stored
  # states
  + kinesis.streams.describe-after-create-may-not-find 0.05 0.2 does not find a stream, now and then, within two seconds of its creation
  + kinesis.streams.create-async-creating 0.5 0.8 takes up to ten seconds to create a stream
  + kinesis.streams.updating-triggers 0.5 0.8 takes up to ten seconds to change a stream
  + kinesis.streams.delete-async-deleting 0.5 0.8 takes up to ten seconds to delete a stream
  + kinesis.efo.becomes-active 0.5 0.8 takes up to ten seconds to make a consumer
  kinesis.list-streams.may-return-fewer 0.05 0.3 lists fewer streams than were asked for, and says that there are more
  # records
  kinesis.sequence-numbers.gaps-allowed 0.5 0.9 leaves gaps between sequence numbers
  kinesis.ordering.batch-not-ordered 0.05 0.5 stores the entries of a batch in another order
  kinesis.shards.closed-gets-no-new-records 0.5 0.7 lets the parents take records until the second in which their children start
  kinesis.get.may-return-fewer 0.1 0.3 returns fewer records than there are
  kinesis.get.may-return-empty-with-data-ahead 0.02 0.2 returns no records though there are some
  kinesis.get.read-after-write-delay 0.1 0.3 does not show records of the last second, now and then
  # queues
  kinesis.queues.at-least-once 0.005 0.1 delivers a record of a queue again before its visibility timeout is over
  kinesis.queues.no-order 0.2 0.7 delivers the records of a queue in another order
`)
