import type { Exchange } from '../exchange.js'
import type { Members } from './members.js'

/** What a request was answered with; nothing where it was refused, or had no answer. */
export const outputOf = ({ outcome }: Exchange): Members => (outcome.kind === 'answered' ? outcome.output : {})

/** The same exchange, answered with other members. */
export const withOutput = (exchange: Exchange, more: Members): Exchange => ({
  ...exchange,
  outcome: { kind: 'answered', output: { ...outputOf(exchange), ...more } },
})

/** What an exchange is instead, knowing those that were answered before it; nothing where it stays as it is. */
export type Alter = (exchange: Exchange, before: readonly Exchange[]) => Exchange | undefined

/** Histories in which one exchange is another: each that can be altered in turn, or so many of them, evenly spread. */
export const alteredIn = (history: readonly Exchange[], alter: Alter, most = Infinity): readonly (readonly Exchange[])[] => {
  const others = history.flatMap((exchange, at) => {
    const other = alter(exchange, history.slice(0, at))
    return other === undefined ? [] : [{ at, other }]
  })
  const step = Math.max(1, others.length / most)
  return others
    .filter((_, nth) => Math.floor(nth / step) > Math.floor((nth - 1) / step))
    .map(({ at, other }) => history.map((one, nth) => (nth === at ? other : one)))
}
