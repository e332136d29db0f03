/**
 * The measure of all rows: a `node:http` server that reads a JSON body and answers JSON of the size that SQS would,
 * and does nothing else, written the plain way: each answer as soon as it is ready. It is a measure and no bound: a server that
 * writes answers together wakes its clients less often, and may be faster in rows where that is most of the work.
 *
 * Usage: bare-server.js PORT
 */
import { createServer } from 'node:http'

const MESSAGE_ID = '5fea7756-0ea4-451a-a703-a558b933e274'
const DIGEST = 'fafb00f5732ab283681e124bf8747ed1'
const HANDLE = 'QWN0aW9u'.repeat(24)
const BODY = 'b'.repeat(256)

const member = (input: unknown, name: string): unknown =>
  typeof input === 'object' && input !== null ? (input as Readonly<Record<string, unknown>>)[name] : undefined

const results: Readonly<Record<string, (input: unknown) => unknown>> = {
  ListQueues: () => ({}),
  CreateQueue: (input) => ({ QueueUrl: `http://127.0.0.1/000000000000/${String(member(input, 'QueueName'))}` }),
  SendMessage: (input) =>
    member(input, 'MessageGroupId') === undefined
      ? { MD5OfMessageBody: DIGEST, MessageId: MESSAGE_ID }
      : { MD5OfMessageBody: DIGEST, MessageId: MESSAGE_ID, SequenceNumber: '18849496460467696128' },
  SendMessageBatch: (input) => {
    const entries = member(input, 'Entries')
    if (!Array.isArray(entries)) return {}
    return { Successful: entries.map((entry) => ({ Id: member(entry, 'Id'), MessageId: MESSAGE_ID, MD5OfMessageBody: DIGEST })) }
  },
  ReceiveMessage: () => ({ Messages: [{ MessageId: MESSAGE_ID, ReceiptHandle: HANDLE, MD5OfBody: DIGEST, Body: BODY }] }),
  DeleteMessage: () => ({}),
  DeleteQueue: () => ({}),
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const input: unknown = JSON.parse((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString())
    const operation = String(request.headers['x-amz-target']).slice('AmazonSQS.'.length)
    const body = JSON.stringify(results[operation]?.(input) ?? {})
    response.writeHead(200, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': MESSAGE_ID,
    })
    response.end(body)
  })
})

server.listen(Number(process.argv[2]), '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
