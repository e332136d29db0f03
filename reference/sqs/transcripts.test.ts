import { replayTranscripts } from '../transcripts.fixture.js'

/** Vouched answers that the reference does not give, each with the reason. */
const EXCEPTIONS = {
  'test_move_task_delete_destination_queue_while_running list':
    'AWS took a while to delete the destination and moved three messages by then, not one (sqs.queue.delete.takes-up-to-60s)',
  'TestSqsProvider::test_message_system_attribute_names_with_attribute_names[sqs_query] different_values':
    'both parameters have one wire name, and the client of the recording sent only one of them (sqs.sysattr.both-parameters-query)',
  'test_move_task_cancel list-after':
    'the recording waited until the task was CANCELLED, by when 8 messages were moved; in the times of the transcript nothing waits (sqs.redrive.list-statuses)',
}

replayTranscripts('sqs', ['sqs.json'], EXCEPTIONS, {
  varying: ['MessageId', 'ReceiptHandle', 'SequenceNumber', 'SenderId', 'TaskHandle', 'StartedTimestamp', 'SentTimestamp',
    'ApproximateFirstReceiveTimestamp', 'CreatedTimestamp', 'LastModifiedTimestamp', 'Id'], // prettier-ignore
  bound: ['MessageId', 'ReceiptHandle', 'TaskHandle'],
})
