import { expect, test } from 'vitest'
import type { Site } from '../../core/world.js'
import { TurnedClock } from '../../server/turned-clock.js'
import type { RetryPolicy } from '../delivery-policy.js'
import { begin, Lanes } from './attempts.js'
import { DELIVERED, type Outcome } from './outcome.js'
import { CUSTOMER_MANAGED, delayBefore, MANAGED } from './retries.js'

const DOWN: Outcome = { delivered: false, isPermanent: false, response: '', status: 500 }
const delays = (policy: RetryPolicy, from = 0, to = policy.numRetries): (number | undefined)[] =>
  Array.from({ length: to - from }, (_, i) => delayBefore(policy, from + i)).map((ms) =>
    ms === undefined ? undefined : Math.round(ms) / 1000,
  )
const policy = (given: Partial<RetryPolicy>): RetryPolicy => ({
  ...MANAGED,
  numRetries: 5,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  numMaxDelayRetries: 0,
  minDelayTarget: 1,
  maxDelayTarget: 16,
  ...given,
})

test('the documented phases of what AWS manages', () => {
  expect(delays(MANAGED, 0, 6)).toEqual([0, 0, 0, 1, 1, 1])
  expect(delays(MANAGED, 14, 16)).toEqual([20, 20])
  expect(delays(MANAGED, 100_014, 100_016)).toEqual([20, undefined])
  expect(delays(CUSTOMER_MANAGED, 0, 3)).toEqual([10, 10, 10])
  expect(delays(CUSTOMER_MANAGED).reduce<number>((sum, delay) => sum + delay!, 0)).toBeGreaterThan(6 * 3600)
})

test.each<[RetryPolicy['backoffFunction'], readonly number[]]>([
  ['linear', [1, 4.75, 8.5, 12.25, 16]],
  ['arithmetic', [1, 2.5, 5.5, 10, 16]],
  ['geometric', [1, 2, 4, 8, 16]],
  ['exponential', [1, 2, 4, 8, 16]],
])('a backoff grows from the smallest delay to the largest: %s', (backoffFunction, expected) => {
  expect(delays(policy({ backoffFunction }))).toEqual(expected)
  expect(delays(policy({ backoffFunction, numRetries: 1 }))).toEqual([1])
  expect(delays(policy({ backoffFunction, numRetries: 0 }))).toEqual([])
  expect(delays(policy({ backoffFunction, numNoDelayRetries: 1, numMinDelayRetries: 1, numMaxDelayRetries: 2 }))).toEqual([0, 1, 1, 16, 16])
})

const tried = async (outcomes: readonly Outcome[], given: RetryPolicy, seconds = 1000) => {
  const clock = new TurnedClock(0)
  const times: number[] = []
  const ends: unknown[] = []
  begin({ clock } as unknown as Site, {
    attempt() {
      times.push(clock.now() / 1000)
      return outcomes[times.length - 1] ?? DELIVERED
    },
    policy: () => given,
    ended: (outcome, attempts) => ends.push([outcome?.delivered, attempts]),
  })
  await clock.advance(seconds * 1000)
  return { times, ends }
}

test('attempts are made until one succeeds or there are no more', async () => {
  expect(await tried([DOWN, DOWN], policy({}))).toEqual({ times: [0, 1, 3], ends: [[true, 3]] })
  expect(await tried([DOWN, DOWN, DOWN], policy({ numRetries: 2, numNoDelayRetries: 2 }))).toEqual({ times: [0, 0, 0], ends: [[false, 3]] })
  expect(await tried([{ ...DOWN, isPermanent: true }], policy({}))).toEqual({ times: [0], ends: [[false, 1]] })
})

test('after a timeout the delay begins when the time was over: 15 s and 20 s make 35', async () => {
  const late: Outcome = { ...DOWN, tookMs: 15_000 }
  expect((await tried([late, late], policy({ minDelayTarget: 20, maxDelayTarget: 20 }))).times).toEqual([0, 35, 70])
})

test('a hundred thousand attempts in a row stand on no stack', async () => {
  const outcomes = Array.from({ length: 100_000 }, () => DOWN)
  expect((await tried(outcomes, policy({ numRetries: 100_000, numNoDelayRetries: 100_000 }), 0)).ends).toEqual([[true, 100_001]])
})

test('what has one key happens in order, whatever it waits for; other keys do not wait', () => {
  const lanes = new Lanes()
  const order: string[] = []
  let free: (() => void) | undefined
  lanes.enter('a', (done) => {
    order.push('a0')
    free = done
  })
  for (let i = 1; i <= 50_000; i++)
    lanes.enter('a', (done) => {
      if (i <= 2 || i === 50_000) order.push(`a${i}`)
      done()
    })
  lanes.enter('b', (done) => {
    order.push('b0')
    done()
  })
  free!()
  lanes.enter('a', (done) => {
    order.push('last')
    done()
  })
  expect(order).toEqual(['a0', 'b0', 'a1', 'a2', 'a50000', 'last'])
})
