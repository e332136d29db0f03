import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pico from 'picocolors'
import { afterAll, expect, test } from 'vitest'
import { readResults } from '../report/index.js'
import { failureOf, resultOf } from '../report/report.fixture.js'
import type { Result } from '../suite/result.js'
import { runRun, type RunOptions } from './run.js'
import type { Terminal } from './terminal.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-report-'))
afterAll(() => rmSync(folder, { recursive: true }))

const OPTIONS: RunOptions = { effort: 'standard', profile: 'single-node', seed: 1, region: 'us-east-1' }
const good = resultOf('sqs.tags.none', 'conforms')
const bad = resultOf('sqs.delete.removes-message', 'diverges', { failure: failureOf('1') })
const unsure = resultOf('sqs.tags.overwrite', 'inconclusive', { reason: 'no time' })

const run = async (results: readonly Result[], error?: string, more: Partial<RunOptions> = {}) => {
  const printed: string[] = []
  const noted: string[] = []
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    colours: pico.createColors(false),
    width: 100,
    live: false,
  }
  const exit = await runRun(terminal, { ...OPTIONS, ...more }, ({ onStart, onResult, ...asked }) => {
    onStart?.(results.map(({ id }) => id))
    results.forEach((result) => onResult?.(result))
    const { effort = 'standard', profile = 'single-node', seed = 1, only = [], region = '' } = asked
    return Promise.resolve({
      results,
      target: 'localhost:1',
      settings: { effort, profile, seed, only, region },
      durationMs: 1000,
      ...(error === undefined ? {} : { error }),
    })
  })
  return { exit, out: printed.join('\n'), notes: noted.join('\n') }
}

test('ends with 0 when all conforms, 1 when something diverges, 2 when nothing could be decided', async () => {
  expect((await run([good, unsure])).exit).toBe(0)
  expect((await run([good, bad])).exit).toBe(1)
  expect((await run([unsure])).exit).toBe(2)
})

test('a run that could not be finished ends with 2, tells what it saw and why it stopped', async () => {
  const { exit, out, notes } = await run([bad], 'the target went away')
  expect(exit).toBe(2)
  expect(out).toContain('✗ sqs.delete.removes-message')
  expect(out).toContain('Broken off.')
  expect(notes).toContain('Could not finish: the target went away.')
  expect((await run([], 'nobody answers')).out).toBe('')
})

test('liberties that the profile withholds are told of before they are accused', async () => {
  const withheld = 'does not grant all that --adversity switches on'
  expect((await run([bad], undefined, { adversity: 'hostile' })).notes).toContain(withheld)
  expect((await run([good], undefined, { adversity: 'hostile', profile: 'as-documented' })).notes).not.toContain(withheld)
  expect((await run([good], undefined, { adversity: 'calm' })).notes).not.toContain(withheld)
})

test('--json prints a whole report and nothing else', async () => {
  const { out } = await run([good, bad], undefined, { json: true, endpoint: ['http://localhost:1/'], only: ['sqs.*'], name: 'mine' })
  const { header, rows, footer } = readResults(out)
  expect(header).toMatchObject({ target: { name: 'mine', endpoint: 'http://localhost:1' }, only: ['sqs.*'], profile: 'single-node' })
  expect(rows.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['sqs.delete.removes-message', 'diverges'],
    ['sqs.tags.none', 'conforms'],
  ])
  expect(footer).toEqual({ counts: { conforms: 1, diverges: 1, unsupported: 0, inconclusive: 0, skipped: 0 }, results: 2, complete: true })
})

test('--report writes four files, and the results are whole', async () => {
  await run([good, bad], undefined, { report: join(folder, 'a', 'b') })
  expect(readdirSync(join(folder, 'a', 'b')).sort()).toEqual(['junit.xml', 'report.html', 'results.ndjson', 'summary.md'])
  expect(readResults(readFileSync(join(folder, 'a', 'b', 'results.ndjson'), 'utf8')).rows).toHaveLength(2)
})

test('a folder that cannot be written is told as such before anything is run', async () => {
  let runs = 0
  const terminal: Terminal = { print: () => {}, note: () => {}, colours: pico.createColors(false), width: 100, live: false }
  const never = (): never => {
    runs++
    throw new Error('run')
  }
  await expect(runRun(terminal, { ...OPTIONS, report: '/dev/null/x' }, never)).rejects.toThrow(/could not be written to \/dev\/null\/x/)
  expect(runs).toBe(0)
})

test('a report that cannot be written in the end leaves what was seen on the terminal, and no half of a file', async () => {
  const place = join(folder, 'late')
  const printed: string[] = []
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    note: () => {},
    colours: pico.createColors(false),
    width: 100,
    live: false,
  }
  await expect(
    runRun(terminal, { ...OPTIONS, report: place }, () => {
      mkdirSync(join(place, 'junit.xml'))
      return Promise.resolve({
        results: [bad],
        target: 'x',
        settings: { effort: 'standard', profile: 'single-node', seed: 1, only: [], region: '' },
        durationMs: 1,
      })
    }),
  ).rejects.toThrow(/could not be written/)
  expect(printed.join('\n')).toContain('✗ sqs.delete.removes-message')
  expect(readdirSync(place).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('a report is for its owner alone', async () => {
  await run([good], undefined, { report: join(folder, 'mine') })
  expect((statSync(join(folder, 'mine', 'results.ndjson')).mode & 0o777).toString(8)).toBe('600')
})

test('an endpoint that the environment names and that is not judged is told of', async () => {
  process.env['AWS_ENDPOINT_URL'] = 'http://localhost:4566'
  try {
    expect((await run([good])).notes).toMatch(/AWS_ENDPOINT_URL is http:\/\/localhost:4566, which is not judged.*--endpoint/)
    expect((await run([good], undefined, { endpoint: ['http://localhost:1'] })).notes).not.toContain('AWS_ENDPOINT_URL')
  } finally {
    delete process.env['AWS_ENDPOINT_URL']
  }
})
