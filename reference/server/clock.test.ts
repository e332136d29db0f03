import { expect, test, vi } from 'vitest'
import { settle, type WorldClock } from './clock.js'
import { openClock } from './clocks.js'
import { TurnedClock } from './turned-clock.js'
import { VirtualClock } from './virtual-clock.js'
import { WallClock } from './wall-clock.js'

test('a manual clock stands still until it is put forward', async () => {
  const clock = openClock('manual', 1000)
  await settle()
  expect(clock.now()).toBe(1000)
  await clock.advance(5)
  expect(clock.now()).toBe(1005)
})

for (const make of [() => new TurnedClock(0), () => new VirtualClock(0), () => new WallClock()]) {
  const { kind } = make()

  test(`${kind}: timers fire in order, each at its time, and what they wake is let finish before the next`, async () => {
    const clock: WorldClock = make()
    const start = clock.now()
    const seen: string[] = []
    const wake = (name: string) => () => {
      void (async () => {
        await Promise.resolve()
        seen.push(`${name} ${kind === 'wall' ? Math.round((clock.now() - start) / 10_000) * 10_000 : clock.now()}`)
      })()
    }
    clock.at(start + 30_000, wake('c'))
    clock.at(start + 10_000, wake('a'))
    clock.at(start + 10_000, wake('b'))
    clock.at(start + 20_000, wake('cancelled'))()
    clock.at(start + 60_000, wake('later'))
    // A timer that a timer sets is reached in the same advance.
    clock.at(start + 10_000, () => clock.at(start + 20_000, wake('nested')))
    await clock.advance(40_000)
    expect(seen).toEqual(['a 10000', 'b 10000', 'nested 20000', 'c 30000'])
    clock.close()
  })

  test(`${kind}: two advances at once add up, and nonsense is refused`, async () => {
    const clock: WorldClock = make()
    const start = clock.now()
    await Promise.all([clock.advance(10_000), clock.advance(5_000)])
    expect(clock.now() - start).toBeGreaterThanOrEqual(15_000)
    expect(clock.now() - start).toBeLessThan(16_000)
    for (const ms of [-1, NaN, Infinity]) expect(() => clock.advance(ms)).toThrow(/forward only/)
    clock.close()
  })

  test(`${kind}: a sleeper wakes when the clock is put forward, or forgets`, async () => {
    const clock: WorldClock = make()
    const slept = clock.sleep(3_600_000)
    await clock.advance(3_600_000)
    await slept
    const forgotten = clock.sleep(3_600_000)
    clock.reset()
    await forgotten
  })
}

test('a wall clock follows the time of day, and a timer beyond the reach of setTimeout does not fire early', () => {
  vi.useFakeTimers({ now: 5_000 })
  try {
    const clock = new WallClock()
    expect(clock.now()).toBe(5_000)
    let fired = 0
    clock.at(5_000 + 2 ** 31 + 10, () => fired++)
    vi.advanceTimersByTime(2 ** 31)
    expect(fired).toBe(0)
    vi.advanceTimersByTime(10)
    expect(fired).toBe(1)
    vi.setSystemTime(0)
    expect(clock.now()).toBe(5_000 + 2 ** 31 + 10)
  } finally {
    vi.useRealTimers()
  }
})

test('a virtual clock jumps to the next timer when all sleep', async () => {
  const clock = new VirtualClock(0)
  const seen: string[] = []
  const sleeper = async (name: string, ...naps: number[]) => {
    for (const ms of naps) {
      await clock.sleep(ms)
      seen.push(`${name}@${clock.now()}`)
    }
  }
  await Promise.all([sleeper('a', 10, 10, 10), sleeper('b', 25), sleeper('year', 365 * 86_400_000)])
  expect(seen).toEqual(['a@10', 'a@20', 'b@25', 'a@30', `year@${365 * 86_400_000}`])
})

test('a virtual clock stands still while nobody waits, though there are timers', async () => {
  const clock = new VirtualClock(0)
  let fired = false
  clock.at(5, () => (fired = true))
  for (let i = 0; i < 10; i++) await settle()
  expect([clock.now(), fired]).toEqual([0, false])
  await clock.sleep(10)
  expect([clock.now(), fired]).toEqual([10, true])
})

test('a virtual clock stands still while something works', async () => {
  const clock = new VirtualClock(0)
  const work = clock.working(
    (async () => {
      for (let i = 0; i < 20; i++) await settle()
      return clock.now()
    })(),
  )
  const slept = clock.sleep(1).then(() => clock.now())
  expect(await work).toBe(0)
  expect(await slept).toBe(1)
})

test('a failure of what works ends its work', async () => {
  const clock = new VirtualClock(0)
  const work = clock.working(settle().then(() => Promise.reject(new Error('no'))))
  const slept = clock.sleep(1)
  await expect(work).rejects.toThrow('no')
  await slept
})
