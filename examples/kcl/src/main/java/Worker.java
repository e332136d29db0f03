import java.net.URI;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.KinesisClientUtil;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.MetricsLevel;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * One worker of a consumer application. Prints a line for what happens to it, tab-separated: {@code start SHARD},
 * {@code record SHARD SEQUENCE-NUMBER DATA}, {@code end SHARD}, {@code lost SHARD}. A line is printed before the checkpoint
 * that follows it.
 *
 * <p>Arguments: Kinesis endpoint, DynamoDB endpoint, stream, application, name of the worker, {@code polling} or {@code fan-out}.
 */
public final class Worker {
  private static final InitialPositionInStreamExtended OLDEST =
      InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);

  private static void say(String... words) {
    synchronized (System.out) {
      System.out.println(String.join("\t", words));
      System.out.flush();
    }
  }

  private static final class Printer implements ShardRecordProcessor {
    private String shard;

    @Override
    public void initialize(InitializationInput input) {
      shard = input.shardId();
      say("start", shard);
    }

    @Override
    public void processRecords(ProcessRecordsInput input) {
      input.records().forEach(record ->
          say("record", shard, record.sequenceNumber(), StandardCharsets.UTF_8.decode(record.data()).toString()));
      if (!input.records().isEmpty()) checkpoint(input.checkpointer());
    }

    @Override
    public void leaseLost(LeaseLostInput input) {
      say("lost", shard);
    }

    @Override
    public void shardEnded(ShardEndedInput input) {
      say("end", shard);
      checkpoint(input.checkpointer());
    }

    @Override
    public void shutdownRequested(ShutdownRequestedInput input) {
      checkpoint(input.checkpointer());
    }

    private static void checkpoint(RecordProcessorCheckpointer checkpointer) {
      try {
        checkpointer.checkpoint();
      } catch (ShutdownException lost) {
        // Another worker has the lease, and begins at the last checkpoint.
      } catch (InvalidStateException error) {
        throw new IllegalStateException(error);
      }
    }
  }

  public static void main(String[] args) {
    URI kinesisAt = URI.create(args[0]);
    URI dynamoAt = URI.create(args[1]);
    String stream = args[2];
    String application = args[3];
    StaticCredentialsProvider credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
    Region region = Region.US_EAST_1;
    KinesisAsyncClient kinesis = KinesisClientUtil.createKinesisAsyncClient(
        KinesisAsyncClient.builder().endpointOverride(kinesisAt).region(region).credentialsProvider(credentials));
    DynamoDbAsyncClient dynamo =
        DynamoDbAsyncClient.builder().endpointOverride(dynamoAt).region(region).credentialsProvider(credentials).build();
    // Required by the builder; with metrics switched off nothing is sent to it.
    CloudWatchAsyncClient cloudWatch =
        CloudWatchAsyncClient.builder().endpointOverride(dynamoAt).region(region).credentialsProvider(credentials).build();

    ConfigsBuilder configs = new ConfigsBuilder(stream, application, kinesis, dynamo, cloudWatch, args[4], Printer::new);
    var leases = configs.leaseManagementConfig()
        .failoverTimeMillis(4_000)
        .shardSyncIntervalMillis(1_000)
        .leasesRecoveryAuditorExecutionFrequencyMillis(2_000);
    leases.workerUtilizationAwareAssignmentConfig()
        .disableWorkerMetrics(true)
        .workerMetricsReporterFreqInMillis(2_000);
    var coordinator = configs.coordinatorConfig()
        .parentShardPollIntervalMillis(1_000)
        .shardConsumerDispatchPollIntervalMillis(200);
    var retrieval = configs.retrievalConfig();
    retrieval.retrievalSpecificConfig(args[5].equals("fan-out")
        ? new FanOutConfig(kinesis).streamName(stream).applicationName(application)
        : new PollingConfig(stream, kinesis).idleTimeBetweenReadsInMillis(500));
    retrieval.streamTracker(new SingleStreamTracker(stream, OLDEST));

    new Scheduler(
        configs.checkpointConfig(), coordinator, leases, configs.lifecycleConfig(),
        configs.metricsConfig().metricsLevel(MetricsLevel.NONE), configs.processorConfig(), retrieval).run();
  }
}
