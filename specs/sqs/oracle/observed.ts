import type { Message as ReceivedMessage } from '@aws-sdk/client-sqs'
import type { ClauseId } from '../../../reference/core/reading.js'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { Inadmissible } from '../../../src/oracle/admitting.js'

/** The members of a structure in a request or an answer, by name. */
export type Members = Readonly<Record<string, unknown>>

/** What was seen of a request, under the names by which the model asks for it. */
export class Observed {
  /** The members of the whole answer; none where there is none. */
  readonly output: Members
  /** Of a receive. */
  readonly messages: readonly ReceivedMessage[]
  /** The entry of a batch that is at hand, or the whole answer. */
  entry: Members
  /** The message of a receive that is at hand. */
  message: ReceivedMessage | undefined

  constructor(readonly exchange: Exchange) {
    const { outcome } = exchange
    this.output = this.entry = outcome.kind === 'answered' ? outcome.output : {}
    const { Messages } = this.output
    this.messages = Array.isArray(Messages) ? (Messages as ReceivedMessage[]) : []
  }

  /** The entry of that id; failed ones carry the code of their error. */
  entryOf(id: string): { readonly entry: Members; readonly code: string | undefined } {
    const found = (name: string): Members | undefined => listOf(this.output[name]).find(({ Id }) => Id === id)
    const failed = found('Failed')
    const entry = found('Successful') ?? failed
    if (entry === undefined) throw new Inadmissible('sqs.batch.result-lists', `a result for the entry ${id}`, 'none')
    return { entry, code: entry === failed ? textOf(failed, 'Code') : undefined }
  }

  /** A member or attribute of what is at hand, as text. */
  text(what: string): string | undefined {
    if (this.message !== undefined) return textOf(this.message.Attributes, what)
    return textOf(this.output['Attributes'] as Members | undefined, what) ?? textOf(this.entry, what)
  }

  /** A member that must be there. */
  required(what: string, id: ClauseId): string {
    const text = textOf(this.entry, what)
    if (text === undefined || text === '') throw new Inadmissible(id, `an answer with ${what}`, 'one without')
    return text
  }

  /** Whether a receive asks for a system attribute. */
  asksFor(name: string): boolean {
    const { AttributeNames: older, MessageSystemAttributeNames: newer } = this.exchange.input
    return [older, newer].some((names) => Array.isArray(names) && (names.includes('All') || names.includes(name)))
  }

  /** Whether the message at hand shows that no redrive policy moved it. */
  get cameStraight(): boolean {
    return (
      this.message !== undefined &&
      this.message.Attributes?.DeadLetterQueueSourceArn === undefined &&
      this.asksFor('DeadLetterQueueSourceArn')
    )
  }

  list(name: string): readonly string[] {
    const value = this.output[name]
    return Array.isArray(value) ? value.map(String) : []
  }

  get results(): readonly Members[] {
    return listOf(this.output['Results'])
  }
}

const listOf = (value: unknown): readonly Members[] => (Array.isArray(value) ? (value as Members[]) : [])
const textOf = (members: object | undefined, name: string): string | undefined => {
  const value = (members as Members | undefined)?.[name]
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
}
