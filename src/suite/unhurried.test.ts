import { expect, test } from 'vitest'
import { Unhurried } from './unhurried.js'

const SLACK = { ms: 10, ppm: 0 }

test('what is sent after a long poll was answered is after it, however early the answer came', () => {
  const unhurried = new Unhurried(SLACK)
  const poll = unhurried.poll(0, 1000)
  unhurried.called(0, 0, 1001, 1000)
  poll.answered = 1001
  unhurried.called(unhurried.now, 1001.5, 1003, 0)
  expect(unhurried.doubt).toBeUndefined()
})

test('what is sent while a long poll waits, and answered when it may have given up, is in doubt', () => {
  const unhurried = new Unhurried(SLACK)
  const poll = unhurried.poll(0, 1000)
  poll.answered = 1001
  unhurried.called(500, 500, 995, 0)
  expect(unhurried.doubt).toMatch(/^a call took 5 ms too long/)
})
