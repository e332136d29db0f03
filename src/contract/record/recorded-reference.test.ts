import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateStreamCommand,
  KinesisClient,
  ListShardsCommand,
  ListStreamsCommand,
  PutRecordCommand,
  RegisterStreamConsumerCommand,
  SubscribeToShardCommand,
} from '@aws-sdk/client-kinesis'
import { CreateTopicCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, expect, test } from 'vitest'
import { listen, services } from '../../../reference/index.js'
import { readRegistry } from '../../oracle/check/registry.js'
import { readTraces } from '../../oracle/trace/read-trace.js'
import { openProxy, type Proxy } from './proxy.js'
import { openRecordedReference } from './recorded-reference.js'
import { endpointUpstream } from './upstream.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-recorded-'))
afterAll(() => rmSync(folder, { recursive: true }))
let nth = 0
const SECRET = 'a-secret-that-nobody-may-read'
const opened = (redact?: 'hash'): Promise<Proxy> =>
  openRecordedReference({ services, seed: 7, trace: join(folder, `${nth++}.ndjson`), ...(redact ? { redact } : {}) })
const config = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET },
  maxAttempts: 1,
})
type Line = Readonly<Record<string, unknown>>
const linesOf = async (of: Proxy): Promise<readonly Line[]> => {
  await of.close()
  const text = readFileSync(of.recorder.path, 'utf8')
  expect(text).not.toMatch(/AKIAIOSFODNN7EXAMPLE|a-secret/)
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

/** What an application does in every protocol, with errors and bytes. */
const use = async (endpoint: string): Promise<void> => {
  const sqs = new SQSClient(config(endpoint))
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders', Attributes: { DelaySeconds: '0' } }))
  const MessageAttributes = { bytes: { DataType: 'Binary', BinaryValue: Buffer.from('hello') } }
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a "text"\nof two lines\u2028', MessageAttributes }))
  await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }))
  await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toThrow('does not exist')
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  await (await fetch(endpoint, { method: 'POST', headers: form, body: 'Action=GetQueueUrl&QueueName=orders' })).text()
  const sns = new SNSClient(config(endpoint))
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'xml' }))
  await sns.send(new PublishCommand({ TopicArn, Message: 'a < b & c' }))
  await expect(sns.send(new PublishCommand({ TopicArn: `${TopicArn}-other`, Message: 'x' }))).rejects.toThrow()
  const kinesis = new KinesisClient(config(endpoint))
  await kinesis.send(new CreateStreamCommand({ StreamName: 'clicks', ShardCount: 1 }))
  await kinesis.send(new ListStreamsCommand({}))
  await fetch(`${endpoint}/_touchstone/health`)
  for (const client of [sqs, sns, kinesis]) client.destroy()
}

test('a trace made at the door says what a trace made by a proxy says', async () => {
  const server = await listen({ seed: 7 })
  const proxy = await openProxy({ to: endpointUpstream(server.url), services, trace: join(folder, 'proxy.ndjson') })
  const recorded = await opened()
  await use(proxy.url)
  await use(recorded.url)
  /** Instants, digests and names made of instants differ from run to run; times may be seconds since 1970 or ISO 8601. */
  const told = (lines: readonly Line[], url: string): unknown =>
    lines.slice(1, -1).map(({ sent: _sent, received: _received, client: _client, ...rest }) => {
      const text = JSON.stringify(rest)
        .replaceAll(url, '(here)')
        .replace(/"(StreamCreationTimestamp)":("[^"]*"|[\d.]+)/g, '"$1":0')
        .replace(/"ReceiptHandle":"[^"]*"/g, '"ReceiptHandle":""')
      return JSON.parse(text) as unknown
    })
  const [byProxy, atDoor] = [await linesOf(proxy), await linesOf(recorded)]
  await server.close()
  expect(atDoor).toHaveLength(12)
  expect(told(atDoor, recorded.url)).toEqual(told(byProxy, server.url))
  expect(atDoor[0]).toMatchObject({ touchstone: 'trace', target: 'reference' })
  expect(atDoor.at(-1)).toMatchObject({ exchanges: 10, dropped: 0 })
  const { descriptions } = await readRegistry()
  const { facts, exchanges } = await readTraces([{ file: 'x', bytes: bytesOf(recorded.recorder.path) }], { descriptions })
  let count = 0
  for await (const { sent, received } of exchanges) {
    count++
    expect(received).toBeGreaterThanOrEqual(sent)
  }
  expect(count).toBe(10)
  expect(facts).toMatchObject({ leftOut: [], withoutEnd: [] })
})

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(readFileSync(path))
}

test('a stream stands in the trace as begun', { timeout: 60_000 }, async () => {
  const recorded = await opened()
  const kinesis = new KinesisClient(config(recorded.url))
  await kinesis.send(new CreateStreamCommand({ StreamName: 'clicks', ShardCount: 1 }))
  await expect.poll(() => kinesis.send(new ListShardsCommand({ StreamName: 'clicks' })).catch(() => undefined)).toBeDefined()
  const { StreamSummaries } = await kinesis.send(new ListStreamsCommand({}))
  const StreamARN = StreamSummaries![0]!.StreamARN
  let ConsumerARN: string | undefined
  await expect
    .poll(async () => {
      const { Consumer } = await kinesis
        .send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: 'one' }))
        .catch(() => ({ Consumer: undefined }))
      return (ConsumerARN = Consumer?.ConsumerARN)
    })
    .toBeDefined()
  await kinesis.send(new PutRecordCommand({ StreamName: 'clicks', PartitionKey: 'a', Data: Buffer.from('hello') }))
  const subscribe = () =>
    kinesis.send(new SubscribeToShardCommand({ ConsumerARN, ShardId: 'shardId-000000000000', StartingPosition: { Type: 'TRIM_HORIZON' } }))
  let stream: Awaited<ReturnType<typeof subscribe>> | undefined
  await expect.poll(async () => (stream = await subscribe().catch(() => undefined))).toBeDefined()
  for await (const { SubscribeToShardEvent } of stream!.EventStream!) if ((SubscribeToShardEvent?.Records ?? []).length > 0) break
  kinesis.destroy()
  const lines = await linesOf(recorded)
  expect(lines).toContainEqual(expect.objectContaining({ operation: 'SubscribeToShard', response: {} }))
  expect(lines).toContainEqual(
    expect.objectContaining({ operation: 'PutRecord', request: expect.objectContaining({ Data: 'aGVsbG8=' }) as object }),
  )
})

test('bodies can be masked; who goes away, and who waits when the trace ends, has no answer', async () => {
  const recorded = await opened('hash')
  const sqs = new SQSClient(config(recorded.url))
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'card 4111 1111 1111 1111' }))
  await sqs.send(new ReceiveMessageCommand({ QueueUrl }))
  const poll = (abortSignal?: AbortSignal) =>
    sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), abortSignal === undefined ? {} : { abortSignal })
  await expect(poll(AbortSignal.timeout(200))).rejects.toThrow()
  await expect.poll(() => recorded.recorder.exchanges).toBe(4)
  const waits = expect(poll()).rejects.toThrow()
  await new Promise((resolve) => setTimeout(resolve, 200))
  const lines = await linesOf(recorded)
  await waits
  sqs.destroy()
  expect(JSON.stringify(lines)).not.toContain('4111')
  expect(lines.slice(1).map(({ operation, lost }) => [operation, lost])).toEqual([
    ['CreateQueue', undefined],
    ['SendMessage', undefined],
    ['ReceiveMessage', undefined],
    ['ReceiveMessage', 'the client went away'],
    ['ReceiveMessage', 'the proxy was closed before an answer came'],
    [undefined, undefined],
  ])
})

test('what is no request of a service is answered and in no trace', async () => {
  const recorded = await opened()
  expect((await fetch(recorded.url, { method: 'POST', body: 'Action=Brew' })).status).toBe(400)
  expect(recorded.recorder).toMatchObject({ exchanges: 0, passed: 1 })
  await recorded.close()
})
