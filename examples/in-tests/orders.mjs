import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'

/** The code under test: places an order, and works on one, which fails the first time. */
export const open = async (sqs) => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders', Attributes: { VisibilityTimeout: '30' } }))
  let tries = 0
  return {
    place: (order) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(order) })),
    async workOnce() {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
      for (const { ReceiptHandle } of Messages) if (tries++ > 0) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    },
  }
}
