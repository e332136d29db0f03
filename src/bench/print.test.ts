import { expect, test } from 'vitest'
import { printBench } from './print.js'
import type { BenchResult } from './result.js'

const result: BenchResult = {
  machine: '2 × processor, linux x64',
  node: 'v20.19.0',
  loadBefore: 0.1,
  options: {
    concurrency: 32,
    rounds: 3,
    roundMs: 500,
    warmUpMs: 100,
    starts: 2,
    backlog: 1_000,
    loadMs: 5_000,
    oracle: { walks: 1, rounds: 1, events: 100 },
  },
  subjects: [
    { name: 'bare', title: 'bare node:http', version: 'v20.19.0' },
    { name: 'reference', title: 'this reference', version: '0.1.0' },
    { name: 'other', title: 'Other', version: '1.2.3' },
  ],
  skipped: ['Absent: not installed'],
  rows: [
    {
      name: 'send',
      title: 'SendMessage',
      unit: 'requests/s',
      better: 'more',
      cells: [
        { subject: 'bare', value: 10_000, rounds: [10_000], clientLoad: 0.95, serverMicros: 60, others: 0.1 },
        { subject: 'reference', value: 7_500, rounds: [7_500], clientLoad: 0.7, serverMicros: 75, others: 0.3 },
        { subject: 'other', value: 800, rounds: [800], clientLoad: 0.1 },
      ],
    },
    {
      name: 'depth-cost',
      title: '100 against 1,000',
      unit: '× the time',
      better: 'less',
      cells: [
        { subject: 'bare', rounds: [], note: 'keeps no messages' },
        { subject: 'reference', value: 1.3, rounds: [1.3] },
        { subject: 'other', value: 1.04, rounds: [1.04], note: 'took 500 messages' },
      ],
    },
  ],
}

test('the table gives ratios first, then values with their notes, then the goals', () => {
  const text = printBench(result)
  expect(text).toContain('skipped Absent: not installed')
  expect(text).toMatch(/^SendMessage +1\.00 +0\.75 +0\.08$/m)
  expect(text).toMatch(/^SendMessage +1\.00 +0\.80 +-$/m)
  expect(text).toMatch(/^SendMessage \(requests\/s\) +10,000 \[1\] +7,500 +800$/m)
  expect(text).toMatch(/^100 against 1,000 \(× the time\) +- \[2\] +1\.30 +1\.04 \[3\]$/m)
  expect(text).toContain('[1] bare node:http: the client had no more to give')
  expect(text).toContain('[3] Other: took 500 messages')
  expect(text).toContain('the client used at most 95 % of its core; others on the machine used 20 % of it')
  expect(text.indexOf('1.00 is as good')).toBeLessThan(text.indexOf('Medians of the rounds'))
})

test('goals are said to be reached or missed', () => {
  const text = printBench(result)
  expect(text).toContain('reached  SendMessage at 0.75 of the bare server')
  expect(text).toContain('MISSED   a full queue costs 1.30 × the time')
  expect(text).toContain('reached  SendMessage: 9.38 × the best emulator, Other')
  expect(text).toContain('MISSED   100 against 1,000: 0.80 × the best emulator, Other')
})

test('without a bare server the processor times are shown as they are', () => {
  expect(printBench(result)).not.toContain('Processor time')
  const text = printBench({ ...result, subjects: result.subjects.filter(({ name }) => name !== 'bare') })
  expect(text).toMatch(/^Processor time .*\n\n +this reference +Other\nSendMessage +75\.0 +-$/m)
})
