import { DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs'

export { setUp } from './orders.mjs'

/** As in `orders.mjs`, but for one thing: that a batch may fail in part is not looked at. */
export const place = async (sqs, QueueUrl, orders) => {
  for (let at = 0; at < orders.length; at += 10) {
    const Entries = orders
      .slice(at, at + 10)
      .map((order) => ({
        Id: order.id,
        MessageGroupId: order.customer,
        MessageDeduplicationId: order.id,
        MessageBody: JSON.stringify(order),
      }))
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  }
}

export const work = async (sqs, QueueUrl, charge, { idleSeconds = 1 } = {}) => {
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: idleSeconds }))
    if (Messages.length === 0) return
    for (const { Body } of Messages) await charge(JSON.parse(Body))
    const Entries = Messages.map(({ ReceiptHandle }, nth) => ({ Id: String(nth), ReceiptHandle }))
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
  }
}
