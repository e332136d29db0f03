import { SNS } from '@aws-sdk/client-sns'
import { describe, expect, test } from 'vitest'
import { reference } from '../index.js'

const account = '123456789012'
const open = () => {
  const aws = reference({ account, start: 1_767_225_600_000 })
  return { aws, sns: new SNS(aws.client()) }
}
const refused = (message: string, name = 'InvalidParameterException') => ({ name, message })

describe('topics', () => {
  test('a topic is made once and listed, in its region', async () => {
    const { aws, sns } = open()
    const { TopicArn } = await sns.createTopic({ Name: 'orders', Tags: [{ Key: 'k', Value: 'v' }] })
    expect(TopicArn).toBe('arn:aws:sns:us-east-1:123456789012:orders')
    expect((await sns.createTopic({ Name: 'orders' })).TopicArn).toBe(TopicArn)
    await expect(sns.createTopic({ Name: 'orders', Tags: [{ Key: 'k', Value: 'w' }] })).rejects.toMatchObject(
      refused('Invalid parameter: Tags Reason: Topic already exists with different tags'),
    )
    expect((await sns.listTopics({})).Topics).toEqual([{ TopicArn }])
    const west = new SNS(aws.client({ region: 'us-west-2' }))
    expect((await west.createTopic({ Name: 'orders' })).TopicArn).toBe('arn:aws:sns:us-west-2:123456789012:orders')
    await expect(west.getTopicAttributes({ TopicArn })).rejects.toMatchObject(refused('Invalid parameter: TopicArn'))
  })

  test('lists come in pages of a hundred, and a walk misses nothing while topics go', async () => {
    const { sns } = open()
    for (let i = 0; i < 205; i++) await sns.createTopic({ Name: `t${i}` })
    const first = await sns.listTopics({})
    expect(first.Topics).toHaveLength(100)
    await sns.deleteTopic({ TopicArn: first.Topics![99]!.TopicArn! })
    const second = await sns.listTopics({ NextToken: first.NextToken })
    const third = await sns.listTopics({ NextToken: second.NextToken })
    expect(third.NextToken).toBeUndefined()
    expect(new Set([...first.Topics!, ...second.Topics!, ...third.Topics!].map(({ TopicArn }) => TopicArn)).size).toBe(205)
    await expect(sns.listTopics({ NextToken: 'bm9uc2Vuc2U=' })).rejects.toMatchObject(refused('Invalid parameter: NextToken'))
  })

  test.each([
    ['DisplayName', 'd'.repeat(101), 'DisplayName'],
    ['MaximumMessageSize', '1023', 'MaximumMessageSize: 1023 is not an integer between 1024 and 1048576 bytes'],
    ['ContentBasedDeduplication', 'true', 'ContentBasedDeduplication can only be set for FIFO topics'],
    ['Policy', '{"Statement":[]}', 'Policy Error: null'],
    [
      'DeliveryPolicy',
      '{"http":{"defaultHealthyRetryPolicy":{"numRetries":101}}}',
      'DeliveryPolicy: http.defaultHealthyRetryPolicy.numRetries must be less than or equal to 100',
    ],
    ['ArchivePolicy', '{"MessageRetentionPeriod":"366"}', 'ArchivePolicy can only be set for FIFO topics'],
  ])('%s is told by Set and by Create what is wrong with it', async (name, value, about) => {
    const { sns } = open()
    const { TopicArn } = await sns.createTopic({ Name: 'a' })
    await expect(sns.setTopicAttributes({ TopicArn, AttributeName: name, AttributeValue: value })).rejects.toMatchObject(
      refused(`Invalid parameter: ${about}`),
    )
    await expect(sns.createTopic({ Name: 'b', Attributes: { [name]: value } })).rejects.toMatchObject(
      refused(`Invalid parameter: Attributes Reason: ${about}`),
    )
    expect((await sns.listTopics({})).Topics).toHaveLength(1)
  })

  test('a member that is missing is told in the words of the framework', async () => {
    const { aws } = open()
    const answer = await aws.request({
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sns/aws4_request',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'Action=SetTopicAttributes&Version=2010-03-31',
    })
    expect(answer.status).toBe(400)
    expect(answer.body).toContain("<Code>ValidationError</Code><Message>2 validation errors detected: Value null at 'topicArn'")
  })

  test('permissions are statements of the policy', async () => {
    const { sns } = open()
    const { TopicArn } = await sns.createTopic({ Name: 'a' })
    const statements = async () => {
      const { Attributes } = await sns.getTopicAttributes({ TopicArn })
      return (JSON.parse(Attributes!['Policy']!) as { Statement: { Sid: string }[] }).Statement
    }
    await sns.addPermission({ TopicArn, Label: 'l', AWSAccountId: ['111122223333'], ActionName: ['Publish', 'Subscribe'] })
    expect(await statements()).toEqual([
      expect.objectContaining({ Sid: '__default_statement_ID' }),
      {
        Sid: 'l',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: ['SNS:Publish', 'SNS:Subscribe'],
        Resource: TopicArn,
      },
    ])
    await sns.removePermission({ TopicArn, Label: 'l' })
    expect((await statements()).map(({ Sid }) => Sid)).toEqual(['__default_statement_ID'])
  })

  test('another account needs the permission of the policy', async () => {
    const aws = reference()
    const [owner, other] = aws.worlds('111111111111', '222222222222').map((world) => new SNS(world.client()))
    const { TopicArn } = await owner!.createTopic({ Name: 'a' })
    await expect(other!.publish({ TopicArn, Message: 'x' })).rejects.toMatchObject({ name: 'AuthorizationErrorException' })
    await owner!.addPermission({ TopicArn, Label: 'l', AWSAccountId: ['222222222222'], ActionName: ['Publish', 'Subscribe'] })
    expect((await other!.publish({ TopicArn, Message: 'x' })).MessageId).toBeDefined()
    const { SubscriptionArn } = await other!.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:us-east-1:222222222222:q' })
    expect((await other!.listSubscriptions({})).Subscriptions).toMatchObject([{ SubscriptionArn, Owner: '222222222222' }])
    await expect(owner!.getSubscriptionAttributes({ SubscriptionArn })).rejects.toMatchObject({ name: 'AuthorizationErrorException' })
    await other!.unsubscribe({ SubscriptionArn })
    expect((await other!.listSubscriptions({})).Subscriptions).toEqual([])
  })
})

test('a data protection policy names itself and, in each statement, which data, on which way and whose', async () => {
  const { sns } = open()
  const ResourceArn = (await sns.createTopic({ Name: 't' })).TopicArn!
  const statement = {
    DataDirection: 'Inbound',
    Principal: ['*'],
    DataIdentifier: ['arn:aws:dataprotection::aws:data-identifier/EmailAddress'],
    Operation: { Deny: {} },
  }
  const policy = { Name: 'p', Version: '2021-06-01', Statement: [statement] }
  const put = (document: object) => sns.putDataProtectionPolicy({ ResourceArn, DataProtectionPolicy: JSON.stringify(document) })
  await put(policy)
  await put({ ...policy, Description: 'text', Statement: [{ ...statement, DataDirection: 'Outbound', Sid: 's' }] })
  for (const name of Object.keys(policy)) await expect(put({ ...policy, [name]: undefined })).rejects.toThrow('DataProtectionPolicy')
  for (const name of Object.keys(statement))
    await expect(put({ ...policy, Statement: [{ ...statement, [name]: undefined }] }), name).rejects.toThrow('DataProtectionPolicy')
  await expect(put({ ...policy, Statement: [{ ...statement, DataDirection: 'Sideways' }] })).rejects.toThrow('DataProtectionPolicy')
})
