import { expect, test } from 'vitest'
import type { Exchange } from '../../../src/oracle/exchange.js'
import { drawn, historyOf, judge } from './written-history.fixture.js'

/** Messages that are sent, received and deleted one after the other; and what comes afterwards. */
const lives = (count: number, after = '') => {
  const each = Array.from({ length: count }, (_, i) => {
    const [sent, received, deleted] = [`${i}-${i}.1`, `${i}.2-${i}.3`, `${i}.4-${i}.5`]
    return `${sent} send f.fifo m${i} g/m${i}; ${received} receive f.fifo -> m${i}@h${i}; ${deleted} delete f.fifo h${i}`
  })
  return historyOf(['queue f.fifo', ...each, after].join('; '))
}

test('what is gone is remembered for a while, and then said to be forgotten', () => {
  const bounds = { tombstones: 10, filterBits: 2 ** 12 }
  const { kept, forgotten } = judge(lives(40), bounds)
  expect(kept).toMatchObject({ messages: 10, handles: 10, tombstones: 10, 'deduplication ids': 10 })
  expect(forgotten).toEqual({ messages: 30, 'deduplication ids': 30 })

  const remembered = judge(lives(40, '500-501 receive f.fifo -> m35'), bounds)
  expect(remembered.findings.map(({ clause }) => clause)).toEqual(['sqs.delete.removes-message'])
  const beyond = judge(lives(40, '500-501 receive f.fifo -> m5'), bounds)
  expect(beyond.findings).toEqual([])
  expect(beyond.laws.find(({ law }) => law === 'deleted-stays-deleted')).toMatchObject({ undecided: 1 })
  const unknown = judge(lives(40, '500-501 receive f.fifo -> never'), bounds)
  expect(unknown.findings.map(({ clause }) => clause)).toEqual(['sqs.send.message-id-same-on-receive'])
})

test('what outlived its retention is given up, and named if it was owed', () => {
  const owed = 'queue q MessageRetentionPeriod=60; 0-1 send q m; 10-11 receive q -> nothing; 12-13 receive q -> nothing'
  const { findings, kept } = judge(historyOf(`${owed}; 4000-4001 send q n; 4002-4003 receive q -> n`))
  expect(findings.map(({ clause, line, earlier }) => ({ clause, line, earlier }))).toEqual([
    { clause: 'sqs.receive.short-poll-eventually-all', line: 3, earlier: 2 },
  ])
  expect(kept).toMatchObject({ messages: 2, tombstones: 1 })
})

test('bad members are passed over', () => {
  const odd = { MessageBody: 7, Entries: 'x', QueueUrl: 'not a url', Messages: 3 }
  const operations = [
    'CreateQueue',
    'SendMessage',
    'SendMessageBatch',
    'ReceiveMessage',
    'DeleteMessageBatch',
    'SetQueueAttributes',
    'Nonsense',
  ]
  const history = operations.map(
    (operation, i): Exchange => ({
      service: 'sqs', region: 'r', client: 'c', operation, input: odd, sent: i, received: i, outcome: { kind: 'answered', output: { ...odd, Successful: [null, 4] } },
    }), // prettier-ignore
  )
  const { findings, notes } = judge(drawn([...history, { ...history[3]!, input: {}, sent: 9, received: 9 }]))
  expect(findings).toEqual([])
  expect(notes).toContain('1 exchanges of Nonsense, which is not an operation of SQS')
  expect(notes).toContain('1 exchanges of ReceiveMessage without a QueueUrl')
})
