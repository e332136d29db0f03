import { EventStreamCodec } from '@smithy/core/event-streams'
import type { NormalizedSchema } from '@smithy/core/schema'
import type { MessageHeaders } from '@smithy/types'
import { ServiceError } from '../core/errors.js'
import { kindOf } from './schema.js'

export const EVENT_STREAM = 'application/vnd.amazon.eventstream'

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
)

/** How a protocol spells what stands in an event. */
export interface EventSpelling {
  readonly contentType: string
  /** Compiles a schema into a writer of its values. */
  writer(schema: NormalizedSchema): (value: unknown) => Uint8Array
}

/**
 * Compiles the schema of an output with a streaming member into a writer of `application/vnd.amazon.eventstream`; undefined where it has none. The
 * member's value is an `AsyncIterable` of events, each an object with one member, named like the event. The stream begins with the other members of the
 * output. A `ServiceError` that the iterable throws ends the stream with an exception (an error, where the service does not describe it as part of
 * the stream).
 *
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export const eventStreamWriter = (
  output: NormalizedSchema,
  spelling: EventSpelling,
): ((value: unknown) => AsyncIterable<Uint8Array>) | undefined => {
  if (!output.isStructSchema()) return undefined
  const streaming = [...output.structIterator()].find(
    ([, member]) => member.getMergedTraits().streaming === 1 && kindOf(member) === 'structure',
  )
  if (streaming === undefined) return undefined
  const [name, union] = streaming
  const events = new Map([...union.structIterator()].map(([event, schema]) => [event, schema]))
  const writers = new Map<string, (value: unknown) => Uint8Array>()
  const payload = (schema: NormalizedSchema, key: string, value: unknown): Uint8Array => {
    let write = writers.get(key)
    if (write === undefined) writers.set(key, (write = spelling.writer(schema)))
    return write(value)
  }
  const typed = (headers: MessageHeaders): MessageHeaders => ({ ...headers, ':content-type': text(spelling.contentType) })
  const event = (type: string, body: Uint8Array): Uint8Array =>
    codec.encode({ headers: { ...typed({ ':event-type': text(type) }), ':message-type': text('event') }, body })
  const exception = (error: ServiceError): Uint8Array => {
    const schema = events.get(error.shape)
    if (schema === undefined) {
      return codec.encode({
        headers: { ':error-code': text(error.shape), ':error-message': text(error.message), ':message-type': text('error') },
        body: new Uint8Array(0),
      })
    }
    const body = payload(schema, error.shape, { message: error.message })
    return codec.encode({ headers: { ...typed({ ':exception-type': text(error.shape) }), ':message-type': text('exception') }, body })
  }

  return (value) => {
    const { [name]: stream, ...rest } = value as Readonly<Record<string, unknown>>
    return {
      [Symbol.asyncIterator]: () => pieces(rest, (stream as AsyncIterable<Readonly<Record<string, unknown>>>)[Symbol.asyncIterator]()),
    }
  }

  // Not a generator: that would hold back a `return()` until the event for which it waits has come.
  function pieces(first: object, source: AsyncIterator<Readonly<Record<string, unknown>>>): AsyncIterator<Uint8Array, undefined> {
    let isBegun = false
    let isOver = false
    const end = { done: true, value: undefined } as const
    return {
      async next() {
        if (!isBegun) {
          isBegun = true
          return { value: event('initial-response', payload(output, '', first)) }
        }
        try {
          for (;;) {
            if (isOver) return end
            const item = await source.next()
            if (item.done === true) return end
            const [type, content] = Object.entries(item.value).find(([, given]) => given !== undefined) ?? []
            const schema = type === undefined ? undefined : events.get(type)
            if (type !== undefined && schema !== undefined) return { value: event(type, payload(schema, type, content)) }
          }
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error
          isOver = true
          return { value: exception(error) }
        }
      },
      async return() {
        isOver = true
        await source.return?.()
        return end
      },
    }
  }
}

const text = (value: string) => ({ type: 'string', value }) as const
