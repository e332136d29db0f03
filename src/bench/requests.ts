import { createHash } from 'node:crypto'

/** Every message has a body of this many bytes, on every server and in every row. */
export const BODY_BYTES = 256
const DIFFERENT_BODIES = 16
export const BATCH = 10
/** Messages to FIFO queues go to so many groups in turn. */
export const GROUPS = 100

/** One of a handful of message bodies of one length, with the digest that a right answer carries. */
export interface Body {
  readonly text: string
  readonly md5: string
}

const bodyNumber = (n: number): Body => {
  const text = createHash('sha512').update(String(n)).digest('hex').repeat(2)
  return { text, md5: createHash('md5').update(text).digest('hex') }
}

export const bodies: readonly Body[] = Array.from({ length: DIFFERENT_BODIES }, (_, n) => bodyNumber(n))

/** Requests ready to be written to a socket, with the headers that an SDK sends: signed in looks, checked by nobody. */
export class Requests {
  readonly #head: string

  constructor(host: string) {
    const scope = 'Credential=AKIDEXAMPLE/20260101/us-east-1/sqs/aws4_request'
    const signed = 'SignedHeaders=amz-sdk-invocation-id;amz-sdk-request;content-type;host;x-amz-date;x-amz-target'
    this.#head = [
      'POST / HTTP/1.1',
      `host: ${host}`,
      'user-agent: aws-sdk-js/3 ua/2.1 os/linux lang/js md/nodejs api/sqs',
      'content-type: application/x-amz-json-1.0',
      'amz-sdk-invocation-id: 6d6f6f6e-0000-4000-8000-000000000000',
      'amz-sdk-request: attempt=1; max=1',
      'x-amz-date: 20260101T000000Z',
      `authorization: AWS4-HMAC-SHA256 ${scope}, ${signed}, Signature=${'0123456789abcdef'.repeat(4)}`,
      'x-amz-target: AmazonSQS.',
    ].join('\r\n')
  }

  /** @param json the input, in ASCII */
  of(operation: string, json: string): string {
    return `${this.#head}${operation}\r\ncontent-length: ${json.length}\r\n\r\n${json}`
  }

  createQueue(name: string, fifo: boolean): string {
    const attributes = fifo ? { FifoQueue: 'true' } : {}
    return this.of('CreateQueue', JSON.stringify({ QueueName: fifo ? `${name}.fifo` : name, Attributes: attributes }))
  }

  deleteQueue(url: string): string {
    return this.of('DeleteQueue', JSON.stringify({ QueueUrl: url }))
  }

  send(url: string, body: Body): string {
    return this.of('SendMessage', JSON.stringify({ QueueUrl: url, MessageBody: body.text }))
  }

  /** A request to a FIFO queue without its deduplication id: it is put between the two halves, `digits` long. */
  sendFifo(url: string, body: Body, group: string, digits: number): readonly [string, string] {
    const input = { QueueUrl: url, MessageBody: body.text, MessageGroupId: group, MessageDeduplicationId: '#'.repeat(digits) }
    const [before = '', after = ''] = this.of('SendMessage', JSON.stringify(input)).split('#'.repeat(digits))
    return [before, after]
  }

  sendBatch(url: string, entries: readonly Body[]): string {
    const Entries = entries.map((body, n) => ({ Id: `m${n}`, MessageBody: body.text }))
    return this.of('SendMessageBatch', JSON.stringify({ QueueUrl: url, Entries }))
  }

  receive(url: string): string {
    return this.of('ReceiveMessage', JSON.stringify({ QueueUrl: url, MaxNumberOfMessages: 1 }))
  }
}
