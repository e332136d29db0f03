import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ServiceBinding } from './binding.js'
import type { Case } from './case.js'
import { makeClients } from './clients.js'
import { judge } from './judge.js'
import { probe } from './probe.js'
import { benchOn, toy, toyClause, toyLine, ToyTarget } from './toy.fixture.js'
import type { Answering } from './toy.fixture.js'

const number = { value: fc.integer({ min: 0, max: 1000 }) }
const putAndGet = async (it: Case, { value }: Readonly<Record<string, unknown>>): Promise<void> => {
  await it.call('Put', { name: 'a', value })
  const got = await it.call('Get', { name: 'a' })
  it.expect(got, 'what Get gives').toEqual({ value })
}
const remembering =
  (change: (value: unknown) => unknown = (value) => value) =>
  (): Answering => {
    let value: unknown
    return (operation, input) => {
      if (operation === 'Put') value = input['value']
      return operation === 'Get' ? [200, { value: change(value) }] : undefined
    }
  }

test('a clause conforms when every combination of its axes was decided and nothing failed', async () => {
  const target = new ToyTarget(remembering())
  const clause = toyClause(putAndGet, { given: number, axes: { size: ['small', 'large'], colour: ['red', 'blue'] }, edges: [{ value: 0 }] })
  const result = await judge(clause, toyLine, benchOn(target))
  expect(result).toMatchObject({ id: 'toy.put.remembers', verdict: 'conforms', cases: 8 })
})

test('a failing case is shrunk to the smallest value that fails, and its history kept', async () => {
  const target = new ToyTarget(remembering((value) => (Number(value) >= 17 ? 17 : value)))
  const clause = toyClause(putAndGet, { given: number, cases: 20 })
  const result = await judge(clause, toyLine, benchOn(target))
  expect(result.verdict).toBe('diverges')
  expect(result.failure).toMatchObject({ input: { value: 18 }, allowed: '{"value":18}', seen: '{"value":17}', reproduced: true })
  expect(result.failure?.history.map(({ operation }) => operation)).toEqual(['Put', 'Get'])
  expect(result.failure?.replay).toBe('touchstone run --only toy.put.remembers --seed 7')
})

test('a failure that does not come back is set apart, with its history', async () => {
  let gets = 0
  const target = new ToyTarget(
    () =>
      (operation, { value }) =>
        operation === 'Get' ? [200, gets++ === 0 ? { value: 'wrong' } : { value }] : undefined,
  )
  const once = toyClause(async (it) => {
    it.expect(await it.call('Get', {}), 'what Get gives').toEqual({})
  })
  const result = await judge(once, toyLine, benchOn(target))
  expect(result).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^seen once and not again: not as documented: what Get gives/) as string,
  })
  expect(result.failure).toMatchObject({ reproduced: false, seen: '{"value":"wrong"}' })
})

test('a target that says it does not know the operation is unsupported, one that breaks down diverges', async () => {
  const get = toyClause(async (it) => void (await it.call('Get', {})))
  const answer = (status: number, body: unknown): ToyTarget => new ToyTarget(() => () => [status, body])
  const unknown = await judge(get, toyLine, benchOn(answer(400, { __type: 'com.toy#UnknownOperationException', message: 'no' })))
  expect(unknown).toMatchObject({ verdict: 'unsupported', reason: 'the target does not have Get: no' })
  expect(await judge(get, toyLine, benchOn(answer(501, 'not here')))).toMatchObject({ verdict: 'unsupported' })
  expect(
    await judge(get, toyLine, benchOn(answer(500, '<html>NotImplementedError: The Get action has not been implemented</html>'))),
  ).toMatchObject({ verdict: 'unsupported' })
  const raw = toyClause(async (it) => void it.expect((await it.http({ operation: 'Get', body: '{}' })).status, 'the status').toBe(200))
  expect(await judge(raw, toyLine, benchOn(answer(400, { __type: 'InvalidAction', message: 'no' })))).toMatchObject({
    verdict: 'unsupported',
  })
  const crash = await judge(get, toyLine, benchOn(answer(500, { __type: 'InternalFailure', message: 'oh' })))
  expect(crash).toMatchObject({ verdict: 'diverges', reason: 'Get broke down', failure: { seen: '500 InternalFailure oh' } })
  const page = await judge(get, toyLine, benchOn(answer(404, '<html>lost</html>')))
  expect(page.failure).toMatchObject({ seen: '404 <html>lost</html>' })
  const broken = await judge(get, toyLine, benchOn(answer(200, '{"half":')))
  expect(broken).toMatchObject({ verdict: 'diverges', reason: 'Get was answered with something that cannot be read' })
})

test('a refusal of another operation than the line speaks of is a failed set-up', async () => {
  const target = new ToyTarget(() => (operation) => (operation === 'Put' ? [400, { __type: 'Forbidden', message: 'no' }] : undefined))
  const result = await judge(toyClause(putAndGet, { given: number }), toyLine, benchOn(target))
  expect(result.reason).toBe('the set-up failed, so the clause cannot hold: Put was refused')
  expect(result.failure?.seen).toBe('Forbidden (400): no')
})

test('a case that cannot decide is drawn again, and inconclusive at last', async () => {
  const target = new ToyTarget(remembering())
  let runs = 0
  const never = await judge(
    toyClause((it) => (runs++, it.undecided('too slow'))),
    toyLine,
    benchOn(target),
  )
  expect(never).toMatchObject({ verdict: 'inconclusive', reason: 'too slow', cases: 0 })
  expect(runs).toBe(4)
  const third = await judge(
    toyClause(async (it) => (++runs < 7 ? it.undecided('too slow') : undefined)),
    toyLine,
    benchOn(target),
  )
  expect(third).toMatchObject({ verdict: 'conforms', cases: 1 })
})

test('what another draw needs and the target does not have does not decide a case that could not', async () => {
  const target = new ToyTarget(() => () => [400, { __type: 'UnknownOperationException', message: 'no' }])
  let runs = 0
  const result = await judge(
    toyClause(async (it) => (++runs === 1 ? it.undecided('too slow') : void (await it.call('Get', {})))),
    toyLine,
    benchOn(target),
  )
  expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'too slow', cases: 0 })
})

test('combinations over a protocol that the target does not speak are left out, and said to be', async () => {
  const target = new ToyTarget(remembering())
  const clause = toyClause(putAndGet, { given: number, axes: { protocol: ['json', 'query'] } })
  const bench = { ...benchOn(target), missing: { query: 'it does not speak Query' } }
  expect(await judge(clause, toyLine, bench)).toMatchObject({
    verdict: 'conforms',
    cases: 3,
    reason: 'not held to it: it does not speak Query (protocol=query)',
  })
  const neither = { ...bench, missing: { json: 'no JSON', query: 'no Query' } }
  expect(await judge(clause, toyLine, neither)).toMatchObject({ verdict: 'unsupported', cases: 0 })
})

test('a clause that is not about a protocol is asked over what the target speaks, and what it made is removed over that', async () => {
  const target = new ToyTarget(remembering())
  const clause = toyClause(putAndGet, { given: number })
  expect(await judge(clause, toyLine, { ...benchOn(target), missing: { json: 'no JSON' } })).toMatchObject({ verdict: 'conforms' })
  expect([...target.spoken]).toEqual(['query'])
  expect(target.calls.some((call) => call.startsWith('Remove'))).toBe(true)
})

test('what a service does not speak at all is neither looked for nor spoken', async () => {
  const target = new ToyTarget(remembering())
  const older: ServiceBinding = { ...toy, protocols: ['query'] }
  const { missing } = await probe(older, target, makeClients(older, target))
  expect(missing).toEqual({})
  await judge({ ...toyClause(putAndGet, { given: number }), binding: older }, toyLine, benchOn(target, older))
  expect([...target.spoken]).toEqual(['query'])
})

test('a wrong name does not hide what a refused call did all the same, nor that another combination does what must be refused', async () => {
  // Refuses a small Put under a wrong name and takes it all the same; takes a large one.
  const target = new ToyTarget(() => {
    let value: unknown
    return (operation, input) => {
      if (operation === 'Put') {
        value = input['value']
        return input['size'] === 'small' ? [400, { __type: 'Unlucky', message: 'no' }] : undefined
      }
      return operation === 'Get' ? [200, { value }] : undefined
    }
  })
  const clause = toyClause(
    async (it, { size }) => {
      await it.refused(it.call('Put', { size, value: 1 }))
      it.expect(await it.call('Get', {}), 'what Get gives after a refused Put').toEqual({})
    },
    { axes: { size: ['small', 'large'] } },
  )
  const { reason, failure, further = [] } = await judge(clause, toyLine, benchOn(target))
  expect(reason).toBe(failure?.message)
  expect([failure!, ...further].map(({ input, message, seen }) => [input, message.replace(/: expected.*/, ''), seen])).toEqual([
    [{ size: 'small' }, 'not as documented: what Get gives after a refused Put', '{"value":1}'],
    [{ size: 'large' }, 'Put was to be refused, but succeeded', 'success'],
    [{ size: 'small' }, 'Put was refused with another error than documented', 'Unlucky (400): no'],
  ])
})

test('an assertion that is only told lets the case go on', async () => {
  const told = toyClause(async (it) => {
    it.tell(() => it.expect(1, 'one').toBe(2))
    await it.call('Get', {})
  })
  const result = await judge(told, toyLine, benchOn(new ToyTarget(remembering())))
  expect(result).toMatchObject({ verdict: 'diverges', failure: { allowed: '2', seen: '1', history: [{ operation: 'Get' }] } })
})

test('what a case made is removed, whatever became of it', async () => {
  const target = new ToyTarget(remembering(() => 'wrong'))
  await judge(toyClause(putAndGet, { given: number, cases: 1 }), toyLine, { ...benchOn(target), effort: 'smoke' })
  const count = (operation: string): number => target.calls.filter((call) => call.startsWith(`${operation} `)).length
  expect(count('Put')).toBeGreaterThan(0)
  expect(count('Remove')).toBe(count('Put'))
})

test('a wait beyond the effort is skipped where time is real, and no matter where it is virtual', async () => {
  const slow = { ...toyLine, wait_s: 301 }
  const clause = toyClause(putAndGet, { given: number })
  const real = await judge(clause, slow, benchOn(new ToyTarget(remembering(), false)))
  expect(real).toMatchObject({ verdict: 'skipped', reason: 'needs a wait of 301 s; effort standard allows 75 s' })
  expect(await judge(clause, slow, benchOn(new ToyTarget(remembering())))).toMatchObject({ verdict: 'conforms' })
})

test('the freedoms that a case was granted are told, those that one server does not need are withheld', async () => {
  const asked: boolean[] = []
  const clause = toyClause(async (it) => {
    asked.push(it.profile.tolerates('toy.many.servers'), it.profile.tolerates('toy.anybody'))
    await it.call('Get', {})
  })
  const target = new ToyTarget(remembering())
  expect((await judge(clause, toyLine, benchOn(target))).freedoms).toEqual(['toy.anybody'])
  expect((await judge(clause, toyLine, { ...benchOn(target), profile: 'as-documented' })).freedoms).toEqual([
    'toy.anybody',
    'toy.many.servers',
  ])
  expect(asked).toEqual([false, true, true, true])
})
