import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.util.VersionInfo;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.PurgeQueueInProgressException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * A fixed round of SQS operations with the AWS SDK for Java 2, against the endpoint given. The SDK itself checks the
 * digests of bodies and attributes. Each section uses queues of its own, and removes them. Ends with 0 when every answer
 * was as AWS documents it, and with 1 after naming what was not.
 */
public final class Sqs {
  private static final String BODY = "zwei\r\nZeilen\t<&>'\" \u00e9 \u4e16 \ud83e\udd80 ]]>";

  private final String run = "check-" + UUID.randomUUID().toString().substring(0, 8);
  private final List<String> queues = new ArrayList<>();
  private final SqsClient sqs;

  private Sqs(SqsClient sqs) {
    this.sqs = sqs;
  }

  private static void same(Object found, Object expected, String what) {
    if (!Objects.equals(found, expected)) {
      throw new AssertionError(what + ": " + found + " where " + expected + " was expected");
    }
  }

  private static void refused(Class<? extends SqsException> expected, Runnable call) {
    try {
      call.run();
    } catch (SqsException error) {
      same(error.getClass().getSimpleName(), expected.getSimpleName(), "error");
      return;
    }
    throw new AssertionError("accepted where " + expected.getSimpleName() + " was expected");
  }

  private String queue(String name, Map<QueueAttributeName, String> attributes) {
    String suffix = attributes.containsKey(QueueAttributeName.FIFO_QUEUE) ? ".fifo" : "";
    String url = sqs.createQueue(r -> r.queueName(run + "-" + name + suffix).attributes(attributes)).queueUrl();
    queues.add(url);
    return url;
  }

  private String attribute(String url, QueueAttributeName name) {
    return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(name)).attributes().get(name);
  }

  private List<Message> receive(String url, int visibility, int wait) {
    return sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10).visibilityTimeout(visibility).waitTimeSeconds(wait)
        .messageAttributeNames("All").messageSystemAttributeNames(MessageSystemAttributeName.ALL)).messages();
  }

  private Message receiveOne(String url, int visibility) {
    List<Message> found = receive(url, visibility, 5);
    same(found.size(), 1, "messages received");
    return found.get(0);
  }

  private void messages() {
    String url = queue("messages", Map.of());
    SdkBytes bytes = SdkBytes.fromByteArray(new byte[] {0, 1, (byte) 255});
    SendMessageResponse sent = sqs.sendMessage(r -> r.queueUrl(url).messageBody(BODY).messageAttributes(Map.of(
        "text", MessageAttributeValue.builder().dataType("String").stringValue("s\u00e4tze").build(),
        "bytes", MessageAttributeValue.builder().dataType("Binary").binaryValue(bytes).build())));
    Message first = receiveOne(url, 30);
    same(first.body(), BODY, "body");
    same(first.messageId(), sent.messageId(), "message id");
    same(first.messageAttributes().get("bytes").binaryValue(), bytes, "binary attribute");
    same(first.md5OfMessageAttributes(), sent.md5OfMessageAttributes(), "digest of the attributes");
    same(first.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT), "1", "receive count");
    sqs.changeMessageVisibility(r -> r.queueUrl(url).receiptHandle(first.receiptHandle()).visibilityTimeout(0));
    Message again = receiveOne(url, 30);
    same(again.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT), "2", "receive count");
    sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(again.receiptHandle()));
    same(receive(url, 30, 1).size(), 0, "messages after the delete");
  }

  private void batches() {
    String url = queue("batches", Map.of());
    var answer = sqs.sendMessageBatch(r -> r.queueUrl(url).entries(
        SendMessageBatchRequestEntry.builder().id("a").messageBody("1").build(),
        SendMessageBatchRequestEntry.builder().id("late").messageBody("2").delaySeconds(901).build()));
    same(answer.successful().size(), 1, "entries sent");
    same(answer.failed().get(0).id(), "late", "entry refused");
    same(answer.failed().get(0).senderFault(), true, "the sender's fault");
    String handle = receiveOne(url, 30).receiptHandle();
    var extended = sqs.changeMessageVisibilityBatch(r -> r.queueUrl(url)
        .entries(e -> e.id("v").receiptHandle(handle).visibilityTimeout(60)));
    same(extended.successful().size(), 1, "visibility timeouts changed");
    var deleted = sqs.deleteMessageBatch(r -> r.queueUrl(url).entries(e -> e.id("d").receiptHandle(handle)));
    same(deleted.successful().size(), 1, "messages deleted");
  }

  private void fifo() {
    String url = queue("order", Map.of(QueueAttributeName.FIFO_QUEUE, "true", QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true"));
    SendMessageResponse first = sqs.sendMessage(r -> r.queueUrl(url).messageBody("first").messageGroupId("g"));
    SendMessageResponse twice = sqs.sendMessage(r -> r.queueUrl(url).messageBody("first").messageGroupId("g"));
    sqs.sendMessage(r -> r.queueUrl(url).messageBody("second").messageGroupId("g"));
    same(twice.messageId(), first.messageId(), "id of the duplicate");
    List<Message> found = receive(url, 30, 5);
    same(found.stream().map(Message::body).toList(), List.of("first", "second"), "messages in order");
    same(found.get(0).attributes().get(MessageSystemAttributeName.SEQUENCE_NUMBER), first.sequenceNumber(), "sequence number");
  }

  private void deadLetters() {
    String dead = queue("dead", Map.of());
    String arn = attribute(dead, QueueAttributeName.QUEUE_ARN);
    String policy = "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":1}";
    String source = queue("source", Map.of(QueueAttributeName.REDRIVE_POLICY, policy));
    sqs.sendMessage(r -> r.queueUrl(source).messageBody("poison"));
    String handle = receiveOne(source, 30).receiptHandle();
    sqs.changeMessageVisibility(r -> r.queueUrl(source).receiptHandle(handle).visibilityTimeout(0));
    same(receive(source, 30, 0).size(), 0, "messages received too often");
    same(sqs.listDeadLetterSourceQueues(r -> r.queueUrl(dead)).queueUrls(), List.of(source), "sources");
    Message moved = receiveOne(dead, 30);
    same(moved.attributes().get(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN),
        attribute(source, QueueAttributeName.QUEUE_ARN), "source of the dead letter");
    sqs.changeMessageVisibility(r -> r.queueUrl(dead).receiptHandle(moved.receiptHandle()).visibilityTimeout(0));
    sqs.startMessageMoveTask(r -> r.sourceArn(arn));
    same(receiveOne(source, 30).body(), "poison", "message moved back");
    same(sqs.listMessageMoveTasks(r -> r.sourceArn(arn)).results().get(0).status(), "COMPLETED", "move task");
  }

  private void tags() {
    String url = queue("tags", Map.of());
    sqs.tagQueue(r -> r.queueUrl(url).tags(Map.of("team", "red", "cost", "\u00e9tage 5")));
    sqs.untagQueue(r -> r.queueUrl(url).tagKeys("team"));
    same(new HashMap<>(sqs.listQueueTags(r -> r.queueUrl(url)).tags()), Map.of("cost", "\u00e9tage 5"), "tags left");
  }

  private void permissions() {
    String url = queue("permissions", Map.of());
    sqs.addPermission(r -> r.queueUrl(url).label("share").awsAccountIds("111122223333").actions("SendMessage"));
    same(String.valueOf(attribute(url, QueueAttributeName.POLICY)).contains("share"), true, "the policy has the statement");
    sqs.removePermission(r -> r.queueUrl(url).label("share"));
    same(String.valueOf(attribute(url, QueueAttributeName.POLICY)).contains("share"), false, "the policy still has the statement");
  }

  private void paging() {
    Set<String> made = new HashSet<>();
    for (int n = 0; n < 5; n++) {
      made.add(queue("page-" + n, Map.of()));
    }
    var pages = sqs.listQueuesPaginator(r -> r.queueNamePrefix(run + "-page").maxResults(2));
    same(pages.stream().count(), 3L, "pages");
    same(new HashSet<>(pages.queueUrls().stream().toList()), made, "queues listed");
  }

  private void errors() {
    String url = queue("errors", Map.of());
    refused(QueueDoesNotExistException.class, () -> sqs.getQueueUrl(r -> r.queueName(run + "-missing")));
    refused(QueueNameExistsException.class,
        () -> sqs.createQueue(r -> r.queueName(run + "-errors").attributes(Map.of(QueueAttributeName.DELAY_SECONDS, "9"))));
    refused(ReceiptHandleIsInvalidException.class, () -> sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle("nonsense")));
    refused(InvalidMessageContentsException.class, () -> sqs.sendMessage(r -> r.queueUrl(url).messageBody("\u0001")));
    var entry = SendMessageBatchRequestEntry.builder().id("a").messageBody("x").build();
    refused(BatchEntryIdsNotDistinctException.class, () -> sqs.sendMessageBatch(r -> r.queueUrl(url).entries(entry, entry)));
    refused(ResourceNotFoundException.class,
        () -> sqs.listMessageMoveTasks(r -> r.sourceArn("arn:aws:sqs:us-east-1:000000000000:none")));
    sqs.purgeQueue(r -> r.queueUrl(url));
    refused(PurgeQueueInProgressException.class, () -> sqs.purgeQueue(r -> r.queueUrl(url)));
  }

  private boolean passes() {
    Map<String, Runnable> sections = new LinkedHashMap<>();
    sections.put("messages", this::messages);
    sections.put("batches", this::batches);
    sections.put("fifo", this::fifo);
    sections.put("dead letters", this::deadLetters);
    sections.put("tags", this::tags);
    sections.put("permissions", this::permissions);
    sections.put("paging", this::paging);
    sections.put("errors", this::errors);
    sections.put("delete", () -> queues.forEach(url -> sqs.deleteQueue(r -> r.queueUrl(url))));
    boolean passed = true;
    for (var section : sections.entrySet()) {
      try {
        section.getValue().run();
        System.out.println("ok      " + section.getKey());
      } catch (RuntimeException | AssertionError error) {
        passed = false;
        System.out.println("FAILED  " + section.getKey() + ": " + error);
      }
    }
    return passed;
  }

  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println("usage: Sqs ENDPOINT");
      System.exit(2);
    }
    System.out.println("AWS SDK for Java " + VersionInfo.SDK_VERSION + " against " + arguments[0]);
    boolean passed;
    try (SqsClient sqs = SqsClient.builder()
        .endpointOverride(URI.create(arguments[0]))
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build()) {
      passed = new Sqs(sqs).passes();
    }
    System.exit(passed ? 0 : 1);
  }
}
