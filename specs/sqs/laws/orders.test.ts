import { describe, expect, test } from 'vitest'
import {
  broken,
  change,
  create,
  judge,
  lostReceive,
  policy,
  purge,
  receive,
  remove,
  send,
  set,
  strictness,
} from './written-history.fixture.js'

const q = create('q')
const f = create('f.fifo')
const two = [f, send('f.fifo', [0, 1], 'm'), send('f.fifo', [2, 3], 'n')]

describe('group-order', () => {
  const ORDER = 'sqs.fifo.order.strict-per-group'
  test('a message does not overtake one that was surely accepted before it', () => {
    expect(broken([...two, receive('f.fifo', [4, 5], ['n'])])).toEqual([ORDER])
    expect(broken([...two, receive('f.fifo', [4, 5], ['m', 'n'])])).toEqual([])
    expect(broken([...two, receive('f.fifo', [4, 5], ['n', 'm'])])).toEqual(['sqs.fifo.order.sorted-within-response'])
    const overlapping = [f, send('f.fifo', [0, 2], 'm'), send('f.fifo', [1, 3], 'n'), receive('f.fifo', [4, 5], ['n'])]
    expect(broken(overlapping)).toEqual([])
    const numbered = [
      f,
      send('f.fifo', [0, 2], 'm', { number: '9' }),
      send('f.fifo', [1, 3], 'n', { number: '10' }),
      receive('f.fifo', [4, 5], ['n']),
    ]
    expect(broken(numbered)).toEqual([ORDER])
    const groups = [f, send('f.fifo', [0, 1], 'm'), send('f.fifo', [2, 3], 'n', { MessageGroupId: 'h' }), receive('f.fifo', [4, 5], ['n'])]
    expect(broken(groups)).toEqual([])
  })
  test('nor one that is in flight', () => {
    const held = [...two, receive('f.fifo', [4, 5], ['m'])]
    expect(broken([...held, receive('f.fifo', [6, 7], ['n'])])).toEqual(['sqs.fifo.group.locks-while-inflight'])
    expect(broken([...held, receive('f.fifo', [6, 7], ['n']), remove('f.fifo', [6.9, 9], 'm@4')])).toEqual([])
    expect(broken([...held, receive('f.fifo', [6, 7], ['n']), remove('f.fifo', [7.1, 9], 'm@4')])).toEqual([
      'sqs.fifo.group.locks-while-inflight',
    ])
    expect(broken([...held, remove('f.fifo', [5.5, 6], 'm@4', true), receive('f.fifo', [6, 7], ['n'])])).toEqual([])
  })
  test('unless the earlier one may be gone', () => {
    expect(broken([...two, purge('f.fifo', [3.1, 3.5]), receive('f.fifo', [4, 5], ['n'])])).toEqual([])
    const dead = [create('dead.fifo'), create('f.fifo', policy('dead.fifo', 1)), ...two.slice(1)]
    expect(broken([...dead, receive('f.fifo', [4, 5], ['m']), receive('f.fifo', [36, 37], ['n'])])).toEqual([])
    expect(broken([...dead, receive('f.fifo', [4, 5], ['m']), receive('f.fifo', [6, 7], ['n'])])).toEqual([
      'sqs.fifo.group.locks-while-inflight',
    ])
    expect(
      broken([...dead, receive('f.fifo', [4, 5], ['m']), receive('f.fifo', [6, 7], ['n']), change('f.fifo', [5.5, 8], 'm@4', 0)]),
    ).toEqual([])
    expect(broken([...two, receive('f.fifo', [345_600, 345_601], ['n'])])).toEqual([])
  })
})

test('sequence numbers rise in their group', () => {
  const FALLS = 'sqs.fifo.order.sequence-number-increasing'
  const first = [f, send('f.fifo', [0, 1], 'm', { number: '20' })]
  expect(broken([...first, send('f.fifo', [2, 3], 'n', { number: '19' })])).toEqual([FALLS])
  expect(broken([...first, send('f.fifo', [2, 3], 'n', { number: '20' })])).toEqual([FALLS])
  expect(broken([...first, send('f.fifo', [2, 3], 'n', { number: '100' })])).toEqual([])
  expect(broken([...first, send('f.fifo', [1, 3], 'n', { number: '19' })])).toEqual([])
  expect(broken([...first, send('f.fifo', [2, 3], 'n', { number: '19', MessageGroupId: 'h' })])).toEqual([])
})

describe('receive-counts', () => {
  const COUNT = 'sqs.receive.approx-receive-count'
  const seen = [q, send('q', [0, 1], 'm'), receive('q', [2, 3], [{ id: 'm', count: 1 }])]
  test('rise by one', () => {
    expect(broken([...seen, receive('q', [40, 41], [{ id: 'm', count: 2 }])])).toEqual([])
    expect(broken([...seen, receive('q', [40, 41], [{ id: 'm', count: 1 }])])).toEqual([COUNT])
    expect(broken([...seen, receive('q', [40, 41], [{ id: 'm', count: 3 }])])).toEqual([COUNT])
  })
  test('may count receives without an answer, and are approximate on many servers', () => {
    expect(broken([...seen, lostReceive('q', [34, 35]), receive('q', [70, 71], [{ id: 'm', count: 3 }])])).toEqual([])
    expect(broken([...seen, receive('q', [40, 41], [{ id: 'm', count: 3 }]), lostReceive('q', [36, 60])])).toEqual([])
    expect(broken([...seen, receive('q', [40, 41], [{ id: 'm', count: 1 }])], strictness('as-documented'))).toEqual([])
  })
})

describe('dead-letter-count', () => {
  const MOVE = 'sqs.dlq.move-after-max-receives'
  const queues = [create('dead'), create('s', policy('dead', 2)), send('s', [0, 1], 'm')]
  const once = [...queues, receive('s', [2, 3], ['m'])]
  test('not before the count', () => {
    expect(broken([...once, receive('dead', [40, 41], ['m'])])).toEqual([MOVE])
    expect(broken([...once, receive('s', [40, 41], ['m']), receive('dead', [80, 81], ['m'])])).toEqual([])
    expect(broken([...once, lostReceive('s', [40, 41]), receive('dead', [80, 81], ['m'])])).toEqual([])
    expect(broken([...once, receive('dead', [80, 81], ['m']), receive('s', [40, 90], ['m'])])).toEqual([])
  })
  test('and surely after it', () => {
    const twice = [...once, receive('s', [40, 41], ['m'])]
    expect(broken([...twice, receive('s', [80, 81], ['m'])])).toEqual([MOVE])
    expect(broken([...twice, set('s', [60, 61], policy('dead', 5)), receive('s', [80, 81], ['m'])])).toEqual([])
  })
})

describe('identities', () => {
  test('each receive has a handle of its own', () => {
    const seen = [q, send('q', [0, 1], 'm'), send('q', [0, 1], 'n'), receive('q', [2, 3], [{ id: 'm', handle: 'h' }])]
    expect(broken([...seen, receive('q', [40, 41], [{ id: 'm', handle: 'h' }])])).toEqual(['sqs.receive.handle-new-each-time'])
    expect(broken([...seen, receive('q', [40, 41], [{ id: 'n', handle: 'h' }])])).toEqual(['sqs.receive.handle-new-each-time'])
    expect(broken([...seen, receive('q', [40, 41], [{ id: 'm', handle: 'i' }])])).toEqual([])
  })
  test('message ids are given once, duplicates aside', () => {
    expect(broken([q, send('q', [0, 1], 'm'), send('q', [2, 3], 'm')])).toEqual(['sqs.send.message-id-unique'])
    expect(broken([f, send('f.fifo', [0, 1], 'm'), send('f.fifo', [2, 3], 'm')])).toEqual([])
    expect(broken([f, send('f.fifo', [0, 1], 'm'), send('f.fifo', [301, 302], 'm')])).toEqual([])
    expect(broken([f, send('f.fifo', [0, 1], 'm'), send('f.fifo', [301.1, 302], 'm')])).toEqual(['sqs.send.message-id-unique'])
    expect(broken([f, send('f.fifo', [0, 1], 'm'), send('f.fifo', [2, 3], 'm', { MessageDeduplicationId: 'x' })])).toEqual([
      'sqs.send.message-id-unique',
    ])
  })
  test('one of two sends with one deduplication id is delivered', () => {
    const both = (when: readonly [number, number], extra = {}) => [
      f,
      send('f.fifo', [0, 1], 'm', { MessageDeduplicationId: 'd' }),
      send('f.fifo', when, 'n', { MessageDeduplicationId: 'd', ...extra }),
      receive('f.fifo', [400, 401], ['m', 'n']),
    ]
    expect(broken(both([2, 299.9]))).toEqual(['sqs.fifo.dedup.window-5min'])
    expect(broken(both([2, 300]))).toEqual([])
    expect(broken(both([2, 3], { MessageGroupId: 'h' }))).toEqual(['sqs.fifo.dedup.scope-queue-default'])
    const [, ...rest] = both([2, 3], { MessageGroupId: 'h' })
    expect(broken([create('f.fifo', { DeduplicationScope: 'messageGroup' }), ...rest])).toEqual([])
    // A send that was lost may have come first: then the second was a duplicate of it, and the third came after the five minutes.
    const lost = send('f.fifo', [-0.5, 50], 'x', { lost: true, MessageDeduplicationId: 'd' })
    expect(broken([lost, ...both([2, 299.6])])).toEqual([])
  })
})

test('each law says how often it had its chance', () => {
  const { laws } = judge([...two, receive('f.fifo', [4, 5], ['m'])])
  const tested = Object.fromEntries(laws.map((law) => [law.law, law.tested]))
  expect(tested).toMatchObject({ 'group-order': 1, 'received-was-sent': 3, 'dead-letter-count': 0, deduplication: 0, 'nothing-lost': 1 })
})
