"""SNS and Kinesis Data Streams by boto3, against the endpoint given.

Each section makes what it needs, and removes it. Ends with 0 when every answer was as AWS documents it, and with 1 after
naming what was not.

Usage: sns_kinesis.py ENDPOINT
"""

import http.server
import json
import sys
import threading
import time
import traceback
import uuid

import boto3
import botocore
from botocore.config import Config

ENDPOINT = sys.argv[1] if len(sys.argv) > 1 else sys.exit(__doc__)
RUN = f"check-{uuid.uuid4().hex[:8]}"
undo = []


def client(name):
    return boto3.client(
        name,
        endpoint_url=ENDPOINT,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"max_attempts": 0}, read_timeout=30),
    )


sns, sqs, kinesis = client("sns"), client("sqs"), client("kinesis")


def same(found, expected, what):
    if found != expected:
        raise AssertionError(f"{what}: {found!r} where {expected!r} was expected")


def refused(service, error, call, **params):
    try:
        call(**params)
    except getattr(service.exceptions, error) as caught:
        return caught
    raise AssertionError(f"{call.__name__} was accepted where {error} was expected")


def until(what, look, seconds=15):
    end = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come about")
        time.sleep(0.1)


# ---- SNS


def topic(name, **attributes):
    suffix = ".fifo" if attributes.get("FifoTopic") == "true" else ""
    arn = sns.create_topic(Name=f"{RUN}-{name}{suffix}", Attributes=attributes)["TopicArn"]
    undo.append(lambda: sns.delete_topic(TopicArn=arn))
    return arn


def subscribed(topic_arn, name, **attributes):
    """A queue that may be sent to by the topic, and its subscription."""
    fifo = {"FifoQueue": "true"} if topic_arn.endswith(".fifo") else {}
    url = sqs.create_queue(QueueName=f"{RUN}-{name}{'.fifo' if fifo else ''}", Attributes=fifo)["QueueUrl"]
    undo.append(lambda: sqs.delete_queue(QueueUrl=url))
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic_arn}},
    }
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [allow]})})
    subscription = sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=arn, Attributes=attributes, ReturnSubscriptionArn=True)
    return url, subscription["SubscriptionArn"]


def came(url, count):
    """The next messages of a queue, each removed as it comes."""
    found = []
    for _ in range(20):
        for message in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1, MessageAttributeNames=["All"]).get("Messages", []):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            found.append(message)
        if len(found) >= count:
            return found
    raise AssertionError(f"{count} messages were due, {len(found)} came")


def fan_out():
    arn = topic("fan-out")
    wrapped, _ = subscribed(arn, "wrapped")
    raw, _ = subscribed(arn, "raw", RawMessageDelivery="true")
    attributes = {"kind": {"DataType": "String", "StringValue": "s\u00e4tze"}, "count": {"DataType": "Number", "StringValue": "42"}}
    sent = sns.publish(TopicArn=arn, Message="zwei\n<&>\u4e16", Subject="subject", MessageAttributes=attributes)
    [message] = came(wrapped, 1)
    document = json.loads(message["Body"])
    same((document["Type"], document["MessageId"], document["TopicArn"]), ("Notification", sent["MessageId"], arn), "document")
    same((document["Message"], document["Subject"]), ("zwei\n<&>\u4e16", "subject"), "message and subject")
    same(document["MessageAttributes"]["count"], {"Type": "Number", "Value": "42"}, "attribute in the document")
    [message] = came(raw, 1)
    same(message["Body"], "zwei\n<&>\u4e16", "body of a raw delivery")
    same(message["MessageAttributes"]["kind"]["StringValue"], "s\u00e4tze", "attribute of a raw delivery")


def filters():
    arn = topic("filters")
    policy = {"colour": ["blue", {"prefix": "gr"}], "size": [{"numeric": [">=", 10, "<", 20]}]}
    url, subscription = subscribed(arn, "filters", RawMessageDelivery="true", FilterPolicy=json.dumps(policy))
    for colour, size in [("red", "12"), ("blue", "20"), ("green", "19.5"), ("blue", "10")]:
        attributes = {"colour": {"DataType": "String", "StringValue": colour}, "size": {"DataType": "Number", "StringValue": size}}
        sns.publish(TopicArn=arn, Message=f"{colour} {size}", MessageAttributes=attributes)
    same(sorted(message["Body"] for message in came(url, 2)), ["blue 10", "green 19.5"], "what passes the filter")
    found = sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]
    same(json.loads(found["FilterPolicy"]), policy, "filter policy")
    error = refused(
        sns, "InvalidParameterException", sns.set_subscription_attributes, SubscriptionArn=subscription, AttributeName="FilterPolicy", AttributeValue="{"
    )
    same(error.response["Error"]["Code"], "InvalidParameter", "code")


def batches():
    arn = topic("batches")
    url, _ = subscribed(arn, "batches", RawMessageDelivery="true")
    entries = [{"Id": f"e{n}", "Message": f"text {n}"} for n in range(10)]
    answer = sns.publish_batch(TopicArn=arn, PublishBatchRequestEntries=entries)
    same(sorted(each["Id"] for each in answer["Successful"]), sorted(each["Id"] for each in entries), "entries published")
    same(sorted(message["Body"] for message in came(url, 10)), [f"text {n}" for n in range(10)], "messages")
    refused(sns, "TooManyEntriesInBatchRequestException", sns.publish_batch, TopicArn=arn, PublishBatchRequestEntries=entries + [{"Id": "x", "Message": "x"}])
    refused(sns, "BatchEntryIdsNotDistinctException", sns.publish_batch, TopicArn=arn, PublishBatchRequestEntries=entries[:1] * 2)


def fifo():
    arn = topic("order", FifoTopic="true", ContentBasedDeduplication="true")
    url, _ = subscribed(arn, "order", RawMessageDelivery="true")
    numbers = [sns.publish(TopicArn=arn, Message=text, MessageGroupId="g")["SequenceNumber"] for text in ("one", "two", "one", "three")]
    same(int(numbers[1]) > int(numbers[0]), True, "sequence numbers increase")
    same([message["Body"] for message in came(url, 3)], ["one", "two", "three"], "messages in order, duplicates dropped")


def endpoint_over_http():
    posts = []

    class Subscriber(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posts.append((self.headers["x-amz-sns-message-type"], json.loads(body)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Subscriber)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    arn = topic("http")
    pending = sns.subscribe(TopicArn=arn, Protocol="http", Endpoint=f"http://127.0.0.1:{server.server_port}/")
    same(pending["SubscriptionArn"], "pending confirmation", "subscription that is not confirmed")
    kind, document = until("a message that asks to confirm", lambda: posts and posts.pop(0))
    same(kind, "SubscriptionConfirmation", "type")
    sns.confirm_subscription(TopicArn=arn, Token=document["Token"])
    sent = sns.publish(TopicArn=arn, Message="posted")
    kind, document = until("a notification", lambda: posts and posts.pop(0))
    same((kind, document["Message"], document["MessageId"]), ("Notification", "posted", sent["MessageId"]), "notification")
    server.shutdown()


def topics():
    arns = {topic(f"page-{n}") for n in range(3)}
    listed = {each["TopicArn"] for page in sns.get_paginator("list_topics").paginate() for each in page["Topics"]}
    same(arns <= listed, True, "topics are listed")
    arn = sorted(arns)[0]
    same(sns.create_topic(Name=arn.split(":")[-1])["TopicArn"], arn, "ARN of a topic made twice")
    sns.tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": "blue"}])
    same(sns.list_tags_for_resource(ResourceArn=arn)["Tags"], [{"Key": "team", "Value": "blue"}], "tags")
    sns.set_topic_attributes(TopicArn=arn, AttributeName="DisplayName", AttributeValue="name")
    same(sns.get_topic_attributes(TopicArn=arn)["Attributes"]["DisplayName"], "name", "display name")
    error = refused(sns, "NotFoundException", sns.publish, TopicArn=f"{arn}-none", Message="x")
    same((error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]), ("NotFound", 404), "unknown topic")


# ---- Kinesis Data Streams


def stream(name, shards=1):
    capacity = {"ShardCount": shards} if shards else {"StreamModeDetails": {"StreamMode": "ON_DEMAND"}}
    kinesis.create_stream(StreamName=f"{RUN}-{name}", **capacity)
    undo.append(lambda: kinesis.delete_stream(StreamName=f"{RUN}-{name}", EnforceConsumerDeletion=True))
    active(f"{RUN}-{name}")
    return f"{RUN}-{name}"


def active(name):
    def look():
        summary = kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
        return summary if summary["StreamStatus"] == "ACTIVE" else None

    return until(f"{name} ACTIVE", look, 60)


def shards_of(name):
    return [shard for page in kinesis.get_paginator("list_shards").paginate(StreamName=name) for shard in page["Shards"]]


def read(name, shard, kind="TRIM_HORIZON", count=1, **more):
    iterator = kinesis.get_shard_iterator(StreamName=name, ShardId=shard, ShardIteratorType=kind, **more)["ShardIterator"]
    found = []
    for _ in range(40):
        page = kinesis.get_records(ShardIterator=iterator)
        found += page["Records"]
        iterator = page.get("NextShardIterator")
        if len(found) >= count or iterator is None:
            return found
        time.sleep(0.25)
    raise AssertionError(f"{count} records were due, {len(found)} came")


def records():
    name = stream("records")
    first = kinesis.put_record(StreamName=name, Data=b"\x00\xff zwei", PartitionKey="\u00e4")
    entries = [{"Data": f"record {n}".encode(), "PartitionKey": f"key {n}"} for n in range(20)]
    answer = kinesis.put_records(StreamName=name, Records=entries)
    same(answer["FailedRecordCount"], 0, "records refused")
    [shard] = shards_of(name)
    found = read(name, shard["ShardId"], count=21)
    same((found[0]["Data"], found[0]["PartitionKey"]), (b"\x00\xff zwei", "\u00e4"), "first record")
    same(sorted(each["Data"] for each in found[1:]), sorted(each["Data"] for each in entries), "records of the batch")
    numbers = [int(each["SequenceNumber"]) for each in found]
    same(numbers, sorted(numbers), "sequence numbers increase")
    after = read(name, shard["ShardId"], "AFTER_SEQUENCE_NUMBER", 20, StartingSequenceNumber=first["SequenceNumber"])
    same([each["SequenceNumber"] for each in after], [each["SequenceNumber"] for each in found[1:]], "records after the first")
    at = read(name, shard["ShardId"], "AT_TIMESTAMP", 21, Timestamp=found[0]["ApproximateArrivalTimestamp"])
    same(len(at), 21, "records since the time of the first")


def resharding():
    name = stream("resharding", 2)
    first, second = shards_of(name)
    start, end = (int(first["HashKeyRange"][key]) for key in ("StartingHashKey", "EndingHashKey"))
    kinesis.split_shard(StreamName=name, ShardToSplit=first["ShardId"], NewStartingHashKey=str((start + end) // 2 + 1))
    active(name)
    children = [shard for shard in shards_of(name) if shard.get("ParentShardId") == first["ShardId"]]
    same(len(children), 2, "children of the shard that was split")
    kinesis.merge_shards(StreamName=name, ShardToMerge=children[0]["ShardId"], AdjacentShardToMerge=children[1]["ShardId"])
    active(name)
    [merged] = [shard for shard in shards_of(name) if shard.get("AdjacentParentShardId")]
    same({merged["ParentShardId"], merged["AdjacentParentShardId"]}, {shard["ShardId"] for shard in children}, "parents of the merged shard")
    same(merged["HashKeyRange"], first["HashKeyRange"], "range of the merged shard")
    refused(kinesis, "InvalidArgumentException", kinesis.split_shard, StreamName=name, ShardToSplit=second["ShardId"], NewStartingHashKey="0")


def enhanced_fan_out():
    name = stream("fan-out")
    arn = active(name)["StreamARN"]
    consumer = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="consumer")["Consumer"]["ConsumerARN"]

    def ready():
        return kinesis.describe_stream_consumer(ConsumerARN=consumer)["ConsumerDescription"]["ConsumerStatus"] == "ACTIVE"

    until("the consumer ACTIVE", ready, 60)
    [shard] = shards_of(name)
    kinesis.put_record(StreamName=name, Data=b"pushed", PartitionKey="key")
    answer = kinesis.subscribe_to_shard(ConsumerARN=consumer, ShardId=shard["ShardId"], StartingPosition={"Type": "TRIM_HORIZON"})
    for event in answer["EventStream"]:
        found = event["SubscribeToShardEvent"]["Records"]
        if found:
            same([each["Data"] for each in found], [b"pushed"], "records of the event")
            break
    answer["EventStream"].close()


def queues():
    name = stream("queue", shards=None)
    arn = active(name)["StreamARN"]
    made = kinesis.create_queue(
        QueueName=f"{RUN}-queue",
        StreamConfigurationList=[{"StreamARN": arn, "StartingPosition": {"Type": "TRIM_HORIZON"}}],
        QueueAttributes={"VisibilityTimeoutSeconds": 30, "DeadLetterConfiguration": {"TargetType": "BUILT_IN", "MaxReceiveCount": 1}},
        Tags={"team": "blue"},
    )
    queue = made["QueueDescription"]["QueueARN"]
    undo.append(lambda: kinesis.delete_queue(QueueARN=queue))

    def described():
        found = kinesis.describe_queue(QueueARN=queue)["QueueDescription"]
        return found if found["QueueStatus"] == "ACTIVE" else None

    def received(receive=kinesis.receive_queue_records, **more):
        return until("a record", lambda: receive(QueueARN=queue, WaitTimeSeconds=1, **more)["QueueRecords"])

    def handles(*records):
        return [{"ReceiptHandle": record["ReceiptHandle"]} for record in records]

    same(until("the queue ACTIVE", described, 60)["QueueAttributes"]["VisibilityTimeoutSeconds"], 30, "visibility timeout")
    same(kinesis.list_tags_for_resource(ResourceARN=queue)["Tags"], [{"Key": "team", "Value": "blue"}], "tags of the queue")
    listed = kinesis.list_queues(StreamFilter=[{"StreamARN": arn}])["QueueSummaries"]
    same([each["QueueARN"] for each in listed], [queue], "queues of the stream")
    refused(kinesis, "ResourceInUseException", kinesis.create_queue, QueueName=f"{RUN}-queue", StreamConfigurationList=[{"StreamARN": arn}])

    kinesis.put_record(StreamName=name, Data=b"queued", PartitionKey="key")
    [record] = received()
    same((record["Data"], record["PartitionKey"], record["ReceiveCount"]), (b"queued", "key", 1), "record")
    same(kinesis.receive_queue_records(QueueARN=queue, WaitTimeSeconds=1)["QueueRecords"], [], "records while the one is in flight")
    answer = kinesis.update_queue_records_visibility(QueueARN=queue, Entries=[{**handles(record)[0], "VisibilityTimeoutSeconds": 0}])
    same((len(answer["Successful"]), answer["Failed"]), (1, []), "changes of visibility")

    # Received once, and not acknowledged: a dead letter, until it is restored.
    [dead] = received(kinesis.receive_dead_letter_queue_records)
    same((dead["RecordId"], dead["Data"]), (record["RecordId"], b"queued"), "dead letter")
    answer = kinesis.restore_dead_letter_queue_records(QueueARN=queue, Entries=handles(dead))
    same(answer["Failed"], [], "dead letters that were not restored")
    [again] = received()
    same(again["RecordId"], record["RecordId"], "the record that was restored")
    answer = kinesis.acknowledge_queue_records(QueueARN=queue, Entries=[*handles(again), {"ReceiptHandle": "nonsense"}])
    same((len(answer["Successful"]), [each["ErrorCode"] for each in answer["Failed"]]), (1, ["InvalidArgumentException"]), "acknowledgements")

    kinesis.update_queue(QueueARN=queue, QueueAttributes={"VisibilityTimeoutSeconds": 60})
    same(until("the queue ACTIVE again", described, 60)["QueueAttributes"]["VisibilityTimeoutSeconds"], 60, "visibility timeout")
    refused(kinesis, "ResourceInUseException", kinesis.delete_stream, StreamName=name, EnforceConsumerDeletion=True)
    kinesis.delete_queue(QueueARN=queue)
    undo.pop()

    def gone():
        try:
            kinesis.describe_queue(QueueARN=queue)
        except kinesis.exceptions.ResourceNotFoundException:
            return True

    until("the queue gone", gone, 60)


def streams():
    name = stream("settings")
    kinesis.increase_stream_retention_period(StreamName=name, RetentionPeriodHours=48)
    same(active(name)["RetentionPeriodHours"], 48, "retention period")
    kinesis.add_tags_to_stream(StreamName=name, Tags={"team": "blue"})
    same(kinesis.list_tags_for_stream(StreamName=name)["Tags"], [{"Key": "team", "Value": "blue"}], "tags")
    listed = {each for page in kinesis.get_paginator("list_streams").paginate() for each in page["StreamNames"]}
    same(name in listed, True, "the stream is listed")
    kinesis.get_waiter("stream_exists").wait(StreamName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    refused(kinesis, "ResourceInUseException", kinesis.create_stream, StreamName=name, ShardCount=1)
    refused(kinesis, "ResourceNotFoundException", kinesis.describe_stream, StreamName=f"{RUN}-none")
    refused(kinesis, "InvalidArgumentException", kinesis.get_records, ShardIterator="nonsense")


# An older boto3 has no queues of Kinesis.
if not hasattr(kinesis, "create_queue"):
    sys.exit(f"boto3 {boto3.__version__} does not know the queues of Kinesis: 1.44.8 does")
SECTIONS = [fan_out, filters, batches, fifo, endpoint_over_http, topics, records, resharding, enhanced_fan_out, queues, streams]

print(f"boto3 {boto3.__version__}, botocore {botocore.__version__} against {ENDPOINT}")
failures = 0
for section in SECTIONS:
    try:
        section()
        print(f"ok      {section.__name__}")
    except Exception:
        failures += 1
        print(f"FAILED  {section.__name__}\n{traceback.format_exc()}")
for step in reversed(undo):
    try:
        step()
    except Exception as error:
        print(f"could not remove: {error}")
sys.exit(1 if failures else 0)
