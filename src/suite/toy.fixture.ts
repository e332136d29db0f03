import type { HttpAnswer, HttpRequest, Scope, ScopeClock, Target } from '../targets/target.js'
import { Gate } from '../targets/gate.js'
import type { LedgerLine } from '../ledger/line.js'
import type { ServiceBinding } from './binding.js'
import type { Case } from './case.js'
import type { Clause } from './clause.js'
import { clientsOn, makeClients } from './clients.js'
import type { Axes, Given } from './draw.js'
import type { Bench } from './bench.js'

/** What goes around an answer of the toy's Query protocol. */
const ENVELOPE = /<\/?\w+Response>/g

/** A toy service: `Put` remembers a value under a name, `Get` gives it back. It speaks one JSON protocol over a made-up wire. */
export const toy: ServiceBinding = {
  id: 'toy',
  sdk: { client: 'Toy', module: '@toy/client' },
  protocols: ['json', 'query'],
  probe: { operation: 'Get', input: {} },
  client: ({ handle, protocol }) => ({
    async send(operation, input, ticket) {
      const request: HttpRequest = { method: 'POST', path: '/', headers: { operation, protocol }, body: JSON.stringify(input) }
      const { statusCode, body } = await handle(request, ticket)
      const text = new TextDecoder().decode(body as Uint8Array)
      if (statusCode >= 300) throw new Error(`status ${statusCode}`)
      return JSON.parse(text.replace(ENVELOPE, '')) as object
    },
    destroy: () => {},
  }),
  wait: () => 'none',
  undo: (operation, input) => (operation === 'Put' ? { operation: 'Remove', input } : undefined),
  leftovers: () => Promise.resolve([]),
  troubles: {
    throttling: 'toy.too.busy',
    throttled: new Set(['TooBusy']),
    failure: 'toy.failure',
    partialFailure: 'toy.partial-failure',
    partlyFailed: (output) => 'failed' in output,
    isRead: (operation) => operation === 'Get',
  },
  manyServersOnly: {
    'toy.many.servers': 'one server needs it not',
    'toy.too.busy': 'nobody else asks',
    'toy.failure': 'it does not fail',
    'toy.partial-failure': 'it does not fail',
  },
}

export type Answering = (
  operation: string,
  input: Readonly<Record<string, unknown>>,
  clock: TurnableClock,
) => readonly [status: number, body: unknown] | undefined

/** A clock of a test: it moves when somebody sleeps, or is told that something took time. */
export class TurnableClock implements ScopeClock {
  ms = 1_000_000
  now(): number {
    return this.ms
  }
  sleep(ms: number): Promise<void> {
    this.ms += ms
    return Promise.resolve()
  }
}

/** A target that answers as it is told; every case finds it empty. `calls` is everything that was asked. */
export class ToyTarget implements Target {
  readonly label = 'a toy'
  readonly endpoint = 'http://toy.test'
  readonly region = 'nowhere-1'
  readonly credentials = { accessKeyId: 'toy', secretAccessKey: 'toy' }
  readonly accounts = 1
  readonly casesAtOnce = 10
  readonly slack = { ms: 0, ppm: 0 }
  readonly calls: string[] = []
  /** The protocols that the calls came over. */
  readonly spoken = new Set<string>()
  #scopes = 0

  constructor(
    private readonly answering: () => Answering,
    readonly isVirtual = true,
  ) {}

  async open(): Promise<Scope> {
    const clock = new TurnableClock()
    const answer = this.answering()
    return {
      clock,
      region: this.region,
      account: '000000000000',
      prefix: `toy-${this.#scopes++}-`,
      send: (request) => Promise.resolve(this.#send(request, answer, clock)),
      close: () => Promise.resolve(),
    }
  }

  breakOff(): void {}

  close(): Promise<void> {
    return Promise.resolve()
  }

  #send({ headers, body }: HttpRequest, answering: Answering, clock: TurnableClock): HttpAnswer {
    const operation = headers['operation'] ?? 'raw'
    const sent = clock.now()
    const input = JSON.parse(String(body)) as Readonly<Record<string, unknown>>
    this.spoken.add(headers['protocol'] ?? 'raw')
    this.calls.push(`${operation} ${String(body)}`)
    const [status, answer] = answering(operation, input, clock) ?? [200, {}]
    const plain = typeof answer === 'string' ? answer : JSON.stringify(answer)
    const text = headers['protocol'] === 'query' ? `<${operation}Response>${plain}</${operation}Response>` : plain
    return { status, headers: {}, body: new TextEncoder().encode(text), sent, received: clock.now() }
  }
}

export const benchOn = (target: Target, binding: ServiceBinding = toy): Bench => ({
  target,
  clients: makeClients(binding, target),
  others: clientsOn(target),
  effort: 'standard',
  seed: 7,
  profile: 'single-node',
  missing: {},
  cases: new Gate(target.casesAtOnce),
  shrinks: new Gate(1),
})

export const toyClause = (
  check: (it: Case, drawn: Readonly<Record<string, unknown>>) => Promise<void>,
  { axes = {}, given = {}, edges = [], cases = 4 }: { axes?: Axes; given?: Given; edges?: Clause['edges']; cases?: number } = {},
): Clause => ({ id: 'toy.put.remembers', binding: toy, axes, given, edges, cases, accounts: 1, check })

export const toyLine: LedgerLine = {
  id: 'toy.put.remembers',
  topic: 'put',
  statement: 'Get gives what Put was given.',
  kind: 'semantics',
  strength: 'must',
  operations: ['Get'],
  observe: '',
  where: 'api',
  wait_s: 0,
  error: 'Forbidden / ToyForbidden',
  source: 'https://toy.test/docs — Put',
  evidence: 'documented',
  note: null,
}
