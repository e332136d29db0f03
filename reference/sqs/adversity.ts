import { freedoms } from '../core/adversity.js'

/**
 * Every freedom of SQS that an adverse reference uses: how likely under `aws-like` and `hostile` each time it could be used, and what it does.
 * What a `must` line of the ledger promises is kept: on FIFO queues nothing is repeated, and each group keeps its order.
 */
export const FREEDOMS = freedoms(`
  # the request as a whole
  sqs.error.request-throttled 0.002 0.02 refuses a request with RequestThrottled; it has no effect
  sqs.error.internal-failure 0.001 0.005 answers InternalFailure (500) or ServiceUnavailable (503); every second time the request took effect
  sqs.batch.partial-failure-200 0.0005 0.005 fails single entries of a batch with InternalError and SenderFault false; they have no effect
  sqs.batch.result-order-unspecified 0.05 0.5 lists the results of a batch in another order than its entries
  sqs.page.order-unspecified 0.1 0.5 lists queues in another order
  # queues
  + sqs.queue.create.usable-after-1s 0.02 0.2 knows nothing of a queue, now and then, within a second of its creation
  + sqs.queue.delete.takes-up-to-60s 0.2 0.5 serves a deleted queue, now and then, for up to 60 s
  + sqs.queue.list.new-queue-eventual 0.1 0.3 leaves a new queue out of lists, and a deleted one in them, now and then for up to 60 s
  + sqs.ec.attributes-60s 0.1 0.3 applies and reports the earlier value of a changed attribute, now and then, for up to 60 s
  + sqs.retention.change-15-min 0.2 0.5 applies the earlier retention period, now and then, for up to 15 minutes after a change
  sqs.ec.counts-1min 0.1 0.5 reports counts of messages that were right at some instant of the last minute
  + sqs.purge.takes-60s 0.5 0.7 takes up to 60 s for a purge, in ways that the next two lines say
  + sqs.purge.earlier-messages-may-arrive 0.1 0.5 while a purge goes on, keeps a message that was sent before for up to 60 s
  + sqs.purge.later-messages-may-vanish 0.05 0.3 while a purge goes on, loses a message that is sent
  # which messages a receive returns
  sqs.receive.short-poll-samples-servers 0.1 0.3 lets a short poll see a part of the messages, or none
  sqs.receive.may-return-fewer 0.1 0.3 returns fewer messages than were asked for, and at least one, though there are more
  sqs.ec.send-then-receive 0.1 0.3 does not show a message to short polls, now and then, within a second of its send
  sqs.receive.order-best-effort 0.2 0.7 returns the messages of a standard queue in another order
  sqs.receive.at-least-once-standard 0.005 0.1 returns a message of a standard queue again before its visibility timeout ended
  sqs.receive.duplicate-after-delete-standard 0.002 0.1 returns a deleted message of a standard queue once more
  sqs.receive.same-message-once-per-response-standard 0.001 0.05 returns a message of a standard queue twice in one answer
  sqs.receive.approx-receive-count 0.01 0.2 reports an ApproximateReceiveCount that is one or two too high
  sqs.retention.expiry-deletes 0.5 0.8 removes a message up to 20 s after its retention ended
  sqs.delete.old-handle-succeeds-maybe-noop 0.5 0.5 leaves a message of a standard queue where it is when it is deleted by an older handle
  sqs.visibility.change.after-expiry-standard-ok 0.1 0.5 refuses to change the visibility of a message of a standard queue whose timeout has ended
  sqs.visibility.change.older-handle-standard-ok 0.1 0.5 refuses to change the visibility of a message of a standard queue by an older handle
  sqs.error.message-not-inflight 0.2 0.5 answers MessageNotInflight, as documented, where AWS is seen to call the handle of a deleted message an invalid parameter
  sqs.purge.dedup-after-purge 0.2 0.5 remembers deduplication ids after a purge
  sqs.fifo.group.receive-order-of-groups 0.2 0.5 serves the groups of a FIFO queue out of turn
  sqs.fifo.group.prefers-same-group 0.2 0.5 mixes the groups of a FIFO queue in an answer, each in its order
  # long polls
  sqs.longpoll.rare-false-empty 0.002 0.05 lets a long poll end empty although there are messages
  sqs.longpoll.empty-only-at-expiry 0.01 0.1 ends a long poll empty when at least half of its wait is over
  # move tasks
  sqs.redrive.rate-default-optimised 0.5 0.8 moves messages back at any rate from 5 to 500 a second, where none was asked for
  sqs.redrive.rate-fixed 0.2 0.5 moves messages back up to a fifth slower or faster than it was asked to
  sqs.redrive.order-oldest-first 0.1 0.5 moves the messages of a standard queue back in another order
`)
