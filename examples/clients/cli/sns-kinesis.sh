#!/usr/bin/env bash
# SNS and Kinesis Data Streams by the aws CLI, against the endpoint given. Ends with 0 when every answer was as AWS documents it,
# and with 1 after naming what was not.
#
# Usage: sns-kinesis.sh ENDPOINT     (AWS_CLI names the program, "aws" when unset)
set -uo pipefail
endpoint=${1:?usage: sns-kinesis.sh ENDPOINT}
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_PAGER='' AWS_MAX_ATTEMPTS=1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
run=check-$$-$RANDOM
failures=0

aws() { command "${AWS_CLI:-aws}" --endpoint-url "$endpoint" --output text "$@"; }
fail() { echo "FAILED  $section: $*"; failures=$((failures + 1)); }
same() { [ "$1" = "$2" ] || fail "$3: '$1' where '$2' was expected"; }
# The call is refused, and its error names the code that is expected.
refused() {
  local code=$1 said
  shift
  if said=$(aws "$@" 2>&1); then fail "$2 was accepted where $code was expected"; return; fi
  [[ $said == *"($code)"* ]] || fail "$2: '$said' where $code was expected"
}
begin() { section=$1; before=$failures; }
end() { [ "$failures" = "$before" ] && echo "ok      $section"; }

echo "$("${AWS_CLI:-aws}" --version 2>&1) against $endpoint"

begin fan-out
topic=$(aws sns create-topic --name "$run-topic" --query TopicArn)
queue=$(aws sqs create-queue --queue-name "$run-queue" --query QueueUrl)
arn=$(aws sqs get-queue-attributes --queue-url "$queue" --attribute-names QueueArn --query Attributes.QueueArn)
policy='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"}]}'
aws sqs set-queue-attributes --queue-url "$queue" --attributes "{\"Policy\":\"${policy//\"/\\\"}\"}" || fail set-queue-attributes
subscription=$(aws sns subscribe --topic-arn "$topic" --protocol sqs --notification-endpoint "$arn" --return-subscription-arn \
  --attributes '{"RawMessageDelivery":"true","FilterPolicy":"{\"colour\":[\"blue\"]}"}' --query SubscriptionArn)
for colour in red blue; do
  aws sns publish --topic-arn "$topic" --message "text $colour é 世" \
    --message-attributes "{\"colour\":{\"DataType\":\"String\",\"StringValue\":\"$colour\"}}" > /dev/null || fail publish
done
same "$(aws sqs receive-message --queue-url "$queue" --wait-time-seconds 5 --max-number-of-messages 10 --query 'Messages[*].Body')" 'text blue é 世' 'what came'
same "$(aws sns get-subscription-attributes --subscription-arn "$subscription" --query Attributes.RawMessageDelivery)" true 'raw delivery'
same "$(aws sns list-subscriptions-by-topic --topic-arn "$topic" --query 'length(Subscriptions)')" 1 'subscriptions of the topic'
aws sns unsubscribe --subscription-arn "$subscription" || fail unsubscribe
same "$(aws sns list-subscriptions-by-topic --topic-arn "$topic" --query 'length(Subscriptions)')" 0 'subscriptions once it is unsubscribed'
refused NotFound sns publish --topic-arn "$topic-none" --message x
refused InvalidParameter sns publish --topic-arn "$topic" --message x --subject "$(printf 'x%.0s' {1..101})"
aws sns delete-topic --topic-arn "$topic" || fail delete-topic
aws sqs delete-queue --queue-url "$queue" || fail delete-queue
end

begin streams
stream=$run-stream
aws kinesis create-stream --stream-name "$stream" --shard-count 1 || fail create-stream
aws kinesis wait stream-exists --stream-name "$stream" || fail 'wait stream-exists'
shard=$(aws kinesis list-shards --stream-name "$stream" --query 'Shards[0].ShardId')
number=$(aws kinesis put-record --stream-name "$stream" --partition-key key --cli-binary-format raw-in-base64-out --data 'zwei é' --query SequenceNumber 2> /dev/null) ||
  number=$(aws kinesis put-record --stream-name "$stream" --partition-key key --data 'zwei é' --query SequenceNumber) || fail put-record
same "$(aws kinesis put-records --stream-name "$stream" --records PartitionKey=a,Data=eA== PartitionKey=b,Data=eQ== --query FailedRecordCount)" 0 'records refused'
iterator=$(aws kinesis get-shard-iterator --stream-name "$stream" --shard-id "$shard" --shard-iterator-type TRIM_HORIZON --query ShardIterator)
page=$(aws kinesis get-records --shard-iterator "$iterator" --query 'Records[*].SequenceNumber')
same "$(wc -w <<< "$page" | tr -d ' ')" 3 'records'
same "$(cut -f1 <<< "$page")" "$number" 'sequence number of the first'
aws kinesis split-shard --stream-name "$stream" --shard-to-split "$shard" --new-starting-hash-key 170141183460469231731687303715884105728 || fail split-shard
aws kinesis wait stream-exists --stream-name "$stream" || fail 'wait stream-exists'
same "$(aws kinesis list-shards --stream-name "$stream" --shard-filter Type=AT_LATEST --query 'length(Shards)')" 2 'open shards'
refused ResourceInUseException kinesis create-stream --stream-name "$stream" --shard-count 1
refused ResourceNotFoundException kinesis describe-stream --stream-name "$run-none"
aws kinesis delete-stream --stream-name "$stream" || fail delete-stream
aws kinesis wait stream-not-exists --stream-name "$stream" || fail 'wait stream-not-exists'
end

[ "$failures" = 0 ]
