// A fixed round of SQS operations with the AWS SDK for Go v2, against the endpoint given. Each section uses queues of
// its own, and removes them. Ends with 0 when every answer was as AWS documents it, and with 1 after naming what was not.
//
// Usage: go run . ENDPOINT
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

const body = "zwei\r\nZeilen\t<&>'\" é 世 🦀 ]]>"

var (
	ctx    = context.Background()
	client *sqs.Client
	run    = fmt.Sprintf("check-%d", time.Now().UnixNano())
	queues []string
)

// surprise is an answer that is not as documented; a section ends at its first one.
type surprise struct{ text string }

func must[T any](value T, err error) T {
	if err != nil {
		panic(surprise{err.Error()})
	}
	return value
}

func same[T comparable](found, expected T, what string) {
	if found != expected {
		panic(surprise{fmt.Sprintf("%s: %v where %v was expected", what, found, expected)})
	}
}

// refused holds an error to its Go type.
func refused[E error](err error) {
	var expected E
	if !errors.As(err, &expected) {
		panic(surprise{fmt.Sprintf("%v where %T was expected", err, expected)})
	}
}

func queue(name string, attributes map[string]string) *string {
	if attributes["FifoQueue"] == "true" {
		name += ".fifo"
	}
	name = run + "-" + name
	url := must(client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes})).QueueUrl
	queues = append(queues, *url)
	return url
}

func attribute(url *string, name types.QueueAttributeName) string {
	names := []types.QueueAttributeName{name}
	return must(client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: url, AttributeNames: names})).Attributes[string(name)]
}

func receive(url *string, visibility int32, wait int32) []types.Message {
	return must(client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl:                    url,
		MaxNumberOfMessages:         10,
		WaitTimeSeconds:             wait,
		VisibilityTimeout:           visibility,
		MessageAttributeNames:       []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{"All"},
	})).Messages
}

func receiveOne(url *string, visibility int32) types.Message {
	found := receive(url, visibility, 5)
	same(len(found), 1, "messages received")
	return found[0]
}

func messages() {
	url := queue("messages", nil)
	sent := must(client.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl:    url,
		MessageBody: aws.String(body),
		MessageAttributes: map[string]types.MessageAttributeValue{
			"text":  {DataType: aws.String("String"), StringValue: aws.String("sätze")},
			"bytes": {DataType: aws.String("Binary"), BinaryValue: []byte{0, 1, 255}},
		},
	}))
	first := receiveOne(url, 30)
	same(*first.Body, body, "body")
	same(*first.MessageId, *sent.MessageId, "message id")
	same(*first.MD5OfMessageAttributes, *sent.MD5OfMessageAttributes, "digest of the attributes")
	same(string(first.MessageAttributes["bytes"].BinaryValue), "\x00\x01\xff", "binary attribute")
	same(first.Attributes["ApproximateReceiveCount"], "1", "receive count")
	must(client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{QueueUrl: url, ReceiptHandle: first.ReceiptHandle}))
	again := receiveOne(url, 30)
	same(again.Attributes["ApproximateReceiveCount"], "2", "receive count")
	must(client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: url, ReceiptHandle: again.ReceiptHandle}))
	same(len(receive(url, 30, 1)), 0, "messages after the delete")
}

func batches() {
	url := queue("batches", nil)
	entries := []types.SendMessageBatchRequestEntry{
		{Id: aws.String("a"), MessageBody: aws.String("1")},
		{Id: aws.String("late"), MessageBody: aws.String("2"), DelaySeconds: 901},
	}
	answer := must(client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: url, Entries: entries}))
	same(len(answer.Successful), 1, "entries sent")
	same(len(answer.Failed), 1, "entries refused")
	same(*answer.Failed[0].Id, "late", "entry refused")
	same(answer.Failed[0].SenderFault, true, "the sender's fault")
	handle := receiveOne(url, 30).ReceiptHandle
	extended := must(client.ChangeMessageVisibilityBatch(ctx, &sqs.ChangeMessageVisibilityBatchInput{
		QueueUrl: url,
		Entries:  []types.ChangeMessageVisibilityBatchRequestEntry{{Id: aws.String("v"), ReceiptHandle: handle, VisibilityTimeout: 60}},
	}))
	same(len(extended.Successful), 1, "visibility timeouts changed")
	deleted := must(client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{
		QueueUrl: url,
		Entries:  []types.DeleteMessageBatchRequestEntry{{Id: aws.String("d"), ReceiptHandle: handle}},
	}))
	same(len(deleted.Successful), 1, "messages deleted")
}

func fifo() {
	url := queue("order", map[string]string{"FifoQueue": "true", "ContentBasedDeduplication": "true"})
	send := func(text string) *sqs.SendMessageOutput {
		return must(client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: url, MessageBody: &text, MessageGroupId: aws.String("g")}))
	}
	first := send("first")
	same(*send("first").MessageId, *first.MessageId, "id of the duplicate")
	send("second")
	found := receive(url, 30, 5)
	same(len(found), 2, "messages in order")
	same(*found[0].Body+" "+*found[1].Body, "first second", "order")
	same(found[0].Attributes["SequenceNumber"], *first.SequenceNumber, "sequence number")
}

func deadLetters() {
	dead := queue("dead", nil)
	arn := attribute(dead, types.QueueAttributeNameQueueArn)
	policy := fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":1}`, arn)
	source := queue("source", map[string]string{"RedrivePolicy": policy})
	must(client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: source, MessageBody: aws.String("poison")}))
	handle := receiveOne(source, 30).ReceiptHandle
	must(client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{QueueUrl: source, ReceiptHandle: handle}))
	same(len(receive(source, 30, 0)), 0, "messages received too often")
	sources := must(client.ListDeadLetterSourceQueues(ctx, &sqs.ListDeadLetterSourceQueuesInput{QueueUrl: dead})).QueueUrls
	same(len(sources), 1, "sources")
	same(sources[0], *source, "source")
	moved := receiveOne(dead, 1)
	same(moved.Attributes["DeadLetterQueueSourceArn"], attribute(source, types.QueueAttributeNameQueueArn), "source of the dead letter")
	must(client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{QueueUrl: dead, ReceiptHandle: moved.ReceiptHandle}))
	must(client.StartMessageMoveTask(ctx, &sqs.StartMessageMoveTaskInput{SourceArn: &arn}))
	same(*receiveOne(source, 30).Body, "poison", "message moved back")
	status := ""
	// The message is there before the task is over.
	for end := time.Now().Add(30 * time.Second); status != "COMPLETED" && time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		tasks := must(client.ListMessageMoveTasks(ctx, &sqs.ListMessageMoveTasksInput{SourceArn: &arn})).Results
		same(len(tasks), 1, "move tasks")
		status = *tasks[0].Status
	}
	same(status, "COMPLETED", "move task")
}

func tags() {
	url := queue("tags", nil)
	must(client.TagQueue(ctx, &sqs.TagQueueInput{QueueUrl: url, Tags: map[string]string{"team": "red", "cost": "étage 5"}}))
	must(client.UntagQueue(ctx, &sqs.UntagQueueInput{QueueUrl: url, TagKeys: []string{"team"}}))
	left := must(client.ListQueueTags(ctx, &sqs.ListQueueTagsInput{QueueUrl: url})).Tags
	same(len(left), 1, "tags left")
	same(left["cost"], "étage 5", "tag left")
}

func permissions() {
	url := queue("permissions", nil)
	accounts, actions, label := []string{"111122223333"}, []string{"SendMessage"}, aws.String("share")
	must(client.AddPermission(ctx, &sqs.AddPermissionInput{QueueUrl: url, Label: label, AWSAccountIds: accounts, Actions: actions}))
	same(attribute(url, types.QueueAttributeNamePolicy) != "", true, "the policy is set")
	must(client.RemovePermission(ctx, &sqs.RemovePermissionInput{QueueUrl: url, Label: label}))
	same(attribute(url, types.QueueAttributeNamePolicy), "", "the policy is empty again")
}

func paging() {
	for n := range 5 {
		queue(fmt.Sprintf("page-%d", n), nil)
	}
	pages := sqs.NewListQueuesPaginator(client, &sqs.ListQueuesInput{QueueNamePrefix: aws.String(run + "-page"), MaxResults: aws.Int32(2)})
	found := map[string]bool{}
	count := 0
	for ; pages.HasMorePages(); count++ {
		for _, url := range must(pages.NextPage(ctx)).QueueUrls {
			found[url] = true
		}
	}
	same(len(found), 5, "queues listed")
	same(count, 3, "pages")
}

func typedErrors() {
	url := queue("errors", nil)
	name := run + "-errors"
	_, err := client.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String(run + "-missing")})
	refused[*types.QueueDoesNotExist](err)
	_, err = client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name, Attributes: map[string]string{"DelaySeconds": "9"}})
	refused[*types.QueueNameExists](err)
	_, err = client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: url, ReceiptHandle: aws.String("nonsense")})
	refused[*types.ReceiptHandleIsInvalid](err)
	_, err = client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("\x01")})
	refused[*types.InvalidMessageContents](err)
	twin := types.SendMessageBatchRequestEntry{Id: aws.String("a"), MessageBody: aws.String("x")}
	twins := []types.SendMessageBatchRequestEntry{twin, twin}
	_, err = client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: url, Entries: twins})
	refused[*types.BatchEntryIdsNotDistinct](err)
	_, err = client.ListMessageMoveTasks(ctx, &sqs.ListMessageMoveTasksInput{SourceArn: aws.String("arn:aws:sqs:us-east-1:000000000000:none")})
	refused[*types.ResourceNotFoundException](err)
	must(client.PurgeQueue(ctx, &sqs.PurgeQueueInput{QueueUrl: url}))
	_, err = client.PurgeQueue(ctx, &sqs.PurgeQueueInput{QueueUrl: url})
	refused[*types.PurgeQueueInProgress](err)
}

// passes runs one section and says how it went.
func passes(name string, section func()) (passed bool) {
	defer func() {
		switch found := recover().(type) {
		case nil:
			fmt.Println("ok     ", name)
			passed = true
		case surprise:
			fmt.Println("FAILED ", name+":", found.text)
		default:
			panic(found)
		}
	}()
	section()
	return
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run . ENDPOINT")
		os.Exit(2)
	}
	client = sqs.New(sqs.Options{
		Region:           "us-east-1",
		BaseEndpoint:     &os.Args[1],
		Credentials:      credentials.NewStaticCredentialsProvider("test", "test", ""),
		RetryMaxAttempts: 1,
	})
	fmt.Println("AWS SDK for Go v2, core", aws.SDKVersion+",", "against", os.Args[1])
	sections := []struct {
		name string
		run  func()
	}{
		{"messages", messages}, {"batches", batches}, {"fifo", fifo}, {"dead letters", deadLetters}, {"tags", tags},
		{"permissions", permissions}, {"paging", paging}, {"errors", typedErrors},
	}
	passed := true
	for _, section := range sections {
		passed = passes(section.name, section.run) && passed
	}
	for _, url := range queues {
		if _, err := client.DeleteQueue(ctx, &sqs.DeleteQueueInput{QueueUrl: &url}); err != nil {
			fmt.Println("FAILED  delete:", err)
			passed = false
		}
	}
	if !passed {
		os.Exit(1)
	}
}
