import { expect, test } from 'vitest'
import type { Case } from './case.js'
import { judge } from './judge.js'
import { benchOn, toyClause, toyLine, ToyTarget } from './toy.fixture.js'
import type { Answering } from './toy.fixture.js'

const BUSY = [400, { __type: 'com.toy#TooBusy', message: 'later' }] as const
const DOWN = [500, { __type: 'InternalFailure', message: 'oh' }] as const

/** Goes wrong at the calls whose numbers are given, the first being 0. */
const failingAt = (how: readonly [number, unknown], ...numbers: readonly number[]) => {
  let calls = 0
  return new ToyTarget((): Answering => () => (numbers.includes(calls++) ? how : undefined))
}
const calls = (operation: string) => toyClause(async (it: Case) => void (await it.call(operation, {})))
const granted = (target: ToyTarget) => ({ ...benchOn(target), profile: 'as-documented' as const })

test('a call that was throttled is made again where the profile grants throttling, and diverges where it does not', async () => {
  expect(await judge(calls('Put'), toyLine, granted(failingAt(BUSY, 0, 1)))).toMatchObject({
    verdict: 'conforms',
    freedoms: ['toy.too.busy'],
  })
  expect(await judge(calls('Put'), toyLine, benchOn(failingAt(BUSY, 0, 1)))).toMatchObject({ verdict: 'diverges' })
})

test('a call that fails is made again only if it changes nothing; else the case is drawn again', async () => {
  expect(await judge(calls('Get'), toyLine, granted(failingAt(DOWN, 0)))).toMatchObject({ verdict: 'conforms', freedoms: ['toy.failure'] })
  expect(await judge(calls('Put'), toyLine, granted(failingAt(DOWN, 0)))).toMatchObject({ verdict: 'conforms' })
  expect(await judge(calls('Put'), toyLine, benchOn(failingAt(DOWN, 0)))).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^seen once and not again: .*Put broke down$/) as string,
  })
  expect(await judge(calls('Put'), toyLine, benchOn(failingAt(DOWN, 0, 1)))).toMatchObject({ verdict: 'diverges' })
})

test('what goes wrong all the time decides nothing', async () => {
  const always = (how: readonly [number, unknown]) => new ToyTarget((): Answering => () => how)
  expect(await judge(calls('Put'), toyLine, granted(always(DOWN)))).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringContaining('nobody knows whether it took effect') as string,
  })
  expect(await judge(calls('Put'), toyLine, granted(always(BUSY)))).toMatchObject({
    verdict: 'inconclusive',
    reason: 'Put was throttled 9 times',
  })
})

test('a call of which a part failed decides nothing, where that is granted', async () => {
  const partly = () => new ToyTarget((): Answering => () => [200, { failed: ['a'] }])
  expect(await judge(calls('Put'), toyLine, granted(partly()))).toMatchObject({ verdict: 'inconclusive' })
  expect(await judge(calls('Put'), toyLine, benchOn(partly()))).toMatchObject({ verdict: 'conforms' })
})
