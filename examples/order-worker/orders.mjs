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

/** Hands orders to the queue, those of each customer in turn. */
export const place = async (sqs, QueueUrl, orders) => {
  let left = orders.map(({ id, customer, ...order }) => ({
    Id: id,
    MessageGroupId: customer,
    MessageDeduplicationId: id,
    MessageBody: JSON.stringify({ id, customer, ...order }),
  }))
  for (let attempt = 0; left.length > 0; attempt++) {
    if (attempt === 10) throw new Error(`${left.length} orders could not be placed`)
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: left.slice(0, 10) }))
    // What follows a failed order of the same customer was accepted before it: the whole batch again would not help, its ids are known by then.
    const failed = new Set(Failed.map(({ Id }) => Id))
    left = [...left.slice(0, 10).filter(({ Id }) => failed.has(Id)), ...left.slice(10)]
  }
}

/** Works on orders until there are none for a while. */
export const work = async (sqs, QueueUrl, charge, { idleSeconds = 1 } = {}) => {
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: idleSeconds }))
    if (Messages.length === 0) return
    for (const { Body } of Messages) await charge(JSON.parse(Body))
    let left = Messages.map(({ ReceiptHandle }, nth) => ({ Id: String(nth), ReceiptHandle }))
    while (left.length > 0) {
      const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: left }))
      left = left.filter(({ Id }) => Failed.some((failed) => failed.Id === Id))
    }
  }
}
