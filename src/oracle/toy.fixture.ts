import type { ClauseId } from '../../reference/core/reading.js'
import type { Exchange, Outcome } from './exchange.js'
import type { Judged, Oracle, Step, Strictness } from './oracle.js'
import type { TracedExchange } from './trace/form.js'
import type { Descriptions } from './trace/exchange-line.js'

const [STRING, NUMBER, BOOLEAN, BLOB, TIME, LIST, MAP] = [0, 1, 2, 21, 4, 64, 128]
const structure = (name: string, members: Readonly<Record<string, number>>) => [
  3,
  'toy',
  name,
  0,
  Object.keys(members),
  Object.values(members),
]
const operation = (name: string, input: Readonly<Record<string, number>>, output: Readonly<Record<string, number>> | undefined) => [
  9,
  'toy',
  name,
  0,
  () => structure(`${name}Input`, input),
  () => (output ? structure(`${name}Output`, output) : 'unit'),
]

/** A toy service in the form of the SDK's schemas: `Put` remembers a value under a name, `Get` gives it back, `Forget` answers nothing. */
export const toyDescriptions: Descriptions = {
  toy: {
    Put: operation(
      'Put',
      { Name: STRING, Value: STRING, Bytes: BLOB, Count: NUMBER, Loud: BOOLEAN, When: TIME, Words: LIST | STRING, Tags: MAP | STRING },
      { Version: NUMBER },
    ),
    Get: operation(
      'Get',
      { Name: STRING },
      { Value: STRING, Bytes: BLOB, Count: NUMBER, Loud: BOOLEAN, When: TIME, Words: LIST | STRING, Tags: MAP | STRING },
    ),
    Forget: operation('Forget', { Name: STRING }, undefined),
  },
}

export const NOON = Date.UTC(2026, 0, 31, 12)

/** An exchange with the toy, at milliseconds after noon. */
export const toyExchange = (
  at: readonly [sent: number, received: number],
  operation: string,
  input: Readonly<Record<string, unknown>>,
  outcome: Outcome | Readonly<Record<string, unknown>>,
  more: Partial<Exchange> = {},
): Exchange => ({
  service: 'toy',
  region: 'r-1',
  client: '1',
  operation,
  input,
  sent: NOON + at[0],
  received: NOON + at[1],
  outcome: 'kind' in outcome ? (outcome as Outcome) : { kind: 'answered', output: outcome },
  ...more,
})

export const traced = (exchanges: readonly Exchange[]): TracedExchange[] =>
  exchanges.map((exchange, nth) => ({ ...exchange, spot: { file: 'toy.ndjson', line: nth + 2 } }))

const REMEMBERS: ClauseId = 'toy.put.remembers'
const STALE: ClauseId = 'toy.get.may-be-stale'
const OPEN = Symbol('nobody knows')

/** What a name may hold, and what it held before. */
interface Belief {
  readonly now: readonly (string | undefined | typeof OPEN)[]
  readonly before: readonly (string | undefined)[]
}

class ToyOracle implements Oracle {
  readonly #beliefs = new Map<string, Belief>()
  constructor(private readonly strictness: Strictness) {}

  admit({ operation, input, outcome }: Exchange): Step {
    const name = String(input['Name'])
    const { now, before } = this.#beliefs.get(name) ?? { now: [OPEN], before: [] }
    const known = now.filter((value) => value !== OPEN)
    if (outcome.kind === 'refused') return step('admitted')
    if (operation !== 'Get') {
      const value = operation === 'Put' ? String(input['Value']) : undefined
      this.#beliefs.set(name, { now: outcome.kind === 'lost' ? [...now, value] : [value], before: [...before, ...known] })
      return step('admitted')
    }
    if (outcome.kind === 'lost') return step('admitted')
    const value = outcome.output['Value'] as string | undefined
    if (value === 'who knows') return { ...step('undecided'), clause: REMEMBERS }
    if (now.includes(value) || now.includes(OPEN)) {
      this.#beliefs.set(name, { now: [value], before })
      return { ...step('admitted'), tested: now.includes(OPEN) ? [] : [REMEMBERS] }
    }
    if (before.includes(value) && this.strictness.tolerates(STALE)) return { ...step('admitted'), used: [STALE] }
    return { ...step('refused'), clause: REMEMBERS, allowed: known.map((one) => one ?? 'nothing').join(' or '), seen: value ?? 'nothing' }
  }

  timers(): readonly number[] {
    return []
  }

  describe(): readonly string[] {
    return [...this.#beliefs].map(
      ([name, { now }]) => `${name} holds ${now.map((value) => (value === OPEN ? 'anything' : (value ?? 'nothing'))).join(' or ')}`,
    )
  }

  copy(): Oracle {
    const copy = new ToyOracle(this.strictness)
    for (const [name, belief] of this.#beliefs) copy.#beliefs.set(name, belief)
    return copy
  }

  print(): string {
    return JSON.stringify([...this.#beliefs].map(([name, { now, before }]) => [name, now.map(String), before]))
  }
}

const step = (verdict: Step['verdict']): Step => ({ verdict, used: [], tested: [] })

/** Knows that `Get` gives what was `Put`, and nothing of names that it has not seen. */
export const toyJudged: Judged = {
  service: 'toy',
  open: (_where, strictness) => new ToyOracle(strictness),
  touches: ({ input }) => (typeof input['Name'] === 'string' ? [input['Name']] : []),
  about: ({ operation, input, outcome }) =>
    operation === 'Get' || outcome.kind === 'refused' ? [] : [`${String(input['Name'])} ${String(input['Value'])}`],
}

export const strictly = (...tolerated: readonly ClauseId[]): Strictness => ({
  profile: 'single-node',
  lateness: 0,
  slack: { ms: 0, ppm: 0 },
  tolerates: (id) => tolerated.includes(id),
})
