import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Exchange, Outcome } from '../../../src/oracle/exchange.js'
import type { Strictness } from '../../../src/oracle/oracle.js'
import { LATENESS, profileOf } from '../../../src/suite/profiles.js'
import { manyServersOnly } from '../profiles.js'
import { judged } from './oracle.js'

// Answers of real AWS, joined with the requests that led to them. They are not part of the project: where they lie beside it,
// or where the variable says, the oracle is held to them.
const folder = process.env['TOUCHSTONE_RECORDINGS'] ?? '../shared'
const transcripts = `${folder}/transcripts/sqs.ndjson`
const recordings = `${folder}/recorded/sqs.json`

const KEPT =
  'not vouched for: the emulator of the capture moved a message under its old id, which AWS does not keep (sqs.redrive.new-identity)'
const ITS_HANDLE = 'not vouched for: the handle of a message that was passed over'
/** Answers that the oracle does not admit, by scenario and key (or number, where they are not vouched for), each with the reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'test_message_system_attribute_names_with_attribute_names[sqs_query] different_values':
    'both parameters have one wire name, and the client of the recording sent only one of them (sqs.sysattr.both-parameters-query)',
  'test_basic_move_task_workflow 14': KEPT,
  'test_basic_move_task_workflow 15': ITS_HANDLE,
  'test_basic_move_task_workflow 16': KEPT,
  'test_basic_move_task_workflow 17': ITS_HANDLE,
  'test_move_task_cancel 40': KEPT,
  'test_move_task_cancel 41': ITS_HANDLE,
  'test_move_task_cancel 42': KEPT,
  'test_move_task_cancel 43': ITS_HANDLE,
}

type Members = Readonly<Record<string, unknown>>
interface Step {
  readonly scenario: string
  readonly step: number
  readonly operation: string
  /** Seconds since the scenario began. */
  readonly sent: number
  readonly received: number
  readonly request: Members
  /** Nothing where the emulator that the requests were captured on answered otherwise than AWS. */
  readonly response: Members | null
  readonly recorded_as?: string
}

const { name, tolerates } = profileOf('as-documented', LATENESS['as-documented'], manyServersOnly, () => {})
/** The answers come from another run than the instants do. */
const strictness: Strictness = { profile: name, lateness: LATENESS['as-documented'], tolerates, slack: { ms: 200, ppm: 200 } }
const WHERE = { region: 'us-east-1', account: '000000000000' }

/** Turns the steps of one scenario into exchanges, the answers that were left out being those of the recording. */
class Retelling {
  readonly #began: number
  #handles = 0
  #latestHandle = ''
  /** Message ids by body. */
  readonly #ids = new Map<unknown, unknown>()
  #task: Members = {}

  constructor(
    steps: readonly Step[],
    private readonly recorded: Readonly<Record<string, Members>>,
  ) {
    this.#began = beginning(steps)
  }

  exchange({ operation, sent, received, request, response, recorded_as: key = '' }: Step): Exchange {
    const input = this.#request(request) as Members
    const told = response ?? (this.#told(this.recorded[key] ?? {}, input) as Members)
    const at = (seconds: number): number => this.#began + seconds * 1000
    this.#learn(operation, input, told, at(sent))
    return {
      service: 'sqs',
      ...WHERE,
      client: '1',
      operation,
      input,
      sent: at(sent),
      received: at(received),
      outcome: outcomeOf(blobs(told) as Members),
    }
  }

  /** Where an answer was left out, the handle that is used next is one of it. */
  #request(value: unknown, key = ''): unknown {
    if (key === 'ReceiptHandle' && this.#latestHandle !== '') return this.#latestHandle
    if (typeof value !== 'object' || value === null) return value
    if ('base64' in value) return blobs(value)
    if (Array.isArray(value)) return value.map((item) => this.#request(item))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.#request(member, name)]))
  }

  /** A recording holds placeholders for whatever differs between two runs. */
  #told(value: unknown, input: Members, key = ''): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#told(item, input, key))
    if (key === 'Policy' && typeof value === 'object') return JSON.stringify(this.#told(value, input))
    if (typeof value === 'object' && value !== null) {
      const members = Object.entries(value).filter(([name]) => name !== 'ResponseMetadata')
      return Object.fromEntries(
        members.map(([name, member]) => [
          name,
          name === 'MessageId' ? this.#ids.get((value as Members)['Body']) : this.#told(member, input, name),
        ]),
      )
    }
    if (value === 'timestamp') return key === 'StartedTimestamp' ? Number(this.#task['at']) : String(Math.round(this.#began / 1000))
    if (key === 'SourceArn' || key === 'DestinationArn' || key === 'TaskHandle') return this.#task[key]
    if (key === 'ReceiptHandle') return (this.#latestHandle = `a handle of the recording, ${++this.#handles}`)
    if (typeof value !== 'string') return value
    const queue = String(input['QueueUrl']).split('/').at(-1)!
    return value
      .replace('<partition>', 'aws')
      .replace('<region>', WHERE.region)
      .replace('111111111111', WHERE.account)
      .replace(/(:sqs:.*:)<resource:\d+>/, `$1${queue}`)
      .replace(/(:iam:.*:)<resource:\d+>/, '$1root')
  }

  #learn(operation: string, input: Members, told: Members, at: number): void {
    if (operation === 'SendMessage') this.#ids.set(input['MessageBody'], told['MessageId'])
    if (operation === 'StartMessageMoveTask') this.#task = { ...input, ...told, at }
  }
}

/** When a scenario began, by the clock of whoever answered: its timestamps tell. */
const beginning = (steps: readonly Step[]): number => {
  for (const { received, response } of steps) {
    const text = JSON.stringify(response)
    const shown = /"(?:SentTimestamp|StartedTimestamp)": ?"?(\d{13})/.exec(text)?.[1]
    if (shown !== undefined) return Number(shown) - received * 1000
    const seconds = /"CreatedTimestamp": ?"(\d{10})"/.exec(text)?.[1]
    if (seconds !== undefined) return Number(seconds) * 1000 - received * 1000
  }
  return 1_755_000_000_000
}

const blobs = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if ('base64' in value) return new Uint8Array(Buffer.from(String(value.base64), 'base64'))
  if (Array.isArray(value)) return value.map(blobs)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, blobs(member)]),
  )
}

const outcomeOf = (told: Members): Outcome => {
  const { Error: error } = told as {
    readonly Error?: { readonly Code: string; readonly Message: string; readonly QueryErrorCode?: string }
  }
  if (error === undefined) return { kind: 'answered', output: told }
  return { kind: 'refused', code: error.QueryErrorCode ?? error.Code, message: error.Message }
}

describe.runIf(existsSync(transcripts))('what AWS answered is admitted', () => {
  const steps = !existsSync(transcripts)
    ? []
    : readFileSync(transcripts, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Step)
  const recorded = !existsSync(recordings)
    ? {}
    : (JSON.parse(readFileSync(recordings, 'utf8')) as Record<string, { content: Record<string, Members> }>)
  const scenarios = new Map<string, Step[]>()
  for (const step of steps) scenarios.set(step.scenario, [...(scenarios.get(step.scenario) ?? []), step])

  test.each([...scenarios])('%s', (scenario, steps) => {
    const retelling = new Retelling(steps, recorded[scenario]?.content ?? {})
    let oracle = judged.open(WHERE, strictness)
    for (const step of steps) {
      const before = oracle.copy()
      const exchange = retelling.exchange(step)
      const said = oracle.admit(exchange)
      const where = `${scenario.split('::').at(-1)} ${step.recorded_as ?? step.step}`
      if (said.verdict === 'admitted') {
        expect(EXCEPTIONS[where], `the exception ${where} is none`).toBeUndefined()
        continue
      }
      expect(
        EXCEPTIONS[where],
        `${where}: ${step.operation} ${said.verdict} by ${said.clause}: allowed ${said.allowed}, seen ${said.seen}`,
      ).toBeDefined()
      // What it did is left open, and the rest is judged.
      oracle = before
      oracle.admit({ ...exchange, outcome: { kind: 'lost', reason: 'passed over' } })
    }
  })
})
