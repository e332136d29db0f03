import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readResults } from '../report/ndjson.js'
import type { Report } from '../report/report.js'
import { failureOf, hostileReport } from '../report/report.fixture.js'
import type { Step } from '../suite/result.js'
import { siteModel, slugOf } from './model.js'
import { drawnReports } from './site.fixture.js'
import { timeline } from './timeline.js'
import { laneReaders, siteFiles, writeSite } from './write-site.js'

const folder = mkdtempSync(join(tmpdir(), 'touchstone-site-'))
afterAll(() => rmSync(folder, { recursive: true }))

const reports = ['moto', 'localstack', 'elasticmq'].map((name) =>
  readResults(readFileSync(new URL(`../../reports/${name}/results.ndjson`, import.meta.url), 'utf8')),
)

test('every link of the site leads to a file and a place that are there', async () => {
  const count = await writeSite(folder, reports)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files).toHaveLength(count)
  const missing = new Set<string>()
  for (const file of files.filter(({ name }) => name.endsWith('.html'))) {
    const path = join(file.parentPath, file.name)
    for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(/ (?:href|src)="([^"]*)"/g)) {
      if (/^https:\/\/[a-z.]*(?:aws\.amazon|amazonaws)\.com\//.test(target)) continue
      const [page = '', place] = target.split('#')
      const there = page === '' ? path : resolve(dirname(path), decodeURIComponent(page))
      const isPlace =
        place === undefined || page.endsWith('clauses.html') || (existsSync(there) && readFileSync(there, 'utf8').includes(`id="${place}"`))
      if (!existsSync(there) || !isPlace) missing.add(`${file.name} → ${target}`)
    }
  }
  expect([...missing]).toEqual([])
})

test('no text of a report becomes markup, and no id becomes a path', async () => {
  const readers = await laneReaders()
  for (const [path, text] of siteFiles(siteModel([hostileReport()]), { clauses: {} }, readers)) {
    expect(path).toMatch(/^(?:[ci]\/|assets\/)?[a-z0-9][a-z0-9.-]*$/)
    expect(text, path).not.toContain('<script>alert')
    expect(text, path).not.toContain('\u0000')
  }
  expect(['../../etc/passwd', '..', '', 'ElasticMQ 1.7.1 (x)', 'Ω'].map(slugOf)).toEqual([
    'etc-passwd',
    expect.stringMatching(/^x-/) as string,
    expect.stringMatching(/^x-/) as string,
    'elasticmq-1.7.1',
    expect.stringMatching(/^x-/) as string,
  ])
})

test('a page of a clause stays small with many implementations', async () => {
  const readers = await laneReaders()
  const files = [...siteFiles(siteModel(drawnReports(20, 200)), { clauses: {} }, readers)]
  const largest = (kind: string): number => Math.max(...files.map(([path, text]) => (path.startsWith(kind) ? text.length : 0)))
  expect(largest('c/')).toBeLessThan(200_000)
  expect(largest('i/')).toBeLessThan(200_000)
  expect(largest('index')).toBeLessThan(800_000)
})

const history: readonly Step[] = [
  { operation: 'SendMessage', input: { MessageBody: 'one' }, output: { MessageId: 'm1' } },
  { operation: 'ReceiveMessage', input: {}, output: { Messages: [{ MessageId: 'm1', ReceiptHandle: 'h1', Body: 'one' }] } },
  { operation: 'ReceiveMessage', input: {}, output: {}, waitedMs: 2000, times: 2 },
  { operation: 'ChangeMessageVisibility', input: { ReceiptHandle: 'h1', VisibilityTimeout: 0 }, output: {} },
  { operation: 'DeleteMessage', input: { ReceiptHandle: 'h1' }, output: {} },
  { operation: 'PutRecord', input: { PartitionKey: 'p' }, output: { SequenceNumber: '1' } },
  { operation: 'Publish', input: { Message: 'hello' }, output: { MessageId: 'n1' } },
]

test('a history is drawn: a lane for each message, its states, the wait, and where it differs', async () => {
  const readers = await laneReaders()
  const svg = timeline({ ...failureOf('1'), message: 'DeleteMessage was to be refused, but succeeded', history }, readers, 't')
  expect(svg.match(/<g class="lane"><text/g)).toHaveLength(3)
  for (const mark of ['sent', 'received', 'released', 'deleted']) expect(svg).toContain(`class="${mark}"`)
  expect(svg).toContain('<line class="flight"')
  expect(svg).toContain('>2 s</text>')
  // Two receives in a row that came to the same stand once.
  expect(svg).toContain('ReceiveMessage ×2')
  expect(svg).toMatch(/<g class="call differs"><title>DeleteMessage/)
  expect(svg).toContain('7 calls, 3 messages; call 5 (DeleteMessage) is answered otherwise than documented')
})

test('reports of one version that have no clause in common are of one implementation', () => {
  const [whole] = drawnReports(1, 30)
  const part = (service: string, more = ''): Report => {
    const rows = whole!.rows.filter(({ id }) => id.startsWith(service))
    const target = { name: `some 1.0${more}` }
    return { header: { ...whole!.header, target, only: [service] }, rows, footer: { ...whole!.footer, results: rows.length } }
  }
  const { implementations } = siteModel([part('sqs'), part('sns', ' (a=1)'), part('sns')])
  expect(implementations.map(({ report }) => report.rows.length).sort((a, b) => a - b)).toEqual([10, 20])
  expect(implementations.map(({ report }) => report.header.only).sort()).toEqual([['sns'], ['sqs', 'sns']])
})
