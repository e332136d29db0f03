import { findLine } from '../../ledger/read-ledger.js'
import { wrap } from '../../report/table.js'
import type { Witnessed } from '../../oracle/judge.js'
import type { TracedExchange } from '../../oracle/trace/form.js'
import type { Terminal } from '../terminal.js'
import { changeOf } from './beliefs.js'
import { harmless, outcomeText, requestText, spotText, whenText } from './exchange-text.js'

type Look = Pick<Terminal, 'colours' | 'width'>
const WITHIN = '      '

/** Believed → request ⇒ response, and what is believed then. */
export const stepText = ({ exchange, step, before, after }: Witnessed<TracedExchange>, began: number, { colours, width }: Look): string => {
  const { gone, come } = changeOf(before, after)
  const wrapped = (text: string): string => wrap(text, width, `${WITHIN}  `)
  const isRefused = step.verdict === 'refused'
  return [
    `  ${isRefused ? colours.red('✗') : ' '} ${colours.dim(`${spotText(exchange.spot)}  ${whenText(exchange, began)}  ${harmless(exchange.client)}`)}`,
    `${WITHIN}${wrapped(requestText(exchange))}`,
    `${WITHIN}${wrapped(`⇒ ${outcomeText(exchange)}`)}`,
    // After a refusal there are no beliefs: what was believed before is what speaks against the answer.
    ...(isRefused
      ? before.map((line) => `${WITHIN}${colours.yellow(`believed: ${wrapped(harmless(line))}`)}`)
      : [
          ...gone.map((line) => `${WITHIN}${colours.dim(`− ${wrapped(harmless(line))}`)}`),
          ...come.map((line) => `${WITHIN}${colours.cyan(`+ ${wrapped(harmless(line))}`)}`),
        ]),
  ].join('\n')
}

/** The same, with why each answer was admitted or not. */
export const explained = (witnessed: Witnessed<TracedExchange>, began: number, look: Look): string => {
  const { colours, width } = look
  const { gone, come } = changeOf(witnessed.before, witnessed.after)
  const row = (label: string, text: string): string =>
    `${WITHIN}${colours.dim(label.padEnd(10))}${wrap(harmless(text), width, `${WITHIN}${' '.repeat(10)}`)}`
  const { verdict, clause, allowed, seen, used, tested } = witnessed.step
  const why = [row('verdict', verdict === 'refused' ? 'diverges' : verdict)]
  if (clause !== undefined) why.push(row('because', claim(clause)))
  if (allowed !== undefined) why.push(row('allowed', allowed))
  if (seen !== undefined) why.push(row('seen', seen))
  for (const id of used) why.push(row('used', claim(id)))
  if (tested.length > 0) why.push(row('tested', tested.join(', ')))
  const unchanged = gone.length + come.length === 0 && verdict !== 'refused'
  return [stepText(witnessed, began, look), ...why, ...(unchanged ? [row('believed', 'as before')] : []), ''].join('\n')
}

/** `sqs.delete.removes-message: …what the ledger says of it`. */
export const claim = (id: string): string => {
  const statement = findLine(id)?.statement
  return statement === undefined ? id : `${id}: ${statement}`
}
