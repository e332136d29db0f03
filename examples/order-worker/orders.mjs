import { randomUUID } from 'node:crypto'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs'

/** Two FIFO queues: orders, and those that could not be worked on. */
export const setUp = async (sqs, name) => {
  const create = async (queue, attributes) =>
    (await sqs.send(new CreateQueueCommand({ QueueName: queue, Attributes: { FifoQueue: 'true', ...attributes } }))).QueueUrl
  const dead = await create(`${name}-dead.fifo`, {})
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] }))
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes.QueueArn, maxReceiveCount: '5' })
  return create(`${name}.fifo`, { VisibilityTimeout: '30', RedrivePolicy })
}

const entryOf = (order) => ({
  Id: order.id,
  MessageGroupId: order.customer,
  MessageDeduplicationId: order.id,
  MessageBody: JSON.stringify(order),
})

/** Hands orders to the queue. What fails is handed over again, under the same id, so that it comes once. */
export const place = async (sqs, QueueUrl, orders) => {
  for (let at = 0; at < orders.length; at += 10) {
    let left = orders.slice(at, at + 10).map(entryOf)
    for (let attempt = 0; left.length > 0; attempt++) {
      if (attempt === 5) throw new Error(`${left.length} orders could not be placed`)
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: left }))
      left = left.filter(({ Id }) => Failed.some((failed) => failed.Id === Id))
    }
  }
}

/** Works on orders until there is no more need. */
export const work = async (sqs, QueueUrl, charge, isDone) => {
  while (!isDone()) {
    // An answer may be lost on its way. When the SDK asks again, it is under the same id, and gets the same messages.
    const attempt = { ReceiveRequestAttemptId: randomUUID(), MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...attempt }))
    if (Messages.length === 0) continue
    for (const { Body } of Messages) await charge(JSON.parse(Body))
    // What stays in flight keeps the customer's other orders waiting until its timeout ends.
    let left = Messages.map(({ ReceiptHandle }, nth) => ({ Id: String(nth), ReceiptHandle }))
    for (let attempt = 0; left.length > 0 && attempt < 5; attempt++) {
      const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: left }))
      left = left.filter(({ Id }) => Failed.some((failed) => failed.Id === Id))
    }
  }
}
