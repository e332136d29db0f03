import pico from 'picocolors'
import { expect, test } from 'vitest'
import { main } from './program.js'
import { runServe } from './serve.js'
import type { Terminal } from './terminal.js'

const paper = (): Terminal & { readonly printed: string[]; readonly noted: string[] } => {
  const printed: string[] = []
  const noted: string[] = []
  return {
    printed,
    noted,
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    colours: pico.createColors(false),
    width: 100,
    live: false,
  }
}
const typed = async (...args: string[]): Promise<{ exit: number; out: string; notes: string }> => {
  const terminal = paper()
  const exit = await main(args, terminal)
  return { exit, out: terminal.printed.join('\n'), notes: terminal.noted.join('\n') }
}

test('explain tells what a clause says, where from, and where it stands', async () => {
  const { exit, out } = await typed('explain', 'sqs.purge.once-per-60s')
  expect(exit).toBe(0)
  expect(out).toContain('A second PurgeQueue on the queue within 60 seconds fails.')
  expect(out).toContain('must: AWS promises it')
  expect(out).toContain('PurgeQueueInProgress / AWS.SimpleQueueService.PurgeQueueInProgress')
  expect(out).toContain('https://docs.aws.amazon.com/')
  expect(out).toMatch(/rule +reference\/sqs\/\S+\.ts:\d+/)
})

test('explain lists what begins alike, and as JSON gives the lines themselves', async () => {
  const { out } = await typed('explain', 'sqs.tags')
  expect(out).toContain('sqs.tags.add-and-list\n')
  const json = JSON.parse((await typed('explain', 'sqs.tags', '--json')).out) as { id: string; rules: string[] }[]
  expect(json.length).toBeGreaterThan(10)
  expect(json.every(({ id, rules }) => id.startsWith('sqs.tags.') && Array.isArray(rules))).toBe(true)
})

test('explain of what is not there says what is near, on the notes', async () => {
  const { exit, out, notes } = await typed('explain', 'sqs.purge.once-per-60')
  expect([exit, out]).toEqual([2, ''])
  expect(notes).toMatch(/no clause "sqs.purge.once-per-60"[^]*sqs.purge.once-per-60s/)
})

test('ledger counts every line once in each of its tables', async () => {
  interface Counted {
    lines: number
    leftOut: number
  }
  interface Page {
    total: Counted
    byTopic: Record<string, Counted>
    byStrength: Record<string, Counted>
    byPlace: Record<string, Counted>
    leftOut: Record<string, string[]>
  }
  const { exit, out } = await typed('ledger', '--json')
  const [page] = (JSON.parse(out) as { services: Page[] }).services
  expect(exit).toBe(0)
  const { total, byTopic, byStrength, byPlace, leftOut } = page!
  for (const groups of [byTopic, byStrength, byPlace]) {
    expect(Object.values(groups).reduce((sum, { lines }) => sum + lines, 0)).toBe(total.lines)
  }
  expect(Object.values(leftOut).flat()).toHaveLength(total.leftOut)
})

test('ledger --check ends with 1 exactly when it lists a gap', async () => {
  const { exit, out } = await typed('ledger', '--check', '--json')
  const { gaps, checks } = JSON.parse(out) as { gaps: number; checks: { breaches: string[] }[] }
  expect(checks.flatMap(({ breaches }) => breaches)).toHaveLength(gaps)
  expect(exit).toBe(gaps === 0 ? 0 : 1)
})

test.each([
  [['explian', 'x'], /Did you mean explain/],
  [['run', '--endpoint', 'localhost:4566'], /Did you mean http:\/\/localhost:4566/],
  [['run', '--endpoint', 'http://user:secret@localhost'], /--access-key/],
  [['run', '--endpoint', 'file:///etc/passwd'], /Give a URL/],
  [['run', '--effort', 'heroic'], /smoke, standard, exhaustive/],
  [['run', '--seed', '1.5'], /Give an integer/],
  [['run', '--slack', '-1'], /milliseconds/],
  [['run', '--access-key', 'AKIA'], /--secret-key is missing/],
  [['run', 'surplus'], /too many arguments/],
  [['serve', '--port', '70000'], /between 0 and 65535/],
  [['serve', '--port', ''], /between 0 and 65535/],
  [['serve', '--clock', 'virtual'], /wall, manual/],
  [['serve', '--relax', 'sqs.nothing'], /these can: /],
  [['serve', '--allow-outgoing', '10.0.0.0/33'], /is no network: give one such as/],
  [['serve', '--port', '0', '--account', '12'], /12 digits/],
  [['ledger', '--service', 'nope'], /There is one for: .*sqs/],
])('%j could not run, and says why', async (args, why) => {
  const { exit, out, notes } = await typed(...args)
  expect([exit, out]).toEqual([2, ''])
  expect(notes).toMatch(why)
})

test.each([['--help'], ['run', '--help'], ['serve', '--help'], ['explain', '--help'], ['ledger', '--help']])(
  '%s teaches by example',
  async (...args) => {
    const { exit, out } = await typed(...args)
    expect(exit).toBe(0)
    expect(out).toMatch(/Examples:\n {2}\$ touchstone/)
  },
)

test('--version is the version of the package', async () => {
  expect((await typed('--version')).out).toMatch(/^\d+\.\d+\.\d+/)
})

test('serve says where it listens, answers there, and leaves the port when it is stopped', async () => {
  const terminal = paper()
  let url = ''
  const exit = await runServe(terminal, { port: 0, host: '127.0.0.1', clock: 'manual', seed: 7 }, async () => {
    url = /http:\/\/127\.0\.0\.1:\d+/.exec(terminal.printed.join())?.[0] ?? ''
    expect(await (await fetch(`${url}/_touchstone/health`)).json()).toMatchObject({ clock: 'manual', seed: 7 })
    // A port that is taken is said to be.
    const { exit, notes } = await typed('serve', '--port', new URL(url).port)
    expect([exit, notes]).toEqual([2, expect.stringContaining('is taken')])
  })
  expect(exit).toBe(0)
  expect(terminal.printed.join()).toContain(`AWS_ENDPOINT_URL=${url}`)
  await expect(fetch(`${url}/_touchstone/health`)).rejects.toThrow()
})
