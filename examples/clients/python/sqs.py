"""A fixed round of SQS operations with boto3, against the endpoint given.

Each section uses queues of its own, and removes them. Ends with 0 when every answer was as AWS documents it, and
with 1 after naming what was not.

Usage: sqs.py ENDPOINT
"""

import hashlib
import json
import sys
import time
import traceback
import uuid

import boto3
import botocore
from botocore.config import Config

BODY = "zwei\r\nZeilen\t<&>'\" \u00e9 \u4e16 \U0001f980 ]]>"
RUN = uuid.uuid4().hex[:8]

sqs = boto3.client(
    "sqs",
    endpoint_url=sys.argv[1] if len(sys.argv) > 1 else sys.exit(__doc__),
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
    config=Config(retries={"max_attempts": 0}, read_timeout=30),
)
queues = []


def same(found, expected, what):
    if found != expected:
        raise AssertionError(f"{what}: {found!r} where {expected!r} was expected")


def queue(name, attributes=None, tags=None):
    suffix = ".fifo" if (attributes or {}).get("FifoQueue") == "true" else ""
    url = sqs.create_queue(QueueName=f"check-{RUN}-{name}{suffix}", Attributes=attributes or {}, tags=tags or {})["QueueUrl"]
    queues.append(url)
    return url


def attribute(url, name):
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name]).get("Attributes", {}).get(name)


def receive(url, **params):
    """What there is, asked for until something comes, for 5 s at most."""
    for _ in range(5):
        found = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1, **params).get("Messages", [])
        if found:
            return found
    raise AssertionError(f"nothing was received from {url}")


def refused(error, code, call, **params):
    """The call fails with the typed exception; `code` is the one of the older protocol, which SDKs go on showing."""
    try:
        call(**params)
    except getattr(sqs.exceptions, error) as caught:
        same(caught.response["Error"]["Code"], code, f"code of {error}")
        return caught
    raise AssertionError(f"{call.__name__} was accepted where {error} was expected")


def messages():
    url = queue("messages")
    attributes = {
        "text": {"DataType": "String", "StringValue": "s\u00e4tze"},
        "count": {"DataType": "Number.int", "StringValue": "42"},
        "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\x01\xff"},
    }
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5e1b4151-5ac6c58f0e2b6a3c1d4f5a6b"}}
    sent = sqs.send_message(QueueUrl=url, MessageBody=BODY, MessageAttributes=attributes, MessageSystemAttributes=trace)
    digest = hashlib.md5(BODY.encode()).hexdigest()
    same(sent["MD5OfMessageBody"], digest, "digest of the body sent")
    [first] = receive(url, AttributeNames=["All"], MessageAttributeNames=["All"])
    same(first["Body"], BODY, "body")
    same(first["MD5OfBody"], digest, "digest of the body received")
    same(first["MessageId"], sent["MessageId"], "message id")
    same(first["MessageAttributes"]["bytes"]["BinaryValue"], b"\x00\x01\xff", "binary attribute")
    same(first["MessageAttributes"]["text"]["StringValue"], "s\u00e4tze", "string attribute")
    same(first["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"], "digest of the attributes")
    same(first["Attributes"]["ApproximateReceiveCount"], "1", "receive count")
    same(first["Attributes"]["AWSTraceHeader"], trace["AWSTraceHeader"]["StringValue"], "trace header")
    same(sqs.receive_message(QueueUrl=url).get("Messages"), None, "messages while the only one is in flight")
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=first["ReceiptHandle"], VisibilityTimeout=0)
    [again] = receive(url, AttributeNames=["ApproximateReceiveCount"])
    same(again["Attributes"], {"ApproximateReceiveCount": "2"}, "attributes asked for")
    sqs.delete_message(QueueUrl=url, ReceiptHandle=again["ReceiptHandle"])
    before = time.monotonic()
    same(sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages"), None, "messages after the delete")
    same(time.monotonic() - before >= 0.95, True, "long poll waits its second")


def batches():
    url = queue("batches")
    entries = [{"Id": f"e{n}", "MessageBody": f"body {n}"} for n in range(3)] + [{"Id": "late", "MessageBody": "x", "DelaySeconds": 901}]
    answer = sqs.send_message_batch(QueueUrl=url, Entries=entries)
    same(sorted(each["Id"] for each in answer["Successful"]), ["e0", "e1", "e2"], "entries sent")
    [failed] = answer["Failed"]
    same((failed["Id"], failed["SenderFault"]), ("late", True), "entry refused")
    found = {}
    for _ in range(10):
        for each in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            found[each["MessageId"]] = each["ReceiptHandle"]
        if len(found) == 3:
            break
    same(set(found), {each["MessageId"] for each in answer["Successful"]}, "messages received")
    handles = list(found.values())
    extended = sqs.change_message_visibility_batch(
        QueueUrl=url, Entries=[{"Id": f"v{n}", "ReceiptHandle": handle, "VisibilityTimeout": 60} for n, handle in enumerate(handles)]
    )
    same(len(extended["Successful"]), 3, "visibility timeouts changed")
    deleted = sqs.delete_message_batch(QueueUrl=url, Entries=[{"Id": f"d{n}", "ReceiptHandle": handle} for n, handle in enumerate(handles)])
    same(len(deleted["Successful"]), 3, "messages deleted")
    same(deleted.get("Failed", []), [], "deletes refused")


def fifo():
    url = queue("order", {"FifoQueue": "true", "ContentBasedDeduplication": "true"})
    first = sqs.send_message(QueueUrl=url, MessageBody="first", MessageGroupId="g")
    twice = sqs.send_message(QueueUrl=url, MessageBody="first", MessageGroupId="g")
    second = sqs.send_message(QueueUrl=url, MessageBody="second", MessageGroupId="g")
    same(twice["MessageId"], first["MessageId"], "id of the duplicate")
    same(int(second["SequenceNumber"]) > int(first["SequenceNumber"]), True, "sequence numbers increase")
    [head] = receive(url, AttributeNames=["All"])
    same(head["Body"], "first", "head of the group")
    same(head["Attributes"]["SequenceNumber"], first["SequenceNumber"], "sequence number")
    same(head["Attributes"]["MessageGroupId"], "g", "group")
    same(sqs.receive_message(QueueUrl=url).get("Messages"), None, "messages of a group in flight")
    sqs.delete_message(QueueUrl=url, ReceiptHandle=head["ReceiptHandle"])
    same([each["Body"] for each in receive(url, MaxNumberOfMessages=10)], ["second"], "rest of the group")


def dead_letters():
    dead = queue("dead")
    arn = attribute(dead, "QueueArn")
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "1"})
    source = queue("source", {"RedrivePolicy": policy, "VisibilityTimeout": "0"})
    sqs.send_message(QueueUrl=source, MessageBody="poison")
    receive(source)
    same(sqs.receive_message(QueueUrl=source).get("Messages"), None, "messages received too often")
    same(sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"], [source], "sources")
    [moved] = receive(dead, AttributeNames=["All"], VisibilityTimeout=0)
    same(moved["Body"], "poison", "body of the dead letter")
    same(moved["Attributes"]["DeadLetterQueueSourceArn"], attribute(source, "QueueArn"), "source of the dead letter")
    task = sqs.start_message_move_task(SourceArn=arn)
    same(bool(task["TaskHandle"]), True, "handle of the move task")
    same(receive(source)[0]["Body"], "poison", "body moved back")
    [listed] = sqs.list_message_move_tasks(SourceArn=arn)["Results"]
    same((listed["SourceArn"], listed["Status"]), (arn, "COMPLETED"), "move task")


def tags():
    url = queue("tags", tags={"team": "blue"})
    sqs.tag_queue(QueueUrl=url, Tags={"cost": "\u00e9tage 5", "team": "red"})
    same(sqs.list_queue_tags(QueueUrl=url)["Tags"], {"team": "red", "cost": "\u00e9tage 5"}, "tags")
    sqs.untag_queue(QueueUrl=url, TagKeys=["team"])
    same(sqs.list_queue_tags(QueueUrl=url)["Tags"], {"cost": "\u00e9tage 5"}, "tags left")


def permissions():
    url = queue("permissions")
    sqs.add_permission(QueueUrl=url, Label="share", AWSAccountIds=["111122223333"], Actions=["SendMessage"])
    [statement] = json.loads(attribute(url, "Policy"))["Statement"]
    same((statement["Sid"], statement["Effect"]), ("share", "Allow"), "statement of the policy")
    sqs.remove_permission(QueueUrl=url, Label="share")
    same(attribute(url, "Policy") in (None, ""), True, "policy is empty again")


def attributes():
    url = queue("attributes", {"VisibilityTimeout": "7"})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "3", "MaximumMessageSize": "2048"})
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    same((found["VisibilityTimeout"], found["DelaySeconds"], found["MaximumMessageSize"]), ("7", "3", "2048"), "attributes")
    same(found["QueueArn"].endswith(f":check-{RUN}-attributes"), True, "the ARN ends with the name")
    same(sqs.get_queue_url(QueueName=f"check-{RUN}-attributes")["QueueUrl"], url, "queue URL")


def paging():
    urls = {queue(f"page-{n}") for n in range(5)}
    pages = list(sqs.get_paginator("list_queues").paginate(QueueNamePrefix=f"check-{RUN}-page-", PaginationConfig={"PageSize": 2}))
    same([len(page["QueueUrls"]) for page in pages], [2, 2, 1], "sizes of the pages")
    same({url for page in pages for url in page["QueueUrls"]}, urls, "queues listed")


def errors():
    url = queue("errors")
    prefix = "AWS.SimpleQueueService."
    missing = url.replace("errors", "missing")
    refused("QueueDoesNotExist", prefix + "NonExistentQueue", sqs.get_queue_url, QueueName=f"check-{RUN}-missing")
    refused("QueueDoesNotExist", prefix + "NonExistentQueue", sqs.send_message, QueueUrl=missing, MessageBody="x")
    refused("QueueNameExists", "QueueAlreadyExists", sqs.create_queue, QueueName=f"check-{RUN}-errors", Attributes={"DelaySeconds": "9"})
    refused("InvalidMessageContents", "InvalidMessageContents", sqs.send_message, QueueUrl=url, MessageBody="\x01")
    refused("ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", sqs.delete_message, QueueUrl=url, ReceiptHandle="nonsense")
    refused("InvalidAttributeName", "InvalidAttributeName", sqs.get_queue_attributes, QueueUrl=url, AttributeNames=["Colour"])
    twins = [{"Id": "a", "MessageBody": "x"}] * 2
    refused("BatchEntryIdsNotDistinct", prefix + "BatchEntryIdsNotDistinct", sqs.send_message_batch, QueueUrl=url, Entries=twins)
    many = [{"Id": f"a{n}", "MessageBody": "x"} for n in range(11)]
    refused("TooManyEntriesInBatchRequest", prefix + "TooManyEntriesInBatchRequest", sqs.send_message_batch, QueueUrl=url, Entries=many)
    refused("ResourceNotFoundException", "ResourceNotFoundException", sqs.list_message_move_tasks, SourceArn="arn:aws:sqs:us-east-1:000000000000:none")
    sqs.purge_queue(QueueUrl=url)
    refused("PurgeQueueInProgress", prefix + "PurgeQueueInProgress", sqs.purge_queue, QueueUrl=url)


def main():
    print(f"boto3 {boto3.__version__}, botocore {botocore.__version__} against {sqs.meta.endpoint_url}")
    failures = 0
    for section in (messages, batches, fifo, dead_letters, tags, permissions, attributes, paging, errors):
        try:
            section()
            print(f"ok      {section.__name__}")
        except Exception as error:
            failures += 1
            line = traceback.extract_tb(error.__traceback__)[1].lineno
            print(f"FAILED  {section.__name__}, line {line}: {type(error).__name__}: {error}")
    for url in queues:
        sqs.delete_queue(QueueUrl=url)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
