#!/usr/bin/env bash
# A fixed round of SQS operations with the aws CLI, against the endpoint given. Each section uses queues of its own.
# Ends with 0 when every answer was as AWS documents it, and with 1 after naming what was not.
#
# Usage: sqs.sh ENDPOINT     (AWS_CLI names the program, "aws" when unset)
set -uo pipefail
endpoint=${1:?usage: sqs.sh ENDPOINT}
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_PAGER='' AWS_MAX_ATTEMPTS=1
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
run=check-$$-$RANDOM
urls=()
failures=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sqs() { "${AWS_CLI:-aws}" --endpoint-url "$endpoint" --output text sqs "$@"; }
fail() { echo "FAILED  $section: $*"; failures=$((failures + 1)); }
same() { [ "$1" = "$2" ] || fail "$3: '$1' where '$2' was expected"; }
# The call is refused, and its error names the code that is expected.
refused() {
  local code=$1 said
  shift
  if said=$(sqs "$@" 2>&1); then fail "$1 was accepted where $code was expected"; return; fi
  [[ $said == *"($code)"* ]] || fail "$1: '$said' where $code was expected"
}
# Sets url to a new queue's.
queue() {
  url=$(sqs create-queue --queue-name "$run-$1" "${@:2}" --query QueueUrl) || fail "create-queue $1"
  urls+=("$url")
}
begin() { section=$1; before=$failures; }
end() { [ "$failures" = "$before" ] && echo "ok      $section"; }

echo "$("${AWS_CLI:-aws}" --version 2>&1) against $endpoint"

begin messages
queue messages
body=$'zwei\nZeilen <&>\'" é 世 🦀'
printf %s "$body" > "$work/body"
id=$(sqs send-message --queue-url "$url" --message-body "file://$work/body" \
  --message-attributes '{"count":{"DataType":"Number","StringValue":"42"}}' --query MessageId)
sqs receive-message --queue-url "$url" --wait-time-seconds 5 --attribute-names All --message-attribute-names All --output json > "$work/first"
field() { python3 -c 'import json, sys; v = json.load(open(sys.argv[1]))["Messages"][0]
for k in sys.argv[2:]: v = v[k]
print(v)' "$work/first" "$@"; }
same "$(field MessageId)" "$id" 'message id'
same "$(field Body)" "$body" body
same "$(field MD5OfBody)" "$(md5sum < "$work/body" | cut -d' ' -f1)" digest
same "$(field MessageAttributes count StringValue)" 42 'message attribute'
same "$(field Attributes ApproximateReceiveCount)" 1 'receive count'
handle=$(field ReceiptHandle)
sqs change-message-visibility --queue-url "$url" --receipt-handle "$handle" --visibility-timeout 0 || fail change-message-visibility
handle=$(sqs receive-message --queue-url "$url" --wait-time-seconds 5 --query 'Messages[0].ReceiptHandle')
sqs delete-message --queue-url "$url" --receipt-handle "$handle" || fail delete-message
same "$(sqs receive-message --queue-url "$url" --wait-time-seconds 1 --query 'length(Messages || `[]`)')" 0 'messages after the delete'
end

begin batches
queue batches
entries='[{"Id":"a","MessageBody":"1"},{"Id":"b","MessageBody":"2"},{"Id":"late","MessageBody":"3","DelaySeconds":901}]'
said=$(sqs send-message-batch --queue-url "$url" --entries "$entries" --query '[Successful[].Id, Failed[].Id]' | tr '\n\t' '  ')
same "$said" 'a b late ' 'entries sent and refused'
end

begin fifo
queue order.fifo --attributes FifoQueue=true,ContentBasedDeduplication=true
first=$(sqs send-message --queue-url "$url" --message-body one --message-group-id g --query MessageId)
same "$(sqs send-message --queue-url "$url" --message-body one --message-group-id g --query MessageId)" "$first" 'id of the duplicate'
sqs send-message --queue-url "$url" --message-body two --message-group-id g > /dev/null || fail 'second message'
same "$(sqs receive-message --queue-url "$url" --max-number-of-messages 10 --query 'Messages[].Body' | tr '\t' ' ')" 'one two' 'messages in order'
end

begin 'dead letters'
queue dead
dead=$url
arn=$(sqs get-queue-attributes --queue-url "$dead" --attribute-names QueueArn --query Attributes.QueueArn)
printf '{"RedrivePolicy":"{\\"deadLetterTargetArn\\":\\"%s\\",\\"maxReceiveCount\\":\\"1\\"}","VisibilityTimeout":"0"}' "$arn" > "$work/attributes"
queue source --attributes "file://$work/attributes"
sqs send-message --queue-url "$url" --message-body poison > /dev/null
sqs receive-message --queue-url "$url" --wait-time-seconds 5 > /dev/null
same "$(sqs receive-message --queue-url "$url" --query 'length(Messages || `[]`)')" 0 'messages received too often'
same "$(sqs receive-message --queue-url "$dead" --wait-time-seconds 5 --visibility-timeout 0 --query 'Messages[0].Body')" poison 'dead letter'
same "$(sqs list-dead-letter-source-queues --queue-url "$dead" --query queueUrls)" "$url" sources
sqs start-message-move-task --source-arn "$arn" > /dev/null || fail start-message-move-task
same "$(sqs receive-message --queue-url "$url" --wait-time-seconds 5 --query 'Messages[0].Body')" poison 'message moved back'
same "$(sqs list-message-move-tasks --source-arn "$arn" --query 'Results[0].Status')" COMPLETED 'move task'
end

begin tags
queue tags --tags team=blue
sqs tag-queue --queue-url "$url" --tags cost=5 || fail tag-queue
sqs untag-queue --queue-url "$url" --tag-keys team || fail untag-queue
same "$(sqs list-queue-tags --queue-url "$url" --query Tags.cost)" 5 'tag left'
end

begin permissions
queue permissions
sqs add-permission --queue-url "$url" --label share --aws-account-ids 111122223333 --actions SendMessage || fail add-permission
[[ $(sqs get-queue-attributes --queue-url "$url" --attribute-names Policy) == *share* ]] || fail 'the policy lacks the statement'
sqs remove-permission --queue-url "$url" --label share || fail remove-permission
end

begin paging
for n in 1 2 3; do queue "page-$n"; done
same "$(sqs list-queues --queue-name-prefix "$run-page" --page-size 2 --output json --query 'length(QueueUrls)')" 3 'queues over two pages'
end

begin errors
queue errors
refused AWS.SimpleQueueService.NonExistentQueue get-queue-url --queue-name "$run-missing"
refused QueueAlreadyExists create-queue --queue-name "$run-errors" --attributes DelaySeconds=9
refused ReceiptHandleIsInvalid delete-message --queue-url "$url" --receipt-handle nonsense
refused InvalidParameterValue send-message --queue-url "$url" --message-body x --delay-seconds 901
sqs purge-queue --queue-url "$url" || fail purge-queue
refused AWS.SimpleQueueService.PurgeQueueInProgress purge-queue --queue-url "$url"
end

for url in "${urls[@]}"; do sqs delete-queue --queue-url "$url" || failures=$((failures + 1)); done
exit $((failures > 0))
