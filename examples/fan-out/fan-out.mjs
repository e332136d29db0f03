import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs'

/** A topic of sales, and a queue for each who wants to know of them. */
export const setUp = async (sns, sqs, name, listeners) => {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name }))
  const queues = {}
  for (const listener of listeners) {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-${listener}` }))
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
    const Statement = {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: Attributes.QueueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
    }
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] })
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
    await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes.QueueArn, Attributes: { RawMessageDelivery: 'true' } }),
    )
    queues[listener] = QueueUrl
  }
  return { TopicArn, queues }
}

export const sell = (sns, TopicArn, sale) => sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(sale) }))

/** What is in stock. A sale that comes twice, as it may, counts once. */
export class Stock {
  #sold = new Set()
  constructor(left) {
    this.left = left
  }
  take({ id, count }) {
    if (this.#sold.has(id)) return
    this.#sold.add(id)
    this.left -= count
  }
}

/** Hands what comes to a handler, one after the other, until there is no more need. */
export const listen = async (sqs, QueueUrl, handle, isDone) => {
  while (!isDone()) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }))
    for (const { Body, ReceiptHandle } of Messages) {
      await handle(JSON.parse(Body))
      // What cannot be deleted comes again, and counts once all the same.
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })).catch(() => {})
    }
  }
}
