import type { LedgerLine } from '../../ledger/line.js'
import type { ServiceBinding } from '../../suite/binding.js'
import type { RecordedCall } from '../../suite/calls.js'
import type { Bench } from '../../suite/bench.js'
import { cliLines } from '../../suite/print/cli-lines.js'
import { replayCommand } from '../../suite/print/replay.js'
import { spokenOf } from '../../suite/protocol.js'
import type { Protocol } from '../../suite/protocol.js'
import { sdkCode } from '../../suite/print/sdk-code.js'
import { toJson } from '../../suite/print/to-json.js'
import type { Failure, Step } from '../../suite/result.js'
import type { Exchange, Outcome } from '../exchange.js'
import { explained, type Explained } from './explain.js'
import type { ShrunkWalk } from './shrink-walk.js'
import type { Walks } from './walks.js'

interface Given {
  readonly walks: Walks
  readonly binding: ServiceBinding
  readonly bench: Bench
  readonly line: LedgerLine
  /** What the clause that is broken says. */
  readonly statement: string | undefined
}

/** The page of a walk that was refused: the clause, what was allowed and seen, and the history with what each answer changed in what is believed. */
export const walkFailure = (
  { walked, finding, plan, reproduced }: ShrunkWalk,
  { walks, binding, bench, line, statement }: Given,
): Failure => {
  const { clause, step, accused } = finding
  const { region, account } = accused[0]!
  const told = explained(accused, walks.judged.open({ region, account }, walked.strictness))
  const { target, missing } = bench
  const bindings = new Map([binding, ...(walks.others ?? []).map((other) => other.binding)].map((one) => [one.id, one]))
  const protocol = spokenOf(binding.protocols, missing) ?? binding.protocols[0]
  const calls = accused.map((exchange) => recorded(exchange, bindings.get(exchange.service) ?? binding, protocol))
  const began = accused[0]!.sent
  return {
    clause,
    ...(statement === undefined ? {} : { claim: statement }),
    message: `an answer breaks ${clause}`,
    allowed: step.allowed ?? statement ?? 'something else',
    seen: step.seen ?? JSON.stringify(toJson(told.at(-1)!.exchange.outcome)),
    input: { clients: new Set(accused.map(({ client }) => client)).size, steps: plan.steps.length },
    history: told.map((one) => stepOf(one, began)),
    sdk: sdkCode(calls, target.endpoint, target.region, target.endpoints),
    cli: cliLines(calls, target.endpoint, target.region, target.endpoints),
    replay: replayCommand(line.id, bench),
    reproduced,
  }
}

const stepOf = ({ exchange, gone, come }: Explained, began: number): Step => {
  const { operation, input, outcome, sent, received } = exchange
  return {
    operation,
    input: toJson(input),
    ...outcomeOf(outcome),
    sentMs: sinceMs(began, sent),
    receivedMs: sinceMs(began, received),
    change: [...gone.map((text) => `- ${text}`), ...come.map((text) => `+ ${text}`)],
  }
}

const outcomeOf = (outcome: Outcome): Partial<Step> => {
  switch (outcome.kind) {
    case 'answered':
      return { output: toJson(outcome.output) }
    case 'refused': {
      const { code, message, status } = outcome
      return { error: { name: code, message, ...(status === undefined ? {} : { status }) } }
    }
    case 'lost':
      return { error: { name: 'NoAnswer', message: outcome.reason } }
  }
}

const MICRO = 1000
const sinceMs = (began: number, at: number): number => Math.round((at - began) * MICRO) / MICRO

const recorded = ({ operation, input, sent, received, outcome }: Exchange, service: ServiceBinding, protocol: Protocol): RecordedCall => ({
  service,
  operation,
  input,
  sent,
  received,
  protocol,
  ...(outcome.kind === 'answered'
    ? { output: outcome.output }
    : { failure: new Error(outcome.kind === 'refused' ? outcome.code : outcome.reason) }),
})
