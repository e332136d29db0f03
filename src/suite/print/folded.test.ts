import { expect, test } from 'vitest'
import { folded, timesOf } from './folded.js'

const poll = { operation: 'ReceiveMessage', input: { QueueUrl: 'q' }, output: {} }

test('calls with the same answer in a row stand once, with their number, whenever they were sent', () => {
  const came = { ...poll, output: { Messages: [] } }
  const history = folded([poll, { ...poll, sentMs: 10 }, came, poll])
  expect(history.map(({ step }) => step)).toEqual([poll, came, poll])
  expect(history.map(timesOf)).toEqual([' (2 times)', '', ''])
})
