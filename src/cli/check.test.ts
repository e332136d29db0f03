import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pico from 'picocolors'
import { afterAll, expect, test } from 'vitest'
import type { Registry } from '../oracle/check/registry.js'
import type { Exchange } from '../oracle/exchange.js'
import { toyDescriptions, toyExchange, toyJudged } from '../oracle/toy.fixture.js'
import { written } from '../oracle/trace/trace.fixture.js'
import { runCheck, type CheckOptions } from './check.js'
import { UsageError } from './exit.js'
import { main } from './program.js'
import type { Terminal } from './terminal.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

const registry: Registry = {
  descriptions: toyDescriptions,
  checked: new Map([['toy', { judged: toyJudged, manyServersOnly: { 'toy.get.may-be-stale': 'one server has one value' } }]]),
}
const put = (at: number, Name: string, Value: string): Exchange => toyExchange([at, at + 1], 'Put', { Name, Value }, {})
const get = (at: number, Name: string, Value: string): Exchange => toyExchange([at, at + 1], 'Get', { Name }, { Value })

const paper = (): Terminal & { readonly lines: string[]; readonly noted: string[] } => {
  const lines: string[] = []
  const noted: string[] = []
  return {
    lines,
    noted,
    print: (text) => lines.push(text),
    note: (text) => noted.push(text),
    colours: pico.createColors(false),
    width: 100,
    live: false,
  }
}

let files = 0
const check = async (history: readonly Exchange[] | string, options: Partial<CheckOptions> = {}, more: readonly string[] = []) => {
  const file = join(folder, `${files++}.ndjson`)
  writeFileSync(file, typeof history === 'string' ? history : await written(history))
  const terminal = paper()
  const exit = await runCheck(
    terminal,
    [file, ...more],
    { profile: 'single-node', ...options },
    { registry: () => Promise.resolve(registry) },
  )
  return { exit, out: terminal.lines.join('\n').replaceAll(`${folder}/`, ''), lines: terminal.lines }
}

const noise = Array.from({ length: 40 }, (_, nth) =>
  nth % 2 ? get(100 + 10 * nth, 'a', String(nth - 1)) : put(100 + 10 * nth, 'a', String(nth)),
)

test('a divergence is told with its claim, what was allowed and seen, and the shortest history that shows it', async () => {
  const { exit, out } = await check([
    ...noise,
    put(0, 'b', 'x'),
    put(1000, 'a', 'last'),
    get(1010, 'a', 'other'),
    get(1020, 'a', 'last'),
    get(1030, 'b', 'x'),
  ])
  expect(exit).toBe(1)
  expect(out.replace(/\d+\.ndjson/g, 'toy.ndjson')).toMatchInlineSnapshot(`
    "✗ toy.put.remembers
        where    toy.ndjson:44, 2026-01-31T12:00:01.010Z, client 1
        allowed  last
        seen     other

        toy.ndjson:43  +0.000–0.001 s  1
          Put { Name: 'a', Value: 'last' }
          ⇒ {}
          + a holds last
      ✗ toy.ndjson:44  +0.010–0.011 s  1
          Get { Name: 'a' }
          ⇒ { Value: 'other' }
          believed: a holds last

        2 of the 42 exchanges on the same: an excerpt, without what it does not rest on; all were
        judged; + is what is believed from then on, − what no more.

    trace
    r-1 · single-node · slack 10 ms + 200 ppm

           43  admitted
            1  diverge
            1  not judged, since they follow a divergence on the same

    1 rule had a chance to fail: 21 times in all.
    ✗ 1 divergence from what is documented."
  `)
})

test('what is documented ends with 0, and freedoms that were made use of are told apart', async () => {
  const history = [put(0, 'a', 'x'), put(10, 'a', 'y'), get(20, 'a', 'x'), get(30, 'a', 'y')]
  expect((await check(history)).exit).toBe(1)
  const { exit, out } = await check(history, { profile: 'as-documented' })
  expect(exit).toBe(0)
  expect(out).toContain('Documented freedoms that were made use of (no divergence)\n        1  toy.get.may-be-stale')
  expect(out).toMatch(/✓ No divergence in 4 of 4 exchanges\.$/)
})

test('--explain tells of every exchange what was believed, and why', async () => {
  const { out } = await check([put(0, 'a', 'x'), get(5, 'a', 'x'), get(9, 'a', 'who knows'), get(12, 'a', 'z')], { explain: true })
  expect(out.replace(/\d+\.ndjson/g, 'toy.ndjson').split('\n✗')[0]).toMatchInlineSnapshot(`
    "    toy.ndjson:2  +0.000–0.001 s  1
          Put { Name: 'a', Value: 'x' }
          ⇒ {}
          + a holds x
          verdict   admitted

        toy.ndjson:3  +0.005–0.006 s  1
          Get { Name: 'a' }
          ⇒ { Value: 'x' }
          verdict   admitted
          tested    toy.put.remembers
          believed  as before

        toy.ndjson:4  +0.009–0.010 s  1
          Get { Name: 'a' }
          ⇒ { Value: 'who knows' }
          verdict   undecided
          because   toy.put.remembers
          believed  as before

      ✗ toy.ndjson:5  +0.012–0.013 s  1
          Get { Name: 'a' }
          ⇒ { Value: 'z' }
          believed: a holds x
          verdict   diverges
          because   toy.put.remembers
          allowed   x
          seen      z
    "
  `)
})

test('--explain shows requests that overlap in an order that allows their answers', async () => {
  const { out } = await check(
    [put(0, 'a', 'x'), toyExchange([5, 9], 'Put', { Name: 'a', Value: 'y' }, {}), put(7, 'a', 'z'), get(12, 'a', 'y')],
    { explain: true },
  )
  expect(out.replace(/\S*\d+\.ndjson/g, 'toy.ndjson')).toMatch(
    /toy.ndjson:4[^]*'z'[^]*verdict +admitted[^]*toy.ndjson:3[^]*'y'[^]*verdict +admitted[^]*toy.ndjson:5/,
  )
})

test('--json prints a header, steps where they are asked for, divergences and a footer', async () => {
  const { exit, lines } = await check([put(0, 'a', 'x'), get(5, 'a', 'y')], { json: true, explain: true })
  const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(exit).toBe(1)
  expect(rows.map(({ type }) => type)).toEqual(['header', 'step', 'step', 'divergence', 'footer'])
  expect(rows[0]).toMatchObject({ schema: 'touchstone.check', version: 1, profile: 'single-node' })
  expect(rows[3]).toMatchObject({
    clause: 'toy.put.remembers',
    allowed: 'x',
    seen: 'y',
    line: 3,
    history: [
      { operation: 'Put', line: 2, come: ['a holds x'] },
      { operation: 'Get', line: 3 },
    ],
  })
  expect(rows[4]).toMatchObject({ by: 'oracle', exchanges: 2, admitted: 1, divergences: 1, unjudged: 0, leftOut: [], withoutEnd: [] })
})

test('nothing that a trace holds reaches the terminal as it is', async () => {
  const evil = '\u001b]0;owned\u0007\u009b31m\r\n\u202e'
  const { out } = await check(
    [
      toyExchange([0, 1], 'Put', { Name: evil, Value: evil }, {}, { client: evil }),
      toyExchange([5, 6], 'Get', { Name: evil }, { kind: 'refused', code: evil, message: evil }),
      get(9, evil, 'y'),
    ],
    { explain: true },
  )
  expect(out).toContain('owned')
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
})

test('neither does what an error says of a trace', async () => {
  const failure = await check(
    `{"touchstone":"trace","version":1}\n{"client":"1","service":"\u009b31m\u202e\u007f","region":"r","operation":"Get","sent":1769860800000,"received":1769860800000}`,
  ).catch((error: unknown) => error)
  expect((failure as Error).message).toContain('31m')
  expect((failure as Error).message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
})

test('traces of several processes are judged together, and what overlaps there in any order that allows it', async () => {
  const other = join(folder, 'other.ndjson')
  writeFileSync(other, await written([get(5, 'a', 'x'), put(20, 'c', 'x'), get(30, 'c', 'x')]))
  const { exit, out } = await check([put(0, 'a', 'x'), put(20, 'c', 'y')], {}, [other])
  expect(exit).toBe(0)
  expect(out).toMatch(/ 5 {2}admitted\n/)
})

test('what is left out and what may be missing is told', async () => {
  const trace = (await written([put(0, 'a', 'x')])).split('\n')
  const { out } = await check(`${trace[0] ?? ''}\n${trace[1]?.replace('"request":{', '"request":{"Ghost":1,') ?? ''}\n`)
  expect(out).toMatch(/Left out\n +1 {2}the member request.Ghost, which nobody knows \(first in\s+\S+:2\)/)
  expect(out).toMatch(/without a last line[^]*may\s+be\s+missing/)
  const holes = await check(`${trace[0] ?? ''}\n${trace[1] ?? ''}\n{"touchstone":"end","exchanges":1,"dropped":3}`)
  expect(holes.out).toContain('3 exchanges could not be written')
})

const HEADER = '{"touchstone":"trace","version":1}\n'
test.each<[string, string | readonly Exchange[], Partial<CheckOptions>, RegExp]>([
  ['a bad line', `${HEADER}{"sent":`, {}, /\.ndjson:2: the file was cut short/],
  ['no exchange', HEADER, {}, /^There is no exchange in the trace\.$/],
  [
    'everything left out',
    [toyExchange([0, 1], 'Get', {}, {}, { account: '111111111111' })],
    { account: '222222222222' },
    /^Everything in the trace was left out; look at --account/,
  ],
  ['nothing to judge by', [put(0, 'a', 'x')], { linear: true }, /^There are no laws for toy/],
  ['beliefs of laws', [put(0, 'a', 'x')], { linear: true, explain: true }, /^--explain tells/],
])('%s is said to be, as something that could not be done', async (_what, history, options, why) => {
  const failure = await check(history, options).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(UsageError)
  expect((failure as UsageError).message).toMatch(why)
})

test('nothing but undecided ends with 2', async () => {
  expect((await check([get(0, 'a', 'who knows')])).exit).toBe(2)
})

test.each([
  [['check'], /missing required argument 'trace'/],
  [['check', '/nowhere/x.ndjson'], /^There is no file \/nowhere\/x\.ndjson\.$/],
  [['check', '/tmp'], /is a folder/],
  [['check', 'x', 'x'], /x is given twice/],
  [['check', '--account', '12', 'x'], /12 digits/],
  [['check', '--profile', 'kind', 'x'], /as-documented, single-node/],
])('%j could not run, and says why', async (args, why) => {
  const terminal = paper()
  expect(await main(args, terminal)).toBe(2)
  expect(terminal.lines).toEqual([])
  expect(terminal.noted.join('\n')).toMatch(why)
})

test('--help teaches how to record a trace, and to check it', async () => {
  const terminal = paper()
  expect(await main(['check', '--help'], terminal)).toBe(0)
  const help = terminal.lines.join('\n')
  expect(help).toContain("client.middlewareStack.use(traceTo('trace.ndjson', { client: 'worker-1' }))")
  expect(help).toMatch(/Examples:\n {2}\$ touchstone check trace\.ndjson/)
})
