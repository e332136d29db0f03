import { Unsupported } from '../../src/suite/verdicts.js'
import type { Queue } from '../sqs/bench.js'

/** A queue's policy that lets SNS send into it: any topic, unless one is named. */
export const admitting = (queueArn: string, topicArn?: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        ...(topicArn === undefined ? {} : { Condition: { ArnEquals: { 'aws:SourceArn': topicArn } } }),
      },
    ],
  })

/**
 * Makes sure that a message did not reach a queue whose policy does not let SNS send. Where it did, what becomes of a message that cannot be
 * delivered is nothing to see: that policies hold is the line of `sns.sqs.needs-queue-policy`.
 */
export const isClosed = async (queue: Queue): Promise<void> => {
  if ((await queue.received({ MaxNumberOfMessages: 10, VisibilityTimeout: 0 })).length > 0)
    throw new Unsupported('the target delivers to queues whose policy does not let SNS send: see sns.sqs.needs-queue-policy')
}
