import { existsSync, readFileSync } from 'node:fs'
import { SQS } from '@aws-sdk/client-sqs'
import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { describe, expect, test } from 'vitest'
import { reference, type ClientConfig } from '../index.js'

// Answers of real AWS, joined with the requests that led to them. They are not part of the project: where they lie beside it,
// or where the variable says, the reference is held to them.
const folder = process.env['TOUCHSTONE_RECORDINGS'] ?? '../shared'
const transcripts = `${folder}/transcripts/sqs.ndjson`
const recordings = `${folder}/recorded/sqs.json`

/** Vouched answers that the reference does not give, each with the reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'test_move_task_delete_destination_queue_while_running list':
    'AWS took a while to delete the destination and moved three messages by then, not one (sqs.queue.delete.takes-up-to-60s)',
  'TestSqsProvider::test_message_system_attribute_names_with_attribute_names[sqs_query] different_values':
    'both parameters have one wire name, and the client of the recording sent only one of them (sqs.sysattr.both-parameters-query)',
  'test_move_task_cancel list-after':
    'AWS counted 8 moved messages a moment after it had answered 2 for the cancellation: approximate counts (sqs.redrive.list-counts-approximate)',
}

interface Step {
  readonly scenario: string
  readonly step: number
  readonly protocol: 'json' | 'query'
  readonly operation: string
  readonly sent: number
  readonly request: Record<string, unknown>
  readonly status: number | null
  readonly response: unknown
  readonly recorded_as?: string
}

/** What an SDK makes of an answer, with errors as values. */
interface Answered {
  readonly status: number
  readonly output: Record<string, unknown>
}

const VARYING = new Set(['MessageId', 'ReceiptHandle', 'SequenceNumber', 'SenderId', 'TaskHandle', 'StartedTimestamp', 'SentTimestamp',
  'ApproximateFirstReceiveTimestamp', 'CreatedTimestamp', 'LastModifiedTimestamp', 'Id']) // prettier-ignore
const BOUND = new Set(['MessageId', 'ReceiptHandle', 'TaskHandle'])

/** Removes what differs between two runs: ids, times, accounts, hosts; and what is only a way of saying "none". */
function stable(value: unknown, key = ''): unknown {
  if (value instanceof Uint8Array) return `base64 ${Buffer.from(value).toString('base64')}`
  if (Array.isArray(value)) return value.map(item => stable(item, key))
  if (typeof value === 'object' && value !== null) {
    if ('base64' in value) return `base64 ${String(value.base64)}`
    const members = Object.entries(value).filter(
      ([name, member]) => member !== undefined && member !== null && name !== 'ResponseMetadata' && name !== '$metadata' && name !== 'Detail' && name !== 'message',
    )
    return Object.fromEntries(members.map(([name, member]) => [name, stable(member, name)]))
  }
  if (key === 'Policy' && typeof value === 'string') return stable(JSON.parse(value))
  if (VARYING.has(key)) return `<${key}>`
  if (typeof value !== 'string') return value
  return value
    .replace(/https?:\/\/[^/]+\/[^/]+\//g, '')
    .replace(/arn:(?:aws|<partition>):(\w+):[^:]*:[^:]*:.*/g, 'arn:$1')
    .replace(/^Value \S+ for parameter ReceiptHandle/, 'Value <ReceiptHandle> for parameter ReceiptHandle')
    .replace(/on \S+ is allowed/, 'on <queue> is allowed')
}

/** Principals come in no fixed order, and a recording of times says only that there is one. */
function comparable(value: unknown): unknown {
  const text = JSON.stringify(stable(value)).replaceAll('"<timestamp>"', '"timestamp"')
  return JSON.parse(text, (_key, member: unknown) =>
    Array.isArray(member) && member.every(item => typeof item === 'string') ? [...member].sort() : member,
  ) as unknown
}

const TIME_ATTRIBUTE = /timestamp/i
function sameKeys(expected: unknown): unknown {
  return JSON.parse(JSON.stringify(expected), (key, member: unknown) => (member === 'timestamp' && !TIME_ATTRIBUTE.test(key) ? undefined : member)) as unknown
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' }
const unescaped = (xml: string): string => xml.replace(/&(\w+);/g, (all, name: string) => NAMED[name] ?? all)

class Replay {
  readonly #aws = reference({ clock: 'virtual', start: 1_755_000_000_000 })
  readonly #said = new Map<string, string>()
  #latestHandle: string | undefined
  #last: { status: number; headers: Record<string, string>; body: string } | undefined
  readonly #began = this.#aws.clock.now()
  readonly #clients = { json: this.#client('json'), query: this.#client('query') }

  #client(protocol: 'json' | 'query'): SQS {
    const config: ClientConfig = this.#aws.client()
    const handle: ClientConfig['requestHandler']['handle'] = async (request, options) => {
      const { response } = await config.requestHandler.handle(request, options)
      const body = response.body as Uint8Array
      this.#last = { status: response.statusCode, headers: response.headers, body: Buffer.from(body).toString() }
      return { response }
    }
    return new SQS({
      ...config,
      md5: false,
      requestHandler: Object.assign(Object.create(config.requestHandler) as ClientConfig['requestHandler'], { handle }),
      ...(protocol === 'query' ? { protocol: AwsQueryProtocol } : {}),
    })
  }

  async send({ protocol, operation, request, sent }: Step): Promise<Answered> {
    const due = this.#began + sent * 1000 - this.#aws.clock.now()
    if (due > 0) await this.#aws.clock.sleep(due)
    const name = (operation.charAt(0).toLowerCase() + operation.slice(1)) as 'sendMessage'
    try {
      const output = await this.#clients[protocol][name](this.#translated(request) as never)
      return { status: this.#last!.status, output: output as unknown as Record<string, unknown> }
    } catch (error) {
      if (this.#last === undefined || this.#last.status < 400) throw error
      return { status: this.#last.status, output: { Error: this.#error() } }
    }
  }

  #error(): Record<string, string | undefined> {
    const { headers, body } = this.#last!
    const of = (tag: string) => unescaped(new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(body)?.[1] ?? '')
    if (body.startsWith('<')) return { Code: of('Code'), Message: of('Message'), Type: of('Type') }
    const { __type, message } = JSON.parse(body) as { __type: string; message: string }
    const [Code, Type] = headers['x-amzn-query-error']!.split(';')
    return { Code, Type, Message: message, QueryErrorCode: __type.split('#').at(-1) }
  }

  #translated(value: unknown, key = ''): unknown {
    if (typeof value === 'string') return this.#said.get(value) ?? (key === 'ReceiptHandle' ? (this.#latestHandle ?? value) : value)
    if (Array.isArray(value)) return value.map(item => this.#translated(item))
    if (typeof value !== 'object' || value === null) return value
    if ('base64' in value) return Buffer.from(String(value.base64), 'base64')
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.#translated(member, key)]))
  }

  /** Learns which of our ids stands for which of the transcript's. */
  learn(theirs: unknown, ours: unknown, key = ''): void {
    // Where a transcript leaves an answer out, the handle that it uses next is one of that answer.
    if (theirs === null) this.#latestHandle = (ours as { Messages?: { ReceiptHandle: string }[] }).Messages?.[0]?.ReceiptHandle
    if (typeof theirs === 'string' && typeof ours === 'string' && BOUND.has(key)) this.#said.set(theirs, ours)
    else if (Array.isArray(theirs) && Array.isArray(ours)) theirs.forEach((item, n) => this.learn(item, ours[n]))
    else if (typeof theirs === 'object' && theirs !== null && typeof ours === 'object' && ours !== null)
      for (const [name, member] of Object.entries(theirs)) this.learn(member, (ours as Record<string, unknown>)[name], name)
  }
}

describe.runIf(existsSync(transcripts))('the vouched answers of AWS', () => {
  const steps = !existsSync(transcripts) ? [] : readFileSync(transcripts, 'utf8').trim().split('\n').map(line => JSON.parse(line) as Step)
  const recorded = !existsSync(recordings) ? {} : (JSON.parse(readFileSync(recordings, 'utf8')) as Record<string, { content: Record<string, unknown> }>)
  const scenarios = grouped(steps)

  test.each([...scenarios])('%s', async (scenario, steps) => {
    const replay = new Replay()
    for (const step of steps) {
      const { status, output } = await replay.send(step)
      replay.learn(step.response, output)
      const key = step.recorded_as
      if (key === undefined || EXCEPTIONS[`${scenario.split('::').slice(1).join('::')} ${key}`] !== undefined) continue
      const vouched = step.response ?? recorded[scenario]!.content[key]
      const where = `${step.operation} (step ${step.step}, ${key})`
      expect(comparable(output), where).toEqual(sameKeys(comparable(vouched)))
      const metadata = (vouched as { ResponseMetadata?: { HTTPStatusCode?: number } }).ResponseMetadata
      expect(status, `the status of ${where}`).toBe(step.status ?? metadata?.HTTPStatusCode)
    }
  })
})

function grouped(steps: readonly Step[]): Map<string, Step[]> {
  const groups = new Map<string, Step[]>()
  for (const step of steps) groups.set(step.scenario, [...(groups.get(step.scenario) ?? []), step])
  return groups
}
