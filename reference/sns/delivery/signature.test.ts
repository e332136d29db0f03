import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import https from 'node:https'
import { Readable } from 'node:stream'
import { X509Certificate } from 'node:crypto'
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import SnsPayloadValidator from 'sns-payload-validator'
import { afterEach, expect, test, vi } from 'vitest'
import { listen } from '../../index.js'
import { certificatePath } from './key.js'
import { stringToSign } from './signature.js'
import { OPEN } from './setup.fixture.js'

interface MessageValidator {
  validate(message: object, callback: (error: Error | null) => void): void
}
const require = createRequire(import.meta.url)
const Validator = require('sns-validator') as new (host: RegExp) => MessageValidator

/** Both take a certificate by HTTPS alone: what they ask for comes from the server, by HTTP. */
const overHttp = () =>
  vi.spyOn(https, 'get').mockImplementation(((url: string | URL, ...rest: unknown[]) => {
    const callback = rest.at(-1) as (answer: Readable) => void
    void fetch(String(url).replace('https:', 'http:')).then(async (answer) => {
      const body = await answer.text()
      callback(Object.assign(Readable.from([body]), { statusCode: answer.status, setEncoding: () => {} }))
    })
    return { on: () => {} }
  }) as never)
afterEach(() => vi.restoreAllMocks())

const validated = (document: Record<string, unknown>): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const secure = { ...document, SigningCertURL: String(document['SigningCertURL']).replace('http:', 'https:') }
    new Validator(/^127\.0\.0\.1:\d+$/).validate(secure, (error) => (error === null ? resolve(true) : reject(error)))
  })

/** An HTTP consumer of its own: keeps the documents it gets. */
const consumer = async () => {
  const documents: Record<string, unknown>[] = []
  const waiting: (() => void)[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    request.on('end', () => {
      documents.push(JSON.parse(body) as Record<string, unknown>)
      response.end()
      for (const wake of waiting.splice(0)) wake()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const arrived = async (count: number): Promise<void> => {
    while (documents.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    documents,
    arrived,
    close: () => (server.closeAllConnections(), server.close()),
  }
}

test.each(['1', '2'])('what others wrote to check signatures takes those of version %s, and no other text', async (version) => {
  overHttp()
  const server = await listen()
  const hook = await consumer()
  try {
    const config = { endpoint: server.url, region: 'us-east-1', credentials: { accessKeyId: '123456789012', secretAccessKey: 'x' } }
    const [sns, sqs] = [new SNSClient(config), new SQSClient(config)]
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 't', Attributes: { SignatureVersion: version } }))
    await sqs.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { Policy: JSON.stringify(OPEN) } }))
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:us-east-1:123456789012:q' }))
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: hook.url }))
    await hook.arrived(1)
    expect((await fetch(hook.documents[0]!['SubscribeURL'] as string)).status).toBe(200)
    await sns.send(
      new PublishCommand({
        TopicArn,
        Subject: 'Grüße "x"',
        Message: 'line\n"quoted" \u{1f600}',
        MessageAttributes: { a: { DataType: 'String', StringValue: 'v' } },
      }),
    )
    await hook.arrived(2)
    expect((await fetch(hook.documents[1]!['UnsubscribeURL'] as string)).status).toBe(200)
    await hook.arrived(3)
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: `${server.url}/123456789012/q` }))
    const [confirmation, notification, goodbye] = hook.documents as [
      Record<string, unknown>,
      Record<string, unknown>,
      Record<string, unknown>,
    ]
    const queued = JSON.parse(Messages![0]!.Body!) as Record<string, unknown>
    expect(hook.documents.map(({ SignatureVersion }) => SignatureVersion)).toEqual([version, version, version])

    for (const document of [confirmation, notification, queued]) {
      expect(await validated(document)).toBe(true)
      await expect(validated({ ...document, Message: `${String(document['Message'])}.` })).rejects.toThrow('signature')
    }
    const other = new SnsPayloadValidator({ useCache: false, maxCerts: 1 } as never)
    // It takes certificates from AWS's hosts alone; the address of the certificate is not signed.
    vi.spyOn(https, 'get').mockImplementation(((_url: unknown, ...rest: unknown[]) => {
      const callback = rest.at(-1) as (answer: Readable) => void
      void fetch(server.url + certificatePath).then(async (answer) =>
        callback(Object.assign(Readable.from([await answer.text()]), { statusCode: answer.status, setEncoding: () => {} })),
      )
      return { on: () => {} }
    }) as never)
    const atAws = (document: object) => ({ ...document, SigningCertURL: `https://sns.us-east-1.amazonaws.com${certificatePath}` })
    for (const document of [confirmation, notification, queued, goodbye]) {
      expect(await other.validate(atAws(document) as never)).toMatchObject({ MessageId: document['MessageId'] })
      await expect(other.validate(atAws({ ...document, Timestamp: '2020-01-01T00:00:00.000Z' }) as never)).rejects.toThrow()
    }
    expect(new X509Certificate(await (await fetch(queued['SigningCertURL'] as string)).text()).subject).toContain('Touchstone')
  } finally {
    hook.close()
    await server.close()
  }
})

test('the string to sign has each name and value on its line, in order, without what is absent', () => {
  const message = { Type: 'Notification', MessageId: 'i', TopicArn: 't', Message: 'a\n"b"', Timestamp: 'now' }
  expect(stringToSign(message)).toBe('Message\na\n"b"\nMessageId\ni\nTimestamp\nnow\nTopicArn\nt\nType\nNotification\n')
  expect(stringToSign({ ...message, Subject: 's' })).toContain('\nSubject\ns\nTimestamp\n')
  expect(stringToSign({ ...message, SubscribeURL: 'u', Token: 'k' })).toBe(
    'Message\na\n"b"\nMessageId\ni\nSubscribeURL\nu\nTimestamp\nnow\nToken\nk\nTopicArn\nt\nType\nNotification\n',
  )
})
