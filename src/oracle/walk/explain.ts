import type { Exchange, Outcome } from '../exchange.js'
import type { Oracle, Step } from '../oracle.js'

/** One step as a person reads it: what was believed, what was asked, what came, what is believed since. */
export interface Explained {
  readonly exchange: Exchange
  readonly step: Step
  /** What is believed no longer, and what is since; one line a thing. */
  readonly gone: readonly string[]
  readonly come: readonly string[]
}

/** Judges a history once more, step by step, looking at what is believed before and after each. */
export const explained = (exchanges: readonly Exchange[], oracle: Oracle): readonly Explained[] => {
  let before = oracle.describe()
  return exchanges.map((exchange) => {
    const step = oracle.admit(exchange)
    const after = oracle.describe()
    const told = {
      exchange,
      step,
      gone: before.filter((line) => !after.includes(line)),
      come: after.filter((line) => !before.includes(line)),
    }
    before = after
    return told
  })
}

/** Characters of a request or an answer. */
const MOST = 400

/** A history for people: `request ⇒ answer`, and below it what that changed in what is believed. */
export const printed = (history: readonly Explained[]): string => {
  const start = history[0]?.exchange.sent ?? 0
  const seconds = (at: number): string => ((at - start) / 1000).toFixed(3)
  return history
    .flatMap(({ exchange, step, gone, come }, nth) => [
      `${String(nth + 1).padStart(3)}  ${seconds(exchange.sent)}–${seconds(exchange.received)} s  client ${exchange.client}`,
      `     ${exchange.operation} ${short(exchange.input)} ⇒ ${outcomeText(exchange.outcome)}`,
      ...gone.map((line) => `       - ${line}`),
      ...come.map((line) => `       + ${line}`),
      ...verdictLines(step).map((line) => `     ${line}`),
    ])
    .join('\n')
}

const verdictLines = (step: Step): string[] => [
  ...(step.verdict === 'admitted' ? [] : [`${step.verdict} by ${step.clause ?? 'no rule that is named'}`]),
  ...(step.allowed === undefined ? [] : [`allowed  ${step.allowed}`]),
  ...(step.seen === undefined ? [] : [`seen     ${step.seen}`]),
  ...(step.used.length === 0 ? [] : [`by the freedom of ${step.used.join(', ')}`]),
]

const outcomeText = (outcome: Outcome): string => {
  switch (outcome.kind) {
    case 'answered':
      return short(outcome.output)
    case 'refused':
      return `${outcome.code}: ${outcome.message}`
    case 'lost':
      return `no answer (${outcome.reason})`
  }
}

const short = (value: unknown): string => {
  const text = JSON.stringify(value, (_, member: unknown) => (member instanceof Uint8Array ? [...member] : member))
  return text.length > MOST ? `${text.slice(0, MOST)}…` : text
}
