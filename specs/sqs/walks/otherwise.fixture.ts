import { legacyCode } from '../../../reference/sqs/wire.js'
import type { Exchange, Outcome } from '../../../src/oracle/exchange.js'

type Members = Readonly<Record<string, unknown>>
const DOCUMENTS: ReadonlySet<string> = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy'])
/** Of these the documentation says that a list of one may be written as the one, and a number as text. */
const isOne = (value: unknown): value is readonly [unknown] => Array.isArray(value) && value.length === 1 && typeof value[0] === 'string'

/** The same document written otherwise: members in another order, numbers as text, lists of one as the one, other lists the other way round. */
const rewritten = (value: unknown, name: string): unknown => {
  if (isOne(value) && name === 'Policy') return value[0]
  if (Array.isArray(value)) return value.map((item) => rewritten(item, name)).reverse()
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, item]) => [key, rewritten(item, name)]),
    )
  return typeof value === 'number' ? String(value) : value
}

const document = (name: string, text: string): string => {
  try {
    return JSON.stringify(rewritten(JSON.parse(text), name), null, 1)
  } catch {
    return text
  }
}

/** An answer that says the same as this one, in other words. */
const otherwise = (operation: string, outcome: Outcome): Outcome => {
  if (outcome.kind === 'refused') return { ...outcome, code: legacyCode(outcome.code), message: '' }
  if (outcome.kind === 'lost') return outcome
  const { output } = outcome
  if (operation === 'GetQueueAttributes') {
    const attributes = Object.entries((output['Attributes'] ?? {}) as Members).map(([name, text]) => [
      name,
      DOCUMENTS.has(name) ? document(name, String(text)) : text,
    ])
    return { kind: 'answered', output: { ...output, Attributes: Object.fromEntries(attributes) as Members, $metadata: {} } }
  }
  const { Successful: done, Failed: failed } = output as { readonly Successful?: readonly unknown[]; readonly Failed?: readonly unknown[] }
  if (done === undefined && failed === undefined) return outcome
  return {
    kind: 'answered',
    output: {
      ...output,
      ...(done ? { Successful: [...done].reverse() } : {}),
      ...(failed && failed.length > 0 ? { Failed: [...failed].reverse() } : { Failed: undefined }),
    },
  }
}

/** What was seen, as another service would say it that does the same, and to a client that does not know its account. */
export const saidOtherwise = (exchanges: readonly Exchange[]): readonly Exchange[] =>
  exchanges.map((exchange) => ({ ...exchange, account: undefined, outcome: otherwise(exchange.operation, exchange.outcome) }))
