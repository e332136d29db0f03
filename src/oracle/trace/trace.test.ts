import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Exchange, Outcome } from '../exchange.js'
import { NOON, toyExchange } from '../toy.fixture.js'
import { readAll, source, written } from './trace.fixture.js'
import { TraceError } from './trace-error.js'

const text = fc.string({ unit: 'binary', maxLength: 20 })
const name = fc.string({ minLength: 1, maxLength: 5 })
const value = fc.record(
  {
    Name: text,
    Value: text,
    Bytes: fc.uint8Array({ maxLength: 9 }),
    Count: fc.integer(),
    Loud: fc.boolean(),
    When: fc.date({ noInvalidDate: true, min: new Date('0001-01-01Z'), max: new Date('9999-12-31Z') }),
    Words: fc.array(text, { maxLength: 3 }),
    Tags: fc.dictionary(fc.oneof(text, fc.constant('__proto__')), text, { maxKeys: 3 }),
  },
  { requiredKeys: [] },
)
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  value.map(({ Name: _name, ...output }): Outcome => ({ kind: 'answered', output })),
  fc.record({ code: name, message: text }).map((error): Outcome => ({ kind: 'refused', ...error })),
  fc
    .record({ code: name, message: text, status: fc.integer({ min: 400, max: 499 }) })
    .map((error): Outcome => ({ kind: 'refused', ...error })),
  name.map((reason): Outcome => ({ kind: 'lost', reason })),
)
const exchange: fc.Arbitrary<Exchange> = fc
  .record({
    sent: fc.double({ min: 0, max: 9e7, noNaN: true }),
    took: fc.double({ min: 0, max: 30_000, noNaN: true }),
    client: name,
    Name: text,
    outcome,
  })
  .map(({ sent, took, client, Name, outcome }) =>
    toyExchange([sent, sent + took], 'Get', { Name }, outcome, { client, account: undefined }),
  )
const exchanges = fc.array(exchange, { maxLength: 8 })

/** Those of `read` that are none of `given`. Where the last line has gone, the one before may have lost its end to it, and nothing tells. */
const unknownTo = (given: readonly Exchange[], read: readonly Exchange[]): readonly Exchange[] => {
  const known = new Set(given.map((one) => JSON.stringify(one)))
  return read.filter((one) => !known.has(JSON.stringify(one)))
}

const inTurn = (all: readonly Exchange[]): Exchange[] => [...all].sort((a, b) => a.sent - b.sent || a.received - b.received)

test('what is written is read again, in the order in which it was sent, however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(exchanges, fc.integer({ min: 1, max: 200 }), async (given, piece) => {
      const { exchanges, facts } = await readAll([source(await written(given, { note: 'ours' }), 'a.ndjson', piece)])
      expect(exchanges).toEqual(inTurn(given))
      expect(facts).toMatchObject({ exchanges: given.length, leftOut: [], withoutEnd: [], dropped: 0, headers: [{ note: 'ours' }] })
    }),
  )
})

test('whatever happens to the bytes of a trace is told by line, or is no matter, or leaves a beginning that is said to be one', async () => {
  const corruption = fc.oneof(
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
    fc.record({ kind: fc.constant('change' as const), at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) }),
    fc.record({ kind: fc.constant('put in' as const), at: fc.nat(), bytes: fc.uint8Array({ minLength: 1, maxLength: 5 }) }),
    fc.record({ kind: fc.constant('take out' as const), at: fc.nat(), count: fc.integer({ min: 1, max: 300 }) }),
  )
  await fc.assert(
    fc.asyncProperty(exchanges, corruption, async (given, what) => {
      const bytes = Buffer.from(await written(given))
      const at = what.at % bytes.byteLength
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
      const corrupt =
        what.kind === 'cut'
          ? before
          : what.kind === 'change'
            ? Buffer.concat([before, Buffer.from([what.to]), after.subarray(1)])
            : what.kind === 'put in'
              ? Buffer.concat([before, what.bytes, after])
              : Buffer.concat([before, after.subarray(what.count)])
      try {
        const { exchanges, facts } = await readAll([source(corrupt)])
        if (facts.withoutEnd.length === 0) expect(exchanges).toEqual(inTurn(given))
        else expect(unknownTo(given, exchanges).length).toBeLessThanOrEqual(1)
      } catch (error) {
        expect(error).toBeInstanceOf(TraceError)
        expect((error as TraceError).message).toMatch(/^a\.ndjson(?::\d+)?: ./)
      }
    }),
    { numRuns: 400 },
  )
})

test('whatever stands in a member of a line is read, or told by line', async () => {
  const members = [
    'sent',
    'received',
    'client',
    'service',
    'region',
    'account',
    'operation',
    'request',
    'response',
    'error',
    'lost',
    'touchstone',
    'version',
    '__proto__',
  ]
  const change = fc.tuple(
    fc.constantFrom(...members),
    fc.oneof(fc.jsonValue(), fc.constantFrom('Put', 'toy', '__proto__', { Name: null }, { code: 'x', status: 499 })),
  )
  await fc.assert(
    fc.asyncProperty(exchange, fc.array(change, { minLength: 1, maxLength: 3 }), fc.boolean(), async (given, changes, inHeader) => {
      const lines = (await written([given])).split('\n').slice(0, 2)
      const changed = changes.reduce(
        (line, [member, to]) => `${line.slice(0, -1)},${JSON.stringify(member)}:${JSON.stringify(to)}}`,
        lines[inHeader ? 0 : 1] ?? '',
      )
      lines[inHeader ? 0 : 1] = changed
      const failure = await readAll([source(lines.join('\n'))]).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (failure === undefined) return
      expect(failure).toBeInstanceOf(TraceError)
      expect((failure as TraceError).line).toBeGreaterThan(0)
    }),
    { numRuns: 500 },
  )
})

test('several traces are read as one, and each file may leave to its header what all its lines share', async () => {
  const line = (sent: number, client: string): string =>
    JSON.stringify({ sent: NOON + sent, received: NOON + sent + 1, client, operation: 'Get', request: {}, response: {} })
  const file = (name: string, ...lines: string[]) =>
    source(['{"touchstone":"trace","version":1,"service":"toy","region":"r-1","slack":{"ms":3}}', ...lines, ''].join('\r\n'), name)
  const { exchanges, facts } = await readAll([file('a', line(0, 'a'), line(9, 'a')), file('b', line(5, 'b'), '', line(3, 'b')), file('c')])
  expect(exchanges.map(({ client, sent, region }) => [client, sent - NOON, region])).toEqual([
    ['a', 0, 'r-1'],
    ['b', 3, 'r-1'],
    ['b', 5, 'r-1'],
    ['a', 9, 'r-1'],
  ])
  expect(facts).toMatchObject({ slack: { ms: 3, ppm: 0 }, withoutEnd: ['c', 'a', 'b'].sort(), exchanges: 4 })
})

test('lines stand within a window of their places, or are refused', async () => {
  const at = (...sent: number[]) => written(sent.map((ms) => toyExchange([ms, ms + 1], 'Get', {}, {})))
  const times = async (...sent: number[]) =>
    (await readAll([source(await at(...sent))], { window: 3 })).exchanges.map((one) => one.sent - NOON)
  expect(await times(3, 4, 1, 2, 5, 8, 6, 7, 9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  await expect(times(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 12, 13)).rejects.toThrow(
    /^a\.ndjson:12: the exchange was sent before that of line \d+, and stands more than 3 lines/,
  )
})
