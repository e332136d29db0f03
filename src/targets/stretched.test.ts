import { expect, test } from 'vitest'
import { embeddedTarget } from './embedded.js'
import { stretched } from './stretched.js'
import { NoAnswer } from './target.js'
import type { HttpAnswer, HttpRequest, Scope } from './target.js'

const SLOW = { delay: { usual: 300, most: 3000 }, stops: { every: 5000, ms: 1000 } }
const ANSWER: HttpAnswer = { status: 200, headers: {}, body: new Uint8Array(), sent: 0, received: 0 }
const NOTHING: HttpRequest = { method: 'POST', path: '/', headers: {}, body: '' }

const opened = async (seed: number, answer: (scope: Scope) => Promise<HttpAnswer> = () => Promise.resolve(ANSWER)): Promise<Scope> => {
  const embedded = embeddedTarget(seed)
  const open = async (): Promise<Scope> => {
    const scope = await embedded.open()
    return { ...scope, send: () => answer(scope) }
  }
  return stretched({ ...embedded, open }, SLOW, seed).open()
}

test('an answer is measured from before its request left until after it was there, whatever is in between', async () => {
  let worked = NaN
  const scope = await opened(1, async ({ clock }) => {
    worked = clock.now()
    await clock.sleep(5000)
    return ANSWER
  })
  const before = scope.clock.now()
  const { sent, received } = await scope.send(NOTHING)
  expect(sent).toBe(before)
  expect(received).toBe(scope.clock.now())
  expect(worked).toBeGreaterThan(sent)
  expect(received).toBeGreaterThan(worked + 5000)
})

test('so is silence', async () => {
  const scope = await opened(1, () => Promise.reject(new NoAnswer('broken', 0, 0)))
  const before = scope.clock.now()
  const failure = await scope.send(NOTHING).catch((error: unknown) => error)
  expect(failure).toMatchObject({ name: 'NoAnswer', message: 'broken', sent: before, received: scope.clock.now() })
})

test('requests that are under way at the same time overtake each other', async () => {
  const orders = new Set<string>()
  for (let seed = 0; seed < 20; seed++) {
    const arrived: number[] = []
    const scope = await opened(seed)
    const send = (nth: number) => scope.send(NOTHING).then(() => arrived.push(nth))
    await Promise.all([send(1), send(2)])
    orders.add(arrived.join())
  }
  expect([...orders].sort()).toEqual(['1,2', '2,1'])
})

test('a wait is never shorter than asked for, and now and then up to a stop longer', async () => {
  const { clock } = await opened(1)
  const over: number[] = []
  for (let nth = 0; nth < 1000; nth++) {
    const before = clock.now()
    await clock.sleep(100)
    over.push(clock.now() - before - 100)
  }
  const longer = over.filter((ms) => ms > 0.001)
  expect(Math.min(...over)).toBeGreaterThan(-0.001)
  expect(Math.max(...over)).toBeLessThanOrEqual(1000.001)
  // A stop about every 5 seconds in 100.
  expect(longer.length).toBeGreaterThan(8)
  expect(longer.length).toBeLessThan(40)
})

test('the same seed is slow in the same way', async () => {
  const took = async (seed: number): Promise<number[]> => {
    const scope = await opened(seed)
    const all: number[] = []
    for (let nth = 0; nth < 50; nth++) {
      const { sent, received } = await scope.send(NOTHING)
      all.push(received - sent)
    }
    return all
  }
  const [once, again, other] = [await took(3), await took(3), await took(4)]
  expect(again).toEqual(once)
  expect(other).not.toEqual(once)
})
