import { SNS, type PublishInput } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { describe, expect, test } from 'vitest'
import { reference } from '../index.js'

const account = '123456789012'
const open = () => {
  const aws = reference({ account, start: 1_767_225_600_000 })
  return { aws, sns: new SNS(aws.client()), sqs: new SQS(aws.client()) }
}
const FIFO = { FifoTopic: 'true' }

describe('Publish', () => {
  const refused: readonly (readonly [what: string, input: Partial<PublishInput>, name: string, message: string])[] = [
    ['an empty message', { Message: '' }, 'InvalidParameterException', 'Invalid parameter: Empty message'],
    ['an empty subject', { Subject: '' }, 'InvalidParameterException', 'Invalid parameter: Subject'],
    ['a subject with a line break', { Subject: 'a\nb' }, 'InvalidParameterException', 'Invalid parameter: Subject'],
    ['a structure without a default', { Message: '{"sqs":"x"}', MessageStructure: 'json' }, 'InvalidParameterException', 'Invalid parameter: Message Structure - No default entry in JSON message body'],
    ['one byte too many', { Message: 'é'.repeat(131_072) + 'x' }, 'InvalidParameterException', 'Invalid parameter: Message too long'],
    ['a group that is none', { MessageGroupId: 'a b' }, 'InvalidParameterException', 'Invalid parameter: MessageGroupId Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length'],
    ['an attribute of another type', { MessageAttributes: { a: { DataType: 'Text', StringValue: 'x' } } }, 'InvalidParameterValueException', "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String."],
    ['an attribute with two dots', { MessageAttributes: { 'a..b': { DataType: 'String', StringValue: 'x' } } }, 'InvalidParameterValueException', "Message attribute name can not have successive '.' character."],
    ['a number that is none', { MessageAttributes: { a: { DataType: 'Number', StringValue: 'x' } } }, 'InvalidParameterValueException', "Could not cast message attribute 'a' value to number."],
    ['an attribute without a type', { MessageAttributes: { a: { StringValue: 'x' } as never } }, 'ValidationError', "1 validation error detected: Value null at 'messageAttributes.a.member.dataType' failed to satisfy constraint: Member must not be null"],
  ] // prettier-ignore
  test.each(refused)('refuses %s', async (_what, input, name, message) => {
    const { sns } = open()
    const { TopicArn } = await sns.createTopic({ Name: 'a' })
    await expect(sns.publish({ TopicArn, Message: 'x', ...input })).rejects.toMatchObject({ name, message })
  })

  test('takes a message of exactly the limit, which the subject does not count to and attributes do', async () => {
    const { sns } = open()
    const { TopicArn } = await sns.createTopic({ Name: 'a' })
    const attribute = { aa: { DataType: 'String', StringValue: 'xx' } }
    await sns.publish({ TopicArn, Message: 'x'.repeat(262_144 - 10), Subject: 's'.repeat(100), MessageAttributes: attribute })
    await expect(sns.publish({ TopicArn, Message: 'x'.repeat(262_144 - 9), MessageAttributes: attribute })).rejects.toThrow(
      'Message too long',
    )
  })

  test('a batch fails as a whole, its count before its groups', async () => {
    const { sns } = open()
    const { TopicArn } = await sns.createTopic({ Name: 'a.fifo', Attributes: FIFO })
    const entry = (Id: string, rest = {}) => ({ Id, Message: Id, ...rest })
    const batch = (...PublishBatchRequestEntries: ReturnType<typeof entry>[]) => sns.publishBatch({ TopicArn, PublishBatchRequestEntries })
    await expect(batch(...Array.from({ length: 11 }, (_, n) => entry(String(n))))).rejects.toMatchObject({
      name: 'TooManyEntriesInBatchRequestException',
    })
    await expect(batch(entry('a'), entry('a'))).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinctException' })
    await expect(batch(entry('a', { MessageGroupId: 'g', MessageDeduplicationId: 'd' }), entry('b'))).rejects.toThrow(
      'The MessageGroupId parameter is required for FIFO topics',
    )
    await expect(batch()).rejects.toMatchObject({ name: 'EmptyBatchRequestException' })
  })

  test('what repeats a message of a FIFO topic is answered as it was, for five minutes', async () => {
    const { aws, sns } = open()
    const { TopicArn } = await sns.createTopic({ Name: 'a.fifo', Attributes: { ...FIFO, ContentBasedDeduplication: 'true' } })
    const publish = async (MessageGroupId: string) => {
      const { MessageId, SequenceNumber } = await sns.publish({ TopicArn, Message: 'x', MessageGroupId })
      return { MessageId, SequenceNumber }
    }
    const first = await publish('g')
    expect(await publish('h')).toEqual(first)
    await aws.clock.advance(299_999)
    expect(await publish('g')).toEqual(first)
    await aws.clock.advance(1)
    const second = await publish('g')
    expect(second.MessageId).not.toBe(first.MessageId)
    expect(second.SequenceNumber! > first.SequenceNumber!).toBe(true)
  })

  test('with the scope of a group, an id is a repetition in its group only', async () => {
    const { sns } = open()
    const { TopicArn } = await sns.createTopic({ Name: 'a.fifo', Attributes: { ...FIFO, FifoThroughputScope: 'MessageGroup' } })
    const publish = async (MessageGroupId: string) =>
      (await sns.publish({ TopicArn, Message: 'x', MessageGroupId, MessageDeduplicationId: 'd' })).MessageId
    const first = await publish('g')
    expect(await publish('g')).toBe(first)
    expect(await publish('h')).not.toBe(first)
  })

  test('an SMS reaches a verified number, and Publish succeeds for others', async () => {
    const { aws, sns } = open()
    const number = '+12065550100'
    expect((await sns.publish({ PhoneNumber: number, Message: 'x' })).MessageId).toBeDefined()
    expect(aws.world(account).outbox()).toEqual([])
    await sns.createSMSSandboxPhoneNumber({ PhoneNumber: number })
    const password = aws.world(account).outbox()[0]!.body.match(/\d+$/)![0]
    await expect(
      sns.verifySMSSandboxPhoneNumber({ PhoneNumber: number, OneTimePassword: password === '00000' ? '11111' : '00000' }),
    ).rejects.toMatchObject({ name: 'VerificationException' })
    await sns.verifySMSSandboxPhoneNumber({ PhoneNumber: number, OneTimePassword: password })
    expect((await sns.listSMSSandboxPhoneNumbers({})).PhoneNumbers).toEqual([{ PhoneNumber: number, Status: 'Verified' }])
  })
})
