import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answersTo, indexSteps, Node, url } from './index-walk.fixture.js'
import { NaiveIndex } from './naive-index.fixture.js'

test.each(['standard', 'fifo'])('the fast index of a %s queue answers as one that looks at every message', type => {
  const fifo = type === 'fifo'
  fc.assert(
    fc.property(indexSteps, steps => {
      expect(answersTo(steps, fifo)).toEqual(answersTo(steps, fifo, () => new NaiveIndex(fifo)))
    }),
    { numRuns: 600 },
  )
})

test('a fair queue serves quiet tenants before a noisy one, and loses nothing of either', () => {
  const node = new Node()
  node.do('CreateQueue', { QueueName: 'q' })
  const QueueUrl = url('q')
  const send = (group: string, count: number) => {
    for (let n = 0; n < count; n++) node.do('SendMessage', { QueueUrl, MessageBody: group, MessageGroupId: group })
  }
  const receive = (MaxNumberOfMessages: number) =>
    (node.do('ReceiveMessage', { QueueUrl, MaxNumberOfMessages }) as { Messages?: { Body: string }[] }).Messages?.map(m => m.Body) ?? []
  send('noisy', 100)
  for (let n = 0; n < 4; n++) receive(10)
  send('quiet', 5)
  expect(receive(10)).toEqual([...new Array<string>(5).fill('quiet'), ...new Array<string>(5).fill('noisy')])
  let rest = 0
  for (let got = receive(10); got.length > 0; got = receive(10)) rest += got.length
  expect(rest).toBe(55)
})
