import { expect, test } from 'vitest'
import { Random } from '../../../reference/core/random.js'
import type { Service } from '../../../reference/core/service.js'
import { sqs } from '../../../reference/sqs/index.js'
import type { Client, Move } from '../client.js'
import type { Exchange } from '../exchange.js'
import { CONDITIONS, latenessUnder, slackUnder } from './conditions.js'
import type { ConditionsName } from './conditions.js'
import { Simulation } from './simulation.js'
import { withoutAbsent } from './without-absent.js'

const QueueUrl = 'http://127.0.0.1:4566/000000000000/q'

/** Sends and receives by turns, `steps` times. */
const producer = (
  name: string,
  seed: number,
  steps: number,
  pauseMs: (random: Random) => number,
): Client & { readonly seen: Exchange[] } => {
  const random = new Random(seed)
  const seen: Exchange[] = []
  return {
    name,
    seen,
    see: (exchange) => seen.push(exchange),
    next: (): Move | undefined => {
      if (seen.length >= steps) return undefined
      if (seen.length === 0)
        return { pauseMs: 0, operation: 'CreateQueue', input: { QueueName: 'q', Attributes: { VisibilityTimeout: '1' } } }
      const pause = pauseMs(random)
      if (random.next() < 0.5)
        return { pauseMs: pause, operation: 'SendMessage', input: { QueueUrl, MessageBody: `${name}${seen.length}` } }
      const WaitTimeSeconds = random.next() < 0.2 ? 2 : 0
      return {
        pauseMs: pause,
        operation: 'ReceiveMessage',
        input: { QueueUrl, WaitTimeSeconds, MaxNumberOfMessages: 3 },
        patienceMs: 9000 + WaitTimeSeconds * 1000,
      }
    },
  }
}

const play = async (conditions: ConditionsName, seed: number, clients = 3, steps = 60) => {
  const simulation = new Simulation({ service: sqs, conditions: CONDITIONS[conditions], seed })
  const all = Array.from({ length: clients }, (_, nth) => producer(`c${nth}`, seed + nth, steps, (random) => random.next() * 800))
  return { history: await simulation.run(all), clients: all }
}

test('the same seed gives the same history, another seed another', async () => {
  const [once, again, other] = await Promise.all([play('usual', 7), play('usual', 7), play('usual', 8)])
  expect(again.history).toEqual(once.history)
  expect(other.history).not.toEqual(once.history)
})

test.each(Object.keys(CONDITIONS) as ConditionsName[])(
  'under %s every request ends, and no client overtakes itself',
  async (conditions) => {
    const { history, clients } = await play(conditions, 3)
    expect(history.exchanges).toHaveLength(180)
    for (const { seen } of clients)
      seen.forEach(({ sent, received }, nth) => {
        expect(received).toBeGreaterThanOrEqual(sent)
        if (nth > 0) expect(sent).toBeGreaterThan(seen[nth - 1]!.received)
      })
    const isOverlapping = history.exchanges.some((one, nth) => nth > 0 && one.sent < history.exchanges[nth - 1]!.received)
    expect(isOverlapping).toBe(true)
  },
)

test('a lost request may have been done: messages come whose send had no answer, and others never do', async () => {
  let came = 0
  let never = 0
  for (let seed = 0; seed < 40; seed++) {
    const { history } = await play('usual', seed)
    const bodies = new Set(
      history.exchanges.flatMap(({ outcome }) =>
        outcome.kind === 'answered' ? ((outcome.output['Messages'] ?? []) as { Body: string }[]).map(({ Body }) => Body) : [],
      ),
    )
    for (const { operation, outcome, input } of history.exchanges) {
      if (operation !== 'SendMessage' || outcome.kind !== 'lost') continue
      if (bodies.has(String(input['MessageBody']))) came++
      else never++
    }
  }
  expect(came).toBeGreaterThan(10)
  expect(never).toBeGreaterThan(10)
})

/** Makes the given moves. */
const script = (name: string, moves: readonly Move[]): Client & { readonly seen: Exchange[] } => {
  const seen: Exchange[] = []
  return { name, seen, see: (exchange) => seen.push(exchange), next: () => moves[seen.length] }
}

test('a long poll is answered when a message comes, when its time is over, or by nobody once its client is gone', async () => {
  const simulation = new Simulation({ service: sqs, conditions: CONDITIONS.near, seed: 1 })
  const poll = (patienceMs = 10_000): Move => ({
    pauseMs: 0,
    operation: 'ReceiveMessage',
    input: { QueueUrl, WaitTimeSeconds: 2, VisibilityTimeout: 0 },
    patienceMs,
  })
  await simulation.run([script('opener', [{ pauseMs: 0, operation: 'CreateQueue', input: { QueueName: 'q' } }])])
  const poller = script('poller', [poll(1000), poll(), poll()])
  const sender = script('sender', [{ pauseMs: 4000, operation: 'SendMessage', input: { QueueUrl, MessageBody: 'm' } }])
  await simulation.run([poller, sender])
  const [gaveUp, empty, got] = poller.seen
  expect(gaveUp!.outcome.kind).toBe('lost')
  expect(empty!.outcome).toEqual({ kind: 'answered', output: {} })
  expect(empty!.received - empty!.sent).toBeGreaterThanOrEqual(2000)
  expect(got!.outcome).toMatchObject({ output: { Messages: [{ Body: 'm' }] } })
  expect(got!.received - sender.seen[0]!.received).toBeLessThan(10)
})

/** Tells the time on the server's clock, and wakes when it was asked to. */
const clockService = (woken: { at: number; now: number }[]): Service => ({
  ...sqs,
  open: ({ clock }) => ({
    call: () => {
      const at = clock.now() + 1000
      clock.at(at, () => woken.push({ at, now: clock.now() }))
      return { now: clock.now() }
    },
  }),
})

test.each(['near', 'usual', 'rough', 'slow'] as const)(
  'under %s the server keeps time as well as its slack says, and is as late as it may be',
  async (name) => {
    const conditions = CONDITIONS[name]
    const woken: { at: number; now: number }[] = []
    const simulation = new Simulation({ service: clockService(woken), conditions, seed: 1 })
    const start = simulation.now()
    const client = producer('c', 1, 400, (random) => random.next() * 5000)
    const { exchanges } = await simulation.run([client])
    const { ms, ppm } = slackUnder(conditions)
    for (const { sent, received, outcome } of exchanges) {
      if (outcome.kind !== 'answered') continue
      const shown = outcome.output['now'] as number
      const slack = ms + ((received - start) * ppm) / 1e6 + 0.01
      expect(shown).toBeGreaterThan(sent - slack)
      expect(shown).toBeLessThan(received + slack)
    }
    expect(woken.length).toBeGreaterThan(100)
    for (const { at, now } of woken) {
      expect(now).toBeGreaterThanOrEqual(at)
      expect(now - at).toBeLessThanOrEqual(ms + 1 + latenessUnder(conditions) * 1.001)
    }
    expect(woken.some(({ at, now }) => now - at > 100)).toBe('stops' in conditions)
  },
)

test('absent members are left out, at any depth, and blobs are kept as they are', () => {
  const blob = new Uint8Array([1])
  expect(withoutAbsent({ a: undefined, b: [{ c: undefined, d: 1 }], e: blob })).toStrictEqual({ b: [{ d: 1 }], e: blob })
  const whole = { a: [1], b: { c: 'd' } }
  expect(withoutAbsent(whole)).toBe(whole)
})
