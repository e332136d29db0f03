#!/usr/bin/env python3
"""Replays histories of the corpus on an implementation of AWS messaging: python3 run.py --endpoint http://localhost:4566 corpus/*.jsonl

Needs boto3, and nothing of Touchstone but the files. The form of a history is in docs/corpus.md.
Ends with 0 when every history that could be decided holds, 1 when one does not, 2 when nothing could be run.
"""

import argparse
import base64
import json
import re
import string
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

PLACEHOLDER = re.compile(r"\$\{([a-z0-9:-]+)\}")
UNSUPPORTED = {"UnknownOperationException", "UnknownOperation", "InvalidAction", "NotImplemented", "501"}
# Lists that answers may leave out when they are empty.
MISSING = object()


class Differs(Exception):
    """The answer is not one that the history allows."""


class Undecided(Exception):
    """The history says nothing about this implementation."""


def fill(value, names):
    """What is sent: placeholders replaced by what earlier answers bound them to."""
    if isinstance(value, str):
        unbound = [name for name in PLACEHOLDER.findall(value) if name not in names]
        if unbound:
            raise Undecided(f"{unbound[0]} was not answered")
        return PLACEHOLDER.sub(lambda found: names[found.group(1)], value)
    if isinstance(value, list):
        return [fill(item, names) for item in value]
    if isinstance(value, dict):
        if "$bytes" in value:
            return base64.b64decode(value["$bytes"])
        if "$repeat" in value:
            text, times = value["$repeat"]
            return fill(text, names) * times
        return {key: fill(item, names) for key, item in value.items()}
    return value


def match(expected, seen, names, path):
    """Holds what was answered against what it must be; binds placeholders that stand for the first time."""
    if isinstance(expected, dict):
        if "$none" in expected:
            if seen is not MISSING and seen not in (None, [], {}):
                raise Differs(f"{path} is there: {shown(seen)}")
            return
        if "$items" in expected:
            return match_list(expected, [] if seen is MISSING else seen, names, path)
    if seen is MISSING:
        raise Differs(f"{path} is missing")
    if isinstance(expected, dict):
        if "$any" in expected:
            return
        if "$bytes" in expected:
            if bytes(seen) != base64.b64decode(expected["$bytes"]):
                raise Differs(f"{path} holds other bytes")
            return
        if not isinstance(seen, dict):
            raise Differs(f"{path} is {shown(seen)}")
        for key, item in expected.items():
            match(item, seen.get(key, MISSING), names, f"{path}.{key}")
        return
    if isinstance(expected, str) and "${" in expected:
        whole = PLACEHOLDER.fullmatch(expected)
        if whole and whole.group(1) not in names:
            names[whole.group(1)] = str(seen)
            return
        expected = fill(expected, names)
    if seen != expected:
        raise Differs(f"{path} is {shown(seen)}, not {shown(expected)}")


def match_list(expected, seen, names, path):
    items = expected["$items"]
    if not isinstance(seen, list):
        raise Differs(f"{path} is {shown(seen)}")
    if len(seen) < len(items) and not expected.get("$fewer") or len(seen) > len(items) and not expected.get("$more"):
        raise Differs(f"{path} has {len(seen)} items, not {len(items)}")
    if not expected.get("$anyOrder"):
        for nth, (item, one) in enumerate(zip(items, seen)):
            match(item, one, names, f"{path}[{nth}]")
        return
    left = list(seen)
    for nth, item in enumerate(items):
        for one in left:
            tried = dict(names)
            try:
                match(item, one, tried, f"{path}[{nth}]")
            except Differs:
                continue
            names.update(tried)
            left.remove(one)
            break
        else:
            if not expected.get("$fewer"):
                raise Differs(f"{path} has nothing like {shown(item)}")


def shown(value):
    return json.dumps(value, default=str)[:200]


class Clients:
    def __init__(self, options):
        config = Config(retries={"max_attempts": 1}, parameter_validation=False, read_timeout=60)
        credentials = {"aws_access_key_id": options.access_key, "aws_secret_access_key": options.secret_key}
        self.make = lambda service, region: boto3.client(
            service, endpoint_url=options.endpoint, region_name=region, config=config, **credentials
        )
        self.made = {}
        self.lock = threading.Lock()

    def call(self, service, operation, given, region="us-east-1"):
        with self.lock:
            if (service, region) not in self.made:
                self.made[service, region] = self.make(service, region)
        return self.made[service, region]._make_api_call(operation, given)


def replay(history, clients, account):
    """Runs one history. Raises Differs or Undecided; what it made is removed."""
    letters = "".join(random.choices(string.ascii_lowercase, k=len("tscorpusa")))
    names = {"run": letters, "account": account}
    undo = []
    began = time.monotonic()
    waited = 0
    try:
        for nth, step in enumerate(history["steps"]):
            where = f"step {nth + 1}, {step['operation']}"
            given = fill(step["input"], names)
            time.sleep(step.get("wait_ms", 0) / 1000)
            waited += step.get("wait_ms", 0)
            try:
                answer = clients.call(step["service"], step["operation"], given, step.get("region", "us-east-1"))
            except ClientError as error:
                refused(step, error, where)
                continue
            except BotoCoreError as error:
                raise Undecided(f"{where}: {error}") from error
            finally:
                if (time.monotonic() - began) * 1000 - waited > history["within_ms"]:
                    raise Undecided("it took too long")
            undo += removals(step, given, answer)
            if "error" in step:
                raise Differs(f"{where}: succeeds, and is to be refused {' or '.join(step['error']['names'])}")
            match(step["output"], answer, names, where)
    finally:
        for removal in reversed(undo):
            try:
                clients.call(*removal)
            except (ClientError, BotoCoreError):
                pass


def judge(history, clients, account):
    """The verdict of one history, and why."""
    try:
        replay(history, clients, account)
        return "holds", ""
    except Differs as difference:
        return "differs", str(difference)
    except Undecided as doubt:
        return "undecided", str(doubt)


def refused(step, error, where):
    code = error.response["Error"].get("Code", "")
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if code in UNSUPPORTED or status == 501:
        raise Undecided(f"{where}: not supported")
    if "error" not in step:
        raise Differs(f"{where}: refused with {code} ({status})")
    wanted = step["error"]["names"]
    if status >= 500 or (wanted and code not in wanted):
        raise Differs(f"{where}: refused with {code} ({status}), not {' or '.join(wanted) or 'as the fault of the client'}")


def removals(step, given, answer):
    region = step.get("region", "us-east-1")
    made = {
        "CreateQueue": ("sqs", "DeleteQueue", "QueueUrl"),
        "CreateTopic": ("sns", "DeleteTopic", "TopicArn"),
        "CreatePlatformApplication": ("sns", "DeletePlatformApplication", "PlatformApplicationArn"),
    }.get(step["operation"])
    if made and made[2] in answer:
        yield made[0], made[1], {made[2]: answer[made[2]]}, region
    if step["operation"] == "CreateSMSSandboxPhoneNumber":
        yield "sns", "DeleteSMSSandboxPhoneNumber", {"PhoneNumber": given.get("PhoneNumber", "")}, region
    if step["operation"] == "CreateStream":
        yield "kinesis", "DeleteStream", {"StreamName": given.get("StreamName", "")}, region


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--account", default="000000000000", help="the account that the implementation answers as")
    parser.add_argument("--access-key", default="test")
    parser.add_argument("--secret-key", default="test")
    parser.add_argument("--only", default="", help="a part of the clause's id")
    parser.add_argument("--jobs", type=int, default=8, help="how many histories are replayed at the same time: many of them wait")
    parser.add_argument("--json", action="store_true", help="print one verdict a line as JSON")
    options = parser.parse_args()
    clients = Clients(options)
    counts = {"holds": 0, "differs": 0, "undecided": 0}
    histories = [json.loads(line) for path in options.files for line in open(path, encoding="utf-8")]
    chosen = [history for history in histories if options.only in history["clause"]]
    with ThreadPoolExecutor(options.jobs) as pool:
        verdicts = list(pool.map(lambda history: judge(history, clients, options.account), chosen))
    for history, (verdict, why) in zip(chosen, verdicts):
        # What others did at the same time may be in lists of the whole account: what differs is looked at once more, alone.
        if verdict == "differs":
            verdict, why = judge(history, clients, options.account)
        counts[verdict] += 1
        if options.json:
            print(json.dumps({"clause": history["clause"], "case": history["case"], "verdict": verdict, "why": why}))
        elif verdict == "differs":
            print(f"✗ {history['clause']} {history['case'] or ''}\n    {history['statement']}\n    {why}\n    {history['source']}")
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()), file=sys.stderr)
    return 1 if counts["differs"] else 0 if counts["holds"] else 2


if __name__ == "__main__":
    sys.exit(main())
