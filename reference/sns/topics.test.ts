import { SNS } from '@aws-sdk/client-sns'
import { expect, test } from 'vitest'
import { reference } from '../index.js'

test('a topic is made once and listed', async () => {
  const sns = new SNS(reference({ account: '123456789012' }).client())
  const { TopicArn } = await sns.createTopic({ Name: 'orders' })
  expect(TopicArn).toBe('arn:aws:sns:us-east-1:123456789012:orders')
  expect((await sns.createTopic({ Name: 'orders' })).TopicArn).toBe(TopicArn)
  expect((await sns.listTopics({})).Topics).toEqual([{ TopicArn }])
})
