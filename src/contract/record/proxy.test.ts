import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordCommand,
  RegisterStreamConsumerCommand,
  SubscribeToShardCommand,
} from '@aws-sdk/client-kinesis'
import { CreateTopicCommand, GetTopicAttributesCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type Listening, services } from '../../../reference/index.js'
import { openProxy, type Proxy } from './proxy.js'
import { endpointUpstream } from './upstream.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-record-'))
const SECRET = 'a-secret-that-nobody-may-read'
let server: Listening
let proxy: Proxy
let nth = 0

const opened = async (redact?: 'hash'): Promise<Proxy> =>
  openProxy({ to: endpointUpstream(server.url), services, trace: join(folder, `${nth++}.ndjson`), ...(redact ? { redact } : {}) })
const config = (url: string) => ({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET, sessionToken: `${SECRET}-token` },
})
/** The lines of a trace that was ended. */
const linesOf = async (of: Proxy): Promise<readonly Record<string, unknown>[]> => {
  await of.close()
  const text = readFileSync(of.recorder.path, 'utf8')
  expect(text).not.toContain(SECRET)
  expect(text).not.toContain('AKIAIOSFODNN7EXAMPLE')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

beforeAll(async () => {
  server = await listen()
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

test('SQS: queue URLs lead by the proxy for clients, and to the target in the trace', async () => {
  proxy = await opened()
  const sqs = new SQSClient(config(proxy.url))
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'urls' }))
  expect(QueueUrl).toMatch(`${proxy.url}/`)
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(1_000_000) }))
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }))
  expect(Messages?.[0]?.Body).toHaveLength(1_000_000)
  await expect(sqs.send(new DeleteQueueCommand({ QueueUrl: `${QueueUrl}-other` }))).rejects.toThrow('does not exist')
  sqs.destroy()
  const [header, ...lines] = await linesOf(proxy)
  expect(header).toMatchObject({ touchstone: 'trace', version: 1 })
  expect(lines).toMatchObject([
    { service: 'sqs', operation: 'CreateQueue', response: { QueueUrl: expect.stringMatching(`^${server.url}/`) as string } },
    { operation: 'SendMessage', request: { QueueUrl: expect.stringMatching(`^${server.url}/`) as string } },
    { operation: 'ReceiveMessage', response: { Messages: [{ MessageId: expect.any(String) as string }] } },
    { operation: 'DeleteQueue', error: { code: 'QueueDoesNotExist', status: 400 } },
    { touchstone: 'end', exchanges: 4, dropped: 0 },
  ])
})

test('SNS: XML is read', async () => {
  proxy = await opened()
  const sns = new SNSClient(config(proxy.url))
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'xml' }))
  await sns.send(new PublishCommand({ TopicArn, Message: 'a < b & c' }))
  await expect(sns.send(new GetTopicAttributesCommand({ TopicArn: `${TopicArn}-other` }))).rejects.toThrow()
  sns.destroy()
  expect(await linesOf(proxy)).toMatchObject([
    {},
    { service: 'sns', operation: 'CreateTopic', response: { TopicArn } },
    { operation: 'Publish', request: { Message: 'a < b & c' }, response: { MessageId: expect.any(String) as string } },
    { operation: 'GetTopicAttributes', error: { code: 'NotFound', status: 404 } },
    {},
  ])
})

test('Kinesis: HTTP/2 and streams pass', { timeout: 60_000 }, async () => {
  proxy = await opened()
  const kinesis = new KinesisClient(config(proxy.url))
  await kinesis.send(new CreateStreamCommand({ StreamName: 'streams', ShardCount: 1 }))
  const { StreamDescriptionSummary: { StreamARN } = {} } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 'streams' }))
  await expect
    .poll(
      async () => (await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 'streams' }))).StreamDescriptionSummary?.StreamStatus,
    )
    .toBe('ACTIVE')
  const { Consumer: { ConsumerARN } = {} } = await kinesis.send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: 'one' }))
  const { Shards } = await kinesis.send(new ListShardsCommand({ StreamName: 'streams' }))
  await kinesis.send(new PutRecordCommand({ StreamName: 'streams', PartitionKey: 'a', Data: Buffer.from('hello') }))
  const subscribe = () =>
    kinesis.send(new SubscribeToShardCommand({ ConsumerARN, ShardId: Shards![0]!.ShardId, StartingPosition: { Type: 'TRIM_HORIZON' } }))
  let stream: Awaited<ReturnType<typeof subscribe>> | undefined
  await expect.poll(async () => (stream = await subscribe().catch(() => undefined))).toBeDefined()
  const seen: string[] = []
  for await (const { SubscribeToShardEvent } of stream!.EventStream!) {
    for (const { Data } of SubscribeToShardEvent?.Records ?? []) seen.push(Buffer.from(Data!).toString())
    if (seen.length > 0) break
  }
  expect(seen).toEqual(['hello'])
  kinesis.destroy()
  const lines = await linesOf(proxy)
  expect(lines).toContainEqual(expect.objectContaining({ operation: 'SubscribeToShard', response: {} }))
  expect(lines).toContainEqual(
    expect.objectContaining({ operation: 'PutRecord', request: expect.objectContaining({ Data: 'aGVsbG8=' }) as object }),
  )
})

test('bodies can be left out, and a client that goes away leaves a request without an answer', async () => {
  proxy = await opened('hash')
  const sqs = new SQSClient({ ...config(proxy.url), maxAttempts: 1 })
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'redacted' }))
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'card 4111 1111 1111 1111' }))
  await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
  await expect(
    sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), { abortSignal: AbortSignal.timeout(1500) }),
  ).rejects.toThrow()
  sqs.destroy()
  await expect.poll(() => proxy.recorder.exchanges, { timeout: 20_000 }).toBe(4)
  const lines = await linesOf(proxy)
  expect(JSON.stringify(lines)).not.toContain('4111 1111')
  expect(lines).toContainEqual(expect.objectContaining({ operation: 'ReceiveMessage', lost: 'the client went away' }))
})

test('what is no request of AWS goes by, and a target that is gone is told', async () => {
  proxy = await opened()
  const health = await fetch(`${proxy.url}/_touchstone/health`)
  expect(health.status).toBe(200)
  expect(proxy.recorder.exchanges).toBe(0)
  await proxy.close()
  const gone = await openProxy({ to: endpointUpstream('http://127.0.0.1:9'), services, trace: join(folder, 'gone.ndjson') })
  const answer = await fetch(gone.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'AmazonSQS.ListQueues', 'content-type': 'application/x-amz-json-1.0' },
    body: '{}',
  })
  expect(answer.status).toBe(502)
  expect(await linesOf(gone)).toMatchObject([{}, { operation: 'ListQueues', lost: expect.stringContaining('ECONNREFUSED') as string }, {}])
})
