import { findLine } from '../../ledger/read-ledger.js'
import { wrap } from '../../report/table.js'
import type { Witnessed } from '../../oracle/judge.js'
import type { TracedExchange } from '../../oracle/trace/form.js'
import type { Terminal } from '../terminal.js'
import { changeOf } from './beliefs.js'
import { harmless, outcomeText, requestText, spotText, whenText } from './exchange-text.js'

type Look = Pick<Terminal, 'colours' | 'width'>
const WITHIN = '      '

/** Believed → request ⇒ response, and what is believed then; requests that overlapped stand together. */
export const stepText = ({ judged, before, after }: Witnessed<TracedExchange>, began: number, { colours, width }: Look): string => {
  const { gone, come } = changeOf(before, after)
  const wrapped = (text: string): string => wrap(text, width, `${WITHIN}  `)
  const isRefused = judged.some(({ step }) => step.verdict === 'refused')
  return [
    ...(judged.length > 1 ? [`  ${colours.dim('at the same time:')}`] : []),
    ...judged.flatMap(({ exchange, step }) => [
      `  ${step.verdict === 'refused' ? colours.red('✗') : ' '} ${colours.dim(`${spotText(exchange.spot)}  ${whenText(exchange, began)}  ${harmless(exchange.client)}`)}`,
      `${WITHIN}${wrapped(requestText(exchange))}`,
      `${WITHIN}${wrapped(`⇒ ${outcomeText(exchange)}`)}`,
    ]),
    // After a refusal there are no beliefs: what was believed before is what speaks against the answer.
    ...(isRefused
      ? before.map((line) => `${WITHIN}${colours.yellow(`believed: ${wrapped(harmless(line))}`)}`)
      : [...gone.map((line) => `${WITHIN}${colours.dim(`− ${wrapped(harmless(line))}`)}`), ...come.map((line) => `${WITHIN}${colours.cyan(`+ ${wrapped(harmless(line))}`)}`)]),
  ].join('\n')
}

/** The same, with why each answer was admitted or not. */
export const explained = (witnessed: Witnessed<TracedExchange>, began: number, look: Look): string => {
  const { colours, width } = look
  const { gone, come } = changeOf(witnessed.before, witnessed.after)
  const row = (label: string, text: string): string => `${WITHIN}${colours.dim(label.padEnd(10))}${wrap(harmless(text), width, `${WITHIN}${' '.repeat(10)}`)}`
  const isOne = witnessed.judged.length === 1
  const why = witnessed.judged.flatMap(({ exchange, step }) => {
    const verdict = step.verdict === 'refused' ? 'diverges' : step.verdict
    const rows = [row('verdict', isOne ? verdict : `${spotText(exchange.spot)} ${verdict}`)]
    if (step.clause !== undefined) rows.push(row('because', claim(step.clause)))
    if (step.allowed !== undefined) rows.push(row('allowed', step.allowed))
    if (step.seen !== undefined) rows.push(row('seen', step.seen))
    for (const id of step.used) rows.push(row('used', claim(id)))
    if (step.tested.length > 0) rows.push(row('tested', step.tested.join(', ')))
    return rows
  })
  const unchanged = gone.length + come.length === 0 && !witnessed.judged.some(({ step }) => step.verdict === 'refused')
  return [
    stepText(witnessed, began, look),
    ...why,
    ...(unchanged ? [row('believed', 'as before')] : []),
    '',
  ].join('\n')
}

/** `sqs.delete.removes-message: …what the ledger says of it`. */
export const claim = (id: string): string => {
  const statement = findLine(id)?.statement
  return statement === undefined ? id : `${id}: ${statement}`
}

