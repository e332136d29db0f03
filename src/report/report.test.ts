import { expect, test } from 'vitest'
import pico from 'picocolors'
import { VERDICTS } from '../suite/result.js'
import { htmlPage } from './html/page.js'
import { junit } from './junit.js'
import { causesOf } from './causes/causes.js'
import { makeReport, withoutCredentials } from './make-report.js'
import { walksLineOf } from '../suite/walks-line.js'
import { stable } from './stable.js'
import { markdown } from './markdown.js'
import { readResults, writeResults } from './ndjson.js'
import { failureOf, hostileReport, resultOf, sampleReport } from './report.fixture.js'
import { terminalSummary } from './terminal-summary.js'

const whole = writeResults(sampleReport())
const lines = whole.trimEnd().split('\n')

test('what is written is read again', () => {
  expect(readResults(whole)).toEqual(sampleReport())
})

test('two runs that saw the same thing give the same stream', () => {
  expect(writeResults(sampleReport('2'))).toBe(whole)
})

test('made-up values become placeholders, one name for one value; what the client chose stays', () => {
  const failure = sampleReport().rows.find((row) => row.failure)?.failure
  expect(failure?.history[1]?.input).toEqual({ QueueUrl: '<queue-url:1>', MessageBody: 'a' })
  expect(failure?.history[3]?.input).toEqual({ QueueUrl: '<queue-url:1>', ReceiptHandle: '<receipt-handle:1>' })
  expect(failure?.history[3]?.error?.message).toBe('The handle <receipt-handle:1> is not ours.')
  expect(failure?.seen).toBe('the message <message-id:1> at <time: ISO 8601>')
  expect(failure?.history[0]?.input).toMatchObject({ QueueName: 'touchstone-q1' })
})

test('timings are kept where they are asked for', () => {
  const row = sampleReport('1', true).rows.find(({ failure }) => failure)
  expect(row?.durationMs).toBe(1)
  expect(row?.failure?.history[1]?.receivedMs).toBe(7.5)
})

test.each([
  ['cut inside a line', whole.slice(0, whole.length - 40), /not JSON: the file was cut short/],
  ['cut between lines', lines.slice(0, 20).join('\n'), /without its footer/],
  ['a line lost inside', [...lines.slice(0, 5), ...lines.slice(6)].join('\n'), /the file has \d+: it is damaged/],
  ['nothing', '', /its first line is not a header/],
  ['another file', '{"a":1}\n{"b":2}\n', /its first line is not a header/],
  ['a later version', whole.replace('"version":1', '"version":99'), /version 99/],
  ['a verdict nobody knows', whole.replace('"verdict":"conforms"', '"verdict":"fine"'), /"verdict" of the result/],
  ['a row twice', [...lines.slice(0, 2), lines[1], ...lines.slice(3)].join('\n'), /damaged|stands twice/],
  ['a list instead of an object', [lines[0], '[]', lines.at(-1)].join('\n'), /not a JSON object/],
])('refuses %s', (_, text, problem) => {
  expect(() => readResults(text)).toThrow(problem)
})

test('the page names every clause once as a place to go to, and sends no request', () => {
  const report = sampleReport()
  const page = htmlPage(report)
  for (const { id } of report.rows) expect(page.split(` id="${id}"`)).toHaveLength(2)
  expect(page).not.toMatch(/<(?:img|link|iframe)|src=|@import|url\(/)
  expect(page).toContain("default-src 'none'")
})

test('hostile texts stay texts', () => {
  const report = hostileReport()
  const page = htmlPage(report)
  expect(page).not.toContain('<script>alert')
  expect(page).not.toContain('\u0000')
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  const xml = junit(report)
  expect(xml).not.toMatch(/<script|[\u0000-\u0008\u001b]/)
  expect(markdown(report).replace(/^(`{3,})$.*?^\1$/gms, '')).not.toMatch(/(?<![\\`])<script/)
  const text = terminalSummary(report, { colours: pico.createColors(false), width: 100 })
  expect(text).toContain('alert(1)')
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
})

test('JUnit counts divergences as failures and the undecided as skipped', () => {
  const report = sampleReport()
  const { counts, results } = report.footer
  const xml = junit(report, new Map(report.rows.map(({ id }) => [id, 1000])))
  expect(xml).toContain(
    `tests="${results}" failures="${counts.diverges}" errors="0" skipped="${counts.unsupported + counts.inconclusive + counts.skipped}" time="${results}.000"`,
  )
  expect(xml.match(/<failure /g)).toHaveLength(counts.diverges)
  expect(xml.match(/<skipped /g)).toHaveLength(counts.unsupported + counts.inconclusive + counts.skipped)
})

test('the summaries count every verdict and name every divergence', () => {
  const report = sampleReport()
  const text = terminalSummary(report, { colours: pico.createColors(false), width: 100, durationMs: 61_000 })
  const all = text.split('\n').find((line) => /^ {2}all /.test(line))
  expect(all?.trim().split(/\s+/).slice(1).map(Number)).toEqual(VERDICTS.map((verdict) => report.footer.counts[verdict]))
  expect(text).toContain('1 min 1 s')
  for (const { id } of report.rows.filter(({ verdict }) => verdict === 'diverges')) {
    expect(text).toContain(`✗ ${id}`)
    expect(markdown(report)).toContain(`<code>${id}</code>`)
  }
})

test('credentials in an endpoint are not reported', () => {
  expect(withoutCredentials('http://user:secret@localhost:4566/?token=x#y')).toBe('http://localhost:4566')
  expect(withoutCredentials('https://proxy.example/aws/')).toBe('https://proxy.example/aws/')
})

test('a placeholder keeps the form of a time, a number of twelve digits in a sentence is no account, and what differs is told to differ', () => {
  const failure = {
    ...failureOf('1'),
    message: 'it took 176459812345 ms',
    allowed: '1764598123456',
    seen: '1764598123.5 in arn:aws:sqs:us-east-1:123456789012:q',
  }
  const told = (one: typeof failure) => stable(resultOf('sqs.delete.removes-message', 'diverges', { failure: one })).failure
  expect(told(failure)).toMatchObject({
    message: 'it took 176459812345 ms',
    allowed: '<time: 13 digits>',
    seen: '<time: 10 digits and a fraction> in arn:aws:sqs:us-east-1:<account>:q',
  })
  expect(told({ ...failure, seen: '1764598123999' })).toMatchObject({
    allowed: '<time: 13 digits>',
    seen: '<time: 13 digits> (another one)',
  })
})

test('divergences that one operation brings about are told together, and the statement is their headline', () => {
  const broken = (id: string, operation: string) =>
    resultOf(id, 'diverges', { failure: { ...failureOf('1'), message: `${operation} broke down`, seen: '500 <html>' } })
  const report = makeReport({
    header: sampleReport().header,
    results: [
      broken('sqs.tags.a', 'TagQueue'),
      broken('sqs.tags.b', 'TagQueue'),
      resultOf('sqs.tags.c', 'diverges', { failure: failureOf('1') }),
      broken('sqs.tags.d', 'UntagOther'),
    ],
    complete: true,
    line: (id) => ({ ...walksLineOf('sqs.walks')!, id, statement: `The statement of ${id}.` }),
  })
  const told = 'TagQueue breaks down: 500 instead of an answer of AWS'
  expect(causesOf(report.rows).map(({ title, ids }) => [title, ids])).toEqual([
    [told, ['sqs.tags.a', 'sqs.tags.b']],
    ['does not hold: The statement of sqs.tags.c.', ['sqs.tags.c']],
    ['UntagOther breaks down: 500 instead of an answer of AWS', ['sqs.tags.d']],
  ])
  expect(markdown(report)).toContain(`- ${told}: 2 divergences (\`sqs.tags.a\`, \`sqs.tags.b\`)`)
  expect(terminalSummary(report, { colours: pico.createColors(false), width: 100 })).toContain(`${told}: 2 divergences`)
  expect(htmlPage(report)).toContain('<span>The statement of sqs.tags.a.</span>')
})

test('fractions keep their digits under the masks', () => {
  const told = (seen: string) => stable(resultOf('sqs.tags.a', 'diverges', { failure: { ...failureOf('1'), seen } })).failure!
  expect(told('took 23036.359130859375 ms').seen).toBe('took 23036.359130859375 ms')
  expect(told('http://127.0.0.1:4566/123456789012/q').seen).toBe('<endpoint>/<account>/q')
})

test('no report holds what turns a terminal or the direction of writing', () => {
  const evil = 'a\u001b[31m\u0007\u0000\u009b\u202eb'
  const report = makeReport({
    header: { ...sampleReport().header, target: { name: evil } },
    results: [resultOf('sqs.tags.a', 'diverges', { failure: { ...failureOf('1'), seen: evil, message: evil } })],
    complete: true,
    line: () => undefined,
  })
  for (const text of [markdown(report), junit(report), htmlPage(report)])
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
})
