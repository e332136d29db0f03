import type { ValidInput } from '../../src/suite/index.js'
import type { SnsCase } from './case.js'

type Valid = ValidInput<SnsCase>

/** Of a new topic of the case's own. */
const at =
  (member: 'TopicArn' | 'ResourceArn', more: object = {}): Valid =>
  async ({ topic }) => ({ [member]: (await topic()).arn, ...more })

/** An input that each operation accepts. */
export const valid: Readonly<Record<string, Valid>> = {
  AddPermission: async ({ topic }) => {
    const { arn } = await topic()
    return { TopicArn: arn, Label: 'label', AWSAccountId: [arn.split(':')[4]], ActionName: ['Publish'] }
  },
  ConfirmSubscription: at('TopicArn', { Token: 'x'.repeat(200) }),
  CreateTopic: ({ name }) => ({ Name: name(), Tags: [{ Key: 'key', Value: 'value' }] }),
  ListTagsForResource: at('ResourceArn'),
  Publish: at('TopicArn', { Message: 'message' }),
  PublishBatch: at('TopicArn', { PublishBatchRequestEntries: [{ Id: 'id', Message: 'message' }] }),
  SetSMSAttributes: () => ({ attributes: {} }),
  SetTopicAttributes: at('TopicArn', { AttributeName: 'DisplayName', AttributeValue: 'name' }),
  Subscribe: async ({ topic }) => {
    const { arn } = await topic()
    const [, , , region, account] = arn.split(':')
    return { TopicArn: arn, Protocol: 'sqs', Endpoint: `arn:aws:sqs:${region}:${account}:queue` }
  },
  TagResource: at('ResourceArn', { Tags: [{ Key: 'key', Value: 'value' }] }),
  UntagResource: at('ResourceArn', { TagKeys: ['key'] }),
}
