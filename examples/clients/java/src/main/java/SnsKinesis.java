import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.util.VersionInfo;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * SNS and Kinesis Data Streams with the AWS SDK for Java 2, against the endpoint given: Kinesis is spoken in CBOR, and subscriptions
 * to shards over HTTP/2. Ends with 0 when every answer was as AWS documents it, and with 1 after naming what was not.
 */
public final class SnsKinesis {
  private final String run = "check-" + UUID.randomUUID().toString().substring(0, 8);
  private final SnsClient sns;
  private final SqsClient sqs;
  private final KinesisClient kinesis;
  private final KinesisAsyncClient pushed;

  private SnsKinesis(URI endpoint) {
    var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    sns = SnsClient.builder().endpointOverride(endpoint).region(Region.US_EAST_1).credentialsProvider(credentials).build();
    sqs = SqsClient.builder().endpointOverride(endpoint).region(Region.US_EAST_1).credentialsProvider(credentials).build();
    kinesis = KinesisClient.builder().endpointOverride(endpoint).region(Region.US_EAST_1).credentialsProvider(credentials).build();
    pushed = KinesisAsyncClient.builder().endpointOverride(endpoint).region(Region.US_EAST_1).credentialsProvider(credentials).build();
  }

  private static void same(Object found, Object expected, String what) {
    if (!Objects.equals(found, expected)) throw new AssertionError(what + ": " + found + " where " + expected + " was expected");
  }

  private static void refused(Class<? extends SdkServiceException> expected, Runnable call) {
    try {
      call.run();
    } catch (SdkServiceException error) {
      same(error.getClass().getSimpleName(), expected.getSimpleName(), "error");
      return;
    }
    throw new AssertionError("a call was accepted where " + expected.getSimpleName() + " was expected");
  }

  private static void until(String what, Supplier<Boolean> holds) throws InterruptedException {
    for (int tries = 0; tries < 300; tries++) {
      if (holds.get()) return;
      Thread.sleep(100);
    }
    throw new AssertionError(what + " did not come about");
  }

  private void fanOut() {
    String topic = sns.createTopic(r -> r.name(run + "-topic")).topicArn();
    String queue = sqs.createQueue(r -> r.queueName(run + "-queue")).queueUrl();
    String arn = sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
        .attributes().get(QueueAttributeName.QUEUE_ARN);
    String policy = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"%s"}]}"""
        .formatted(arn);
    sqs.setQueueAttributes(r -> r.queueUrl(queue).attributes(Map.of(QueueAttributeName.POLICY, policy)));
    sns.subscribe(r -> r.topicArn(topic).protocol("sqs").endpoint(arn)
        .attributes(Map.of("RawMessageDelivery", "true", "FilterPolicy", "{\"colour\":[\"blue\"]}")));
    for (String colour : List.of("red", "blue")) {
      sns.publish(r -> r.topicArn(topic).message("text " + colour + " \u00e9 \u4e16")
          .messageAttributes(Map.of("colour", MessageAttributeValue.builder().dataType("String").stringValue(colour).build())));
    }
    List<Message> came = sqs.receiveMessage(r -> r.queueUrl(queue).waitTimeSeconds(5).maxNumberOfMessages(10)).messages();
    same(came.stream().map(Message::body).toList(), List.of("text blue \u00e9 \u4e16"), "what came");
    refused(NotFoundException.class, () -> sns.publish(r -> r.topicArn(topic + "-none").message("x")));
    refused(InvalidParameterException.class, () -> sns.publish(r -> r.topicArn(topic).message("x").subject("x".repeat(101))));
    same(sns.listSubscriptionsByTopicPaginator(r -> r.topicArn(topic)).subscriptions().stream().count(), 1L, "subscriptions");
    sns.deleteTopic(r -> r.topicArn(topic));
    sqs.deleteQueue(r -> r.queueUrl(queue));
  }

  private String stream(String name) throws InterruptedException {
    kinesis.createStream(r -> r.streamName(run + name).shardCount(1));
    until("the stream ACTIVE", () -> kinesis.describeStreamSummary(r -> r.streamName(run + name))
        .streamDescriptionSummary().streamStatus() == StreamStatus.ACTIVE);
    return run + name;
  }

  private Shard only(String stream) {
    return kinesis.listShards(r -> r.streamName(stream)).shards().get(0);
  }

  private void records() throws InterruptedException {
    String stream = stream("-records");
    String shard = only(stream).shardId();
    String first = kinesis.putRecord(r -> r.streamName(stream).partitionKey("\u00e4").data(SdkBytes.fromByteArray(new byte[] {0, -1, 7}))).sequenceNumber();
    List<PutRecordsRequestEntry> entries = new ArrayList<>();
    for (int nth = 0; nth < 20; nth++) {
      entries.add(PutRecordsRequestEntry.builder().partitionKey("key " + nth).data(SdkBytes.fromUtf8String("record " + nth)).build());
    }
    same(kinesis.putRecords(r -> r.streamName(stream).records(entries)).failedRecordCount(), 0, "records refused");
    String iterator = kinesis.getShardIterator(r -> r.streamName(stream).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON)).shardIterator();
    List<Record> found = kinesis.getRecords(r -> r.shardIterator(iterator)).records();
    same(found.size(), 21, "records");
    same(found.get(0).sequenceNumber(), first, "sequence number of the first");
    same(found.get(0).data(), SdkBytes.fromByteArray(new byte[] {0, -1, 7}), "bytes of the first");
    var arrived = found.get(0).approximateArrivalTimestamp();
    String at = kinesis.getShardIterator(r -> r.streamName(stream).shardId(shard).shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(arrived)).shardIterator();
    same(kinesis.getRecords(r -> r.shardIterator(at)).records().size(), 21, "records since the time of the first");
    refused(ResourceInUseException.class, () -> kinesis.createStream(r -> r.streamName(stream).shardCount(1)));
    refused(ResourceNotFoundException.class, () -> kinesis.describeStream(r -> r.streamName(run + "-none")));
    refused(InvalidArgumentException.class, () -> kinesis.getRecords(r -> r.shardIterator("nonsense")));
    kinesis.deleteStream(r -> r.streamName(stream));
  }

  private void enhancedFanOut() throws Exception {
    String stream = stream("-pushed");
    String shard = only(stream).shardId();
    String arn = kinesis.describeStreamSummary(r -> r.streamName(stream)).streamDescriptionSummary().streamARN();
    String consumer = kinesis.registerStreamConsumer(r -> r.streamARN(arn).consumerName("consumer")).consumer().consumerARN();
    until("the consumer ACTIVE", () -> kinesis.describeStreamConsumer(r -> r.consumerARN(consumer))
        .consumerDescription().consumerStatus() == ConsumerStatus.ACTIVE);
    BlockingQueue<Record> came = new LinkedBlockingQueue<>();
    var subscription = pushed.subscribeToShard(
        r -> r.consumerARN(consumer).shardId(shard).startingPosition(p -> p.type(ShardIteratorType.TRIM_HORIZON)),
        SubscribeToShardResponseHandler.builder()
            .subscriber(event -> { if (event instanceof SubscribeToShardEvent one) came.addAll(one.records()); })
            .build());
    kinesis.putRecord(r -> r.streamName(stream).partitionKey("key").data(SdkBytes.fromUtf8String("pushed")));
    Record record = came.poll(20, TimeUnit.SECONDS);
    same(record == null ? null : record.data().asString(StandardCharsets.UTF_8), "pushed", "record of an event");
    subscription.cancel(true);
    kinesis.deleteStream(r -> r.streamName(stream).enforceConsumerDeletion(true));
  }

  private interface Section {
    void run() throws Exception;
  }

  public static void main(String[] args) {
    SnsKinesis check = new SnsKinesis(URI.create(args[0]));
    System.out.println("AWS SDK for Java " + VersionInfo.SDK_VERSION + " against " + args[0]);
    Map<String, Section> sections = Map.of("fan-out", check::fanOut, "records", check::records, "enhanced fan-out", check::enhancedFanOut);
    int failures = 0;
    for (var section : sections.entrySet()) {
      try {
        section.getValue().run();
        System.out.println("ok      " + section.getKey());
      } catch (Throwable error) {
        failures++;
        System.out.println("FAILED  " + section.getKey() + ": " + error);
      }
    }
    System.exit(failures == 0 ? 0 : 1);
  }
}
