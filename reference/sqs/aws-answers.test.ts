import { SQS } from '@aws-sdk/client-sqs'
import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { describe, expect, test } from 'vitest'
import { reference, type ClientConfig } from '../index.js'

// What AWS was seen to answer where its pages say otherwise, or leave it open: the calm reference does the same.

const world = (protocol: 'json' | 'query' = 'json') => {
  const aws = reference({ clock: 'manual', start: Date.UTC(2026, 0, 1) })
  /** The body of the last answer. */
  let body = ''
  const config: ClientConfig = aws.client()
  const handle: ClientConfig['requestHandler']['handle'] = async (request, options) => {
    const answer = await config.requestHandler.handle(request, options)
    body = Buffer.from(answer.response.body as Uint8Array).toString()
    return answer
  }
  const requestHandler = Object.assign(Object.create(config.requestHandler) as ClientConfig['requestHandler'], { handle })
  const sqs = new SQS({ ...config, requestHandler, md5: false, ...(protocol === 'query' ? { protocol: AwsQueryProtocol } : {}) })
  const make = async (QueueName = 'q', Attributes: Record<string, string> = {}): Promise<string> => {
    const fifo = QueueName.endsWith('.fifo') ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' } : {}
    return (await sqs.createQueue({ QueueName, Attributes: { ...fifo, ...Attributes } })).QueueUrl!
  }
  const receive = async (QueueUrl: string, input: object = {}) =>
    (await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10, ...input })).Messages ?? []
  const bodies = async (QueueUrl: string, input: object = {}) => (await receive(QueueUrl, input)).map(({ Body }) => Body)
  return { aws, sqs, make, receive, bodies, answer: () => JSON.parse(body) as Record<string, unknown> }
}
const refusal = (call: Promise<unknown>): Promise<{ name: string; message: string }> =>
  call.then(
    () => ({ name: 'none', message: '' }),
    (error: unknown) => ({ name: (error as Error).name.replace(/Exception$/, ''), message: (error as Error).message }),
  )

describe.each(['json', 'query'] as const)('in the %s protocol', (protocol) => {
  test('a name stands for the queue of the caller', async () => {
    const { sqs, make, bodies } = world(protocol)
    const QueueUrl = await make()
    await sqs.sendMessage({ QueueUrl: 'q', MessageBody: 'x' })
    expect(await bodies(QueueUrl)).toEqual(['x'])
    expect(await refusal(sqs.sendMessage({ QueueUrl: 'none', MessageBody: 'x' }))).toMatchObject({
      name: expect.stringMatching(/QueueDoesNotExist|NonExistentQueue/) as string,
    })
    expect(await refusal(sqs.sendMessage({ QueueUrl: 'http://localhost/', MessageBody: 'x' }))).toMatchObject({ name: 'InvalidAddress' })
  })

  test('the visibility of a deleted message is an invalid parameter', async () => {
    const { sqs, make, receive } = world(protocol)
    const QueueUrl = await make()
    await sqs.sendMessage({ QueueUrl, MessageBody: 'x' })
    const [{ ReceiptHandle } = {}] = await receive(QueueUrl)
    await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
    expect(await refusal(sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 42 }))).toEqual({
      name: 'InvalidParameterValue',
      message: `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    })
  })

  test('control characters in an attribute, and an empty name of a queue, are invalid parameters', async () => {
    const { sqs, make } = world(protocol)
    const QueueUrl = await make()
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'x\b\v' } }
    expect(await refusal(sqs.sendMessage({ QueueUrl, MessageBody: 'x', MessageAttributes }))).toMatchObject({
      name: 'InvalidParameterValue',
    })
    expect(await refusal(make(''))).toMatchObject({ name: 'InvalidParameterValue' })
  })

  test('an attempt id is void when one of its messages was changed or deleted', async () => {
    for (const how of ['deleted', 'changed']) {
      const { sqs, make, receive } = world(protocol)
      const QueueUrl = await make('q.fifo')
      for (const MessageBody of ['a', 'b']) await sqs.sendMessage({ QueueUrl, MessageBody, MessageGroupId: 'g' })
      const [{ ReceiptHandle } = {}] = await receive(QueueUrl, { ReceiveRequestAttemptId: 'A' })
      if (how === 'deleted') await sqs.deleteMessage({ QueueUrl, ReceiptHandle })
      else await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 600 })
      expect(await refusal(receive(QueueUrl, { ReceiveRequestAttemptId: 'A' }))).toEqual({
        name: 'InvalidParameterValue',
        message:
          'Value A for parameter ReceiveRequestAttemptId is invalid. Reason: The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.',
      })
    }
  })
})

test.each(['ends', 'extends'])('an older handle %s a timeout, alone and in a batch', async (how) => {
  for (const isBatch of [false, true]) {
    const { aws, sqs, make, receive, bodies } = world()
    const QueueUrl = await make()
    await sqs.sendMessage({ QueueUrl, MessageBody: 'x' })
    const [{ ReceiptHandle } = {}] = await receive(QueueUrl, { VisibilityTimeout: 0 })
    await receive(QueueUrl, { VisibilityTimeout: 5 })
    const VisibilityTimeout = how === 'ends' ? 0 : 100
    if (isBatch)
      expect(
        (await sqs.changeMessageVisibilityBatch({ QueueUrl, Entries: [{ Id: 'a', ReceiptHandle, VisibilityTimeout }] })).Failed,
      ).toBeUndefined()
    else await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout })
    if (how === 'extends') await aws.clock.advance(99_000)
    expect(await bodies(QueueUrl)).toEqual(how === 'ends' ? ['x'] : [])
  }
})

test.each([0, 600])('an older handle deletes a message that is hidden for %i s', async (VisibilityTimeout) => {
  const { aws, sqs, make, receive, bodies } = world()
  const QueueUrl = await make()
  await sqs.sendMessage({ QueueUrl, MessageBody: 'x' })
  const [older] = await receive(QueueUrl, { VisibilityTimeout: 0 })
  const [latest] = await receive(QueueUrl, { VisibilityTimeout })
  for (const message of [older, older, latest]) await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message!.ReceiptHandle })
  await aws.clock.advance(700_000)
  expect(await bodies(QueueUrl)).toEqual([])
})

test('JSON answers to batches leave out empty lists', async () => {
  const { sqs, make, answer } = world()
  const QueueUrl = await make()
  await sqs.sendMessageBatch({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x' }] })
  expect(Object.keys(answer())).toEqual(['Successful'])
  await sqs.deleteMessageBatch({ QueueUrl, Entries: [{ Id: 'a', ReceiptHandle: 'none' }] })
  expect(Object.keys(answer())).toEqual(['Failed'])
})

test('an attempt id is passed over on a standard queue', async () => {
  const { sqs, make, bodies } = world()
  const QueueUrl = await make()
  await sqs.sendMessage({ QueueUrl, MessageBody: 'x' })
  expect([await bodies(QueueUrl, { ReceiveRequestAttemptId: 'A' }), await bodies(QueueUrl, { ReceiveRequestAttemptId: 'A' })]).toEqual([
    ['x'],
    [],
  ])
})

describe('groups take turns', () => {
  const filled = async (names: readonly string[], Attributes: Record<string, string> = {}) => {
    const w = world()
    const QueueUrl = await w.make('q.fifo', Attributes)
    for (const MessageBody of names) await w.sqs.sendMessage({ QueueUrl, MessageBody, MessageGroupId: MessageBody.charAt(0) })
    return {
      ...w,
      QueueUrl,
      bodies: (MaxNumberOfMessages: number, input: object = {}) => w.bodies(QueueUrl, { MaxNumberOfMessages, ...input }),
    }
  }

  test.each([0, 1])('a group that was served, and comes back after %i s, stands behind the others', async (VisibilityTimeout) => {
    const { aws, sqs, QueueUrl, receive, bodies } = await filled(['a1', 'a2', 'b1'])
    const [first, second] = await receive(QueueUrl, { MaxNumberOfMessages: 2 })
    expect([first?.Body, second?.Body]).toEqual(['a1', 'a2'])
    await sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle: first!.ReceiptHandle, VisibilityTimeout })
    await aws.clock.advance(2000)
    expect(await bodies(3)).toEqual(['b1', 'a1'])
  })

  test('a receive takes all it can from the group at the front', async () => {
    const { bodies } = await filled(['a1', 'b1', 'b2', 'c1', 'a2'])
    expect(await bodies(3, { VisibilityTimeout: 0 })).toEqual(['a1', 'a2', 'b1'])
    expect(await bodies(10, { VisibilityTimeout: 0 })).toEqual(['c1', 'a1', 'a2', 'b1', 'b2'])
  })

  test('groups whose timeouts end at one time keep their turns', async () => {
    const { aws, bodies } = await filled(['a1', 'a2', 'a3', 'a4', 'b1', 'c1'], { VisibilityTimeout: '1' })
    expect([await bodies(2), await bodies(1)]).toEqual([['a1', 'a2'], ['b1']])
    await aws.clock.advance(2000)
    expect(await bodies(10)).toEqual(['c1', 'a1', 'a2', 'a3', 'a4', 'b1'])
  })
})

test('a purge forgets deduplication ids', async () => {
  const { sqs, make, bodies } = world()
  const QueueUrl = await make('q.fifo')
  const send = (MessageBody: string) => sqs.sendMessage({ QueueUrl, MessageBody, MessageGroupId: 'g', MessageDeduplicationId: 'd' })
  await send('one')
  await sqs.purgeQueue({ QueueUrl })
  await send('two')
  expect(await bodies(QueueUrl)).toEqual(['two'])
})

describe('permissions', () => {
  const add = (sqs: SQS, QueueUrl: string, input: object = {}) =>
    sqs.addPermission({ QueueUrl, Label: 't', AWSAccountIds: ['111111111111'], Actions: ['SendMessage'], ...input })
  const policyOf = async (sqs: SQS, QueueUrl: string) =>
    JSON.parse((await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['Policy'] })).Attributes?.['Policy'] ?? '{}') as { Id?: string }

  test('the policy has one Id, whoever made it', async () => {
    const { sqs, make } = world()
    const QueueUrl = await make()
    await add(sqs, QueueUrl)
    const { Id } = await policyOf(sqs, QueueUrl)
    expect(Id).toBe('arn:aws:sqs:us-east-1:000000000000:q/SQSDefaultPolicy')
    await sqs.removePermission({ QueueUrl, Label: 't' })
    await add(sqs, QueueUrl, { Label: 'u' })
    expect(await policyOf(sqs, QueueUrl)).toMatchObject({ Id })
  })

  test('a policy does not grow beyond what SetQueueAttributes takes', async () => {
    const { sqs, make } = world()
    const QueueUrl = await make()
    const AWSAccountIds = Array.from({ length: 300 }, (_, nth) => String(100_000_000_000 + nth))
    expect(await refusal(add(sqs, QueueUrl, { AWSAccountIds }))).toMatchObject({ name: 'OverLimit' })
    expect(await policyOf(sqs, QueueUrl)).toEqual({})
  })

  test.each([
    [{ Actions: [] }, 'MissingParameter', 'The request must contain the parameter Actions.'],
    [{ AWSAccountIds: [] }, 'InvalidParameterValue', 'Value [] for parameter PrincipalId is invalid. Reason: Unable to verify.'],
    [
      { Actions: ['RemovePermission'] },
      'InvalidParameterValue',
      'Value SQS:RemovePermission for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.',
    ],
  ])('%j is refused', async (input, name, message) => {
    const { sqs, make } = world()
    expect(await refusal(add(sqs, await make(), input))).toEqual({ name, message })
  })
})

test('tags: more than 50 at once, none, and no keys are refused', async () => {
  const { sqs, make } = world()
  const QueueUrl = await make()
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, nth) => [`k${nth}`, 'v']))
  expect(await refusal(sqs.tagQueue({ QueueUrl, Tags: many }))).toEqual({
    name: 'InvalidParameterValue',
    message: 'Too many tags added for queue q.',
  })
  expect((await refusal(sqs.tagQueue({ QueueUrl, Tags: {} }))).message).toBe('The request must contain the parameter Tags.')
  expect((await refusal(sqs.untagQueue({ QueueUrl, TagKeys: [] }))).message).toBe(
    'Tag keys must be between 1 and 128 characters in length.',
  )
  expect((await sqs.listQueueTags({ QueueUrl })).Tags ?? {}).toEqual({})
})

test('a sender is shown as a user, and not by its access key', async () => {
  const { sqs, make, receive } = world()
  const QueueUrl = await make()
  await sqs.sendMessage({ QueueUrl, MessageBody: 'x' })
  const [message] = await receive(QueueUrl, { MessageSystemAttributeNames: ['SenderId'] })
  expect(message?.Attributes?.SenderId).toMatch(/^AIDA[A-Z2-7]{17}$/)
})

test('a redrive policy wants its count', async () => {
  const { sqs, make } = world()
  await make('dead')
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead' })
  expect(await refusal(make('q', { RedrivePolicy }))).toMatchObject({
    name: 'InvalidParameterValue',
    message: expect.stringContaining('maxReceiveCount') as string,
  })
  await sqs.setQueueAttributes({ QueueUrl: await make('q'), Attributes: { RedrivePolicy: '' } })
})

test('a move task goes on for a while after it was cancelled, and no other one begins', async () => {
  const { aws, sqs, make } = world()
  const dead = await make('dead')
  const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`
  await make('q', { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('dead'), maxReceiveCount: 1 }) })
  await sqs.sendMessageBatch({
    QueueUrl: dead,
    Entries: Array.from({ length: 10 }, (_, nth) => ({ Id: `m${nth}`, MessageBody: `m${nth}` })),
  })
  const start = () => sqs.startMessageMoveTask({ SourceArn: arn('dead'), DestinationArn: arn('q'), MaxNumberOfMessagesPerSecond: 1 })
  const { TaskHandle } = await start()
  await aws.clock.advance(1500)
  expect(await sqs.cancelMessageMoveTask({ TaskHandle })).toMatchObject({ ApproximateNumberOfMessagesMoved: 2 })
  const shown = async () => (await sqs.listMessageMoveTasks({ SourceArn: arn('dead') })).Results?.[0]
  expect(await shown()).toMatchObject({ Status: 'CANCELLING' })
  expect(await refusal(start())).toMatchObject({
    name: 'InvalidParameterValue',
    message: expect.stringContaining('There is already a task running.') as string,
  })
  expect(await refusal(sqs.cancelMessageMoveTask({ TaskHandle }))).toMatchObject({ name: 'ResourceNotFound' })
  await aws.clock.advance(6000)
  expect(await shown()).toMatchObject({ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 8 })
  await start()
})
