import type { Slack } from '../../targets/target.js'
import { ENDPOINT_SLACK } from '../../targets/slack.js'
import type { Findings } from '../linear/findings.js'
import { linearChecker, type LinearChecker } from '../linear/linear-checker.js'
import type { Spot } from '../trace/form.js'
import type { OpenTraces, TraceFacts } from '../trace/read-trace.js'
import { strictnessOf, Unjudgeable, type Checking } from './check-trace.js'
import type { Registry } from './registry.js'

export interface LawsResult {
  readonly facts: TraceFacts
  readonly slack: Slack
  readonly findings: Findings
  /** Where the exchange of that number in a finding stands. */
  spotOf(number: number): Spot
}

/** Lines of one file are numbered from a multiple of this, so that a number alone names file and line. */
const PER_FILE = 2 ** 40

/**
 * Holds traces of any length to the laws that need no search, in bounded memory.
 *
 * @param traces in the order of `received`
 */
export const checkLaws = async (
  traces: OpenTraces,
  registry: Registry,
  { profile, slack: given }: Pick<Checking, 'profile' | 'slack'>,
): Promise<LawsResult> => {
  const slack = given ?? traces.facts.slack ?? ENDPOINT_SLACK
  const lawful = [...registry.checked.values()].flatMap((one) => (one.laws === undefined ? [] : [{ ...one, laws: one.laws }]))
  const laws = lawful.map((one) => one.laws)
  const files: string[] = []
  let checker: LinearChecker | undefined
  for await (const exchange of traces.exchanges) {
    if (!laws.some(({ service }) => service === exchange.service)) {
      throw new Unjudgeable(`there are no laws for ${exchange.service}, so --linear cannot judge it; leave --linear out`)
    }
    checker ??= linearChecker(laws, strictnessOf(profile, slack, lawful))
    const { file, line } = exchange.spot
    if (!files.includes(file)) files.push(file)
    checker.see(exchange, files.indexOf(file) * PER_FILE + line)
  }
  const findings = (checker ?? linearChecker(laws, strictnessOf(profile, slack, lawful))).end()
  return {
    facts: traces.facts,
    slack,
    findings,
    spotOf: (number) => ({ file: files[Math.floor(number / PER_FILE)] ?? '', line: number % PER_FILE }),
  }
}
