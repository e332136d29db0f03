import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { KinesisClient, ListStreamsCommand } from '@aws-sdk/client-kinesis'
import { Sha256 } from '@smithy/core/checksum'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen, type Listening } from '../index.js'

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
let server: Listening
beforeAll(async () => (server = await listen({ verifySignatures: SECRET })))
afterAll(() => server.close())

const config = (secretAccessKey: string, systemClockOffset = 0) => ({
  endpoint: server.url,
  region: 'us-east-1',
  maxAttempts: 1,
  systemClockOffset,
  credentials: { accessKeyId: '123456789012', secretAccessKey },
})

test('what the SDK signs is right, for every service', async () => {
  await new SQSClient(config(SECRET)).send(new ListQueuesCommand({ QueueNamePrefix: "a b+c'*~" }))
  await new SNSClient(config(SECRET)).send(new ListTopicsCommand({}))
  await new KinesisClient(config(SECRET)).send(new ListStreamsCommand({}))
})

test.each([
  ['another secret key', () => new SQSClient(config('another')).send(new ListQueuesCommand({})), 'SignatureDoesNotMatch'],
  ['another secret key, over Query', () => new SNSClient(config('another')).send(new ListTopicsCommand({})), 'SignatureDoesNotMatch'],
  ['a clock 20 minutes behind', () => new SQSClient(config(SECRET, -20 * 60_000)).send(new ListQueuesCommand({})), 'RequestExpired'],
])('%s is refused', async (_what, call, name) => {
  await expect(call()).rejects.toMatchObject({ name: expect.stringContaining(name) as string })
})

test('a request without a signature is refused, but for links that anybody may open', async () => {
  const answered = async (path: string): Promise<string> => (await fetch(server.url + path)).text()
  expect(await answered('/?Action=ListTopics&Version=2010-03-31')).toContain('MissingAuthenticationToken')
  expect(await answered('/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:us-east-1:123456789012:t&Token=x')).not.toContain(
    'MissingAuthenticationToken',
  )
})

test('a body or a path that was changed on its way is refused, and so is a header that is no signature', async () => {
  const signer = new SignatureV4({
    service: 'sqs',
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: SECRET },
    sha256: Sha256,
  })
  const { host, hostname } = new URL(server.url)
  const headers = { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ListQueues' }
  const signed = await signer.sign({ method: 'POST', protocol: 'http:', hostname, path: '/', query: {}, headers, body: '{}' })
  const answered = async (path: string, body: string, changed: object = {}): Promise<[number, string]> => {
    const { host: _host, ...rest } = { ...signed.headers, ...changed } as Record<string, string>
    const answer = await fetch(server.url + path, { method: 'POST', headers: rest, body })
    return [answer.status, await answer.text()]
  }
  expect((await answered('/', '{}'))[0]).toBe(200)
  expect(await answered('/', '{"MaxResults":7}')).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')])
  expect(await answered('/other', '{}')).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')])
  expect(await answered('/', '{}', { authorization: 'AWS4-HMAC-SHA256 Credential=x' })).toEqual([
    400,
    expect.stringContaining('IncompleteSignature'),
  ])
})
