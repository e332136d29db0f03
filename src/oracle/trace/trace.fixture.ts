import { Writable } from 'node:stream'
import type { Exchange } from '../exchange.js'
import { toyDescriptions } from '../toy.fixture.js'
import type { TraceHeader } from './form.js'
import { readTraces, type ReadOptions, type TraceFacts, type TraceSource } from './read-trace.js'
import { traceWriter } from './write-trace.js'

/** What a writer writes, as a text. */
export const written = async (exchanges: readonly Exchange[], header?: TraceHeader): Promise<string> => {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  const writer = traceWriter(stream, header)
  for (const exchange of exchanges) await writer.write(exchange)
  await writer.close()
  return Buffer.concat(chunks).toString('utf8')
}

/** A trace in memory, in pieces of a few bytes, so that no reader may count on where they are cut. */
export const source = (content: string | Uint8Array, file = 'a.ndjson', piece = 1000): TraceSource => {
  const bytes = Buffer.from(content as string)
  return {
    file,
    bytes: (async function* () {
      for (let at = 0; at < bytes.byteLength; at += piece) yield bytes.subarray(at, at + piece)
    })(),
  }
}

/** Everything in traces of the toy, without where it stood. */
export const readAll = async (
  sources: readonly TraceSource[],
  options: Partial<ReadOptions> = {},
): Promise<{ readonly exchanges: readonly Exchange[]; readonly facts: TraceFacts }> => {
  const traces = await readTraces(sources, { descriptions: toyDescriptions, ...options })
  const exchanges: Exchange[] = []
  for await (const { spot: _spot, ...exchange } of traces.exchanges) exchanges.push(exchange)
  return { exchanges, facts: traces.facts }
}
