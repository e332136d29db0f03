import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isNumberedAnew, movedBeside, movedLate, movedOldest, pollsOnChain, wokenByNoisy } from './poll-scenes.fixture.js'
import { pollsAsAsked, pollSteps } from './poll-walk.fixture.js'
import { userIdOf } from './user-id.js'

test.each(['standard', 'fifo'])('long polls on %s queues give what one would get who asks all the time', async (type) => {
  await fc.assert(
    fc.asyncProperty(pollSteps, async (steps) => {
      const { held, asked, isTidy, senders } = await pollsAsAsked(steps, type === 'fifo')
      expect(held).toEqual(asked)
      expect(isTidy, 'no timer and no listener is left').toBe(true)
      expect([[], [userIdOf('me')]]).toContainEqual(senders)
    }),
    { numRuns: 250 },
  )
})

test('a message goes on to the last of several dead-letter queues, to a long poll there', async () => {
  expect(await pollsOnChain(['a', 'b', 'c'], false)).toEqual(['5000 ', '5000 ', '1000 m (2)'])
})

test.each([[['a']], [['a', 'b']], [['a', 'b', 'c']]])('long polls on %s, each the dead-letter queue of the other, end', async (names) => {
  expect(await pollsOnChain(names, true)).toEqual(names.map(() => '5000 '))
})

test('a move task has done by a request what was due, however late a timer fires', () => {
  expect(movedLate()).toBe('ReceiveMessage 1 (1), 2 (1), 3 (1)')
})

test('long polls get what a move task brings at its rate, while a slower one runs and nobody asks', async () => {
  expect(await movedBeside()).toEqual(['0 1 (1)', '125 2 (1)', '250 3 (1)', '5000 '])
})

test('a long poll gets the message of a noisy tenant at once, where there is no other', async () => {
  expect(await wokenByNoisy()).toBe('0 n (1)')
})

test('a message of a FIFO queue that a task moved has a higher number', () => {
  expect(isNumberedAnew()).toBe(true)
})

test('a move task takes the oldest message that is visible, also one that came back while it ran', async () => {
  expect(await movedOldest()).toEqual(['0 2 (1)', '1000 1 (1)'])
})
