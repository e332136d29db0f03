import { existsSync, readFileSync } from 'node:fs'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { AwsQueryProtocol } from '@aws-sdk/core/protocols'
import { describe, expect, test } from 'vitest'
import { reference, type ClientConfig } from './index.js'

/** One request of a scenario and its answer, as an SDK sees them. */
interface Step {
  readonly scenario: string
  readonly step: number
  readonly service?: 'sqs' | 'sns'
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

/** What differs from one run to the next. */
export interface Differing {
  /** Members of which only that they are there is compared. */
  readonly varying: readonly string[]
  /** Members whose values later requests use. */
  readonly bound: readonly string[]
  /** Lists that come in no fixed order. */
  readonly unordered?: readonly string[]
  /** The region in which a scenario's steps were asked, where it is another than usual: transcripts do not tell. */
  readonly regions?: Readonly<Record<string, Readonly<Record<number, string>>>>
}

// Answers of real AWS, joined with the requests that led to them. They are not part of the project: where they lie beside it,
// or where the variable says, the reference is held to them.
const folder = process.env['TOUCHSTONE_RECORDINGS'] ?? '../shared'

/**
 * Replays the transcripts of a service and holds the reference to the answers that are vouched for.
 *
 * @param recordings where the answers stand that the transcripts leave out
 * @param exceptions answers that the reference does not give, by scenario and key, each with the reason
 */
export function replayTranscripts(
  service: 'sqs' | 'sns',
  recordings: readonly string[],
  exceptions: Readonly<Record<string, string>>,
  differing: Differing,
): void {
  const transcripts = `${folder}/transcripts/${service}.ndjson`
  const isThere = existsSync(transcripts)
  describe.runIf(isThere)('the vouched answers of AWS', () => {
    const steps = !isThere
      ? []
      : readFileSync(transcripts, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Step)
    const recorded = Object.fromEntries(recordings.flatMap((file) => Object.entries(readRecording(`${folder}/recorded/${file}`))))
    const comparable = comparing(differing)
    const unmet = new Set(Object.keys(exceptions))
    test.each([...grouped(steps)])('%s', async (scenario, steps) => {
      const replay = new Replay(differing.bound)
      const regions = differing.regions?.[scenario.split('::').at(-1)!] ?? {}
      for (const step of steps) {
        const { status, output } = await replay.send({ service, ...step }, regions[step.step])
        replay.learn(step.response, output)
        const key = step.recorded_as
        if (key === undefined || unmet.has(`${scenario.split('::').slice(1).join('::')} ${key}`)) continue
        const vouched = step.response ?? recorded[scenario]!.content[key]
        const where = `${step.operation} (step ${step.step}, ${key})`
        expect(comparable(output), where).toEqual(sameKeys(comparable(vouched)))
        const metadata = (vouched as { ResponseMetadata?: { HTTPStatusCode?: number } }).ResponseMetadata
        expect(status, `the status of ${where}`).toBe(step.status ?? metadata?.HTTPStatusCode)
      }
    })
  })
}

type Recording = Readonly<Record<string, { readonly content: Readonly<Record<string, unknown>> }>>
const readRecording = (file: string): Recording => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recording) : {})

/** Removes what differs between two runs: ids, times, accounts, hosts; and what is only a way of saying "none". */
const comparing = ({ varying, unordered = [] }: Differing): ((value: unknown) => unknown) => {
  const stable = (value: unknown, key = ''): unknown => {
    if (value instanceof Uint8Array) return `base64 ${Buffer.from(value).toString('base64')}`
    if (Array.isArray(value)) {
      const items = value.map((item) => stable(item, key))
      return unordered.includes(key) ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items
    }
    if (typeof value === 'object' && value !== null) {
      if ('base64' in value) return `base64 ${String(value.base64)}`
      const members = Object.entries(value).filter(
        ([name, member]) =>
          member !== undefined &&
          member !== null &&
          name !== 'ResponseMetadata' &&
          name !== '$metadata' &&
          name !== 'Detail' &&
          name !== 'message' &&
          name !== '_normalized',
      )
      return Object.fromEntries(members.map(([name, member]) => [name, stable(member, name)]))
    }
    if (varying.includes(key)) return `<${key}>`
    if (typeof value !== 'string') return value
    const document = /^\{.*\}$/s.test(value) ? parsed(value) : undefined
    if (document !== undefined) return stable(document)
    return value
      .replace(/https?:\/\/[^/]+\/[^/]+\//g, '')
      .replace(/arn:(?:aws|<partition>):(\w+):[^:]*:[^:]*:.*/g, 'arn:$1')
      .replace(/^Value \S+ for parameter ReceiptHandle/, 'Value <ReceiptHandle> for parameter ReceiptHandle')
      .replace(/on \S+ is allowed/, 'on <queue> is allowed')
      .replace(/\n +at \[Source.*/s, '')
      .replace(/^111111111111$/, '000000000000')
  }
  // Principals come in no fixed order, and a recording of times says only that there is one.
  return (value) => {
    const text = JSON.stringify(stable(value)).replaceAll('"<timestamp>"', '"timestamp"')
    return JSON.parse(text, (_key, member: unknown) =>
      Array.isArray(member) && member.every((item) => typeof item === 'string') ? [...member].sort() : member,
    ) as unknown
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const TIME_ATTRIBUTE = /timestamp/i
function sameKeys(expected: unknown): unknown {
  return JSON.parse(JSON.stringify(expected), (key, member: unknown) =>
    member === 'timestamp' && !TIME_ATTRIBUTE.test(key) ? undefined : member,
  ) as unknown
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' }
const unescaped = (xml: string): string => xml.replace(/&(\w+);/g, (all, name: string) => NAMED[name] ?? all)

class Replay {
  readonly #aws = reference({ clock: 'virtual', start: 1_755_000_000_000 })
  readonly #said = new Map<string, string>()
  #latestHandle: string | undefined
  #last: { status: number; headers: Record<string, string>; body: string } | undefined
  readonly #began = this.#aws.clock.now()
  readonly #clients = new Map<string, SNS | SQS>()

  constructor(private readonly bound: readonly string[]) {}

  #client(service: 'sqs' | 'sns', protocol: 'json' | 'query', region: string | undefined): SNS | SQS {
    const key = [service, protocol, region].join()
    let client = this.#clients.get(key)
    if (client === undefined) {
      const config = this.#listening(region)
      const asQuery = protocol === 'query' ? { protocol: AwsQueryProtocol } : {}
      this.#clients.set(key, (client = service === 'sns' ? new SNS(config) : new SQS({ ...config, md5: false, ...asQuery })))
    }
    return client
  }

  /** The configuration of a client, whose answers are kept as they came. */
  #listening(region: string | undefined): ClientConfig {
    const config: ClientConfig = this.#aws.client({ region })
    const handle: ClientConfig['requestHandler']['handle'] = async (request, options) => {
      const { response } = await config.requestHandler.handle(request, options)
      const body = response.body as Uint8Array
      this.#last = { status: response.statusCode, headers: response.headers, body: Buffer.from(body).toString() }
      return { response }
    }
    return { ...config, requestHandler: Object.assign(Object.create(config.requestHandler) as ClientConfig['requestHandler'], { handle }) }
  }

  async send(
    { service, protocol, operation, request, sent }: Step & { readonly service: 'sqs' | 'sns' },
    region: string | undefined,
  ): Promise<Answered> {
    const due = this.#began + sent * 1000 - this.#aws.clock.now()
    if (due > 0) await this.#aws.clock.sleep(due)
    const client = this.#client(service, protocol, region)
    const name = operation.charAt(0).toLowerCase() + operation.slice(1)
    try {
      const call = (client as unknown as Record<string, (input: unknown) => Promise<Record<string, unknown>>>)[name]!
      const output = await call.call(client, this.#translated(request))
      return { status: this.#last!.status, output }
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
    if (Array.isArray(value)) return value.map((item) => this.#translated(item))
    if (typeof value !== 'object' || value === null) return value
    if ('base64' in value) return Buffer.from(String(value.base64), 'base64')
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.#translated(member, key)]))
  }

  /** Learns which of our ids stands for which of the transcript's. */
  learn(theirs: unknown, ours: unknown, key = ''): void {
    // Where a transcript leaves an answer out, the handle that it uses next is one of that answer.
    if (theirs === null) this.#latestHandle = (ours as { Messages?: { ReceiptHandle: string }[] }).Messages?.[0]?.ReceiptHandle
    if (typeof theirs === 'string' && typeof ours === 'string' && this.bound.includes(key)) this.#said.set(theirs, ours)
    else if (Array.isArray(theirs) && Array.isArray(ours)) theirs.forEach((item, n) => this.learn(item, ours[n]))
    else if (typeof theirs === 'object' && theirs !== null && typeof ours === 'object' && ours !== null)
      for (const [name, member] of Object.entries(theirs)) this.learn(member, (ours as Record<string, unknown>)[name], name)
  }
}

function grouped(steps: readonly Step[]): Map<string, Step[]> {
  const groups = new Map<string, Step[]>()
  for (const step of steps) groups.set(step.scenario, [...(groups.get(step.scenario) ?? []), step])
  return groups
}
