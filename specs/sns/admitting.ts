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
