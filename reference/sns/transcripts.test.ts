import { replayTranscripts } from '../transcripts.fixture.js'

/** Vouched answers that the reference does not give, each with the reason. */
const EXCEPTIONS = {
  'TestSNSPublishCrud::test_publish_by_path_parameters messages':
    'the message was published by a raw request, which the transcript leaves out',
}

replayTranscripts('sns', ['sns.json', 'sns-filter-policy.json'], EXCEPTIONS, {
  varying: ['MessageId', 'ReceiptHandle', 'SequenceNumber', 'SenderId', 'SentTimestamp', 'ApproximateFirstReceiveTimestamp', 'Timestamp', 'Signature',
    'SigningCertURL', 'UnsubscribeURL', 'SubscribeURL', 'Token', 'MD5OfBody', 'NextToken'], // prettier-ignore
  bound: ['MessageId', 'ReceiptHandle', 'NextToken', 'SubscriptionArn', 'EndpointArn', 'PlatformApplicationArn'],
  unordered: ['Messages', 'Subscriptions', 'Topics', 'Endpoints'],
  regions: {
    test_create_topic_in_multiple_regions: { 1: 'ap-southeast-1', 3: 'ap-southeast-1', 5: 'ap-southeast-1' },
    test_topic_publish_another_region: { 2: 'us-west-1', 3: 'us-west-1' },
    test_cross_region_access: { 1: 'us-west-1', 2: 'us-west-1', 3: 'us-west-1', 4: 'us-west-1', 5: 'us-west-1', 6: 'us-west-1' },
    test_cross_region_delivery_sqs: {
      2: 'ap-southeast-1',
      3: 'ap-southeast-1',
      4: 'ap-southeast-1',
      5: 'ap-southeast-1',
      8: 'ap-southeast-1',
      9: 'ap-southeast-1',
    },
  },
})
