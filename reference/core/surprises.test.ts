import { expect, test } from 'vitest'
import { readAdversity, uses, usedOn } from './adversity.js'
import { Random } from './random.js'
import { aboutCall, steadyName, Surprises } from './surprises.js'

const dealtBy = (surprises: Surprises, occasions: readonly (readonly [`a.${string}`, string])[]): string[] => {
  for (const [freedom, about] of occasions) surprises.uses(freedom, 0.3, about)
  return surprises.dealt.map(({ id }) => id)
}
const occasions = Array.from({ length: 200 }, (_, nth) => [`a.${nth % 3}`, nth % 2 === 0 ? 'orders' : 'mails'] as const)

test('a run can be had again, whole or without some of its surprises', () => {
  const all = dealtBy(new Surprises(7), occasions)
  expect(all.length).toBeGreaterThan(30)
  expect(all.length).toBeLessThan(100)
  expect(dealtBy(new Surprises(7), occasions)).toEqual(all)
  expect(dealtBy(new Surprises(8), occasions)).not.toEqual(all)
  const some = all.filter((_, nth) => nth % 4 === 0)
  expect(dealtBy(new Surprises(7, new Set(some)), occasions)).toEqual(some)
  expect(dealtBy(new Surprises(7, new Set()), occasions)).toEqual([])
})

test('what else is asked does not change what is dealt', () => {
  const mails = occasions.filter(([, about]) => about === 'mails')
  const whole = dealtBy(new Surprises(7), occasions).filter((id) => id.includes('mails'))
  expect(dealtBy(new Surprises(7), mails)).toEqual(whole)
})

test('of several things a script names the one, and finds it on another occasion too', () => {
  const name = (thing: number): string => `message ${thing} of orders`
  const drawn = new Surprises(3)
  let hit: number | undefined
  for (let nth = 0; hit === undefined; nth++) hit = drawn.among('a.b', 0.1, 'orders', [nth, nth + 1, nth + 2], name)
  const script = new Surprises(3, new Set(drawn.dealt.map(({ id }) => id)))
  expect(script.among('a.b', 0.1, 'orders', [hit + 1, hit + 2], name)).toBe(undefined)
  expect(script.among('a.b', 0.1, 'orders', [hit + 1, hit], name)).toBe(hit)
  expect(script.among('a.b', 0.1, 'orders', [hit], name)).toBe(undefined)
  expect(script.dealt).toEqual(drawn.dealt)
})

test('details follow from the surprise, whether it was drawn or stands in a script', () => {
  const drawn = new Surprises(5)
  while (!drawn.uses('a.b', 0.2, 'orders'));
  const script = new Surprises(5, new Set(drawn.dealt.map(({ id }) => id)))
  while (!script.uses('a.b', 0.2, 'orders'));
  expect(script.pick(1_000_000)).toBe(drawn.pick(1_000_000))
})

test('a world deals surprises where it is given some, and draws in turn where not', () => {
  const adversity = readAdversity('a.b=0.5', [{ id: 'a.b', does: '', awsLike: 0, hostile: 1 }])
  const surprises = new Surprises(1)
  for (let nth = 0; nth < 20; nth++) uses({ ...adversity, surprises }, new Random(1), 'a.b', () => 'orders')
  expect(surprises.dealt.length).toBeGreaterThan(2)
  expect(uses({ ...adversity, surprises }, new Random(1), 'a.c')).toBe(false)
  const first = Array.from({ length: 9 }, (_, seed) =>
    usedOn(
      adversity,
      new Random(seed),
      'a.b',
      () => 'orders',
      () => [1],
      String,
    ),
  )
  expect(new Set(first)).toEqual(new Set([1, undefined]))
})

test('nothing goes wrong for ever', () => {
  const surprises = new Surprises(1)
  const used = Array.from({ length: 30 }, () => surprises.uses('a.b', 1, 'orders'))
  expect(used.slice(0, 6)).toEqual([true, true, false, true, true, false])
  for (let nth = 0; nth < 9; nth++) surprises.among('a.c', 1, 'orders', [1], String)
  expect(surprises.dealt.filter(({ freedom }) => freedom === 'a.c')).toHaveLength(2)
})

test('a request that fails is answered well the third time, whatever it failed for', () => {
  const surprises = new Surprises(1)
  const came = Array.from({ length: 6 }, (_, nth) => {
    surprises.begin('Receive from orders')
    return surprises.uses(nth % 2 === 0 ? 'a.b' : 'a.c', 1)
  })
  expect(came).toEqual([true, true, false, true, true, false])
})

test('names are the same in every run', () => {
  expect(steadyName('orders-1732986000123')).toBe('orders-*')
  expect(steadyName('orders-6f1c8f0a-3a5e-4d0b-9a38-0d8f6d9d6a10.fifo')).toBe('orders-*.fifo')
  expect(steadyName('orders-3')).toBe('orders-3')
  expect(steadyName('facade')).toBe('facade')
  expect(aboutCall('SendMessage', { QueueUrl: 'http://localhost:4566/000000000000/orders' })).toBe('SendMessage to orders')
  expect(aboutCall('Publish', { TopicArn: 'arn:aws:sns:us-east-1:000000000000:sales' })).toBe('Publish to sales')
  expect(aboutCall('ListQueues', {})).toBe('ListQueues')
})
