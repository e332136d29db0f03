import type { Answer } from '../../src/bench/answer.js'
import type { AreaBench, AreaWorkload, BenchServer, OpenWorkload } from '../../src/bench/area-bench.js'
import { Connection } from '../../src/bench/connection.js'

const TEXT = 'm'.repeat(256)
/** Connections by which what is needed is made. */
const MAKERS = 16
/** A server that answers before it delivers may be behind by so many messages; then it is waited for. */
const BEHIND = 200
/** For what is made in so many calls. */
const LONG_SET_UP_MS = 90_000
const WAIT_MS = 30_000
/** Messages to FIFO topics go to so many groups in turn. */
const GROUPS = 100

/** Ready to be written to a socket, with the headers that an SDK sends: signed in looks, checked by nobody. */
const request = (host: string, service: 'sns' | 'sqs', type: string, body: string, more = ''): string =>
  [
    'POST / HTTP/1.1',
    `host: ${host}`,
    `content-type: ${type}`,
    'x-amz-date: 20260101T000000Z',
    `authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0123456789abcdef'.repeat(4)}`,
    `content-length: ${body.length}${more}`,
    '',
    body,
  ].join('\r\n')

type Parameters = Readonly<Record<string, string>>
const sns = (host: string, Action: string, parameters: Parameters): string =>
  request(
    host,
    'sns',
    'application/x-www-form-urlencoded',
    new URLSearchParams({ Action, Version: '2010-03-31', ...parameters }).toString(),
  )
const sqs = (host: string, operation: string, input: object): string =>
  request(host, 'sqs', 'application/x-amz-json-1.0', JSON.stringify(input), `\r\nx-amz-target: AmazonSQS.${operation}`)

/** @throws Error where the answer is no success, or does not have that text */
const demand = (what: string, { status, body }: Answer, text = ''): string => {
  if (status !== 200 || !body.includes(text)) throw new Error(`${what}: HTTP ${status} ${body.slice(0, 200)}`)
  return body
}
const numbered = (prefix: string, entries: Parameters): Parameters =>
  Object.fromEntries(
    Object.entries(entries).flatMap(([name, value], n) => [
      [`${prefix}.entry.${n + 1}.key`, name],
      [`${prefix}.entry.${n + 1}.value`, value],
    ]),
  )

let places = 0

/** A server, and connections by which what is needed is made. */
class Place {
  readonly host: string
  readonly prefix = `bench-${Date.now()}-${++places}`
  readonly #makers: readonly Connection[]

  constructor({ host, port }: BenchServer, signal: AbortSignal) {
    this.host = `${host}:${port}`
    this.#makers = Array.from({ length: MAKERS }, () => new Connection(host, port))
    signal.addEventListener('abort', () => this.close())
  }

  ask(request: string): Promise<Answer> {
    return this.#makers[0]!.ask(request)
  }

  async each(count: number, make: (connection: Connection, nth: number) => Promise<void>): Promise<void> {
    let next = 0
    await Promise.all(
      this.#makers.map(async (connection) => {
        while (next < count) await make(connection, next++)
      }),
    )
  }

  close(): void {
    for (const connection of this.#makers) connection.close()
  }
}

/** A topic, with queues that it may send to. */
class Topic {
  private constructor(
    readonly place: Place,
    readonly arn: string,
    readonly end: string,
  ) {}

  static async make(place: Place, end = ''): Promise<Topic> {
    const attributes: Parameters = end === '' ? {} : { FifoTopic: 'true' }
    const made = await place.ask(sns(place.host, 'CreateTopic', { Name: place.prefix + end, ...numbered('Attributes', attributes) }))
    const [, arn] = /<TopicArn>([^<]*)</.exec(demand('CreateTopic', made)) ?? []
    return new Topic(place, arn ?? '', end)
  }

  queueArn(name: string): string {
    return this.arn.replace(':sns:', ':sqs:').replace(/[^:]*$/, name)
  }

  subscribing(Endpoint: string, attributes: Parameters = {}): string {
    return sns(this.place.host, 'Subscribe', { TopicArn: this.arn, Protocol: 'sqs', Endpoint, ...numbered('Attributes', attributes) })
  }

  /** Makes queues and subscribes them; gives their URLs. */
  async feed(count: number, attributes: Parameters = {}): Promise<readonly string[]> {
    const { place, end } = this
    const urls: string[] = []
    await place.each(count, async (connection, nth) => {
      const QueueName = `${place.prefix}-${nth}${end}`
      const Resource = this.queueArn(QueueName)
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource }],
      })
      const Attributes = { Policy, ...(end === '' ? {} : { FifoQueue: 'true' }) }
      const made = await connection.ask(sqs(place.host, 'CreateQueue', { QueueName, Attributes }))
      urls[nth] = (JSON.parse(demand('CreateQueue', made)) as { readonly QueueUrl: string }).QueueUrl
      demand('Subscribe', await connection.ask(this.subscribing(Resource, attributes)))
    })
    return urls
  }

  publishing(more: Parameters = {}): string {
    return sns(this.place.host, 'Publish', { TopicArn: this.arn, Message: TEXT, ...more })
  }

  /** A workload that publishes, and waits where messages are behind: looked at in these queues. */
  open(publish: (nth: number) => string, urls: readonly string[]): OpenWorkload {
    const { place } = this
    let published = 0
    let arrived = 0
    let looking: Promise<void> | undefined
    const look = async (connection: Connection): Promise<void> => {
      const counts: number[] = []
      for (const QueueUrl of urls) {
        const input = { QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }
        const body = demand('GetQueueAttributes', await connection.ask(sqs(place.host, 'GetQueueAttributes', input)))
        const { Attributes } = JSON.parse(body) as { readonly Attributes: Parameters }
        counts.push(Number(Attributes['ApproximateNumberOfMessages']))
      }
      arrived = Math.max(arrived, Math.min(...counts))
    }
    return {
      async operation(connection) {
        demand('Publish', await connection.ask(publish(published++)), '<MessageId>')
        for (const end = performance.now() + WAIT_MS; published - arrived > BEHIND;) {
          // One client looks for all of them.
          await (looking ??= look(connection).finally(() => (looking = undefined)))
          if (performance.now() > end) throw new Error(`of ${published} messages only ${arrived} arrived`)
        }
        return 1
      },
      close: async () => place.close(),
    }
  }
}

const fanOut = (count: number): AreaWorkload => ({
  name: `sns-fanout-${count}`,
  title: `Publish to ${count.toLocaleString('en')} queues`,
  unit: 'publishes',
  async open(server, _connection, signal) {
    const place = new Place(server, signal)
    const topic = await Topic.make(place)
    const urls = await topic.feed(count)
    const publish = topic.publishing()
    return topic.open(() => publish, [urls[0]!, urls[count >> 1]!, urls.at(-1)!])
  },
})

/** Of so many subscriptions each wants another value of an attribute, and one queue has the value that is published. */
const filters = (count: number): AreaWorkload => ({
  name: `sns-filters-${count}`,
  title: `Publish past ${count.toLocaleString('en')} filters`,
  unit: 'publishes',
  ...(count > 10_000 ? { setUpMs: LONG_SET_UP_MS } : {}),
  async open(server, _connection, signal) {
    const place = new Place(server, signal)
    const topic = await Topic.make(place)
    const urls = await topic.feed(1, { FilterPolicy: JSON.stringify({ key: ['wanted'] }) })
    await place.each(count - 1, async (connection, nth) => {
      const filter = { FilterPolicy: JSON.stringify({ key: [`value-${nth}`] }) }
      demand('Subscribe', await connection.ask(topic.subscribing(topic.queueArn(`${place.prefix}-nobody-${nth}`), filter)))
    })
    const attribute = 'MessageAttributes.entry.1'
    const publish = topic.publishing({
      [`${attribute}.Name`]: 'key',
      [`${attribute}.Value.DataType`]: 'String',
      [`${attribute}.Value.StringValue`]: 'wanted',
    })
    return topic.open(() => publish, urls)
  },
})

const fifo: AreaWorkload = {
  name: 'sns-fifo',
  title: 'Publish to a FIFO topic',
  unit: 'publishes',
  async open(server, _connection, signal) {
    const topic = await Topic.make(new Place(server, signal), '.fifo')
    const urls = await topic.feed(1)
    return topic.open((nth) => topic.publishing({ MessageGroupId: `group-${nth % GROUPS}`, MessageDeduplicationId: String(nth) }), urls)
  },
}

/** What SNS is measured by, beside others. */
export const bench: AreaBench = {
  relaxed: ['sns.filter.quota-200-per-topic', 'sns.filter.quota-10000-per-account'],
  // What servers must still hold when a row is over costs those after it: the rows that leave the most come last.
  workloads: [fanOut(10), fifo, filters(100), fanOut(1000), filters(100_000)],
}
