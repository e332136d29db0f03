import { CreateQueueCommand, ReceiveMessageCommand, SQSClient, type Message } from '@aws-sdk/client-sqs'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { type Reference, reference, type ReferenceOptions } from '../../index.js'

export const ACCOUNT = '123456789012'

export interface Setup {
  readonly aws: Reference
  readonly sns: SNSClient
  readonly sqs: SQSClient
  topic(name: string, attributes?: Record<string, string>): Promise<string>
  /** Its ARN; a queue that lets every topic send. */
  queue(name: string, policy?: object | null, attributes?: Record<string, string>): Promise<string>
  subscribe(topic: string, protocol: string, endpoint: string, attributes?: Record<string, string>): Promise<string>
  receive(queueArn: string): Promise<readonly Message[]>
}

export const OPEN = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' }],
}

/** Topics and queues of one account in a reference of its own; time starts with 2026. */
export function setUp(options: ReferenceOptions = {}): Setup {
  const aws = reference({ start: Date.UTC(2026, 0, 1), ...options })
  const sns = new SNSClient(aws.client({ account: ACCOUNT }))
  const sqs = new SQSClient(aws.client({ account: ACCOUNT }))
  return {
    aws,
    sns,
    sqs,
    topic: async (Name, Attributes) => (await sns.send(new CreateTopicCommand({ Name, Attributes }))).TopicArn!,
    async queue(QueueName, policy = OPEN, attributes = {}) {
      await sqs.send(
        new CreateQueueCommand({
          QueueName,
          Attributes: { ...attributes, ...(policy === null ? {} : { Policy: JSON.stringify(policy) }) },
        }),
      )
      return `arn:aws:sqs:us-east-1:${ACCOUNT}:${QueueName}`
    },
    subscribe: async (TopicArn, Protocol, Endpoint, Attributes) =>
      (await sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true }))).SubscriptionArn!,
    async receive(arn) {
      const received: Message[] = []
      for (;;) {
        const { Messages } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: arn.split(':')[5],
            MaxNumberOfMessages: 10,
            MessageAttributeNames: ['All'],
            MessageSystemAttributeNames: ['All'],
          }),
        )
        if (Messages === undefined) return received
        received.push(...Messages)
      }
    },
  }
}
