import { expect, test } from 'vitest'
import type { Exchange } from '../exchange.js'
import { toyExchange } from '../toy.fixture.js'
import { excerpt } from './excerpt.js'

/** An exchange about things. */
const told = (at: number, ...about: readonly string[]): Exchange => toyExchange([at, at + 1], 'Put', { about }, {})
const about = ({ input }: Exchange): readonly string[] | undefined =>
  (input['about'] as readonly string[]).includes('all') ? undefined : (input['about'] as readonly string[])
const always = (): boolean => true

test('what changed nothing and what is about other things is left out; what the last one may rest on stays', () => {
  const [made, a, looked, ab, b, c, last] = [
    told(0, 'all'),
    told(1, 'a'),
    told(2),
    told(3, 'a', 'b'),
    told(4, 'b'),
    told(5, 'c'),
    told(6, 'a'),
  ] as const
  expect(excerpt([made, a, looked, ab, b, c, last], { about }, always, 1000)).toEqual([made, a, ab, b, last])
})

test('of what is about the same things all is left out, or nothing', () => {
  const [a1, b, a2, last] = [told(0, 'a'), told(1, 'b'), told(2, 'a'), told(3, 'z')] as const
  const tried: (readonly Exchange[])[] = []
  const found = excerpt(
    [a1, b, a2, last],
    { about },
    (part) => {
      tried.push(part)
      return part.includes(a1)
    },
    1000,
  )
  expect(found).toEqual([a1, a2, last])
  expect(tried.every((part) => part.includes(a1) === part.includes(a2) && part.at(-1) === last)).toBe(true)
})

test('where a service does not tell what exchanges are about, nothing is left out', () => {
  const history = [told(0, 'a'), told(1, 'b')]
  expect(excerpt(history, {}, always, 1000)).toEqual(history)
})
