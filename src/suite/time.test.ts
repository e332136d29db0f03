import { expect, test } from 'vitest'
import { CaseTime } from './time.js'
import { TurnableClock } from './toy.fixture.js'
import { Undecided } from './verdicts.js'

const call = {}
const later = {}
const timeOf = (slack = { ms: 0, ppm: 0 }): { time: CaseTime; clock: TurnableClock } => {
  const clock = new TurnableClock()
  return { time: new CaseTime(clock, slack), clock }
}

test('a timer is passed when it has surely ended, counted from the end of the call and with the slack of the clock', async () => {
  const { time, clock } = timeOf({ ms: 10, ppm: 1000 })
  time.stamp(call, 1_000_000, 1_000_300)
  await time.pass(time.after(call, 2000))
  expect(clock.now()).toBe(1_000_300 + 2000 + 10 + 2)
})

test('an answer is surely before a timer only if it was there before the timer can have ended', () => {
  const { time } = timeOf({ ms: 10, ppm: 0 })
  time.stamp(call, 1_000_000, 1_000_300)
  const timer = time.after(call, 2000)
  time.stamp(later, 1_001_000, 1_001_989)
  time.surelyBefore(later, timer)
  time.stamp(later, 1_001_000, 1_001_990)
  expect(() => time.surelyBefore(later, timer)).toThrow(Undecided)
})

test('a call is surely after a timer only if it was sent after the timer must have ended', () => {
  const { time } = timeOf({ ms: 10, ppm: 0 })
  time.stamp(call, 1_000_000, 1_000_300)
  const timer = time.after(call, 2000)
  time.stamp(later, 1_002_310, 1_002_400)
  time.surelyAfter(later, timer)
  time.stamp(later, 1_002_309, 1_002_400)
  expect(() => time.surelyAfter(later, timer)).toThrow(Undecided)
})

test('an instant is not made up for what was no answer', () => {
  expect(() => timeOf().time.of({})).toThrow(/output of a call/)
})
