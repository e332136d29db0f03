import { printable } from '../../report/escape.js'
import { short } from '../../report/step-line.js'
import { toJson } from '../../suite/print/to-json.js'
import type { Json } from '../../suite/result.js'
import type { Exchange } from '../../oracle/exchange.js'
import type { Spot } from '../../oracle/trace/form.js'

/** Handles and tokens: long, of letters and digits, read by nobody. What is left of them is enough to find them in the trace. */
const OPAQUE = /(?<![\w+/=-])(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Z])[\w+/=-]{40,}/g
/** What turns the direction of writing, or breaks a line, where a terminal does as Unicode says. */
const TURNING = /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
const LONGEST = 500

/** A text of a trace as it may stand on a terminal: it does nothing there, and stays on its line. */
export const harmless = (text: string): string => {
  const line = onItsLine(text).replace(OPAQUE, (value) => `${value.slice(0, 12)}…${value.slice(-4)}`)
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}

const onItsLine = (text: string): string => printable(text).replaceAll('\n', '\ufffd').replace(TURNING, '\ufffd')

/** `SendMessage { QueueUrl: '…', MessageBody: 'a' } ⇒ { MessageId: '…' }`, and what came apart from what was asked. */
export const requestText = ({ operation, input }: Exchange): string => harmless(`${operation} ${short(toJson(input))}`)

export const outcomeText = ({ outcome }: Exchange): string => {
  if (outcome.kind === 'answered') return harmless(short(toJson(outcome.output)))
  if (outcome.kind === 'lost') return harmless(`no answer: ${outcome.reason}`)
  return harmless(`${outcome.code}${outcome.status === undefined ? '' : ` (${outcome.status})`}: ${outcome.message}`)
}

/** A file's name stays whole, so that it can be opened. */
export const spotText = ({ file, line }: Spot): string => onItsLine(`${file === '-' ? 'standard input' : file}:${line}`)

/** When, since the first exchange that is shown: `+1.203–1.210 s`. */
export const whenText = ({ sent, received }: Exchange, began: number): string => `+${seconds(sent - began)}–${seconds(received - began)} s`

const seconds = (ms: number): string => (ms / 1000).toFixed(3)

/** An exchange as JSON: its form in a trace, long values abbreviated. */
export const exchangeJson = ({ service, client, operation, input, sent, received, outcome }: Exchange, { file, line }: Spot): Json => ({
  file,
  line,
  service,
  client,
  operation,
  sent,
  received,
  request: toJson(input),
  ...(outcome.kind === 'answered'
    ? { response: toJson(outcome.output) }
    : outcome.kind === 'lost'
      ? { lost: outcome.reason }
      : { error: { code: outcome.code, message: outcome.message, ...(outcome.status === undefined ? {} : { status: outcome.status }) } }),
})
