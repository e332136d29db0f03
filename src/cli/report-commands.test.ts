import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pico from 'picocolors'
import { afterAll, expect, test } from 'vitest'
import { readResults, writeResults } from '../report/ndjson.js'
import { sampleReport } from '../report/report.fixture.js'
import { main } from './program.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-commands-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = (name: string): string => join(folder, name)

const typed = async (...args: string[]) => {
  const printed: string[] = []
  const noted: string[] = []
  const exit = await main(args, {
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    colours: pico.createColors(false),
    width: 100,
    live: false,
  })
  return { exit, out: printed.join('\n'), notes: noted.join('\n') }
}

const report = sampleReport()
writeFileSync(path('before.ndjson'), writeResults(report))
const diverging = report.rows.find(({ verdict }) => verdict === 'diverges')!.id
const mended = writeResults(report)
  .split('\n')
  .map((line) =>
    line.includes(`"id":"${diverging}"`)
      ? JSON.stringify({ ...(JSON.parse(line) as object), verdict: 'conforms', failure: undefined })
      : line,
  )
  .join('\n')
const { conforms, diverges } = report.footer.counts
writeFileSync(
  path('after.ndjson'),
  mended.replace(`"conforms":${conforms},"diverges":${diverges}`, `"conforms":${conforms + 1},"diverges":${diverges - 1}`),
)

test.each([
  ['terminal', /clauses diverge\./],
  ['json', /"causes": \[/],
  ['markdown', /^# Some emulator/],
  ['junit', /^<\?xml/],
  ['github', /^::error title=/],
  ['badge', /^<svg /],
  ['html', /^<!doctype html>/],
])('report --format %s', async (format, start) => {
  const { exit, out } = await typed('report', path('before.ndjson'), '--format', format)
  expect(exit).toBe(0)
  expect(out).toMatch(start)
})

test('in a workflow of GitHub the summary is written as well', async () => {
  process.env['GITHUB_STEP_SUMMARY'] = path('summary.md')
  try {
    await typed('report', path('before.ndjson'), '--format', 'github')
  } finally {
    delete process.env['GITHUB_STEP_SUMMARY']
  }
  expect(readFileSync(path('summary.md'), 'utf8')).toContain('## Divergences')
})

test('diff ends by its policy', async () => {
  const better = await typed('diff', path('before.ndjson'), path('after.ndjson'))
  expect(better.exit).toBe(0)
  expect(better.out).toBe(`1 newly conforming\n  ${diverging}: diverges → conforms`)
  const worse = await typed('diff', path('after.ndjson'), path('before.ndjson'))
  expect(worse.exit).toBe(1)
  expect(worse.out).toContain('1 newly diverging')
  expect((await typed('diff', path('after.ndjson'), path('before.ndjson'), '--fail-on', 'none')).exit).toBe(0)
  expect((await typed('diff', path('before.ndjson'), path('after.ndjson'), '--fail-on', 'newly-conforming')).exit).toBe(1)
  expect((await typed('diff', path('before.ndjson'), path('after.ndjson'), '--fail-on', 'better')).notes).toContain('not "better"')
  expect(JSON.parse((await typed('diff', path('before.ndjson'), path('after.ndjson'), '--json')).out)).toMatchObject({ id: diverging })
})

test('a baseline is written, filled in, held against, and goes stale', async () => {
  const file = path('known.txt')
  expect((await typed('baseline', file, path('before.ndjson'))).notes).toContain('There is no baseline')
  expect((await typed('baseline', file, path('before.ndjson'), '--update')).exit).toBe(0)
  expect((await typed('baseline', file, path('before.ndjson'))).notes).toContain('the reason is blank')
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/^reason:$/gm, 'reason: known'))
  expect((await typed('baseline', file, path('before.ndjson'))).exit).toBe(0)
  const stale = await typed('baseline', file, path('after.ndjson'))
  expect(stale.exit).toBe(1)
  expect(stale.notes).toContain(`${diverging} conforms, and is listed`)
  await typed('baseline', file, path('after.ndjson'), '--update')
  expect(readFileSync(file, 'utf8')).not.toContain(diverging)
  expect((await typed('baseline', file, path('after.ndjson'))).exit).toBe(0)
})

test.each([
  [['report', 'none.ndjson'], 'none.ndjson cannot be read'],
  [['report', path('before.ndjson'), '--as-of', '2019-01'], 'nothing was frozen in or before 2019-01'],
  [['merge', path('before.ndjson'), path('before.ndjson')], 'Not merged (duplicate-rows)'],
  [['site', path('before.ndjson')], "required option '--out <dir>'"],
  [['run', '--shard', '9/8'], 'Give a part of how many, such as 2/8.'],
  [['run', '--as-of', '2019-01'], 'nothing was frozen'],
  [['run', '--baseline', path('none.txt')], 'There is no baseline'],
])('%j is refused', async (args, text) => {
  const { exit, notes } = await typed(...args)
  expect(exit).toBe(2)
  expect(notes).toContain(text)
})

test('two shards of a run make the run', async () => {
  const only = ['--only', 'sqs.tags', '--only', 'sqs.md5', '--effort', 'smoke']
  const whole = await typed('run', ...only, '--json')
  const [one, two] = [
    await typed('run', ...only, '--shard', '1/2', '--report', path('one')),
    await typed('run', ...only, '--shard', '2/2', '--report', path('two')),
  ]
  expect([whole.exit, one.exit, two.exit]).toEqual([0, 0, 0])
  const merged = await typed('merge', path('one'), path('two'))
  expect(merged.exit).toBe(0)
  expect(merged.out).toBe(whole.out)
  expect(readResults(readFileSync(path('one/results.ndjson'), 'utf8')).header.shard).toBe('1/2')
  expect((await typed('merge', path('one'))).notes).toContain('Not merged (missing-shard): missing: --shard 2/2')
}, 240_000)
