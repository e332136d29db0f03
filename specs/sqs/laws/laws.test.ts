import { describe, expect, test } from 'vitest'
import {
  arn,
  broken,
  change,
  create,
  judge,
  lostReceive,
  moveBack,
  policy,
  purge,
  receive,
  remove,
  send,
  set,
  strictness,
  url,
} from './written-history.fixture.js'

const q = create('q')
const f = create('f.fifo')
const dead = create('dead')

describe('received-was-sent', () => {
  test('an id that no send was answered with', () => {
    expect(broken([q, receive('q', [1, 2], ['m'])])).toEqual(['sqs.send.message-id-same-on-receive'])
    expect(broken([q, send('q', [0, 1], 'm'), receive('q', [1, 2], ['m'])])).toEqual([])
  })
  test('a send may be answered after its message was received, not be sent after it', () => {
    expect(broken([q, receive('q', [1, 2], ['m']), send('q', [2, 9], 'm')])).toEqual([])
    expect(broken([q, receive('q', [1, 2], ['m']), send('q', [2.1, 9], 'm')])).toEqual(['sqs.send.message-id-same-on-receive'])
  })
  test('a send without an answer explains one message with its body, in its queue', () => {
    const lost = send('q', [0, 9], 'body', { lost: true })
    const got = receive('q', [1, 2], [{ id: 'm', body: 'body' }])
    expect(broken([q, lost, got])).toEqual([])
    expect(broken([q, lost, receive('q', [1, 2], [{ id: 'm', body: 'other' }])])).toEqual(['sqs.send.message-id-same-on-receive'])
    expect(broken([q, lost, got, receive('q', [3, 4], [{ id: 'n', body: 'body' }])])).toHaveLength(1)
  })
  test('a queue from before the history may hold anything', () => {
    const { findings, notes } = judge([receive('old', [1, 2], ['m'])])
    expect(findings).toEqual([])
    expect(notes).toEqual(['1 queues are older than the history: what was in them before is taken as it comes'])
    expect(broken([q, receive('q', [1, 2], ['m'])], undefined, { creationsAreNew: false })).toEqual([])
  })
  test('body, digest and attributes', () => {
    const kind = { kind: { DataType: 'String', StringValue: 'a' } }
    const sent = send('q', [0, 1], 'm', { MessageAttributes: kind })
    expect(broken([q, sent, receive('q', [1, 2], [{ id: 'm', attributes: kind }])])).toEqual([])
    expect(broken([q, sent, receive('q', [1, 2], [{ id: 'm', body: 'M' }])])).toEqual(['sqs.send.body-returned-verbatim'])
    const other = { kind: { DataType: 'String', StringValue: 'b' } }
    expect(broken([q, sent, receive('q', [1, 2], [{ id: 'm', attributes: other }])])).toEqual(['sqs.mattr.filter.exact'])
    const zeros = (StringValue: string) => ({ n: { DataType: 'Number', StringValue } })
    expect(
      broken([
        q,
        send('q', [0, 1], 'm', { MessageAttributes: zeros('01.0') }),
        receive('q', [1, 2], [{ id: 'm', attributes: zeros('1') }]),
      ]),
    ).toEqual([])
  })
  test('another queue only by a redrive policy; a new id only by a move task, and with a body that was sent', () => {
    const sent = send('q', [0, 1], 'm')
    expect(broken([q, dead, sent, receive('dead', [1, 2], ['m'])])).toEqual(['sqs.send.message-id-same-on-receive'])
    const source = create('s', policy('dead', 1))
    const moved = [
      dead,
      source,
      send('s', [0, 1], 'm'),
      receive('s', [2, 3], ['m']),
      receive('dead', [40, 41], ['m'], { VisibilityTimeout: 0 }),
    ]
    expect(broken(moved)).toEqual([])
    expect(broken([...moved, moveBack('dead', [50, 51]), receive('s', [52, 53], [{ id: 'new', body: 'm' }])])).toEqual([])
    expect(broken([...moved, moveBack('dead', [50, 51]), receive('s', [52, 53], [{ id: 'new', body: 'x' }])])).toEqual([
      'sqs.redrive.body-unchanged',
    ])
    expect(broken([...moved, receive('s', [52, 53], [{ id: 'new', body: 'm' }])])).toEqual(['sqs.send.message-id-same-on-receive'])
  })
})

describe('deleted-stays-deleted', () => {
  const fifo = [f, send('f.fifo', [0, 1], 'm'), receive('f.fifo', [2, 3], ['m']), remove('f.fifo', [4, 5], 'm@2')]
  test('a FIFO message does not come back to a receive that was sent after its deletion was acknowledged', () => {
    expect(broken([...fifo, receive('f.fifo', [5.1, 60], ['m'])])).toEqual(['sqs.delete.removes-message'])
    expect(broken([...fifo, receive('f.fifo', [4.9, 60], ['m'])])).not.toContain('sqs.delete.removes-message')
    const lost = [...fifo.slice(0, 3), remove('f.fifo', [4, 5], 'm@2', true)]
    expect(broken([...lost, receive('f.fifo', [40, 60], ['m'])])).toEqual([])
  })
  test('an expired handle is refused, or else it deletes', () => {
    const late = [...fifo.slice(0, 3), remove('f.fifo', [40, 41], 'm@2'), receive('f.fifo', [50, 51], ['m'])]
    expect(broken(late)).toEqual(['sqs.delete.expired-handle-fifo-error'])
  })
  test('a copy from a standard queue is a freedom of many servers', () => {
    const history = [q, send('q', [0, 1], 'm'), receive('q', [2, 3], ['m']), remove('q', [4, 5], 'm@2'), receive('q', [40, 41], ['m'])]
    expect(broken(history)).toEqual(['sqs.delete.removes-message'])
    const { findings, laws } = judge(history, strictness('as-documented'))
    expect(findings).toEqual([])
    expect(laws.find(({ law }) => law === 'deleted-stays-deleted')).toMatchObject({
      tested: 1,
      used: { 'sqs.receive.duplicate-after-delete-standard': 1 },
    })
    const older = [q, send('q', [0, 1], 'm'), receive('q', [2, 3], ['m']), receive('q', [34, 35], ['m']), remove('q', [36, 37], 'm@2')]
    expect(broken([...older, receive('q', [80, 81], ['m'])])).toEqual([])
  })
})

describe('visibility-windows', () => {
  const first = [f, send('f.fifo', [0, 1], 'm'), receive('f.fifo', [2, 3], ['m'])]
  const HIDES = 'sqs.visibility.hides-message-fifo'
  test('counts from the earliest instant at which the first receive can have taken effect', () => {
    expect(broken([...first, receive('f.fifo', [5, 31.9], ['m'])])).toEqual([HIDES])
    expect(broken([...first, receive('f.fifo', [5, 32], ['m'])])).toEqual([])
    expect(broken([...first, receive('f.fifo', [5, 31.9], ['m'])], strictness('single-node', { slack: { ms: 100, ppm: 0 } }))).toEqual([])
  })
  test('of two overlapping receives either may have been the first', () => {
    const sent = [f, send('f.fifo', [0, 1], 'm')]
    expect(broken([...sent, receive('f.fifo', [2, 9], ['m']), receive('f.fifo', [3, 10], ['m'])])).toEqual([HIDES])
    expect(broken([...sent, receive('f.fifo', [2, 10], ['m']), receive('f.fifo', [3, 9], ['m'], { VisibilityTimeout: 6 })])).toEqual([])
  })
  test('a change releases or extends, also one that is answered later', () => {
    expect(broken([...first, change('f.fifo', [4, 5], 'm@2', 0), receive('f.fifo', [6, 7], ['m'])])).toEqual([])
    expect(broken([...first, receive('f.fifo', [6, 7], ['m']), change('f.fifo', [6.9, 9], 'm@2', 0)])).toEqual([])
    expect(broken([...first, receive('f.fifo', [6, 7], ['m']), change('f.fifo', [7.1, 9], 'm@2', 0)])).toEqual([HIDES])
    expect(broken([...first, change('f.fifo', [4, 5], 'm@2', 60), receive('f.fifo', [40, 63], ['m'])])).toEqual([HIDES])
    expect(broken([...first, change('f.fifo', [4, 5], 'm@2', 60, true), receive('f.fifo', [40, 63], ['m'])])).toEqual([])
  })
  test('a change of the queue may reach messages in flight', () => {
    expect(broken([...first, set('f.fifo', [4, 5], { VisibilityTimeout: '1' }), receive('f.fifo', [6, 7], ['m'])])).toEqual([])
  })
  test('a repeated attempt has the same handles', () => {
    const attempt = { ReceiveRequestAttemptId: 'a' }
    const sent = [f, send('f.fifo', [0, 1], 'm'), receive('f.fifo', [2, 3], ['m'], attempt)]
    expect(broken([...sent, receive('f.fifo', [4, 5], [{ id: 'm', handle: 'm@2' }], attempt)])).toEqual([])
    expect(broken([...sent, receive('f.fifo', [4, 5], ['m'], attempt)])).toEqual(['sqs.fifo.attempt.same-receipt-handles'])
    expect(
      broken([...sent, lostReceive('f.fifo', [4, 5], { ...attempt, VisibilityTimeout: 0 }), receive('f.fifo', [6, 7], ['m'])]),
    ).toEqual([])
  })
  test('twice in one answer only without a timeout; on a standard queue a freedom', () => {
    const twice = [
      { id: 'm', handle: 'a' },
      { id: 'm', handle: 'b' },
    ]
    expect(broken([f, send('f.fifo', [0, 1], 'm'), receive('f.fifo', [2, 3], twice)])).toEqual([HIDES])
    expect(broken([f, send('f.fifo', [0, 1], 'm'), receive('f.fifo', [2, 3], twice, { VisibilityTimeout: 0 })])).toEqual([])
    const copies = [q, send('q', [0, 1], 'm'), receive('q', [2, 3], ['m']), receive('q', [4, 5], ['m'])]
    expect(broken(copies)).toEqual(['sqs.visibility.hides-message'])
    expect(broken(copies, strictness('as-documented'))).toEqual([])
  })
})

describe('nothing-lost', () => {
  const sent = [q, send('q', [0, 1], 'm', { DelaySeconds: 4 })]
  const LOST = 'sqs.receive.short-poll-eventually-all'
  test('an empty answer while the message was surely available, and never afterwards', () => {
    expect(broken([...sent, receive('q', [5.1, 6], [])])).toEqual([LOST])
    expect(broken([...sent, receive('q', [5, 6], [])])).toEqual([])
    expect(broken([...sent, receive('q', [5.1, 6], []), receive('q', [7, 8], ['m'])])).toEqual([])
    expect(broken([...sent, receive('q', [5.1, 6], [])], strictness('single-node', { lateness: 200 }))).toEqual([])
  })
  test('what may have taken it away', () => {
    expect(broken([...sent, purge('q', [2, 3]), receive('q', [80, 81], [])])).toEqual([])
    expect(broken([...sent, lostReceive('q', [6, 7]), receive('q', [8, 9], [])])).toEqual([])
    expect(broken([...sent, receive('q', [345_600, 345_601], [])])).toEqual([])
    const seen = [...sent, receive('q', [6, 7], ['m'])]
    expect(broken([...seen, receive('q', [37.1, 38], [])])).toEqual(['sqs.visibility.expiry-makes-visible-again'])
    expect(broken([...seen, receive('q', [36, 38], [])])).toEqual([])
    expect(broken([...seen, remove('q', [8, 9], 'm@6', true), receive('q', [37.1, 38], [])])).toEqual([])
  })
  test('many servers may overlook it ten times', () => {
    const empties = (n: number) => Array.from({ length: n }, (_, i) => receive('q', [6 + i, 6.5 + i], []))
    expect(broken([...sent, ...empties(9)], strictness('as-documented'))).toEqual([])
    expect(broken([...sent, ...empties(10)], strictness('as-documented'))).toEqual([LOST])
  })
  test('a FIFO message is not available while its group is blocked', () => {
    const two = [
      f,
      send('f.fifo', [0, 1], 'm', { number: '1' }),
      send('f.fifo', [2, 3], 'n', { number: '2' }),
      receive('f.fifo', [4, 5], ['m']),
    ]
    expect(broken([...two, receive('f.fifo', [6, 7], [])])).toEqual([])
    expect(broken([...two, remove('f.fifo', [6, 7], 'm@4'), receive('f.fifo', [40, 41], [])])).toEqual([LOST])
  })
})

test('a queue URL and an ARN name the same queue', () => {
  expect(url('q').split('/').at(-1)).toBe(arn('q').split(':').at(-1))
})
