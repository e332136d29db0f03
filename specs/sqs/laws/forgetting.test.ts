import { expect, test } from 'vitest'
import { create, judge, receive, remove, send, strictness } from './written-history.fixture.js'
import type { Exchange } from '../../../src/oracle/exchange.js'

/** Messages that are sent, received and deleted one after the other. */
const lives = (count: number): Exchange[] =>
  Array.from({ length: count }, (_, i) => [
    send('f.fifo', [i, i + 0.1], `m${i}`),
    receive('f.fifo', [i + 0.2, i + 0.3], [{ id: `m${i}`, handle: `h${i}` }]),
    remove('f.fifo', [i + 0.4, i + 0.5], `h${i}`),
  ]).flat()
const again = (i: number): Exchange => receive('f.fifo', [500, 501], [{ id: `m${i}`, handle: 'again' }])

test('what is gone is remembered for a while, and then said to be forgotten', () => {
  const history = [create('f.fifo'), ...lives(40)]
  const bounds = { tombstones: 10, filterBits: 2 ** 12 }
  const { kept, forgotten } = judge(history, strictness('single-node'), bounds)
  expect(kept).toMatchObject({ messages: 10, handles: 10, tombstones: 10, 'deduplication ids': 10 })
  expect(forgotten).toEqual({ messages: 30, 'deduplication ids': 30 })

  const remembered = judge([...history, again(35)], undefined, bounds)
  expect(remembered.findings.map(({ clause }) => clause)).toEqual(['sqs.delete.removes-message'])
  const beyond = judge([...history, again(5)], undefined, bounds)
  expect(beyond.findings).toEqual([])
  expect(beyond.laws.find(({ law }) => law === 'deleted-stays-deleted')).toMatchObject({ undecided: 1 })
  const unknown = judge([...history, receive('f.fifo', [500, 501], ['never'])], undefined, bounds)
  expect(unknown.findings.map(({ clause }) => clause)).toEqual(['sqs.send.message-id-same-on-receive'])
})

test('what outlived its retention is given up, and named if it was owed', () => {
  const start = [
    create('q', { MessageRetentionPeriod: '60' }),
    send('q', [0, 1], 'm'),
    receive('q', [10, 11], []),
    receive('q', [12, 13], []),
  ]
  const later = [send('q', [4000, 4001], 'n'), receive('q', [4002, 4003], ['n'])]
  const { findings, kept } = judge([...start, ...later])
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
  const { findings, notes } = judge([...history, { ...history[3]!, input: {}, sent: 9, received: 9 }])
  expect(findings).toEqual([])
  expect(notes).toContain('1 exchanges of Nonsense, which is not an operation of SQS')
  expect(notes).toContain('1 exchanges of ReceiveMessage without a QueueUrl')
})
